"""The spectrum of a small network's Hessian from products H·v: its density sharpens as Lanczos goes on.

Letters: n parameters, H the Hessian of the loss and G its Gauss–Newton matrix, λ the eigenvalues, θ the nodes of the
quadrature. On the axis stands asinh(λ/c), which is logarithmic away from 0 and keeps 0 and what is negative.
"""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.patches import Polygon

from hesskit.explore.parts import (
    Explorer,
    colour,
    held_dot,
    number,
    sliding,
    slot_html,
    whole_slider,
)
from hesskit.maths.scale import Spectrum
from hesskit.maths.scale import spectrum as spectrum_of
from hesskit.maths.statistics import Network, penguins
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
LAST = 60  # steps of training
STEP_SIZE, MOMENTUM = 0.1, 0.9
MOST_STEPS, MOST_PROBES = 20, 12
SCALE = 0.004  # c
ZERO = 1e-9  # an eigenvalue this small is rounding
WIDTH = 0.22  # of the curve that each node is smeared out to, on the axis
FOUND = 0.001  # an end this near, as a share of the spectrum, counts as found


@dataclass(frozen=True, eq=False)
class Training:
    """A network at every moment of its training, with the dense matrices that one can afford of so few parameters."""

    network: Network
    points: Array  # (moments, n)
    losses: Array  # (moments,)
    hessians: Array  # (moments, n, n)
    gauss_newtons: Array  # (moments, n, n)


@lru_cache(maxsize=4)
def trained(hidden: int, seed: int) -> Training:
    """Train a network on the penguins by gradient descent with momentum, and keep every moment of it.

    Examples
    --------
    >>> trained(3, 1).points.shape
    (61, 19)
    """
    network = penguins().network(hidden)
    p = network.start(seed)
    velocity, kept = np.zeros_like(p), []
    for _ in range(LAST + 1):
        kept.append(p)
        velocity = MOMENTUM * velocity - STEP_SIZE * network.gradient(p)
        p = p + velocity
    points = np.array(kept)
    return Training(
        network, points, network.value(points), network.hessian(points), network.gauss_newton(points)
    )


@lru_cache(maxsize=1024)
def _seen(training: Training, moment: int, gauss_newton: bool, steps: int, probes: int) -> Spectrum:
    """The spectrum by so many steps from so many directions; the product with the dense matrix is the same, sooner."""
    matrix = (training.gauss_newtons if gauss_newton else training.hessians)[moment]
    return spectrum_of(lambda v: matrix @ v, size=len(matrix), steps=steps, probes=probes, tolerance=np.inf)


def place_of(eigenvalue: Any) -> Any:
    """Where an eigenvalue stands on the axis.

    Examples
    --------
    >>> float(place_of(0.0)), float(place_of(-1.0)) == -float(place_of(1.0))
    (0.0, True)
    """
    return np.arcsinh(np.asarray(eigenvalue) / SCALE)


def density_on_axis(nodes: Array, weights: Array, grid: Array, n: int) -> Array:
    """Eigenvalues per decade at places of the axis, every node smeared out alike: (k,).

    Examples
    --------
    >>> grid = np.linspace(-8, 8, 801)
    >>> found = density_on_axis(np.array([-1.0, 2.0]), np.array([0.5, 0.5]), grid, 2)
    >>> round(float(found.sum() * (grid[1] - grid[0]) / np.log(10)), 6)  # both of them
    2.0
    """
    away = (grid[:, None] - place_of(nodes)) / WIDTH
    with np.errstate(under="ignore"):
        bumps = np.exp(-(away**2) / 2) / (WIDTH * np.sqrt(2 * np.pi))
    return np.asarray(n * np.log(10) * bumps @ weights)


