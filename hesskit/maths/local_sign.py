"""Which signs a function takes next to a point where it is zero: the exact answer to "minimum, maximum or neither".

Squares are divided out, variables in which the function is nondegenerate are eliminated (the splitting
lemma), and a form that vanishes along a direction is blown up there. For polynomials in two variables this
ends with an answer in nearly every case; where it does not, the answer is "unknown".

Glossary: *positive* means nowhere negative near the point, *both* that values of both signs come arbitrarily close.

Source: the splitting lemma as in T. Poston and I. Stewart, Catastrophe Theory and its Applications (1978), chapter 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from hesskit.maths import jets
from hesskit.maths.jets import Jet

_DEEPEST = 6
_REACHES = (4, 8, 14, 26)  # degrees up to which what remains after an elimination is computed


@dataclass(frozen=True)
class Signs:
    """The signs near a point ("positive", "negative", "both", "unknown") and the evidence in words."""

    signs: str
    evidence: str
    strict: bool = True


_NAMES = {1: "positive", -1: "negative", 0: "both"}


def signs_near(
    jet: Jet, order: int | None, on_curve: bool = False, depth: int = 0, names: tuple[sympy.Expr, ...] = ()
) -> Signs:
    """Tell which signs a jet takes near 0.

    Parameters
    ----------
    jet : dict
        A jet without constant term.
    order : int or None
        The degree up to which it is known; None for a polynomial.
    on_curve : bool
        Whether 0 is known to lie on a curve along which the function is zero and critical.
    names : tuple of sympy.Expr
        What the jet's variables are in those that the evidence is to be said in, such as ``(x, y - 1)``.

    Examples
    --------
    >>> signs_near({(2, 0): Fraction(1), (0, 3): Fraction(1)}, None).signs
    'both'
    """
    if not jet:
        return Signs("positive", "f is constant there", False) if order is None else _UNKNOWN
    if depth > _DEEPEST:
        return _UNKNOWN
    if order is None:
        squared, jet = _without_squares(jet, names)
        if squared:
            return _times_squares(squared, jet, depth, names)
    degree, form = jets.lowest_form(jet)
    if degree % 2:
        return Signs(
            "both", f"the terms of lowest degree, {degree}, change sign when the direction is reversed"
        )
    if degree == 2:
        return _second_degree(jet, form, order, on_curve, depth)
    return _higher_degree(jet, form, degree, order, depth)


_UNKNOWN = Signs("unknown", "the terms looked at do not decide")


def _without_squares(jet: Jet, names: tuple[sympy.Expr, ...]) -> tuple[str, Jet]:
    """Divide even powers out; return them in words ("" if there are none) and what remains, possibly a constant."""
    n = len(next(iter(jet)))
    symbols = sympy.symbols("x y z" if n <= 3 else f"x:{n}", real=True)[:n]
    expr = jets.to_poly(jet, symbols)
    try:
        constant, factors = sympy.sqf_list(expr, *symbols)
    except sympy.PolynomialError:
        return "", jet
    even = [(q, e) for q, e in factors if e > 1]
    if not even:
        return "", jet
    rest = constant * sympy.Mul(*[q for q, e in factors if e % 2])
    poly = sympy.Poly(sympy.expand(rest), *symbols)
    named = dict(zip(symbols, names, strict=False))  # the jet is about 0, the reader's function is not
    said = [(sympy.expand(q.xreplace(named)), e - e % 2) for q, e in even]
    words = " ".join(f"({q})^{e}" for q, e in said).replace("**", "^").replace("*", " ")
    return words, jets.clean({p: jets.coefficient(c) for p, c in poly.terms()})


def _times_squares(words: str, rest: Jet, depth: int, names: tuple[sympy.Expr, ...]) -> Signs:
    constant = rest.get((0,) * len(next(iter(rest))), Fraction(0))
    if jets.sign(constant):
        name = _NAMES[jets.sign(constant)]
        return Signs(
            name, f"f minus its value here is the even power {words} times a factor that stays {name}", False
        )
    below = signs_near(rest, None, depth=depth + 1, names=names)
    return Signs(below.signs, f"after the even power {words} is divided out, {below.evidence}", False)


def _second_degree(jet: Jet, form: Jet, order: int | None, on_curve: bool, depth: int) -> Signs:
    """Eliminate a variable in which the function curves, and look at what remains."""
    n = len(next(iter(form)))
    squares = [i for i in range(n) if tuple(2 if j == i else 0 for j in range(n)) in form]
    if not squares:
        return Signs("both", "the second-order terms take both signs")
    jet = {(p[squares[0]], *p[: squares[0]], *p[squares[0] + 1 :]): c for p, c in jet.items()}
    curvature = jet[(2, *(0,) * (n - 1))]
    own = _NAMES[jets.sign(curvature)]
    if n == 1:
        return Signs(own, "the second derivative decides")
    reduced: Jet = {}
    for reach in _REACHES if order is None else sorted({min(reach, order) for reach in _REACHES}):
        reduced = _eliminated(jet, curvature, reach)
        below = signs_near(reduced, reach, depth=depth + 1) if reduced else _UNKNOWN
        if below.signs == own:
            return Signs(own, _along(reduced, below, own), below.strict)
        if below.signs != "unknown":
            return Signs("both", _along(reduced, below, own))
    if on_curve and not reduced:
        return Signs(own, f"f is level along a curve and curves {_way(own)} across it", False)
    return _UNKNOWN


def _way(own: str) -> str:
    return "upwards" if own == "positive" else "downwards"


def _along(reduced: Jet, below: Signs, own: str) -> str:
    degree, form = jets.lowest_form(reduced)
    where = f"f curves {_way(own)} in one direction, and along its flattest path"
    if len(form) == 1 and len(next(iter(form))) == 1:
        return f"{where} it changes like {_term(next(iter(form.values())), degree)}"
    return f"{where}s {below.evidence}"


def _term(number: Any, degree: int) -> str:
    shown = str(jets.as_sympy(number)).replace("**", "^").replace("*", " ")
    return {"1": "", "-1": "-"}.get(shown, shown + " ") + f"t^{degree}"


def _eliminated(jet: Jet, curvature: Any, order: int) -> Jet:
    """Solve f_u = 0 for the first variable as a series in the others; return f along that path."""
    slope = jets.derivative_first(jet)
    halved = jets.coefficient(-1 / (2 * jets.as_sympy(curvature)))
    series: Jet = {}
    for reach in range(1, order + 1):
        error = jets.substitute_first(slope, series, reach)
        series = jets.add(series, error, halved)
    return jets.substitute_first(jet, series, order)


def _higher_degree(jet: Jet, form: Jet, degree: int, order: int | None, depth: int) -> Signs:
    n = len(next(iter(form)))
    if n == 1:
        number = next(iter(form.values()))
        return Signs(_NAMES[jets.sign(number)], f"f changes like {_term(number, degree)}")
    if n > 2:
        return _sampled(form, degree)
    return _binary_form(jet, form, degree, order, depth)


def _sampled(form: Jet, degree: int) -> Signs:
    """With three variables or more, look for directions of both signs; finding none proves nothing."""
    n = len(next(iter(form)))
    grid: list[tuple[int, ...]] = [()]
    for _ in range(n):
        grid = (
            [(*g, k) for g in grid for k in (-3, -2, -1, 0, 1, 2, 3)]
            if len(grid) < 3000
            else [(*g, 1) for g in grid]
        )
    found = {jets.sign(jets.coefficient(_value(form, g))) for g in grid}
    if {1, -1} <= found:
        return Signs("both", f"the terms of lowest degree, {degree}, take both signs")
    if all(sum(k > 0 for k in p) == 1 for p in form) and len(form) == n and len(found - {0}) == 1:
        return Signs(
            _NAMES[max(found, key=abs)], f"the terms of degree {degree} have one sign in every direction"
        )
    return _UNKNOWN


def _value(form: Jet, at: tuple[int, ...]) -> Any:
    return sum(
        jets.as_sympy(c) * sympy.Mul(*[sympy.Integer(a) ** k for a, k in zip(at, p, strict=True)])
        for p, c in form.items()
    )


def _binary_form(jet: Jet, form: Jet, degree: int, order: int | None, depth: int) -> Signs:
    """Decide by the real directions in which a form in two variables vanishes."""
    t = sympy.Symbol("t", real=True)
    across = sympy.Poly(sum(jets.as_sympy(c) * t ** p[1] for p, c in form.items()), t)
    missing = degree - across.degree()  # the multiplicity of the direction (0, 1)
    parts = [] if across.degree() == 0 else sympy.Poly(across, t, extension=True).sqf_list()[1]
    if any(not q.domain.is_ZZ and not q.domain.is_QQ for q, _ in parts):
        return _UNKNOWN  # real roots are counted exactly for rational coefficients only
    real = [(q, e) for q, e in parts if q.count_roots() > 0]
    if missing % 2 or any(e % 2 for _, e in real):
        return Signs("both", f"the terms of lowest degree, {degree}, take both signs")
    own = _NAMES[jets.sign(jets.coefficient(next(v for k in range(60) if (v := across.eval(k)) != 0)))]
    if not missing and not real:
        return Signs(own, f"the terms of degree {degree} are {own} in every direction")
    factors = [q for part, _ in real for q, _ in part.factor_list()[1] if q.count_roots() > 0]
    if any(q.degree() > 2 for q in factors):
        return _UNKNOWN
    views = [_blown_up(jet, root, degree, order) for q in factors for root in sympy.roots(q)]
    if missing:
        views.append(_blown_up({(p[1], p[0]): c for p, c in jet.items()}, sympy.S.Zero, degree, order))
    return _together(own, degree, [signs_near(*view, depth=depth + 1) for view in views])


def _together(own: str, degree: int, views: list[Signs]) -> Signs:
    start = f"the terms of degree {degree} are {own} but for the directions in which they vanish; there "
    for view in views:
        if view.signs not in (own, "unknown"):
            return Signs("both", start + "f takes the other sign too")
    if any(view.signs == "unknown" for view in views):
        return _UNKNOWN
    return Signs(own, start + "higher terms keep the sign", all(view.strict for view in views))


def _blown_up(jet: Jet, root: sympy.Expr, degree: int, order: int | None) -> tuple[Jet, int | None]:
    """Return f(u, u(root + w)) / u^degree as a jet in (u, w)."""
    u, w = sympy.symbols("u w", real=True)
    terms = [jets.as_sympy(c) * u ** (sum(p) - degree) * (root + w) ** p[1] for p, c in jet.items()]
    poly = sympy.Poly(sympy.expand(sympy.Add(*terms)), u, w)
    known = None if order is None else order - degree
    kept = {p: jets.coefficient(c) for p, c in poly.terms() if known is None or sum(p) <= known}
    return jets.clean({p: c for p, c in kept.items() if any(p)}), known
