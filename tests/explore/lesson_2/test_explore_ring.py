"""The ring: signs and values against mpmath and hand-derived curves, down to a radius of a millionth."""

import re
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy

from hesskit import explore
from hesskit.explore.lesson_2.ring import NAMES, SHOWS, WINDOW, RingPicture
from hesskit.explore.lesson_2.ring_signs import signs_on_ring, unit_vectors
from hesskit.explore.parts.explorer import Explorer
from hesskit.maths.critical.classify import NotCritical
from hesskit.maths.critical.local_sign import Rise
from hesskit.maths.surfaces.gallery import gallery
from hesskit.maths.surfaces.surface import Surface
from hesskit.stage.picture import DARK

mp = mpmath.MPContext()
mp.dps = 80
BY_HAND = {
    "flat bowl": lambda x, y: x**4 + y**4, "half-flat saddle": lambda x, y: x**2 - y**4,
    "monkey saddle": lambda x, y: x**3 - 3 * x * y**2, "Peano's surface": lambda x, y: (y - x**2) * (y - 3 * x**2),
    "parabolic valley, open": lambda x, y: (y - x**2) ** 2 - x**6, "shoulder": lambda x, y: x**2 + y**3,
}  # fmt: skip
CHANGES = {
    "flat bowl": 0, "half-flat bowl": 0, "flat dome": 0, "half-flat saddle": 4, "shoulder": 2, "monkey saddle": 6,
    "dog saddle": 8, "Peano's surface": 4, "parabolic valley, closed": 0, "parabolic valley, open": 4,
    "square of a product": 0, "trough": 0,
}  # fmt: skip


def finite(line: object) -> np.ndarray:
    points = np.column_stack(line.get_data())
    return points[np.isfinite(points).all(axis=1)]


def check(explorer: Explorer, f: object) -> None:
    """Compare the artists with f evaluated by mpmath at 80 digits; f is about the origin."""
    picture, scene = explorer.stage.picture, explorer.scene
    lines = scene.show == "lines"
    r = mp.mpf(scene.radius)

    def rise(places: np.ndarray) -> np.ndarray:
        return np.array([float(f(r * mp.mpf(float(x)), r * mp.mpf(float(y)))) for x, y in places])

    some = slice(None, None, 17)
    true = rise(unit_vectors(scene.ring.angles[some]))
    size = np.abs(scene.ring.rises).max()
    if not lines:
        assert np.allclose(picture.curve.get_data()[1][some] * size, true, rtol=1e-9, atol=1e-12 * size)
    assert (
        scene.ring.smallest <= true.min() + 1e-12 * size and scene.ring.largest >= true.max() - 1e-12 * size
    )
    for line, sign in ((picture.plus, 1), (picture.minus, -1)):
        places = finite(line)
        assert np.allclose(np.hypot(*places.T), 1)
        middles = np.array(
            [unit_vectors((a + b) / 2) for a, b, own in scene.ring.arcs() if own == sign]
        ).reshape(-1, 2)
        assert (sign * rise(middles) > 0).all() and bool(len(middles)) == bool(len(places))
    u = unit_vectors(scene.angle)
    assert np.allclose(finite(picture.tip), [u])
    if not lines:
        assert picture.knob.get_xdata()[0] == scene.angle
        return
    assert np.allclose(
        picture.walk.get_data()[1] * scene.radius, 2 * (picture.walk.get_data()[0] * scene.radius) ** 2
    )
    share, along = picture.walked.get_data()
    true = np.array([float(f(r * mp.mpf(s), 2 * (r * mp.mpf(s)) ** 2)) for s in share])
    assert np.allclose(along * (np.abs(true).max() or 1), true, rtol=1e-6, atol=1e-9 * np.abs(true).max())


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_every_control_at_its_ends_and_middle(name: str) -> None:
    for explorer in (explore.ring(name), explore.ring(name, show="lines")):
        for radius in (1e-6, 1e-3, 1.0):
            explorer.controls["radius"].value = radius
            check(explorer, BY_HAND[name])
        for angle in (0.0, 180.0, 360.0):
            explorer.controls["angle"].value = angle
            check(explorer, BY_HAND[name])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("radius", [0.05, 1e-3, 1e-6])