@dataclass(frozen=True, eq=False)
class SpectrumScene:
    """The spectra of H and of G at one moment of training, dense and from products."""

    training: Training
    moment: int
    steps: int
    probes: int
    dense: tuple[Array, Array]  # the eigenvalues of H and of G, (n,) each
    seen: tuple[Spectrum, Spectrum]

    @property
    def n(self) -> int:
        """How many parameters there are."""
        return len(self.dense[0])

    @property
    def negative(self) -> int:
        """How many eigenvalues of H are below zero by more than rounding."""
        return int((self.dense[0] < -ZERO).sum())

    @property
    def missed(self) -> float:
        """How far the worse of the two ends of H still is, as a share of the whole spectrum."""
        true, own = self.dense[0], self.seen[0]
        return float(max(own.smallest - true[0], true[-1] - own.largest) / (true[-1] - true[0]))

    def curves(self, which: int, grid: Array) -> tuple[Array, Array]:
        """Give the density from products on the axis, of H (0) or of G (1): of the negative nodes, and of the rest."""
        found = self.seen[which]
        below = found.nodes < -ZERO
        down = density_on_axis(found.nodes[below], found.weights[below], grid, self.n)
        return down, density_on_axis(found.nodes[~below], found.weights[~below], grid, self.n)

    def near_zero(self, which: int) -> int:
        """How many dense eigenvalues stand where the axis is even rather than logarithmic."""
        return int((np.abs(self.dense[which]) < SCALE).sum())

    def true_curve(self, which: int, grid: Array) -> Array:
        """Give the density of the dense eigenvalues, smeared out alike."""
        return density_on_axis(self.dense[which], np.full(self.n, 1 / self.n), grid, self.n)

    def caption(self) -> str:
        """Say what so many steps know of the spectrum."""
        if self.steps == 1:
            return "One step from each direction knows a mean eigenvalue: more steps find the ends, then the rest."
        below = f"{self.negative} of {self.n} eigenvalues of H are negative; Gauss–Newton has none."
        done = "have found both ends" if self.missed <= FOUND else "are still short of the ends"
        return f"{self.steps} steps of Lanczos {done}. {below}"

    def sentence(self) -> str:
        """Say the moment, the ends by both routes, the trace with its error, and what Gauss–Newton has."""
        true, found, other = self.dense[0], self.seen[0], self.dense[1]
        loss = self.training.losses[self.moment]
        directions = f"{self.probes} random direction{'' if self.probes == 1 else 's'}"
        error = "" if np.isnan(found.trace_error) else f" ± {number(found.trace_error, 2)}"
        return (
            f"After {self.moment} step{'' if self.moment == 1 else 's'} of training the loss is {number(loss)}. "
            f"The {self.n} eigenvalues of H run from {number(true[0])} to {number(true[-1])}; {self.negative} are "
            f"negative. {self.steps} step{'' if self.steps == 1 else 's'} of Lanczos from {directions}, "
            f"{found.products} products H·v, say from {number(found.smallest)} to {number(found.largest)}, and the "
            f"trace {number(found.trace)}{error} where it is {number(true.sum())}. "
            f"Gauss–Newton's eigenvalues run from {number(0.0 if abs(other[0]) < ZERO else other[0])} to "
            f"{number(other[-1])}, and {self.near_zero(1)} of them are within {SCALE} of zero."
        )


def compute(training: Training, moment: int, steps: int, probes: int) -> SpectrumScene:
    """Make the scene of one moment."""
    dense = np.linalg.eigvalsh(training.hessians[moment]), np.linalg.eigvalsh(training.gauss_newtons[moment])
    seen = tuple(_seen(training, moment, which, int(steps), int(probes)) for which in (False, True))
    return SpectrumScene(training, int(moment), int(steps), int(probes), dense, seen)  # type: ignore[arg-type]


def spectrum(steps: int = 6, probes: int = 4, hidden: int = 6, seed: int = 1) -> Explorer:
    """Explore the eigenvalues of a small network's Hessian, as products H·v alone find them.

    Add steps of Lanczos and random directions; drag along the training. The ticks are the dense eigenvalues.

    Parameters
    ----------
    steps : int
        Of Lanczos from each direction, from 1 to 20.
    probes : int
        Random directions, from 1 to 12.
    hidden : int
        Hidden units of the network, from 2 to 12: it has 6 parameters for each, and one more.
    seed : int
        Of the parameters before training.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If a number is out of its range.

    Examples
    --------
    >>> spectrum(steps=20).caption
    '20 steps of Lanczos have found both ends. 11 of 37 eigenvalues of H are negative; Gauss–Newton has none.'
    """
    for name, value, low, high in (
        ("steps", steps, 1, MOST_STEPS),
        ("probes", probes, 1, MOST_PROBES),
        ("hidden", hidden, 2, 12),
        ("seed", seed, 0, 1000),
    ):
        if int(value) != value or not low <= value <= high:
            raise ValueError(f"{name} is a whole number from {low} to {high}, but it is {value!r}.")
    training = trained(int(hidden), int(seed))
    controls = {
        "steps": whole_slider("steps of Lanczos", int(steps), 1, MOST_STEPS),
        "probes": whole_slider("random directions", int(probes), 1, MOST_PROBES),
        "moment": whole_slider("steps of training", 18, 0, LAST),
    }
    return Explorer(
        controls, partial(compute, training), partial(SpectrumPicture, training),
        {"moment": lambda position: round(position[0])}, sweep=sliding("steps"),
    )  # fmt: skip


# The picture of `spectrum`: two densities above their eigenvalues, and the loss along the training.

GRID = np.linspace(float(place_of(-1.6)), float(place_of(2.6)), 321)
LABELLED = (-1.0, -0.1, -0.01, 0.0, 0.01, 0.1, 1.0)
TOP = 40.0  # eigenvalues per decade
NAMES = ("Hessian", "Gauss–Newton")


def _bars(places: Array) -> tuple[Array, Array]:
    """Short upright strokes below the axis, as one line with gaps."""
    ends = np.array([-0.16 * TOP, -0.04 * TOP, np.nan])
    return np.repeat(places, 3), np.tile(ends, len(places))


