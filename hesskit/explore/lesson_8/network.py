"""A small network learns to tell penguins apart: its loss along two eigenvectors, and λ_max against 2/η as it trains.

Letters: n parameters, η the step size, H the Hessian of the loss at one moment of the training, λ its eigenvalues.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from hesskit.explore.parts import (
    Explorer,
    choice,
    choice_slider,
    colour,
    level_lines,
    number,
    sliding,
    slot_html,
    whole_slider,
)
from hesskit.maths.statistics import Network, penguins
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
STEPS, EVERY = 3000, 25  # of the training, and between two moments that are kept
STEP_SIZES = (0.4, 0.6, 0.8, 1.0)
REACH = 1.0  # how far the loss is drawn along each eigenvector
SIDE = 33  # places a side of that drawing
FLATTEST, SECOND = "flattest", "second"
TALLEST = 5.6  # of the eigenvalues on the picture


@dataclass(frozen=True, eq=False)
class Run:
    """A training by gradient descent with one step size, at its kept moments."""

    network: Network
    step_size: float
    points: Array  # (moments, n)
    losses: Array  # (moments,)
    eigenvalues: Array  # (moments, n), ascending
    eigenvectors: Array  # (moments, n, n), in columns


@lru_cache(maxsize=8)
def trained(step_size: float) -> Run:
    """Train the network by plain gradient descent, and look at its Hessian at every kept moment.

    At the edge of stability rounding grows: two machines agree to two digits of what is said, no more.

    Examples
    --------
    >>> run = trained(0.8)
    >>> run.points.shape, bool(abs(run.eigenvalues[-1, -1] - 2 / 0.8) < 0.3)  # at the edge of stability
    ((121, 49), True)
    """
    data = penguins()
    network = Network((data.X - data.X.mean(axis=0)) / data.X.std(axis=0), data.y, hidden=8, loss="squared")
    p, kept = network.start(1), []
    for step in range(STEPS + 1):
        if step % EVERY == 0:
            kept.append(p)
        p = p - step_size * network.gradient(p)
    points = np.array(kept)
    eigenvalues, eigenvectors = np.linalg.eigh(network.hessian(points))
    return Run(network, step_size, points, network.value(points), eigenvalues, eigenvectors)


@dataclass(frozen=True, eq=False)
class NetworkScene:
    """One moment of a training, and the loss in a plane through it."""

    run: Run
    moment: int
    second: str  # which eigenvector stands on the vertical axis
    plane: Array  # (side, side): the loss, rows along the vertical axis

    @property
    def largest(self) -> float:
        """λ_max here."""
        return float(self.run.eigenvalues[self.moment, -1])

    @property
    def other(self) -> float:
        """The eigenvalue of the vertical axis."""
        return float(self.run.eigenvalues[self.moment, index_of(self.run, self.moment, self.second)])

    @property
    def limit(self) -> float:
        """2/η: beyond it gradient descent does not settle in a quadratic bowl."""
        return 2 / self.run.step_size

    @property
    def flat(self) -> int:
        """How many eigenvalues are under a hundredth of the largest in size."""
        return int((np.abs(self.run.eigenvalues[self.moment]) < 0.01 * self.largest).sum())

    def caption(self) -> str:
        """Say where λ_max stands beside 2/η."""
        top, limit = number(self.largest, 2), number(self.limit)
        if self.largest > 0.93 * self.limit:
            return f"At the edge of stability: the largest eigenvalue is {top}, and 2/η is {limit}."
        return f"The largest eigenvalue is {top}, below 2/η = {limit}: the steps settle."

    def sentence(self) -> str:
        """Say the moment, the loss, the eigenvalues, and what the plane shows."""
        values = self.run.eigenvalues[self.moment]
        near = "just at" if self.largest > 0.93 * self.limit else "below"
        which = (
            "of the eigenvalue nearest to 0: along it the loss hardly changes, and the data do not care"
            if self.second == FLATTEST
            else "of the second largest"
        )
        return (
            f"After {self.moment * EVERY} steps of gradient descent with η = {number(self.run.step_size)} the loss is "
            f"{number(float(self.run.losses[self.moment]), 2)}. The largest eigenvalue of its Hessian is "
            f"{number(self.largest, 2)}, {near} 2/η = {number(self.limit)}; the smallest is "
            f"{number(float(values[0]), 1)}, and {self.flat} of {len(values)} are smaller in size than a hundredth of "
            "the largest. The picture shows the loss round this moment, across along the eigenvector of the largest "
            f"eigenvalue, up along that {which} (λ = {number(self.other, 1)})."
        )


def index_of(run: Run, moment: int, second: str) -> int:
    """Give the number of the eigenvalue of the vertical axis."""
    values = run.eigenvalues[moment]
    return int(np.argmin(np.abs(values))) if second == FLATTEST else len(values) - 2


@lru_cache(maxsize=256)
def _plane(step_size: float, moment: int, second: str) -> Array:
    """Give the loss over the plane of two eigenvectors through one moment."""
    run = trained(step_size)
    across, up = run.eigenvectors[moment][:, -1], run.eigenvectors[moment][:, index_of(run, moment, second)]
    t = np.linspace(-REACH, REACH, SIDE)
    places = run.points[moment] + t[:, None, None] * up + t[None, :, None] * across
    return np.asarray(run.network.value(places))


def compute(step_size: float, moment: int, second: str) -> NetworkScene:
    """Make the scene of one moment."""
    return NetworkScene(trained(step_size), moment, second, _plane(step_size, moment, second))


class NetworkPicture(Picture):
    """Left: the loss in a plane of two eigenvectors. Right: λ_max along the training, and 2/η."""

    width, height = 900, 430
    readout = (
        f'<div class="row"><span>loss = {slot_html("loss")}</span><span>λ<sub>max</sub> = {slot_html("largest")}</span>'
        f"<span>2/η = {slot_html('limit')}</span><span>λ upwards = {slot_html('other')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.flat = dress(
            self.figure.add_axes((0.085, 0.15, 0.38, 0.75)),
            theme,
            "the loss round this moment",
            xlabel=r"along the eigenvector of $\lambda_{\max}$",
        )
        ticks = [-1.0, -0.5, 0.0, 0.5, 1.0]
        self.flat.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xticks=ticks, yticks=ticks)
        self.side = dress(
            self.figure.add_axes((0.57, 0.15, 0.41, 0.75)),
            theme,
            r"$\lambda_{\max}$ while it trains",
            xlabel="steps of gradient descent",
        )
        self.side.set(xlim=(-60, STEPS + 60), ylim=(0, TALLEST))
        self.second: str | None = None
        (self.curves,) = self.flat.plot([], [], color=theme.faint, lw=1.1, zorder=2)
        (self.centre,) = self.flat.plot(
            [0], [0], "o", color=theme.point, ms=8, mec=theme.paper, mew=1.5, zorder=5
        )
        (self.sharpness,) = self.side.plot(
            [], [], color=colour(theme, "up"), lw=2, zorder=3, label=r"$\lambda_{\max}$"
        )
        (self.edge,) = self.side.plot(
            [0, 0],
            [0, 0],
            color=colour(theme, "gradient"),
            lw=1.8,
            ls=(0, (6, 2)),
            zorder=2,
            label="2/η: beyond it no bowl holds the steps",
        )
        (self.held,) = self.side.plot(
            [0], [0], "o", color=theme.point, ms=9, mec=theme.paper, mew=1.5, zorder=5
        )
        self.side.legend(loc="upper right", fontsize=9, frameon=False, labelcolor=theme.ink)
        self.move(self.curves, self.centre, self.sharpness, self.edge, self.held)
        self.handles = [Handle("moment", "the moment of the training", self.held, rides=True)]

    def update(self, scene: NetworkScene) -> bool:
        """Draw the plane as level curves, and the training as a curve."""
        changed = scene.second != self.second
        if changed:
            self.second = scene.second
            words = "λ nearest to 0" if scene.second == FLATTEST else "the second largest λ"
            self.flat.set_ylabel(f"along the eigenvector of {words}")
        t = np.linspace(-REACH, REACH, SIDE)
        low = float(scene.plane.min())
        levels = low + (float(scene.plane.max()) - low) * np.linspace(0.02, 0.97, 14) ** 1.6
        self.curves.set_data(*level_lines(t, t, scene.plane, levels).T)
        run = scene.run
        steps = EVERY * np.arange(len(run.losses))
        self.sharpness.set_data(steps, run.eigenvalues[:, -1])
        self.edge.set_data(self.side.get_xlim(), [scene.limit] * 2)
        self.held.set_data([steps[scene.moment]], [scene.largest])
        return changed

    def numbers(self, scene: NetworkScene) -> dict[str, str]:
        """Fill the readout."""
        return {
            "loss": number(float(scene.run.losses[scene.moment]), 4),
            "largest": number(scene.largest),
            "limit": number(scene.limit),
            "other": number(scene.other),
        }


def network(step_size: float = 0.8, moment: int = STEPS // EVERY) -> Explorer:
    """Explore a small network's loss: drag along its training, and see how sharp it becomes.

    Parameters
    ----------
    step_size : float
        η: 0.4, 0.6, 0.8 or 1.
    moment : int
        From 0 to 120, each of 25 steps.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there is no such step size or moment.

    Examples
    --------
    >>> network(0.8).caption[:26]
    'At the edge of stability: '
    """
    if step_size not in STEP_SIZES:
        known = ", ".join(number(one) for one in STEP_SIZES)
        raise ValueError(f"the step size is one of {known}, but it is {step_size!r}.")
    last = STEPS // EVERY
    if int(moment) != moment or not 0 <= moment <= last:
        raise ValueError(f"the moment is a whole number from 0 to {last}, but it is {moment!r}.")
    controls = {
        "step_size": choice_slider("step size η", [(number(one), one) for one in STEP_SIZES], step_size),
        "moment": whole_slider(f"moment (each {EVERY} steps)", int(moment), 0, last),
        "second": choice(
            "upwards", {"the λ nearest to 0": FLATTEST, "the second largest λ": SECOND}, FLATTEST
        ),
    }
    return Explorer(
        controls,
        compute,
        NetworkPicture,
        {"moment": lambda position: int(np.clip(round(position[0] / EVERY), 0, last))},
        sweep=sliding("moment", 31),
    )