def test_the_sign_changes_of_the_degenerate_family(name: str, radius: float) -> None:
    explorer = explore.ring(name, radius=radius)
    scene = explorer.scene
    assert scene.ring.changes == CHANGES[name]
    assert explorer.stage.frame["numbers"]["changes"] == str(CHANGES[name])
    nature = (*gallery[name].points, *gallery[name].sets)[0].nature
    assert (scene.ring.smallest >= 0) == (nature == "minimum")
    if not CHANGES[name]:
        assert f"suggests a {nature}" in explorer.sentence and "not proof" in explorer.sentence
    assert explorer.message == ""


@pytest.mark.parametrize("radius", [0.1, 1e-6])
def test_the_bounds_of_peanos_arcs_are_on_the_two_parabolas(radius: float) -> None:
    """On y = c x² and x² + y² = r²: y solves c y² + y = c r²·… , by hand x² = (−1 + √(1 + 4c²r²)) / 2c²."""
    scene = explore.ring("Peano's surface", radius=radius).scene
    expected = []
    for c in (1, 3):
        square = (-1 + mp.sqrt(1 + 4 * c * c * mp.mpf(radius) ** 2)) / (2 * c * c)
        angle = float(mp.degrees(mp.atan2(c * square, mp.sqrt(square))))
        expected += [angle, 180 - angle]
    assert np.allclose(np.sort(scene.ring.bounds), np.sort(expected), rtol=1e-11)
    assert scene.ring.signs == (-1, 1, -1, 1)


def test_the_promise_of_the_lines_breaks_on_the_parabola() -> None:
    explorer = explore.ring("Peano's surface", radius=0.01, show="lines")
    for angle in (0, 30, 90, 200, 345):
        explorer.set(angle=angle)
        assert "positive both ways along the straight line" in explorer.sentence
        assert "negative both ways along the curve y = 2x²" in explorer.sentence
    assert explorer.scene.walked[-1] == pytest.approx(-1e-8, rel=1e-12)


def test_the_closed_valley_keeps_its_tiny_minimum() -> None:
    """On the ring (y − x²)² + x⁶ is smallest close to y = x², where it is nearly r⁶."""
    scene = explore.ring("parabolic valley, closed", radius=1e-4).scene
    assert scene.ring.smallest == pytest.approx(1e-24, rel=1e-6)


def test_touching_is_not_crossing() -> None:
    scene = explore.ring("x^2 y^2").scene
    assert sorted(scene.ring.touches) == [0.0, 90.0, 180.0, 270.0] and scene.ring.changes == 0
    assert "4 places where it is zero" in scene.sentence() and "not strict" in scene.sentence()
    assert "zero all the way round" in explore.ring("3").sentence


def test_rounding_is_named_and_overcome() -> None:
    explorer = explore.ring("(x-1)^4 + (y-2)^4 + 3", (1, 2), radius=1e-5)
    scene = explorer.scene
    assert (
        "from the exact polynomial: below r ≈ 0.0001 plain floating point would see only rounding"
        in explorer.sentence
    )
    assert scene.ring.smallest == pytest.approx(5e-21, rel=1e-12) and scene.ring.largest == pytest.approx(
        1e-20
    )
    assert np.abs(Rise(scene.surface, (1, 2)).plainly(1e-5 * unit_vectors([10.0, 100.0]))).max() in (
        0,
        pytest.approx(4e-16, abs=1e-15),
    )
    explorer.set(radius=0.1)
    assert "Below r ≈ 0.0001 plain floating point" in explorer.sentence
    assert "floating" not in explore.ring("x^4 + y^4", radius=1e-6).sentence  # nothing cancels: none is lost


def test_other_functions_are_computed_with_50_digits_where_needed() -> None:
    explorer = explore.ring("cos(x) + cos(y) + x^2/2 + y^2/2", radius=1e-4)
    scene = explorer.scene
    x, y = (mp.mpf(1e-4) * mp.mpf(float(c)) for c in unit_vectors(30.0))
    true = mp.cos(x) + mp.cos(y) + (x * x + y * y) / 2 - 2
    assert scene.end == pytest.approx(float(true), rel=1e-12) and scene.digits == 50
    assert "computed with 50 digits" in explorer.sentence and "sampled at 120 angles" in explorer.sentence
    explorer.set(radius=1.0)
    assert explorer.scene.digits is None and "sampled at 360 angles" in explorer.sentence


