"""Where a method ended: which kind of point, or why none; and the cycles that never end.

Letters: p the point, g the gradient and H the Hessian there, λ the eigenvalues of H, d Newton's step from p.
"""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.calculus import (
    as_words,
    gradient,
    hessian,
    hessian_operator,
    kind_from,
    kind_of,
    listed,
    number,
    place,
    signs_of,
    values,
)
from hesskit.maths.critical import CriticalPoint, NotCritical, classify, with_nature
from hesskit.maths.scale import Lanczos
from hesskit.maths.surfaces import Surface

Floats = NDArray[np.float64]
_LONG = 0.25  # a Newton step longer than this share of 1 + |p| leads away, not to a point nearby
_NEAR = 0.01  # where its successor is shorter than half of it, there is a critical point, this share away
_SHORT = 1e-5  # one shorter than this has arrived
_AWAY = (
    0.15  # steps that shrink slowly may not add up to more than this share: x¹⁰ stays below, e^−x² does not
)
_LONGEST_CYCLE = 8
_LOOK_CLOSELY = 12  # up to so many variables the neighbours of p are looked at, too
FORM_HESSIAN = 400  # from so many variables on Lanczos judges the end
_LANCZOS, _SETTLED = 300, 1e-6  # its steps at most; the share of the largest |λ| at which an end is found
_WITHOUT_PRODUCTS = 4000  # so many, if H must be formed for it


def end_of(f: Any, p: Floats, gradient_norm: float) -> tuple[CriticalPoint | None, str]:
    """Classify the point where the gradient has become small.

    Parameters
    ----------
    f : Surface, Objective or callable
    p : ndarray, shape (n,)
    gradient_norm : float
        |∇f(p)|, accepted as zero.

    Returns
    -------
    CriticalPoint or None
    str
        Words to go on with after "at (1, 1), …".

    Examples
    --------
    >>> end_of(lambda x, y: x**2 - y**2, np.zeros(2), 0.0)[1]
    'a saddle, not a minimum'
    """
    if len(p) > FORM_HESSIAN:
        return _seen_by_lanczos(f, p, gradient_norm)
    with np.errstate(all="ignore"):
        H = hessian(f, p)
        d = _newton_step(H, gradient(f, p))
        if gradient_norm == 0.0 and not H.any() and on_plateau(f, p):
            return None, "on a plateau: f is constant all around it, to the last digit"
        again = _newton_step(hessian(f, p + d), gradient(f, p + d))
        if leads_away(p, d, again):
            far = as_words(float(np.linalg.norm(d)))
            if np.linalg.norm(again) <= 0.5 * np.linalg.norm(d) <= 0.5 * _LONG * (1 + np.linalg.norm(p)):
                return None, f"not a critical point yet: Newton's step to the next one is {far} long"
            return None, f"not a critical point: f is nearly flat there, but Newton's step is {far} long"
        found = _classified(f, p, gradient_norm, H)
        if found is not None and np.isfinite(H).all():
            found = _settled(f, found, hessian(f, p + d) - H)
    return found, words_for(found)


