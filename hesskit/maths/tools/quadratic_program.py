"""Quadratic programs: a quadratic f = xᵀQx/2 + cᵀx + k over its box, solved by Gurobi or by HiGHS.

Letters: Q is the Hessian, the same everywhere; c the gradient and k the value at the origin. Gurobi's own form is xᵀQx:
there the Hessian is 2Q. Gurobi runs with the licence in its wheel, for up to 2000 variables; no network is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import sympy
from numpy.typing import NDArray

from hesskit.maths.calculus import definiteness, number, place
from hesskit.maths.surfaces import Surface
from hesskit.maths.tools.tool import MissingTool, Tool, Trap, Trapped, first_line, load, quiet, within_budget

Floats = NDArray[np.float64]
Solver = Literal["gurobi", "highs"]


@dataclass(frozen=True, eq=False, repr=False)
class QuadraticSolution:
    """What a solver answered to a quadratic program.

    Attributes
    ----------
    solver : str
    hessian : ndarray, shape (n, n)
        As the solver holds it.
    point : ndarray, shape (n,), or None
        The least point in the box; None where the solver refused.
    value : float or None
    said : str
        What happened, in a sentence.
    """

    solver: str
    hessian: Floats
    point: Floats | None
    value: float | None
    said: str

    @property
    def refused(self) -> bool:
        """Whether the solver gave no point."""
        return self.point is None

    def __repr__(self) -> str:
        return self.said


def quadratic_parts(f: Any) -> tuple[Floats, Floats, float]:
    """Q (n, n), c (n,) and k of a quadratic Surface.

    Parameters
    ----------
    f : Surface

    Returns
    -------
    Q : ndarray, shape (n, n)
    c : ndarray, shape (n,)
    k : float

    Raises
    ------
    ValueError
        If the formula is no quadratic; the sentence says what it is.

    Examples
    --------
    >>> quadratic_parts(Surface("x^2 + 3xy + y^2 - x"))[0].tolist()
    [[2.0, 3.0], [3.0, 2.0]]
    """
    if not isinstance(f, Surface):
        raise TypeError(f"a quadratic program is made from a Surface, not from a {type(f).__name__}.")
    advice = "a quadratic program takes a formula of degree 2 at most, such as x^2 + 3xy + y^2"
    if not f.expr.is_polynomial(*f.variables):
        raise ValueError(f"{advice}; {f.expr} is no polynomial.")
    what = "the degree of this formula"
    degree = within_budget(lambda: sympy.Poly(f.expr, *f.variables).total_degree(), what)
    if degree > 2:
        raise ValueError(f"{advice}; this one has degree {degree}.")
    origin = np.zeros(len(f.variables))
    return f.hessian(origin), f.gradient(origin), float(f.value(origin))


def solve_quadratic(f: Surface, solver: Solver = "gurobi", nonconvex: int | None = None) -> QuadraticSolution:
    """Minimise a quadratic over its box by Gurobi or HiGHS.

    Parameters
    ----------
    f : Surface
        Of degree 2 at most; its domain is the box.
    solver : {"gurobi", "highs"}
    nonconvex : int, optional
        Gurobi's NonConvex: 0 refuses a Q that is not positive semidefinite; left out, Gurobi solves it all the same.

    Returns
    -------
    QuadraticSolution

    Raises
    ------
    ValueError
        If f is no quadratic, or the solver is unknown.
    ImportError
        If the solver is not installed; the sentence says what installs it.

    Examples
    --------
    >>> solve_quadratic(Surface("x^3"))
    Traceback (most recent call last):
    ValueError: a quadratic program takes a formula of degree 2 at most, such as x^2 + 3xy + y^2; this one has degree 3.
    """
    parts = quadratic_parts(f)
    if solver not in _SOLVERS:
        raise ValueError(f"the solver is 'gurobi' or 'highs', not {solver!r}.")
    if nonconvex is not None and solver != "gurobi":
        raise ValueError("NonConvex is Gurobi's: HiGHS always refuses what is not convex.")
    low, high = np.array(f.domain).T
    return _SOLVERS[solver](parts, low, high, nonconvex)


def _solution(solver: str, hessian: Floats, parts: Any, point: Any) -> QuadraticSolution:
    Q, c, k = parts
    x = np.asarray(point, dtype=float)
    value = float(x @ Q @ x / 2 + c @ x + k)
    text = f"{solver}: the least value in the box is {number(value, 6)}, at {place(x)}; Q is {definiteness(hessian)}."
    return QuadraticSolution(solver, hessian, x, value, text)


def _refusal(solver: str, hessian: Floats, words: str) -> QuadraticSolution:
    return QuadraticSolution(
        solver, hessian, None, None, f"{solver} refuses; Q is {definiteness(hessian)}. {words}"
    )


# --- Gurobi ------------------------------------------------------------------------------------------------


def _gurobi_model(parts: Any, low: Any, high: Any) -> tuple[Any, Any, Any]:
    """A silent Gurobi, a model of the program, and its variables."""
    gurobi = load("gurobipy", "Gurobi")
    Q, c, k = parts
    environment = gurobi.Env(empty=True)
    environment.setParam("OutputFlag", 0)
    try:
        environment.start()
    except gurobi.GurobiError as error:  # such as a licence of the learner's own that has run out
        raise MissingTool(f"Gurobi is installed but does not start here: {first_line(error)}") from None
    model = gurobi.Model(env=environment)
    x = model.addMVar(len(c), lb=low, ub=high)
    model.setObjective(0.5 * (x @ Q @ x) + c @ x + k)
    model.update()
    return environment, model, x


def _gurobi_hessian(model: Any, n: int) -> Floats:
    """The Hessian of a model's objective, read term by term: Gurobi's form is xᵀQx, so every term counts twice."""
    hessian, objective = np.zeros((n, n)), model.getObjective()
    for term in range(objective.size() if hasattr(objective, "getVar1") else 0):
        i, j = objective.getVar1(term).index, objective.getVar2(term).index
        hessian[i, j] += objective.getCoeff(term)
        hessian[j, i] += objective.getCoeff(term)
    return hessian


def _by_gurobi(parts: Any, low: Any, high: Any, nonconvex: int | None) -> QuadraticSolution:
    environment, model, x = _gurobi_model(parts, low, high)
    with environment, model:
        hessian = _gurobi_hessian(model, len(low))
        try:
            if nonconvex is not None:
                model.setParam("NonConvex", nonconvex)
            model.optimize()
        except load("gurobipy", "Gurobi").GurobiError as error:
            return _refusal("Gurobi", hessian, f"It says: {first_line(error)}")
        if not model.SolCount:
            return _refusal("Gurobi", hessian, f"Its status is {model.Status}.")
        return _solution("Gurobi", hessian, parts, x.X)


# --- HiGHS -------------------------------------------------------------------------------------------------


def _highs_model(parts: Any, low: Any, high: Any) -> Any:
    """A silent HiGHS that holds the program; Q goes in as its lower triangle, column by column."""
    highs = load("highspy", "HiGHS")
    Q, c, k = parts
    n = len(c)
    model = highs.HighsModel()
    model.lp_.num_col_, model.lp_.num_row_ = n, 0
    model.lp_.col_cost_, model.lp_.offset_ = c, k
    model.lp_.col_lower_, model.lp_.col_upper_ = np.asarray(low, float), np.asarray(high, float)
    model.lp_.a_matrix_.start_ = np.zeros(n + 1, dtype=np.int32)
    columns = [[(i, Q[i, j]) for i in range(j, n) if Q[i, j]] for j in range(n)]
    model.hessian_.dim_ = n
    model.hessian_.format_ = highs.HessianFormat.kTriangular
    model.hessian_.start_ = np.cumsum([0, *map(len, columns)]).astype(np.int32)
    model.hessian_.index_ = np.array([i for column in columns for i, _ in column], dtype=np.int32)
    model.hessian_.value_ = np.array([value for column in columns for _, value in column], dtype=float)
    base: Any = highs.Highs

    class Silent(base):  # type: ignore[misc]
        def enableCallbacks(self) -> None:
            self.silent()  # HiGHS says who it is as soon as its callbacks are set, which is when it is made
            super().enableCallbacks()

    solver = Silent()
    solver.silent()  # an older one sets none
    solver.passModel(model)
    return solver


def _highs_hessian(solver: Any, n: int) -> Floats:
    """The Hessian that HiGHS holds, from its lower triangle."""
    held, hessian = solver.getModel().hessian_, np.zeros((n, n))
    for j in range(held.dim_):
        for at in range(held.start_[j], held.start_[j + 1]):
            hessian[held.index_[at], j] = hessian[j, held.index_[at]] = held.value_[at]
    return hessian


def _by_highs(parts: Any, low: Any, high: Any, _: int | None) -> QuadraticSolution:
    solver = _highs_model(parts, low, high)
    hessian = _highs_hessian(solver, len(low))
    solver.run()
    status = solver.getModelStatus()
    if status != load("highspy", "HiGHS").HighsModelStatus.kOptimal:
        words = solver.modelStatusToString(status)
        return _refusal("HiGHS", hessian, f"It solves convex programs only; its status is “{words}”.")
    return _solution("HiGHS", hessian, parts, solver.getSolution().col_value)


_SOLVERS = {"gurobi": _by_gurobi, "highs": _by_highs}

# --- the two as tools --------------------------------------------------------------------------------------


def _held(solver: str, f: Any) -> Floats:
    """The Hessian (n, n) as a solver holds it."""
    parts = quadratic_parts(f)
    low, high = np.array(f.domain).T
    with quiet():
        if solver == "highs":
            return _highs_hessian(_highs_model(parts, low, high), len(low))
        environment, model, _ = _gurobi_model(parts, low, high)
        with environment, model:
            return _gurobi_hessian(model, len(low))


def _run(solver: str, f: Any, verb: str, points: Floats, directions: Floats | None = None) -> Floats:
    """What a solver holds of a quadratic, everywhere the same Hessian, at points (N, n)."""
    H = _held(solver, f)
    if verb == "gradient":
        return np.asarray(points @ H + quadratic_parts(f)[1])
    return np.broadcast_to(H, (len(points), *H.shape)) if directions is None else np.asarray(directions @ H)


def _nonconvex(solver: Solver) -> Callable[[Surface, Floats], Trapped]:
    """Ask for the least value of x² + 3xy + y² on a box, whose Q is indefinite, with the solver's own defaults."""

    def spring(_: Surface, __: Floats) -> Trapped:
        answer = solve_quadratic(Surface("x^2 + 3xy + y^2"), solver)
        if solver == "gurobi":
            strict = solve_quadratic(Surface("x^2 + 3xy + y^2"), solver, nonconvex=0)
            return Trapped(answer.hessian, f"{answer.said} With NonConvex=0, {strict.said}")
        return Trapped(None if answer.refused else answer.hessian, answer.said)

    return spring


GUROBI = Tool(
    "gurobi", "Gurobi", "gurobipy", quadratic_parts, partial(_run, "gurobi"),
    traps=(Trap("NonConvex", "an indefinite Q, and no word of it", _nonconvex("gurobi")),),
)  # fmt: skip
HIGHS = Tool(
    "highs", "HiGHS", "highspy", quadratic_parts, partial(_run, "highs"),
    traps=(Trap("NonConvex", "an indefinite Q", _nonconvex("highs")),),
)  # fmt: skip