def test_where_f_is_not_real_the_ring_is_blank() -> None:
    explorer = explore.ring("x^2 + y^(5/2)")
    assert "not real on part of the circle" in explorer.sentence and not explorer.scene.ring.real
    places = finite(explorer.stage.picture.plus)
    assert places[:, 1].min() > -0.02 and not len(finite(explorer.stage.picture.minus))


def test_a_point_that_is_not_critical_is_refused_with_its_gradient() -> None:
    with pytest.raises(NotCritical, match=r"gradient there is \(3, 3\)"):
        explore.ring("x^2 y + x y^2", (1, 1))
    explorer = explore.ring()
    before = explorer.stage.picture.curve.get_ydata().copy()
    explorer.set(point=(1.0, 0.0))
    assert "the gradient there is (4, 0)" in explorer.message
    assert (explorer.stage.picture.curve.get_ydata() == before).all()
    explorer.reset()
    assert explorer.message == ""


@pytest.mark.parametrize(
    ("control", "text"), [("formula", "x^4 +"), ("formula", "q(x)"), ("walk", "2z"), ("walk", "y")]
)
def test_nonsense_keeps_the_picture_and_says_a_sentence(control: str, text: str) -> None:
    explorer = explore.ring(show="lines")
    sentence = explorer.sentence
    explorer.controls[control].text.value = text
    assert 'role="alert"' in explorer.controls[control].note.value
    assert explorer.sentence == sentence


def test_a_walk_that_misses_p_is_not_drawn() -> None:
    explorer = explore.ring(show="lines")
    explorer.controls["walk"].text.value = "x + 1"
    assert "does not pass through p" in explorer.sentence and not explorer.stage.picture.walk.get_visible()
    explorer.controls["walk"].text.value = "sin(x)"
    assert explorer.stage.picture.walk.get_visible()
    assert explorer.scene.walked[-1] == pytest.approx(0.1**4 + np.sin(0.1) ** 4)


def test_a_rise_too_small_for_floats_is_refused() -> None:
    explorer = explore.ring("x^24 + y^24", radius=1.0)
    explorer.set(formula=Surface("(x^24 + y^24)/10^90/10^90"), radius=1e-6)
    assert "too small" in explorer.message


def test_dragging_the_tip_and_the_dial() -> None:
    explorer = explore.ring()
    picture = explorer.stage.picture
    for handle, axes, place, angle in ((0, picture.flat, (0, 1.2), 90), (1, picture.dial, (200, 0.3), 200)):
        right, up = axes.transData.transform(place)
        message = {
            "type": "move",
            "seq": f"t:{handle}",
            "handle": handle,
            "x": right,
            "y": picture.height - up,
        }
        explorer.stage._receive(None, message, [])
        assert explorer.stage.frame["seq"] == f"t:{handle}"
        assert explorer.values["angle"] == pytest.approx(angle, abs=1)


def test_nothing_still_changes() -> None:
    explorer = explore.ring()
    sent: list[object] = []
    explorer.stage.observe(sent.append, "background")
    explorer.set(radius=1e-5, angle=77, formula=Surface("shoulder"))
    assert explorer.stage.picture.update(explorer.scene) is False and not sent


def test_the_level_curves_are_those_of_f() -> None:
    scene = explore.ring("Peano's surface", radius=0.5).scene
    picture = RingPicture(DARK)
    picture.update(scene)
    x, y = (finite(picture.zero) * 0.5).T
    far = np.hypot(x, y) > 0.2
    assert np.allclose(((y - x**2) * (y - 3 * x**2))[far], 0, atol=2e-3)
    inside = picture.shade.get_path().contains_points([[0.8, 2 * 0.8**2 * 0.5], [0, 0.5], [0.5, -0.5]])
    assert inside.tolist() == [True, False, False]
    assert abs(finite(picture.below)).max() <= WINDOW
    assert picture.still(scene.sentence())[:4] == b"\x89PNG"


