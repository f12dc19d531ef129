"""What several pictures draw: grids, level curves, meshes, patches, arrows, and the words beside them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.explore.parts import drawing
from hesskit.explore.parts import labels as tags
from hesskit.maths.surfaces.surface import Surface
from hesskit.stage.picture import LIGHT, new_figure

BOX = ((-2.0, 2.0), (-1.0, 3.0))


def axes(theme=LIGHT, **keywords):
    return new_figure(theme, 400, 400).add_axes((0.1, 0.1, 0.8, 0.8), **keywords)


def test_a_grid_is_indexed_by_y_then_x():
    x, y, z = drawing.grid_of(Surface("x + 10y"), BOX, 5)
    assert x.tolist() == [-2, -1, 0, 1, 2]
    assert y.tolist() == [-1, 0, 1, 2, 3]
    assert z[4, 0] == pytest.approx(28)
    assert not z.flags.writeable


def test_a_grid_has_no_infinities():
    z = drawing.grid_of(Surface("1/x"), BOX, 5)[2]
    assert np.isnan(z[:, 2]).all() and np.isfinite(z[:, 1]).all()


@pytest.mark.parametrize(
    ("heights", "wanted"),
    [
        ([], (-1, 1)),
        ([np.nan], (-1, 1)),
        ([3, 3], (2, 4)),
        ([0, 1, 5], (0, 5)),
        ([1e9, 1e9], (1e9 - 1, 1e9 + 1)),
    ],
)
def test_the_range_of_ordinary_heights_is_all_of_them(heights, wanted):
    assert drawing.height_range(np.array(heights, float)) == pytest.approx(wanted)


def test_a_pole_does_not_flatten_the_rest():
    low, high = drawing.height_range(np.append(np.linspace(-1, 1, 1000), 1e6))
    assert -1 <= low < -0.8 and 0.8 < high <= 1


def segments(levels):
    return np.concatenate([path.vertices for line in levels.sets[1:] for path in line.get_paths()])


def test_level_curves_lie_on_their_levels():
    levels = drawing.Levels(axes(), LIGHT)
    levels.draw(Surface("x^2 + y^2"), BOX)
    contour = levels.sets[1]
    for level, path in zip(contour.levels, contour.get_paths(), strict=True):
        if len(path.vertices):
            assert np.sum(path.vertices**2, axis=1) == pytest.approx(level, abs=0.01)


@pytest.mark.parametrize("formula", ["1/y", "1/x", "log(x) + 1/y", "tan(x)"])
def test_no_level_curve_crosses_a_pole(formula):
    levels = drawing.Levels(axes(), LIGHT)
    box = ((-2.0, 2.0), (-2.0, 2.0))
    levels.draw(Surface(formula), box)
    low, high = drawing.height_range(drawing.grid_of(Surface(formula), box, 90)[2])
    found = Surface(formula).value(segments(levels))
    assert len(found) > 20
    assert (np.abs(found) < 3 * max(abs(low), abs(high))).all()


def test_redrawing_leaves_nothing_behind():
    where = axes()
    levels = drawing.Levels(where, LIGHT)
    for formula in ("x", "x y", "3", "sqrt(-1 - x^2)", "x"):
        levels.draw(Surface(formula), BOX)
        assert len(where.collections) == (0 if "sqrt" in formula else 2)
    assert where.get_xlim() == BOX[0] and where.get_ylim() == BOX[1]


def test_patch_lines_thread_every_row_and_column():
    px, py, pz = drawing.patch_lines((1, 2), (0.5, 0.25), lambda places: places @ (1, 10))
    shown = np.isfinite(pz)
    assert pz[shown] == pytest.approx((px + 10 * py)[shown])
    assert [px[shown].min(), px[shown].max(), py[shown].min(), py[shown].max()] == [0.5, 1.5, 1.75, 2.25]
    pieces = [piece for piece in np.split(pz, np.flatnonzero(~shown)) if np.isfinite(piece).any()]
    assert len(pieces) == 2 * drawing.THREADS


@pytest.mark.parametrize(
    "name", ["Beale", "Goldstein-Price", "Zakharov", "six-hump camel", "three-hump camel"]
)
def test_level_curves_show_the_valleys(name):
    """No band between two of them takes most of the picture."""
    surface = Surface(name)
    levels = drawing.Levels(axes(), LIGHT)
    levels.draw(surface, surface.domain)
    drawn = levels.sets[1].levels
    z = drawing.grid_of(surface, surface.domain, 90)[2]
    crowd = np.histogram(z, bins=levels.sets[0].levels)[0].max() / z.size
    assert len(drawn) >= 8 and crowd <= drawing.CROWDED


def test_a_mountain_on_a_plain_has_its_levels_on_the_heights():
    surface = Surface("two mountains without a valley")
    z = drawing.grid_of(surface, surface.domain, 90)[2]
    levels = drawing.spaced(z)
    assert (levels > np.quantile(z, 0.6)).sum() >= 4


@pytest.mark.parametrize("formula", ["sin(x)sin(y)", "x y exp(-x^2-y^2)", "sin(x)cos(y)", "(x^2 - y^2)^3"])
def test_lines_where_a_product_is_zero_cross_at_the_saddle(formula):
    line = drawing.where_zero(Surface(formula), ((-2.0, 2.0), (-2.0, 2.0)))
    kept = line[np.isfinite(line).all(axis=1)]
    assert np.abs(Surface(formula).value(kept)).max() < 0.01
    pieces = [
        piece[np.isfinite(piece).all(axis=1)]
        for piece in np.split(line, np.flatnonzero(~np.isfinite(line[:, 0])))
    ]
    assert all(np.ptp(piece, axis=0).max() > 3.5 for piece in pieces if len(piece)), (
        "none ends at the crossing"
    )


def test_level_curves_say_their_values_where_they_are():
    surface, where = Surface("x^2 + 4y^2"), axes()
    levels = drawing.Levels(where, LIGHT)
    levels.draw(surface, BOX)
    assert 3 <= len(levels.values) <= drawing.LABELS
    for text in levels.values:
        assert surface.value(text.get_position()) == pytest.approx(float(text.get_text()), rel=0.02)
        assert text.get_fontsize() >= 9
    levels.draw(Surface("x"), BOX)
    assert set(where.texts) == set(levels.values)


@settings(deadline=None)
@given(st.floats(0, 6.28), st.floats(0.01, 1), st.floats(0.1, 100), st.floats(0.1, 100))
def test_arrows_point_along_their_direction(angle, length, wide, tall):
    direction, scale = np.array([np.cos(angle), np.sin(angle)]), np.array([wide, tall])
    x, y = drawing.arrow((1, 2), direction, length, scale)
    tip = np.array([x[1], y[1]]) - (1, 2)
    assert np.hypot(*(tip / scale)) == pytest.approx(length)
    assert tip / np.hypot(*tip) == pytest.approx(direction, abs=1e-6)
    x, y = drawing.double_arrow((1, 2), direction, length, scale)
    assert (np.array([x[0] + x[4], y[0] + y[4]]) / 2) == pytest.approx((1, 2))


def test_an_arrow_of_nothing_is_a_point():
    x, y = drawing.arrow((1, 2), (0, 0), 1)
    assert (x == 1).all() and (y == 2).all()
    x, y = drawing.arrow((1, 2), (np.nan, 0), 1)
    assert (x == 1).all() and (y == 2).all()


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("x^2", ""),
        ("1/x", ""),
        ("sqrt(x)", "in part of the box"),
        ("log(-1-x^2)", "anywhere"),
        ("x^y", "in part of the box"),
    ],
)
def test_blanks(formula, words):
    found = drawing.blanks(Surface(formula), ((-2, 2), (-2, 2)))
    assert words in found and bool(found) is bool(words)


shares = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(np.array)


@settings(deadline=None)
@given(shares, st.floats(0, 6.28), st.floats(0, 0.3), st.text("λ=1234.", min_size=1, max_size=12))
def test_words_beside_arrows_stay_on_the_picture(start, angle, distance, text):
    along = np.array([np.cos(angle), np.sin(angle)])
    places = [tags.beside_tip(start, along, distance, text), tags.beside_shaft(start, along, distance), start]
    for place, word in zip(tags.moved_apart(places[:2], [text, "∇f"]), [text, "∇f"], strict=True):
        assert (place - tags.half_size(word) > 0).all() and (place + tags.half_size(word) < 1).all()


@settings(deadline=None)
@given(st.lists(shares, min_size=3, max_size=3))
def test_three_labels_never_cover_one_another(places):
    texts = ["λ = −4.33", "λ = 4.33", "∇f"]
    done = tags.moved_apart(places, texts)
    for i in range(3):
        for j in range(i):
            room = tags.half_size(texts[i]) + tags.half_size(texts[j])
            assert (abs(done[i] - done[j]) >= room - 1e-6).any()
