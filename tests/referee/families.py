"""Functions whose critical points are known by construction, with the natures of the points."""

import random
from collections.abc import Callable
from fractions import Fraction

import mpmath
import numpy as np
import scipy.optimize
import sympy

from hesskit.maths.calculus.definiteness import definiteness
from hesskit.maths.surfaces.surface import Surface

from .cases import Case, compare, find

X, Y = sympy.symbols("x y", real=True)
Family = Callable[[int], Case]


def _text(expr: sympy.Expr) -> str:
    return str(expr).replace("**", "^")


def separable(seed: int) -> Case:
    """F(x) + G(y) with F' and G' products of (x - r)^m, sheared by x -> x + k y."""
    random_ = random.Random(seed)
    k = random_.choice((0, 0, 1, -2, Fraction(1, 2)))
    parts = []
    for variable in (X + sympy.Rational(k) * Y, Y):
        roots = random_.sample([sympy.Rational(n, 4) for n in range(-6, 7)], random_.randint(1, 3))
        slope = random_.choice((1, -1)) * sympy.Mul(
            *((X - r) ** random_.choice((1, 1, 1, 2, 3)) for r in roots)
        )
        whole = sympy.integrate(sympy.expand(slope), X)
        kinds = {r: _one_dimensional(slope, r) for r in roots}
        parts.append((whole.subs(X, variable), kinds))
    (first, columns), (second, rows) = parts
    expr = as_typed(first + second)
    case = Case(_text(expr))
    expected = []
    for u, one in columns.items():
        for v, other in rows.items():
            nature = one if one == other else "saddle"
            expected.append(((float(u - sympy.Rational(k) * v), float(v)), nature))
    inside = [(p, n) for p, n in expected if max(map(abs, p)) < 4.1]  # roots are quarters: none on the border
    compare(case, find(case, Surface(expr), ((-4.1, 4.1), (-4.1, 4.1))), inside, 8.2)
    return case


def _one_dimensional(slope: sympy.Expr, root: sympy.Rational) -> str:
    step = sympy.Rational(1, 100)
    before, after = slope.subs(X, root - step), slope.subs(X, root + step)
    if before < 0 < after:
        return "minimum"
    return "maximum" if after < 0 < before else "saddle"


CURVES = [
    "sin(x)",
    "tan(x)",
    "e^x - 1",
    "x^2",
    "x^3 - x",
    "ln(1 + x)",
    "atan(x)",
    "x/(2 - x)",
    "cos(x) - 1",
    "sinh(x)",
]


def valley(seed: int) -> Case:
    """(y - g(x))^2 ± x^m: exactly one critical point, at 0, along a curved valley floor."""
    random_ = random.Random(seed)
    curve, m = random_.choice(CURVES), random_.choice((2, 3, 4, 5, 6, 7, 8, 10))
    sign, front = random_.choice("+-"), random_.choice(("", "-"))
    nature = "saddle" if m % 2 or sign == "-" else ("maximum" if front else "minimum")
    text = f"{front}((y - ({curve}))^2 {sign} x^{m})"
    case = Case(text)
    compare(case, find(case, Surface(text), ((-0.75, 0.75), (-0.75, 0.75))), [((0, 0), nature)], 1.5)
    return case


def as_typed(expr: sympy.Expr) -> sympy.Expr:
    """Multiply a polynomial out, unless that has more terms than anybody types."""
    whole = sympy.expand(expr)
    return whole if len(whole.args) <= 40 else expr


def bent(seed: int) -> Case:
    """u^a + s v^b in curved coordinates u = x + p(y), v = y + q(u): one critical point, at 0."""
    random_ = random.Random(seed)
    p = random_.choice((0, Y**2, Y - Y**2, 2 * Y, Y**3))
    u = X + p
    v = Y + random_.choice((0, u, u**2, -(u**2) / 2, u**3))
    a, b, s = random_.choice((2, 2, 3, 4)), random_.choice((2, 2, 3, 4)), random_.choice((1, -1))
    nature = "minimum" if a % 2 == b % 2 == 0 and s == 1 else "saddle"
    expr = as_typed(u**a + s * v**b)
    case = Case(_text(expr))
    compare(case, find(case, Surface(expr), ((-1, 1), (-1, 1))), [((0, 0), nature)], 2)
    return case


