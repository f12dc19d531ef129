"""The map of all 2×2 Hessians: artists against eigvalsh, borders exact, and the dot steers the sliders."""

from fractions import Fraction

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_2.quadratic_form import LIMIT, QuadraticPicture, Steering
from hesskit.explore.parts.explorer import Explorer
from hesskit.stage.picture import DARK

QUARTERS = [Fraction(k, 4) for k in range(-16, 17)]


def pairs(line: object) -> np.ndarray:
    points = np.column_stack(line.get_data())
    return points[np.isfinite(points).all(axis=1)]


def drag(explorer: Explorer, place: tuple[float, float], seq: str = "t:1") -> None:
    picture = explorer.stage.picture
    right, up = picture.map.transData.transform(place)
    message = {"type": "move", "seq": seq, "handle": 0, "x": right, "y": picture.height - up}
    explorer.stage._receive(None, message, [])


def check(explorer: Explorer) -> None:
    """Compare the artists with the matrix read from the controls."""
    picture, scene, v = explorer.stage.picture, explorer.scene, explorer.values
    H = np.array([[v["f_xx"], v["f_xy"]], [v["f_xy"], v["f_yy"]]])
    values = np.linalg.eigvalsh(H)
    assert np.allclose(scene.eigenvalues, values, atol=1e-12)
    assert np.allclose(H @ scene.eigenvectors, scene.eigenvectors * scene.eigenvalues, atol=1e-12)
    assert np.allclose(picture.dot.get_xydata(), [[np.trace(H), np.linalg.det(H)]], atol=1e-12)
    for line, sign in ((picture.above, 1), (picture.below, -1)):
        points = pairs(line)
        assert (sign * np.einsum("pi,ij,pj->p", points, H, points) > 0).all()
    zero = pairs(picture.level)
    assert np.allclose(np.einsum("pi,ij,pj->p", zero, H, zero), 0, atol=1e-12)
    assert len(zero) == {"saddle": 4, "inconclusive": 2 if H.any() else 0}.get(scene.kind, 0)
    corners = picture.form.faces.corners.reshape(-1, 3)
    assert np.allclose(corners[:, 2], 0.5 * np.einsum("pi,ij,pj->p", corners[:, :2], H, corners[:, :2]))
    assert np.abs(corners[:, 2]).max() <= picture.tall + 1e-9
    for line, value in zip(picture.form.ridges, values, strict=True):
        ridge = np.array(line.get_data_3d())
        assert np.allclose(ridge[2], 0.5 * value * (ridge[0] ** 2 + ridge[1] ** 2), atol=1e-12)
    if not scene.equal:
        for line, direction in (
            (picture.down, scene.eigenvectors[:, 0]),
            (picture.up, scene.eigenvectors[:, 1]),
        ):
            tips = line.get_xydata()[[0, 4]]
            assert np.allclose(tips[:, 0] * direction[1], tips[:, 1] * direction[0], atol=1e-12)


def test_every_control_at_its_ends_and_middle() -> None:
    explorer = explore.quadratic_form()
    check(explorer)
    for slider in explorer.controls.values():
        for value in (slider.min, (slider.min + slider.max) / 2, slider.max):
            slider.value = value
            check(explorer)


def test_kind_is_exact_at_every_quarter() -> None:
    """Every reachable matrix, by fractions: the definition of the test itself."""
    from hesskit.explore.lesson_2.quadratic_form import QuadraticScene

    for a in QUARTERS[::2]:
        for b in QUARTERS[::4]:
            for c in QUARTERS[1::3]:
                D = a * c - b * b
                kind = "saddle" if D < 0 else "inconclusive" if D == 0 else "minimum" if a > 0 else "maximum"
                scene = QuadraticScene(float(a), float(b), float(c))
                assert (scene.kind, scene.determinant) == (kind, float(D))


@pytest.mark.parametrize(
    ("entries", "word"),
    [
        ((1, 2, 4), "no maximum"),
        ((-1, 2, -4), "no minimum"),
        ((0, 0, 0), "or neither"),
        ((0, 0, 3), "no maximum"),
    ],
)
def test_zero_determinant_says_nothing(entries: tuple[float, float, float], word: str) -> None:
    explorer = explore.quadratic_form(*entries)
    assert explorer.scene.kind == "inconclusive"
    assert "D = 0: the test says nothing" in explorer.sentence and word in explorer.sentence
    assert "inconclusive" in explorer.stage.frame["numbers"]["kind"]


