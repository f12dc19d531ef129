"""The shapes of a Hessian: what the artists show, against eigvalsh and hand-named cases."""

import numpy as np
import pytest

from hesskit import explore
from hesskit.explore.lesson_1.shapes import HEIGHT, ShapesPicture
from hesskit.explore.parts.explorer import Explorer
from hesskit.stage.picture import DARK

NAMED = [
    ((2, 1), "positive definite"), ((-2, -1), "negative definite"), ((1, -1), "indefinite"),
    ((1, 0), "positive semidefinite, singular"), ((0, -3), "negative semidefinite, singular"),
    ((0, 0), "zero, singular"),
    ((-1, -1, 1), "indefinite"), ((1, -1, 0), "indefinite, singular"), ((1, 1, 0), "positive semidefinite, singular"),
]  # fmt: skip


def drag(explorer: Explorer, place: tuple[float, float], seq: str = "t:1") -> None:
    picture = explorer.stage.picture
    right, up = picture.map.transData.transform(place)
    explorer.stage._receive(
        None, {"type": "move", "seq": seq, "handle": 0, "x": right, "y": picture.height - up}, []
    )


def pairs(line: object) -> np.ndarray:
    points = np.column_stack(line.get_data())
    return points[np.isfinite(points).all(axis=1)]


def check(explorer: Explorer) -> None:
    """Compare the artists with a matrix that is rebuilt from the controls by another route."""
    picture, scene = explorer.stage.picture, explorer.scene
    first, second, _ = explorer.values["eigenvalues"]
    c, s = np.cos(np.deg2rad(explorer.values["angle"])), np.sin(np.deg2rad(explorer.values["angle"]))
    H = first * np.outer([c, s], [c, s]) + second * np.outer([-s, c], [-s, c])
    assert np.allclose(scene.hessian[:2, :2], H)
    assert np.allclose(np.linalg.eigvalsh(scene.hessian), sorted(scene.eigenvalues))
    for line, sign in ((picture.above, 1), (picture.below, -1)):
        points = pairs(line)
        form = 0.5 * np.einsum("pi,ij,pj->p", points, H, points)
        assert (sign * form > 0.1).all()
    points = pairs(picture.level)
    assert np.allclose(np.einsum("pi,ij,pj->p", points, H, points), 0, atol=1e-9)
    assert picture.dot.get_xydata().tolist() == [[first, second]]
    corners = picture.form.faces.corners.reshape(-1, 3)
    assert np.allclose(corners[:, 2], 0.5 * np.einsum("pi,ij,pj->p", corners[:, :2], H, corners[:, :2]))
    assert np.abs(corners[:, 2]).max() <= HEIGHT + 1e-9
    ridge = np.array(picture.form.ridges[0].get_data_3d())
    assert np.allclose(ridge[2], 0.5 * first * (ridge[0] ** 2 + ridge[1] ** 2))


def test_every_control_at_its_ends_and_middle() -> None:
    explorer = explore.shapes()
    sliders = [*explorer.controls["eigenvalues"].sliders, explorer.controls["angle"]]
    for third in (False, True):
        explorer.controls["third"].value = third
        assert explorer.controls["eigenvalues"].sliders[2].disabled is not third
        for slider in sliders:
            for value in (slider.min, (slider.min + slider.max) / 2, slider.max):
                slider.value = value
                check(explorer)


@pytest.mark.parametrize(("eigenvalues", "name"), NAMED)
@pytest.mark.parametrize("angle", [0, -85, 30])
def test_the_names_are_exact(eigenvalues: tuple[float, ...], name: str, angle: float) -> None:
    explorer = explore.shapes(eigenvalues, angle)
    assert explorer.scene.name == name
    assert explorer.stage.frame["numbers"]["name"] == name
    assert ("singular" in explorer.sentence) == (0 in eigenvalues)
    assert explorer.scene.determinant == np.prod(eigenvalues)
    check(explorer)


def test_a_tiny_eigenvalue_is_not_zero() -> None:
    assert explore.shapes((1e-300, 1)).scene.name == "positive definite"


def test_the_famous_three() -> None:
    assert "positive and yet H is indefinite" in explore.shapes((-1, -1, 1)).sentence
    assert "singular does not mean semidefinite" in explore.shapes((1, -1, 0)).sentence


def test_the_zero_lines_are_none_one_or_two() -> None:
    counts = {(1, 2): 0, (1, -2): 2, (0, 2): 1, (-3, 0): 1, (0, 0): 0, (-1, -1): 0}
    for eigenvalues, lines in counts.items():
        for angle in (30, 90):
            assert len(pairs(explore.shapes(eigenvalues, angle).stage.picture.level)) == 2 * lines


def test_dragging_on_the_map_snaps_so_that_zero_is_reached() -> None:
    explorer = explore.shapes()
    for place, expected in [
        ((0.07, -1.3), (0, -1.25)),
        ((3, 3), (3, 3)),
        ((-3, -3), (-3, -3)),
        ((0, 0.1), (0, 0)),
    ]:
        drag(explorer, place, f"t:{place}")
        assert explorer.stage.frame["seq"] == f"t:{place}"
        assert explorer.values["eigenvalues"] == (*expected, 1)
        assert [slider.value for slider in explorer.controls["eigenvalues"].sliders] == [*expected, 1]
        check(explorer)
    explorer.stage._receive(None, {"type": "nudge", "seq": "t:n", "handle": 0, "right": 1, "up": 0}, [])
    assert explorer.values["eigenvalues"][0] == 0.25


def test_the_map_is_renamed_only_by_the_third_sign() -> None:
    explorer = explore.shapes()
    picture = explorer.stage.picture
    words = [text.get_text() for text in picture.words]
    assert words == [
        "negative\ndefinite\ndet > 0",
        "indefinite\ndet < 0",
        "indefinite\ndet < 0",
        "positive\ndefinite\ndet > 0",
    ]
    assert picture.update(explorer.set(eigenvalues=(1, -1, 2)).scene) is False
    scene = explore.shapes((1, 1, -2)).scene
    assert picture.update(scene) is True
    assert picture.update(scene) is False
    words = [text.get_text() for text in picture.words]
    assert words == [
        "negative\ndefinite\ndet < 0",
        "indefinite\ndet > 0",
        "indefinite\ndet > 0",
        "indefinite\ndet < 0",
    ]
    assert picture.update(explore.shapes((1, 1, 0)).scene) is True
    assert [text.get_text() for text in picture.words][3] == "positive\nsemidefinite\ndet = 0"


def test_bad_eigenvalues_get_one_sentence() -> None:
    for wrong in ((1,), (1, 2, 3, 4), (9, 1)):
        with pytest.raises(ValueError, match="two or three eigenvalues"):
            explore.shapes(wrong)


def test_the_dark_picture_and_the_still_are_drawn() -> None:
    explorer = explore.shapes((1, -1, 0), -45)
    picture = ShapesPicture(DARK)
    assert picture.update(explorer.scene) is True
    assert picture.still(explorer.sentence).startswith(b"\x89PNG")
    assert explorer.stage.still().startswith(b"\x89PNG")
    explorer.reset()
    assert explorer.scene.name == "indefinite, singular"


@pytest.mark.parametrize("eigenvalues", [(-3, -3), (2, 2), (-3, -3, 1)])
def test_a_multiple_of_the_identity_has_zeros_in_the_sentence_too(eigenvalues: tuple[float, ...]) -> None:
    assert "10⁻" not in explore.shapes(eigenvalues, 30).sentence