def hills(seed: int) -> Case:
    """Two or three Gaussian hills with decimals, as students type them; the points by SciPy from a grid of starts."""
    random_ = random.Random(seed)
    terms, numbers = [], []
    for _ in range(random_.choice((2, 2, 3))):
        h, a, b = (
            random_.choice((1.0, -1.0, 1.2, 0.8, -0.7)),
            random_.choice((1, 2, 3, 0.5)),
            random_.choice((1, 2, 4)),
        )
        p, q = round(random_.uniform(-1.2, 1.2), 2), round(random_.uniform(-1.2, 1.2), 2)
        numbers.append((h, a, b, p, q))
        terms.append(f"{h}exp(-{a}(x-{p})^2-{b}(y-{q})^2)".replace("--", "+"))
    text = " + ".join(terms).replace("+ -", "- ")
    case = Case(text)

    def slope(point: np.ndarray) -> np.ndarray:
        x, y = point
        each = [
            (h * np.exp(-a * (x - p) ** 2 - b * (y - q) ** 2), a * (x - p), b * (y - q))
            for h, a, b, p, q in numbers
        ]
        return np.array([sum(-2 * e * u for e, u, _ in each), sum(-2 * e * v for e, _, v in each)])

    def bend(point: np.ndarray) -> np.ndarray:
        H = np.zeros((2, 2))
        for h, a, b, p, q in numbers:
            u, v = 2 * a * (point[0] - p), 2 * b * (point[1] - q)
            e = h * np.exp(-a * (point[0] - p) ** 2 - b * (point[1] - q) ** 2)
            H += e * np.array([[u * u - 2 * a, u * v], [u * v, v * v - 2 * b]])
        return H

    known: list[np.ndarray] = []
    for start in np.stack(np.meshgrid(*2 * [np.linspace(-2, 2, 17)]), -1).reshape(-1, 2):
        root = scipy.optimize.root(slope, start, jac=bend, tol=1e-13)
        size = np.abs(np.linalg.eigvalsh(bend(root.x)))
        good = root.success and np.abs(root.x).max() < 1.999 and size.min() > 1e-3
        if (
            good
            and np.abs(slope(root.x)).max() < 1e-12
            and not any(np.abs(root.x - p).max() < 1e-6 for p in known)
        ):
            known.append(root.x)
    natures = {(1, 1): "minimum", (-1, -1): "maximum", (-1, 1): "saddle"}
    expected = [(p, natures[tuple(np.sign(np.linalg.eigvalsh(bend(p))).astype(int))]) for p in known]
    found = find(case, Surface(text), ((-2, 2), (-2, 2)))
    compare(case, found, expected, 4, others=True)
    for one in found or ():
        if not np.abs(slope(one.point)).max() < 1e-9:
            case.complain(f"false: the gradient at {one.point.tolist()} is {slope(one.point).tolist()}")
    return case


def quadratic(seed: int) -> Case:
    """Forms with integer matrices: definiteness by Sylvester's law in whole numbers, at every scale."""
    random_ = random.Random(seed)
    n = random_.choice((2, 2, 3))
    L = sympy.Matrix(n, n, lambda i, j: 1 if i == j else (random_.randint(-3, 3) if i > j else 0))
    signs = [random_.choice((1, 1, -1, 0)) * random_.choice((1, 2, 5)) for _ in range(n)]
    H = L * sympy.diag(*signs) * L.T
    negative, positive = any(s < 0 for s in signs), any(s > 0 for s in signs)
    words = {(True, True): "indefinite", (False, False): "zero"}
    side = "positive" if positive else "negative"
    right = words.get((negative, positive), f"{side} {'semi' if 0 in signs else ''}definite")
    power = random_.choice((0, 0, 6, -6, 12, -12))
    case = Case(f"{H.tolist()} * 1e{power}")
    numbers = np.array(H.tolist(), dtype=float) * 10.0**power
    said = case.attempt("definiteness", lambda: definiteness(numbers), 1.0)
    if said is not None and said != right and not (0 in signs and power < 0):  # 1e-6 is not exact in binary
        case.complain(f"definiteness: {said} is said, {right} is right")
    return case


def diagonal(seed: int) -> Case:
    """diag(10^a, 10^b): every one of them is definite, whatever the distance of its entries."""
    random_ = random.Random(seed)
    powers = [random_.randint(-14, 14) for _ in range(random_.choice((2, 3)))]
    case = Case(f"diag of 10^{powers}")
    said = case.attempt("definiteness", lambda: definiteness(np.diag([10.0**p for p in powers])), 1.0)
    if said is not None and said != "positive definite":
        case.complain(f"definiteness: {said} is said, positive definite is right")
    return case