def _seen_by_lanczos(f: Any, p: Floats, gradient_norm: float) -> tuple[CriticalPoint | None, str]:
    """The kind by the two ends of the spectrum: a negative Ritz value proves a way down, λ_min > 0 is but likely."""
    if len(p) > _WITHOUT_PRODUCTS and hasattr(f, "hessian") and not hasattr(f, "hvp"):
        return None, f"whose kind is unknown: with {len(p)} variables its Hessian was not formed"
    run = Lanczos(hessian_operator(f, p), np.random.default_rng(0).standard_normal(len(p)), _LANCZOS)
    theta = bound = np.zeros(0)
    while (
        not run.exhausted and run.steps < run.limit
    ):  # the smallest eigenvalue, and whether the largest is positive
        run.extend(run.steps + 10)
        if not np.isfinite(run.alpha).all():
            return None, "whose kind is unknown: its Hessian is not finite"
        theta, bound = run.ritz()
        sure = bound <= _SETTLED * float(np.abs(theta).max())
        if sure[0] and (sure[-1] or theta[-1] > bound[-1]):
            break
    low, high = float(theta[0]), float(theta[-1])
    signs = signs_of(theta[[0, -1]], 1e-10 * max(abs(low), abs(high)))
    said = f"λ_min = {as_words(low)} ± {number(bound[0], 2)}"
    if signs[0] >= 0 and bound[0] > _SETTLED * max(abs(low), abs(high)):
        return None, f"whose kind is open: Lanczos has not found the smallest eigenvalue, so far {said}"
    if signs[0] > 0 and gradient_norm > _LONG * low * (1 + float(np.linalg.norm(p))):
        far = as_words(gradient_norm / low)
        return None, f"not a critical point yet: Newton's step may be {far} long, since {said} by Lanczos"
    kind = kind_from(signs)
    reason = (
        f"Lanczos finds eigenvalues from {as_words(low)} to {as_words(high)}, with {run.steps} products H·v"
    )
    vectors = [v for v in (run.vector(0), run.vector(-1)) if v is not None]
    end = CriticalPoint(
        p, float(values(f, p)), gradient_norm, np.empty((0, 0)), np.array([low, high]), np.array(vectors).T, None,
        1e-10, kind, True if kind == "minimum" else None, reason,
    )  # fmt: skip
    return end, f"{words_for(end)} ({said} by Lanczos)"


def leads_away(p: Floats, d: Floats, again: Floats) -> Any:
    """Whether Newton's steps from p lead far away rather than to a critical point nearby.

    Examples
    --------
    >>> one = np.array([1.0])  # e^x far to the left: each step is as long as the last
    >>> bool(leads_away(-18 * one, -one, -one))
    True
    """
    size, scale = np.linalg.norm(d, axis=-1), 1 + np.linalg.norm(p, axis=-1)
    with np.errstate(all="ignore"):
        ratio = np.linalg.norm(again, axis=-1) / size
        in_all = np.where(ratio < 1, size / (1 - ratio), np.inf)  # a geometric series of steps
    slow = (size > _SHORT * scale) & (ratio > 0.5) & (in_all > _AWAY * scale)
    return (size > _LONG * scale) | ((ratio <= 0.5) & (size > _NEAR * scale)) | slow


def on_plateau(f: Any, p: Floats) -> Any:
    """Whether the gradient is exactly zero at each point and all around it, as where e^−x² has underflowed.

    Examples
    --------
    >>> bool(on_plateau(Surface("exp(-x^2 - y^2)"), np.array([50.0, 0.0])))
    True
    """
    flat = ~gradient(f, p).any(axis=-1)
    reach = 1e-3 * (1 + np.linalg.norm(p, axis=-1, keepdims=True))
    for axis in np.concatenate([np.eye(p.shape[-1]), -np.eye(p.shape[-1])]):
        if not flat.any():
            break
        flat = flat & ~gradient(f, p + reach * axis).any(axis=-1)
    return flat


def _newton_step(H: Floats, g: Floats) -> Floats:
    """The shortest Newton step: directions without curvature are left out."""
    if not np.isfinite(H).all() or not H.any():
        return np.zeros_like(g)
    eigenvalues, axes = np.linalg.eigh(H)
    flat = np.abs(eigenvalues) <= 1e-12 * np.abs(eigenvalues).max()
    step: Floats = -axes @ np.where(flat, 0.0, axes.T @ g / np.where(flat, 1.0, eigenvalues))
    return step


def _classified(f: Any, p: Floats, gradient_norm: float, H: Floats) -> CriticalPoint | None:
    if len(p) <= _LOOK_CLOSELY:
        try:
            if isinstance(f, Surface):  # its path for one point rounds differently from the one for grids
                gradient_norm = max(gradient_norm, float(np.linalg.norm(f.at(p)[1])))
            return classify(f, p.tolist(), gradient_tolerance=1.01 * gradient_norm)
        except NotCritical:
            return None
    if not np.isfinite(H).all():
        return None
    eigenvalues, axes = np.linalg.eigh(H)
    kind = kind_of(H)
    reason = f"the eigenvalues lie between {as_words(eigenvalues[0])} and {as_words(eigenvalues[-1])}"
    value = float(values(f, p))
    isolated = None if kind == "inconclusive" else True
    return CriticalPoint(p, value, gradient_norm, H, eigenvalues, axes, None, 1e-10, kind, isolated, reason)