def test_the_lowest_value_of_every_circle_keeps_to_the_bound_of_the_proof() -> None:
    """By hand: on |d| = r the lowest of x² + y² + x³ is r² − r³, at (−r, 0), and ½λ_min = 1, M = 6."""
    explorer = explore.ring("x^2 + y^2 + x^3", radius=0.5, show="bound")
    radii, lows = explorer.stage.picture.lowest.get_data()
    assert lows == pytest.approx(1 - radii, abs=1e-9)
    assert explorer.stage.picture.half.get_ydata() == [1, 1] and "one disc serves" in explorer.caption
    right, up = explorer.stage.picture.low_axes.transData.transform((0.25, 0.3))
    message = {"type": "move", "seq": "t:1", "handle": 0, "x": right, "y": explorer.stage.picture.height - up}
    explorer.stage._receive(None, message, [])
    assert explorer.values["radius"] == pytest.approx(0.25, abs=0.005)
    assert explorer.stage.picture.knob.get_ydata()[0] == pytest.approx(0.75, abs=0.01)


def test_peanos_surface_fails_exactly_that() -> None:
    """On y = 2x² it is −x⁴: below zero on every circle, though ½λ_min = 0 and every line goes up."""
    peano = explore.ring("Peano's surface", show="bound")
    radii, lows = peano.scene.lows
    assert lows[0] == 0 and (lows[1:] < 0).all() and "no disc serves" in peano.caption
    x = np.sqrt((-1 + np.sqrt(1 + 16 * radii[1:] ** 2)) / 8)  # where y = 2x² meets the circle
    assert (lows[1:] <= -(x**4) / radii[1:] ** 2 * (1 - 1e-3)).all()
    flat = explore.ring("x^4 + y^4", show="bound")
    assert "what comes after" in flat.caption and (flat.scene.lows[1][1:] > 0).all()
    assert "p is no minimum" in explore.ring("x^2 - y^2", show="bound").caption


def test_what_a_section_does_not_need_is_not_on_its_picture() -> None:
    ring, lines, bound = (explore.ring(show=show) for show in SHOWS)
    assert [len(one.stage.picture.figure.axes) for one in (ring, lines, bound)] == [2, 3, 2]
    assert "walk" not in ring.controls and not {"angle", "walk"} & set(bound.controls)
    assert "curve" not in ring.sentence and "curve" in lines.sentence
    for one in (ring, lines, bound):
        picture = one.stage._build(DARK)
        picture.update(one.scene)
        assert picture.still(one.caption)[:4] == b"\x89PNG"
        assert set(picture.numbers(one.scene)) == set(re.findall(r'data-slot="(\w+)"', picture.readout))
    with pytest.raises(ValueError, match="there is no 'all'"):
        explore.ring(show="all")


def test_every_change_is_found_where_it_is() -> None:
    """f = ρ⁹ sin 9θ changes 18 times, at multiples of 20°, and ρ²(1 − ρ²) is level on the circle ρ = 1."""
    angle = np.radians(20.0 * np.arange(18))
    x, y = sympy.symbols("x y", real=True)
    scene = explore.ring(
        Surface(sympy.expand(sympy.im(sympy.expand((x + sympy.I * y) ** 9)))), radius=0.3
    ).scene
    assert np.allclose(scene.ring.bounds, np.degrees(angle), atol=1e-12) and scene.ring.changes == 18
    assert scene.ring.signs == (1, -1) * 9
    assert signs_on_ring(Rise(Surface("x^2 + y^2 - (x^2 + y^2)^2"), (0, 0)), 1.0).signs == (0,)


@pytest.mark.parametrize(("formula", "angle"), [("(2x - 3y)^2", "2/3"), ("(x + 7y)^4 + 0x", "-1/7")])
@pytest.mark.parametrize("radius", [0.5, 1e-3, 1e-6])
def test_a_touch_between_two_samples_is_seen(formula: str, angle: str, radius: float) -> None:
    touched = (
        float(mp.degrees(mp.atan(mp.mpf(Fraction(angle).numerator) / Fraction(angle).denominator))) % 180
    )
    ring = signs_on_ring(Rise(Surface(formula), (0, 0), critical=True), radius)
    assert ring.changes == 0 and ring.touches == pytest.approx((touched, touched + 180), abs=1e-9)


def test_only_a_small_radius_is_said_to_be_numerical() -> None:
    assert "sampled" not in explore.ring("Peano's surface", radius=1e-4).sentence
    assert "4 times (sampled at 720 angles)" in explore.ring("Peano's surface", radius=1e-6).sentence