def waves(seed: int) -> Case:
    """sin(ax)cos(by) and sin(ax) + cos(by): lattices of points, known in closed form."""
    random_ = random.Random(seed)
    a, b, product = random_.randint(1, 3), random_.randint(1, 3), random_.random() < 0.5
    low, high = round(random_.uniform(-3, -1), 1), round(random_.uniform(1, 3), 1)
    text = f"sin({a}x){'*' if product else ' + '}cos({b}y)"
    tops = [((2 * k + 1) * np.pi / (2 * a), (-1) ** k) for k in range(-9, 9)]  # where sin(ax) is ±1
    zeros = [k * np.pi / a for k in range(-9, 9)]
    tops_y = [(k * np.pi / b, (-1) ** k) for k in range(-9, 9)]
    zeros_y = [(2 * k + 1) * np.pi / (2 * b) for k in range(-9, 9)]
    expected = []
    for x, s in tops:
        for y, t in tops_y:
            peak = {1: "maximum", -1: "minimum"}[s * t if product else s]
            expected.append(((x, y), peak if product or s == t else "saddle"))
    if product:
        expected += [((x, y), "saddle") for x in zeros for y in zeros_y]
    inside = [(p, n) for p, n in expected if all(low < c < high for c in p)]
    case = Case(f"{text} on ({low}, {high})^2")
    compare(case, find(case, Surface(text), ((low, high), (low, high))), inside, high - low)
    return case


def moved(seed: int) -> Case:
    """(x-a)^3 - 3(x-a) + (y-b)^2 far from the origin: a saddle and a minimum, always."""
    random_ = random.Random(seed)
    a = random_.choice((1, -1)) * random_.choice((10, 1000, 10**6, 10**8)) + random_.choice((0, 0.25, 0.1))
    b = random_.choice((0, 1, -1000))
    text = f"(x-({a}))^3 - 3(x-({a})) + (y-({b}))^2"
    case = Case(text)
    expected = [((a - 1, b), "saddle"), ((a + 1, b), "minimum")]
    compare(case, find(case, Surface(text), ((a - 2, a + 2), (b - 2, b + 2))), expected, 4)
    return case


def borders(seed: int) -> Case:
    """Functions with borders of the domain, logarithms and roots near them: no false points, no odd errors."""
    random_ = random.Random(seed)
    q = random_.choice(("x^2+y^2", "x^2-y^2", "xy", "x", "1-x^2-y^2", "x+y", "x^4+y^2"))
    outer = random_.choice(
        (
            "ln({q})",
            "sqrt({q})",
            "1/({q})",
            "exp(-1/({q}))",
            "({q})^(1/3)",
            "atan(1/({q}))",
            "|{q}|",
            "cbrt({q})",
        )
    )
    factor = random_.choice(("", "x*", "y^2*", "({q})*", "x*y*", "({q})^2*"))
    text = (factor + outer).format(q=q)
    case = Case(text)
    surface = case.attempt("Surface", lambda: Surface(text))
    found = None if surface is None else find(case, surface)
    for one in found or ():
        if one.set is None and not _flat(surface, one.point):
            case.complain(
                f"false: {one.nature} at {one.point.tolist()}, where the gradient is not 0 or f not differentiable"
            )
    return case


def _flat(surface: Surface, point: np.ndarray) -> bool:
    """Check by differences in mpmath, on all sides and at two steps, that f rises by less than a share of the step."""
    f = sympy.lambdify(surface.variables, surface.expr, "mpmath")
    here = [mpmath.mpf(float(c)) for c in point]
    try:
        middle = f(*here)
        for h in (
            mpmath.mpf(10) ** -10,
            mpmath.mpf(10) ** -12,
        ):  # the slopes of x·cbrt(y) die out like cbrt(h)
            for angle in range(16):
                x, y = (
                    here[0] + h * mpmath.cos(angle * mpmath.pi / 8),
                    here[1] + h * mpmath.sin(angle * mpmath.pi / 8),
                )
                slope = (f(x, y) - middle) / h
                if isinstance(slope, mpmath.mpc) or not abs(slope) < 1e-3:
                    return False
    except (ValueError, ZeroDivisionError, TypeError):
        return False
    return True


FAMILIES: dict[str, Family] = {
    one.__name__: one for one in (separable, valley, bent, hills, quadratic, diagonal, waves, moved, borders)
}