class SpectrumPicture(Picture):
    """Left: the densities of H and of G, and the dense eigenvalues as ticks. Right: the loss, along which one drags."""

    width, height = 880, 440
    readout = (
        f'<div class="row"><span>products H·v: {slot_html("products")}</span>'
        f"<span>λ from {slot_html('low')} to {slot_html('high')}</span>"
        f"<span>dense: {slot_html('least')} to {slot_html('most')}</span></div>"
    )

    def __init__(self, training: Training, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.panels = [
            dress(self.figure.add_axes((0.05, bottom, 0.62, 0.34)), theme, f"{name}: eigenvalues per decade")
            for name, bottom in zip(NAMES, (0.6, 0.13), strict=True)
        ]
        self.side = dress(
            self.figure.add_axes((0.75, 0.13, 0.235, 0.81)), theme, "loss", xlabel="step of training"
        )
        self.fills: list[tuple[Polygon, Polygon]] = []
        self.curves: list[Any] = []
        self.true: list[Any] = []
        self.ticks: list[Any] = []
        self.notes: list[Any] = []
        for axes in self.panels:
            self._make_panel(axes, theme)
        self.panels[1].set_xlabel("eigenvalue λ")
        self._make_keys()
        self.side.plot(training.losses, color=theme.faint, lw=1.6, zorder=1)
        self.side.set(xlim=(0, LAST), ylim=(0, 1.12 * float(training.losses.max())))
        self.dot = held_dot(self.side, theme, 10, mew=1.6, zorder=8)
        self.move(self.dot)
        self.handles = [Handle("moment", "the moment of training", self.dot, rides=True)]

    def _make_panel(self, axes: Any, theme: Theme) -> None:
        axes.set(xlim=(GRID[0], GRID[-1]), ylim=(-0.2 * TOP, TOP))
        axes.set_yticks([0, 20, 40])
        axes.set_xticks(place_of(LABELLED), [number(one) for one in LABELLED])
        axes.axhline(0, color=theme.faint, lw=0.8)
        axes.axvline(0, color=theme.faint, lw=0.8, ls=(0, (2, 2)))
        sides = []
        for meaning in ("down", "up"):
            sides.append(
                Polygon(np.zeros((3, 2)), closed=True, fc=colour(theme, meaning), alpha=0.28, lw=0, zorder=2)
            )
            axes.add_patch(sides[-1])
        self.fills.append((sides[0], sides[1]))
        self.true += axes.plot(
            GRID, 0 * GRID, color=theme.faint, lw=1.2, ls=(0, (4, 2)), zorder=3, label="dense"
        )
        self.curves += axes.plot(GRID, 0 * GRID, color=theme.ink, lw=1.6, zorder=4, label="from products H·v")
        marks = [
            axes.plot([], [], color=colour(theme, meaning), lw=1.3, zorder=5)[0] for meaning in ("down", "up")
        ]
        self.ticks.append(marks)
        self.notes.append(
            axes.text(
                float(place_of(-0.009)),
                0.55 * TOP,
                "",
                color=theme.ink,
                fontsize=9.5,
                ha="right",
                va="center",
            )
        )

    def _make_keys(self) -> None:
        self.panels[0].legend(
            handles=[self.curves[0], self.true[0]], loc="upper left", fontsize=9, frameon=False,
            labelcolor=self.theme.ink, handlelength=2,
        )  # fmt: skip
        # only now: the key of a moving line would be left out of the background
        for fills, marks in zip(self.fills, self.ticks, strict=True):
            self.move(*fills, *marks)
        self.move(*self.true, *self.curves, *self.notes)

    def update(self, scene: SpectrumScene) -> bool:
        """Set curves and ticks; nothing still changes."""
        for which in (0, 1):
            parts = scene.curves(which, GRID)
            self.curves[which].set_data(GRID, sum(parts))
            self.true[which].set_data(GRID, scene.true_curve(which, GRID))
            for fill, height in zip(self.fills[which], parts, strict=True):
                fill.set_xy(np.column_stack([[GRID[0], *GRID, GRID[-1]], [0.0, *height, 0.0]]))
            high = self.true[which].get_ydata().max() > TOP
            self.notes[which].set_text(f"{scene.near_zero(which)} near 0 →" if high else "")
            values = scene.dense[which]
            below = values < -ZERO
            for mark, own in zip(self.ticks[which], (values[below], values[~below]), strict=True):
                mark.set_data(*_bars(place_of(own)))
        self.dot.set_data([scene.moment], [scene.training.losses[scene.moment]])
        return False

    def numbers(self, scene: SpectrumScene) -> dict[str, str]:
        """Fill the readout."""
        found, dense = scene.seen[0], scene.dense[0]
        return {
            "products": str(found.products), "low": number(found.smallest), "high": number(found.largest),
            "least": number(dense[0]), "most": number(dense[-1]),
        }  # fmt: skip