def _settled(f: Any, found: CriticalPoint, change: Floats) -> CriticalPoint:
    """Look again with each variable in its own unit, which changes no sign of an eigenvalue (Sylvester's law).

    A verdict that rests on an eigenvalue still on its way to zero is taken back; one that the test withheld only
    because the units are so unequal is given, unless a formula could decide exactly.
    """
    rows = np.abs(found.hessian).max(axis=1)
    unit = np.sqrt(np.where(rows > 0, rows, 1.0))
    scaled = found.hessian / unit / unit[:, None]
    eigenvalues = np.linalg.eigvalsh(scaled)
    changing = float(np.nan_to_num(np.abs(change / unit / unit[:, None]), nan=np.inf).max()) * len(unit)
    small = np.abs(eigenvalues) <= changing
    if small.any() and len({bool(each > 0) for each in eigenvalues[~small]}) < 2:
        if found.kind == "inconclusive":
            return found
        reason = (
            f"towards the critical point the Hessian still changes as much as its eigenvalue "
            f"{as_words(found.eigenvalues[np.abs(found.eigenvalues).argmin()])}: there it may be singular, "
            "so the test cannot decide"
        )
        taken_back = replace(found, kind="inconclusive", nature="undecided", isolated=None, reason=reason)
        return with_nature(f, taken_back)
    kind = kind_of(scaled)
    if found.kind != "inconclusive" or kind == "inconclusive" or isinstance(f, Surface):
        return found
    reason = f"with each variable in its own unit the eigenvalues are {listed(eigenvalues)}"
    return replace(found, kind=kind, nature=kind, isolated=True, reason=reason)


def words_for(end: CriticalPoint | None) -> str:
    """The kind of an end, in words.

    Examples
    --------
    >>> words_for(None)
    'not a critical point'
    """
    if end is None:
        return "not a critical point"
    if end.kind == "inconclusive":
        beyond = "" if end.nature == "undecided" else f" (looking beyond the test: a {end.nature})"
        return f"where the second-derivative test is inconclusive{beyond}"
    return f"a {end.kind}" + ("" if end.kind == "minimum" else ", not a minimum")


def cycle_length(points: list[Floats], norms: list[float]) -> int:
    """The length of the cycle a method goes round, 0 if there is none.

    Examples
    --------
    >>> a, b = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    >>> cycle_length([a, b, a, b], [1.0] * 4), cycle_length([a, b, a], [1.0] * 3)
    (2, 0)
    """
    near: list[list[float]] = []
    farthest = 0.0
    for period in range(2, _LONGEST_CYCLE + 1):
        if len(points) < 2 * period:
            return 0
        if abs(norms[-1] - norms[-1 - period]) > 1e-8 * norms[-1]:
            continue
        if not near:  # asked at every step of a slow descent: settled with a few floats where it can be
            near = [point.tolist() for point in points[-_LONGEST_CYCLE - 1 :]]
            farthest = 2 * sum(map(abs, itertools.chain(*near)))  # than any move between them
        if abs(near[-1][0] - near[-1 - period][0]) > 1e-9 * farthest:
            continue
        now, before = np.array(points[-period:]), np.array(points[-2 * period : -period])
        moves = np.linalg.norm(np.diff(np.array(points[-period - 1 :]), axis=0), axis=1)
        if moves.min() > 0 and np.abs(now - before).max() <= 1e-9 * moves.max():
            return period
    return 0


def described_cycle(points: list[Floats], period: int) -> str:
    """A cycle in words.

    Examples
    --------
    >>> described_cycle([np.array([1.0, 0.0]), np.array([0.0, 1.0])], 2)
    'a cycle of 2 points, (1, 0) → (0, 1) → (1, 0)'
    """
    shown = [place(point) for point in points[-period:]]
    return f"a cycle of {period} points, {' → '.join([*shown, shown[0]])}"
