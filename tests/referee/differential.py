"""Against other libraries: SciPy's minimisers and root finders, mpmath's derivatives, least squares for logistic."""

import random
import warnings

import autograd.numpy as anp
import numpy as np
import scipy.optimize
import scipy.special

from hesskit.maths.calculus.derivatives import DerivativeWarning, gradient, hessian, hvp
from hesskit.maths.descent.descend import METHODS, descend
from hesskit.maths.statistics.logistic_loss import LogisticLoss
from hesskit.maths.surfaces.surface import Surface

from .cases import Case

OBJECTIVES = (
    "(1-x)^2 + 100(y-x^2)^2", "(x^2+y-11)^2 + (x+y^2-7)^2", "x^4 + y^4 - 4xy",
    "exp(x+3y-0.1) + exp(x-3y-0.1) + exp(-x-0.1)",
    "x^2 + 10y^2 + sin(5x)", "ln(1 + x^2 + 5y^2)", "cosh(x) + y^2 + xy/2", "sqrt(1 + x^2 + y^2)", "(x-1)^4 + (x-y)^2",
)  # fmt: skip


def descended(seed: int) -> Case:
    """A descent that says "minimum" ends where SciPy's from that point stays; no warning, no odd error."""
    random_ = random.Random(seed)
    text, method = random_.choice(OBJECTIVES), random_.choice(sorted(METHODS))
    start = [round(random_.uniform(-3, 3) * random_.choice((1, 1, 1, 1e3, 1e100)), 3) for _ in range(2)]
    options = {"step_size": random_.choice((1e-3, 1.0, 1e8))} if random_.random() < 0.3 else {}
    case = Case(f"descend({text!r}, {start}, {method!r}, {options})")
    surface = Surface(text)
    trace = case.attempt("descend", lambda: descend(surface, start, method, max_steps=200, **options), 5.0)
    if trace is None:
        return case
    case.attempt("order and rate", lambda: (trace.order(), trace.rate(), repr(trace), trace.stopped))
    if trace.kind == "minimum":
        end = np.asarray(trace.points[-1])
        with np.errstate(all="ignore"):
            other = scipy.optimize.minimize(
                surface.value, end, jac=surface.gradient, method="BFGS", options={"gtol": 1e-10}
            )
        if other.fun < trace.values[-1] - 1e-6 * (1 + abs(trace.values[-1])):
            case.complain(
                f"SciPy goes on from {end.tolist()} ({trace.values[-1]}) to {other.x.tolist()} ({other.fun})"
            )
    return case


def fitted(seed: int) -> Case:
    """Logistic regression: coefficients and standard errors by SciPy, separability by linear programming."""
    random_ = np.random.default_rng(seed)
    m, n = int(random_.integers(4, 40)), int(random_.integers(1, 4))
    X = random_.normal(size=(m, n)).round(1) * 10.0 ** random_.integers(-2, 3)
    slope = random_.normal(size=n) * random_.choice([0.3, 3.0, 30.0]) / np.abs(X).max()
    y = (random_.uniform(size=m) < scipy.special.expit(X @ slope)).astype(int)
    case = Case(f"LogisticLoss({X.tolist()}, {y.tolist()})")
    loss = case.attempt("LogisticLoss", lambda: LogisticLoss(X, y))
    if loss is None:
        return case
    A = np.where(y > 0, 1.0, -1.0)[:, None] * np.insert(X, 0, 1.0, axis=1)
    A = A / np.abs(A).max(axis=0)
    program = scipy.optimize.linprog(-A.sum(axis=0), A_ub=-A, b_ub=np.zeros(m), bounds=[(-1, 1)] * (n + 1))
    separable = -program.fun > 1e-7
    if separable != (loss.separation.kind != "overlapping"):
        case.complain(f"separation: {loss.separation.kind} is said; linear programming finds {-program.fun}")
    trace = case.attempt("fit", lambda: loss.fit(method="newton line search"), 3.0)
    if trace is None:
        return case
    errors = case.attempt("standard_errors", lambda: loss.standard_errors(trace.points[-1]))
    if separable and errors is not None:
        case.complain(f"separable data are given standard errors {errors}")
    if not separable:
        if trace.kind != "minimum":
            case.complain(f"overlapping data end at {trace.stopped}")
        elif errors is None:
            case.complain("overlapping data are refused standard errors")
        else:
            design = np.insert(X, 0, 1.0, axis=1)
            p = scipy.special.expit(design @ trace.points[-1])
            other = np.sqrt(np.diag(np.linalg.inv((design.T * (p * (1 - p))) @ design)))
            if not np.allclose(errors, other, rtol=1e-5):
                case.complain(f"standard errors {errors}; by hand {other}")
            if not np.abs(design.T @ (p - y)).max() <= 1e-5 * np.abs(X).max() * m:
                case.complain(f"the score is not zero: {design.T @ (p - y)}")
    return case


def _norm(p):
    return anp.sqrt(anp.sum(p**2))


SMOOTH = {  # functions of Python that are smooth at 0, and their Hessians there
    "norm(p)**2": (lambda p: _norm(p) ** 2, 2.0),
    "norm(p)**4": (lambda p: _norm(p) ** 4, 0.0),
    "linalg.norm(p)**2": (lambda p: anp.linalg.norm(p) ** 2, 2.0),
    "exp(norm(p)**2)": (lambda p: anp.exp(_norm(p) ** 2), 2.0),
    "cos(norm(p))": (lambda p: anp.cos(_norm(p)), -1.0),
    "norm(p)*sin(norm(p))": (lambda p: _norm(p) * anp.sin(_norm(p)), 2.0),
}
ROUGH = {
    "norm(p)": _norm,
    "norm(p) + p[0]": lambda p: _norm(p) + p[0],
    "sqrt(norm(p))": lambda p: anp.sqrt(_norm(p)),
}


def traced(seed: int) -> Case:
    """Python functions through a norm: at 0 the right derivative with a word, or nan where there is none."""
    random_ = random.Random(seed)
    n = random_.randint(2, 4)
    centre = np.array([random_.choice((0.0, 1.0, -2.5)) for _ in range(n)])
    direction = np.arange(1.0, n + 1)
    name = random_.choice(sorted(SMOOTH | ROUGH))
    inner, second = SMOOTH.get(name, (ROUGH.get(name), None))
    case = Case(f"{name} of p - {centre.tolist()}")

    def f(p):
        return inner(p - centre)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DerivativeWarning)
        g = case.attempt("gradient", lambda: gradient(f, centre))
        H = case.attempt("hessian", lambda: hessian(f, centre))
        v = case.attempt("hvp", lambda: hvp(f, centre, direction))
    if None in (type(g), type(H), type(v)):
        return case
    if second is None:
        if np.isfinite(g).all():
            case.complain(f"a gradient {g} where there is none")
    elif not (np.allclose(g, 0, atol=1e-6) and np.allclose(H, second * np.eye(n), atol=1e-4)):
        case.complain(
            f"gradient {g.tolist()}, Hessian {H.tolist()}; 0 and {second} on the diagonal are right"
        )
    elif not np.allclose(v, second * direction, atol=1e-3):
        case.complain(f"hvp {v.tolist()}, {second * direction} is right")
    return case


LIBRARIES = {one.__name__: one for one in (descended, fitted, traced)}
