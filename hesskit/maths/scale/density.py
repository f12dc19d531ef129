"""The spectrum of a Hessian from products H·v: its two ends by Lanczos, its density by stochastic Lanczos quadrature.

Letters: n is the number of coordinates, λ the eigenvalues, θ the Ritz values of a run of Lanczos and w their weights.
Each random direction q gives the quadrature Σ w_k φ(θ_k) ≈ qᵀφ(H) q, whose mean over q is Σ φ(λ)/n.
Source: Golub and Meurant, Matrices, Moments and Quadrature (2010); Ubaru, Chen and Saad, SIAM Journal on Matrix
Analysis and Applications 38 (2017) 1075-1099; for the Hessians of networks, Ghorbani, Krishnan and Xiao, ICML (2019).
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hesskit.maths.calculus import number
from hesskit.maths.scale.lanczos import BASIS, Lanczos
from hesskit.maths.scale.operators import directions, operator_of, trace_from

Floats = NDArray[np.float64]
_MOST = 300  # steps of the run that looks for the ends


@dataclass(frozen=True, eq=False, repr=False)
class Spectrum:
    """What products H·v tell of the eigenvalues of H.

    Attributes
    ----------
    size : int
        n.
    smallest, largest : float
        The ends found. λ_min is at most `smallest` and λ_max at least `largest`, whatever happened.
    smallest_bound, largest_bound : float
        H has an eigenvalue within this distance of the end. That none lies beyond is likely, not proven.
    trace : float
        The sum of the eigenvalues, as Hutchinson estimates it.
    trace_error : float
        Its standard error; nan from one direction, rounding from all n.
    nodes, weights : ndarray, shape (K,)
        The quadrature: the share w of the eigenvalues is drawn together at the node θ. The weights sum to 1.
    steps, probes : int
        The steps of Lanczos from each of the random directions, which are at right angles.
    products : int
        How many H·v were used.
    smallest_vector, largest_vector : ndarray, shape (n,), or None
        Unit eigenvectors that belong to the ends; None where n is so large that no basis was kept.

    Examples
    --------
    >>> spectrum(np.diag([-1.0, 2.0, 2.0, 5.0]))
    Spectrum of a 4×4 Hessian, from ... products H·v
      smallest   −1 (an eigenvalue within ...)
      largest    5 (an eigenvalue within ...)
      trace      8 (exact, from directions that span the space)
    """

    size: int
    smallest: float
    smallest_bound: float
    largest: float
    largest_bound: float
    trace: float
    trace_error: float
    nodes: Floats
    weights: Floats
    steps: int
    probes: int
    products: int
    smallest_vector: Floats | None = field(default=None)
    largest_vector: Floats | None = field(default=None)

    def __post_init__(self) -> None:
        for array in (self.nodes, self.weights, self.smallest_vector, self.largest_vector):
            if array is not None:
                array.setflags(write=False)

    def density(self, grid: ArrayLike, width: float | None = None) -> Floats:
        """The share of the eigenvalues per unit, each smeared out to a normal curve; its integral is 1.

        Parameters
        ----------
        grid : array_like, shape (...)
            Where it is wanted.
        width : float, optional
            The standard deviation of the curve; default: a fiftieth of the spectrum.

        Returns
        -------
        ndarray, shape (...)

        Raises
        ------
        ValueError
            If the width is not a positive number.

        Examples
        --------
        >>> found = spectrum(np.eye(3))
        >>> round(float(found.density(1.0, width=0.1)), 6)
        3.989423
        """
        if width is None:
            width = (self.largest - self.smallest) / 50 or max(abs(self.largest), 1.0) / 50
        if not 0 < width < np.inf:
            raise ValueError(f"the width of the curve is a positive number, not {width!r}.")
        away = (np.asarray(grid, dtype=float)[..., None] - self.nodes) / width
        with np.errstate(under="ignore"):
            return np.asarray(np.exp(-(away**2) / 2) @ self.weights / (width * np.sqrt(2 * np.pi)))

    def share_below(self, value: float = 0.0) -> float:
        """Estimate the share of the eigenvalues below a number: below 0, how much of H curves down.

        Examples
        --------
        >>> 0 <= spectrum(np.diag([-1.0, 2.0, 2.0, 5.0])).share_below(0) <= 1
        True
        """
        return float(self.weights[self.nodes < value].sum())

    def __repr__(self) -> str:
        error = (
            "unknown, from one random direction"
            if np.isnan(self.trace_error)
            else number(self.trace_error, 2)
        )
        ends = [
            (name, f"{number(end, 6)} (an eigenvalue within {number(bound, 2)})")
            for name, end, bound in (
                ("smallest", self.smallest, self.smallest_bound),
                ("largest", self.largest, self.largest_bound),
            )
        ]
        counted = f"{self.probes} random direction{'' if self.probes == 1 else 's'}"
        all_of_them = self.probes == self.size
        how = "(exact, from directions that span the space)" if all_of_them else f"± {error} ({counted})"
        lines = [*ends, ("trace", f"{number(self.trace, 6)} {how}")]
        title = f"Spectrum of a {self.size}×{self.size} Hessian, from {self.products} products H·v"
        return "\n".join([title, *(f"  {label:<11}{text}" for label, text in lines)])


def spectrum(
    objective: Any,
    point: ArrayLike | None = None,
    *,
    steps: int = 40,
    probes: int = 8,
    seed: int = 0,
    tolerance: float = 1e-6,
    size: int | None = None,
) -> Spectrum:
    """Find the ends, the density and the trace of a Hessian that is never formed.

    Parameters
    ----------
    objective : Surface, Objective, callable, or symmetric matrix
        With a point, what has second derivatives; else a matrix (a NumPy array, a `scipy.sparse` one), or with `size`
        a function v → A v.
    point : array_like, shape (n,), optional
    steps : int
        Steps of Lanczos from each random direction: the sharpness of the density.
    probes : int
        Random directions, n at most: how much of the noise is averaged away.
    seed : int
        Of the random directions.
    tolerance : float
        The run from the first direction goes on, to 300 steps at most, until the bounds of both ends are below this
        share of the largest |λ|.
    size : int, optional
        n, for a function v → A v.

    Returns
    -------
    Spectrum

    Raises
    ------
    ValueError
        If a count is not a whole number from 1 up, the matrix is not symmetric, or a product is not finite.

    Notes
    -----
    Memory: the basis of one run, 8·n·steps bytes; where that would be more than 128 MB a few vectors.

    Examples
    --------
    >>> found = spectrum(lambda x, y: x**2 + 3 * x * y + y**2, (0, 0))
    >>> round(found.smallest, 9), round(found.largest, 9)
    (-1.0, 5.0)
    """
    for name, count in (("steps", steps), ("probes", probes)):
        if int(count) != count or count < 1:
            raise ValueError(f"{name} is a whole number from 1 up, not {count!r}.")
    if not tolerance > 0:
        raise ValueError(
            f"the tolerance, a share of the largest |λ|, is a positive number, not {tolerance!r}."
        )
    operator = operator_of(objective, point, size)
    n, steps, probes = operator.size, int(steps), min(int(probes), operator.size)
    fits = max(BASIS // (8 * n), 1)
    most = min(max(steps, _MOST), fits) if steps <= fits else max(steps, _MOST)
    runs = []
    for k, start in enumerate(directions(n, probes, seed)):
        run = Lanczos(operator, start, steps if k else most)
        run.extend(steps)
        if not k:
            _to_the_ends(run, tolerance)
        runs.append(run)
    rules = [run.quadrature(steps) for run in runs]
    total, error = trace_from(np.array([run.alpha[0] for run in runs]), n)
    low, high = _end(runs, 1), _end(runs, -1)
    return Spectrum(
        n, low[0], low[1], high[0], high[1], total, error,
        np.concatenate([nodes for nodes, _ in rules]), np.concatenate([weights for _, weights in rules]) / probes,
        steps, probes, sum(run.steps for run in runs), low[2], high[2],
    )  # fmt: skip


def _to_the_ends(run: Lanczos, tolerance: float) -> None:
    """Go on until both ends are within the tolerance, or there is no way on."""
    while not run.exhausted and run.steps < run.limit:
        theta, bound = run.ritz()
        if max(bound[0], bound[-1]) <= tolerance * float(np.abs(theta).max()):
            return
        run.extend(run.steps + max(5, run.steps // 4))


def _end(runs: list[Lanczos], sign: int) -> tuple[float, float, Floats | None]:
    """The lowest Ritz value (the highest for sign −1), its bound and its vector; of those as low, the surest."""
    place = 0 if sign > 0 else -1
    found = [tuple(float(each[place]) for each in run.ritz()) for run in runs]
    extreme = min(sign * theta for theta, _ in found)
    as_low = 1e-9 * max(abs(theta) for theta, _ in found)
    possible = [k for k, (theta, _) in enumerate(found) if sign * theta <= extreme + as_low]
    best = min(possible, key=lambda k: found[k][1])
    return *found[best], runs[best].vector(place)  # type: ignore[return-value]