def test_the_borders_of_the_map_are_exact() -> None:
    picture = explore.quadratic_form().stage.picture
    trace, determinant = picture.equal.get_data()
    assert (determinant == trace**2 / 4).all()
    assert (picture.zero.get_ydata() == np.zeros(2)).all()
    assert {"minimum", "maximum", "saddle", "not possible"} == {word.get_text() for word in picture.words}
    random = np.random.default_rng(1).uniform(-4, 4, (500, 3))
    traces, dets = random[:, 0] + random[:, 1], random[:, 0] * random[:, 1] - random[:, 2] ** 2
    assert (dets <= traces**2 / 4 + 1e-12).all()
    assert (dets >= 4 * abs(traces) - 32 - 1e-9).all()  # the dotted border: what the sliders can reach
    assert np.allclose(picture.floor.get_ydata(), 4 * abs(trace) - 32)


@pytest.mark.parametrize("place", [(3, -5), (-2, 0.5), (4, 0), (0, -32), (7, 11), (-6, 9)])
def test_the_dot_moves_all_three_sliders_at_once(place: tuple[float, float]) -> None:
    explorer = explore.quadratic_form(3, 1, 0)
    frames: list[dict] = []
    explorer.stage.observe(lambda change: frames.append(change["new"]), "frame")
    drag(explorer, place)
    assert [frame["seq"] for frame in frames] == ["t:1"]
    assert explorer.message == ""
    assert explorer.scene.trace == pytest.approx(place[0], abs=0.06)
    assert explorer.scene.determinant == pytest.approx(place[1], abs=0.3)
    assert all(abs(value) <= LIMIT for value in explorer.values.values())
    check(explorer)


def test_the_eigen_directions_stay_where_they_can() -> None:
    explorer = explore.quadratic_form(3, 1, 0)
    before = explorer.scene.eigenvectors
    for place in (
        (3, -5),
        (-1, -2),
        (-1, 0.25),
        (2, -3),
    ):  # the third is on the parabola: the directions are remembered
        drag(explorer, place)
        if not explorer.scene.equal:
            assert np.allclose(abs(np.sum(explorer.scene.eigenvectors * before, axis=0)), 1)


def test_what_is_not_possible_is_clamped() -> None:
    explorer = explore.quadratic_form()
    drag(explorer, (2, 15))
    assert explorer.scene.equal and explorer.scene.kind == "minimum"
    assert "every direction is an eigen-direction" in explorer.sentence
    drag(explorer, (4, 0))
    assert explorer.scene.determinant == 0 and explorer.scene.kind == "inconclusive"
    drag(explorer, (7, -30))
    assert all(abs(value) <= LIMIT for value in explorer.values.values())
    found = Steering().matrix((0.0, -32.0), {"f_xx": 1.0, "f_xy": 0.0, "f_yy": 1.0})
    assert {name: abs(value) for name, value in found.items()} == {"f_xx": 4.0, "f_xy": 4.0, "f_yy": 4.0}


def test_update_is_true_only_when_the_axis_changes() -> None:
    explorer = explore.quadratic_form()
    picture = explorer.stage.picture
    sent: list[object] = []
    explorer.stage.observe(sent.append, "background")
    assert picture.update(explorer.scene) is False
    explorer.set(f_xx=2.25)
    assert not sent
    explorer.set(f_xx=4, f_yy=4)
    assert len(sent) == 1 and picture.turnable[0].get_zlim() == (-4, 4)


def test_an_entry_beyond_the_map_is_refused() -> None:
    with pytest.raises(ValueError, match="f_xy is between −4 and 4"):
        explore.quadratic_form(1, 5, 1)


def test_dark_and_still() -> None:
    explorer = explore.quadratic_form(0, 0, 0)
    dark = QuadraticPicture(DARK)
    assert dark.update(explorer.scene) is True
    assert dark.still(explorer.sentence)[:4] == explorer.still().png[:4] == b"\x89PNG"
