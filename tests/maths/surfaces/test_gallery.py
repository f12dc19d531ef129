"""The gallery, refereed by mpmath: every known point is critical and of the nature that is claimed."""

import mpmath
import numpy as np
import pytest
import sympy

from hesskit.maths.surfaces.gallery import GalleryEntry, KnownPoint, gallery
from hesskit.maths.surfaces.parsing import parse, parse_number
from hesskit.maths.surfaces.surface import Surface

X, Y = sympy.symbols("x y", real=True)
WITH_POINTS = [name for name, entry in gallery.items() if entry.points]
WITH_SETS = [name for name, entry in gallery.items() if entry.sets]


def digits(text: str) -> mpmath.mpf:
    return mpmath.mpf(str(sympy.N(parse_number(text), 40)))


def test_there_are_at_least_forty_entries_and_all_say_who_and_why():
    assert len(gallery) >= 40
    for name, entry in gallery.items():
        assert isinstance(entry, GalleryEntry)
        assert entry.name == name
        assert entry.source and entry.why and entry.formula


@pytest.mark.parametrize("name", gallery)
def test_an_entry_becomes_a_surface_with_its_own_domain(name):
    surface = Surface(name)
    assert surface.domain == gallery[name].domain
    assert surface.expr == parse(gallery[name].formula)


def test_the_gallery_cannot_be_changed():
    with pytest.raises(TypeError):
        gallery["bowl"] = gallery["saddle"]
    with pytest.raises(AttributeError):
        gallery["bowl"].name = "dish"


@pytest.mark.parametrize("name", WITH_POINTS)
def test_the_known_points_are_critical_and_in_the_box(name):
    entry = gallery[name]
    expr = parse(entry.formula)
    with mpmath.workdps(40):
        slope = sympy.lambdify((X, Y), [expr.diff(X), expr.diff(Y)], "mpmath")
        for known in entry.points:
            start = [digits(c) for c in known.point]
            for number, (low, high) in zip(start, entry.domain, strict=True):
                assert low <= number <= high
            if all("." in c for c in known.point):  # decimals: Newton's method must not move them
                zero = mpmath.findroot(lambda a, b: slope(a, b), start, tol=1e-50)
                assert max(abs(zero[i] - start[i]) for i in (0, 1)) < 1e-12
            elif any("." in c for c in known.point):
                assert max(abs(s) for s in slope(*start)) < 1e-11
            else:
                assert max(abs(s) for s in slope(*start)) < 1e-30


@pytest.mark.parametrize("name", WITH_POINTS)
def test_the_known_natures_agree_with_the_test_where_it_decides(name):
    entry = gallery[name]
    expr = parse(entry.formula)
    with mpmath.workdps(40):
        second = sympy.lambdify((X, Y), sympy.hessian(expr, (X, Y)), "mpmath")
        for known in entry.points:
            values = mpmath.eigsy(mpmath.matrix(second(*map(digits, known.point))), eigvals_only=True)
            size = max(abs(v) for v in values)
            if size < 1e-25 or min(abs(v) for v in values) < 1e-10 * size:
                continue
            expected = "saddle" if values[0] < 0 < values[1] else "minimum" if values[0] > 0 else "maximum"
            assert known.nature == expected, known


@pytest.mark.parametrize("name", WITH_POINTS)
def test_no_point_is_listed_twice(name):
    points = [tuple(round(float(digits(c)), 9) for c in known.point) for known in gallery[name].points]
    assert len(set(points)) == len(points)
    assert all(isinstance(known, KnownPoint) for known in gallery[name].points)


@pytest.mark.parametrize("name", WITH_SETS)
def test_the_known_sets_are_critical(name):
    entry = gallery[name]
    expr = parse(entry.formula)
    for known in entry.sets:
        equation = parse(known.equation)
        t = sympy.Symbol("t", real=True)
        roots = [{X: t, Y: r} for r in sympy.solve(equation.subs(X, t), Y)] if equation.has(Y) else []
        roots += [{Y: t, X: r} for r in sympy.solve(equation.subs(Y, t), X)] if equation.has(X) else []
        for at in roots or [{X: t, Y: 2 * t}]:
            assert all(sympy.simplify(expr.diff(v).subs(at)) == 0 for v in (X, Y))


def test_counts_worked_out_by_hand():
    counts = {
        "rippled bowl": 25,
        "Himmelblau": 9,
        "six-hump camel": 15,
        "four wells": 9,
        "Goldstein-Price": 9,
        "egg box": 13,
    }
    assert {name: len(gallery[name].points) for name in counts} == counts


def test_numbers_the_lessons_quote():
    assert Surface("lonely minimum").value([3, 3]) == -63
    assert np.allclose(np.linalg.eigvalsh(Surface("tilted saddle").hessian([0, 0])), [-1, 5])
    assert Surface("cubic trap").gradient([1.2, 3.4]) == pytest.approx([12.96, -40.8])
    assert Surface("Peano's surface").value([0.5, 0.5]) == pytest.approx(-(0.5**4))
