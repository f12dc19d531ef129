"""The table of functions: a row alone makes a function known wherever formulas are read, drawn, searched or judged."""

import math
from collections.abc import Iterator

import mpmath
import numpy as np
import pytest
import sympy

from hesskit.course.answers.equality import objection, same_formula
from hesskit.maths.calculus import hessian
from hesskit.maths.critical import critical_points
from hesskit.maths.critical.intervals import Tape
from hesskit.maths.surfaces import FormulaError, Surface, parse, parse_number
from hesskit.maths.surfaces.functions import FUNCTIONS, NODES, Domain, Function, register

X, Y = sympy.symbols("x y", real=True)
POINTS = np.array([[0.3, 0.5], [-1.2, 0.4], [2.0, -0.7]])
REFUSAL = "is undefined: the wiggle ends at 5"


class wiggle(sympy.Function):  # SymPy writes a function's name as that of its class
    """A function that no library knows: the Gudermannian, atan(sinh(u)), cut off at 5."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return 1 / sympy.cosh(self.args[0])


def _wiggle(number: float) -> float:
    return math.atan(math.sinh(number)) if number < 5 else math.nan


ROW = Function(
    "wiggle", wiggle, ("gudermann",), domain=Domain(-math.inf, 5, REFUSAL, ends=False),
    shape="increasing", rises=True, smooth=True,
    on_floats=_wiggle, on_digits=lambda context, number: context.atan(context.sinh(number)),
)  # fmt: skip


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The table with one more row, for one test."""
    before = dict(FUNCTIONS), dict(NODES)
    register(ROW)
    yield
    for table, rows in zip((FUNCTIONS, NODES), before, strict=True):
        table.clear()
        table.update(rows)


def referee(function, x, y):
    """Value and Hessian of function(x + y²) by mpmath."""
    f = lambda a, b: function(a + b**2)  # noqa: E731
    with mpmath.workdps(40):
        orders = ((2, 0), (1, 1), (1, 1), (0, 2))
        rows = [float(mpmath.diff(f, (mpmath.mpf(x), mpmath.mpf(y)), order)) for order in orders]
        return float(f(mpmath.mpf(x), mpmath.mpf(y))), np.reshape(rows, (2, 2))


def known_everywhere(name: str, function, kind: str = "minimum") -> None:
    """Type a function and use it wherever hesskit uses one; `function` is mpmath's."""
    surface = Surface(f"{name}(x + y^2)")
    assert surface.expr == NODES[name].build(X + Y**2)
    assert parse(rf"\operatorname{{{name}}}(x)") == parse(f"{name} x") == NODES[name].build(X)
    with pytest.raises(FormulaError, match=f"did you mean {name}\\?"):
        parse(f"{name}e(x)")

    values, matrices = zip(*[referee(function, *point) for point in POINTS], strict=True)
    assert surface.value(POINTS) == pytest.approx(values, rel=1e-12)
    assert surface.hessian(POINTS) == pytest.approx(np.array(matrices), rel=1e-9, abs=1e-12)
    assert surface.at(POINTS[0])[0] == pytest.approx(values[0], rel=1e-12)
    assert surface.at(POINTS[0])[2] == pytest.approx(matrices[0], rel=1e-9)
    traced = hessian(surface, POINTS, route="autograd")
    assert traced == pytest.approx(np.array(matrices), rel=1e-9, abs=1e-12)

    tape = Tape([surface.expr], (X, Y))
    low, high, undefined, partial = tape.enclose(POINTS - 0.1, POINTS + 0.1)
    for corner in (POINTS - 0.1, POINTS, POINTS + 0.1):
        inside = tape.numbers(corner)
        assert ((low <= inside) & (inside <= high)).all()
    assert (high - low < 0.6).all() and not undefined.any() and not partial.any()
    with mpmath.workdps(30):
        exact = tape.precise((mpmath.mpf("0.3"), mpmath.mpf("0.5")))[0]
        assert abs(exact - function(mpmath.mpf("0.3") + mpmath.mpf("0.5") ** 2)) < 1e-28

    found = critical_points(Surface(f"{name}(x^2 + y^2)"))
    assert [(tuple(p.point), p.kind) for p in found] == [((0, 0), kind)] and found.complete
    flat = critical_points(Surface(f"{name}(x^4 + y^4)"))
    assert [p.nature for p in flat] == [kind]

    answer = parse(f"{name}(x) y")
    assert objection(answer, ("x", "y")) == ""
    assert same_formula(answer, parse(f"y {name}(x)"), ("x", "y"))
    assert not same_formula(answer, parse(f"2y {name}(x)"), ("x", "y"))


def test_a_row_alone_makes_a_function_known(made_up):
    known_everywhere("wiggle", lambda u: mpmath.atan(mpmath.sinh(u)))
    assert parse("gudermann(x)") == wiggle(X)
    assert parse_number("wiggle(1)") == wiggle(1)
    with pytest.raises(FormulaError, match=f"^wiggle\\(6\\) {REFUSAL}$"):
        parse("x + wiggle(6)")


def test_the_error_function():
    known_everywhere("erf", mpmath.erf)
    known_everywhere("erfc", mpmath.erfc, "maximum")
    surface = Surface("erf(x)", variables="x")
    assert surface.gradient_vector[0] == 2 * sympy.exp(-(X**2)) / sympy.sqrt(sympy.pi)
    assert float(parse_number("erf(1/2)")) == pytest.approx(math.erf(0.5), rel=1e-15)


def test_the_made_up_row_is_gone_again():
    with pytest.raises(FormulaError, match="unknown name 'wiggle'"):
        parse("wiggle(x)")


def test_of_a_function_of_unknown_shape_nothing_is_claimed(made_up):
    register(Function("wiggle", wiggle, on_floats=_wiggle, on_digits=ROW.on_digits))
    low, high, _, partial = Tape([wiggle(X)], (X,)).enclose(np.array([[0.0]]), np.array([[1.0]]))
    assert low == -np.inf and high == np.inf and partial.all()
    found = critical_points(Surface("wiggle(x^2 + y^2)"))
    assert len(found) == 1


@pytest.mark.parametrize("name", sorted({function.name for function in FUNCTIONS.values()}))
def test_rows_are_sound(name):
    """Where a row gives numbers for floats, arrays and many digits, they are the same function's."""
    row = FUNCTIONS[name]
    for number in (-0.7, 0.2, 0.9, 1.4):
        if row.domain and not row.domain.low < number < row.domain.high:
            continue
        exact = float(row.digits(mpmath.mp, mpmath.mpf(number)))
        assert float(row.build(sympy.Float(number, 30))) == pytest.approx(exact, rel=1e-14)
        if row.arrays:
            assert float(row.arrays(np.array([number]))[0]) == pytest.approx(exact, rel=1e-14)
        if row.node:
            assert complex(row.complex_numbers(complex(number))) == pytest.approx(exact, rel=1e-14)
