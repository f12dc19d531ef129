"""A small network learns to tell penguins apart: its loss along two eigenvectors, and λ_max against 2/η as it trains.

Beside the training: a sharp and a flat minimum of one loss, drawn to one scale.

Letters: n parameters, η the step size, H the Hessian of the loss at one place, λ its eigenvalues.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.ticker import AutoLocator
from numpy.polynomial import chebyshev

from hesskit.explore.parts import (
    MARKS,
    Explorer,
    PointControl,
    Sweep,
    choice,
    choice_slider,
    colour,
    dashed_line,
    held_dot,
    level_lines,
    number,
    sliding,
    slot_html,
    sweep_of,
    vector,
    whole_slider,
)
from hesskit.maths.descent import descend
from hesskit.maths.statistics import Network, penguins
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
STEPS, EVERY = 3000, 25  # of the training, and between two moments that are kept
STEP_SIZES = (0.4, 0.6, 0.8, 1.0)
REACH = 1.0  # how far the loss is drawn along each eigenvector
SIDE = 33  # places a side of that drawing
PLACES = np.linspace(-REACH, REACH, SIDE)
NODES = chebyshev.chebpts1(
    13
)  # at these the loss is computed: a polynomial through them is off by less than 1e-6
BETWEEN = chebyshev.chebvander(PLACES / REACH, 12) @ np.linalg.inv(
    chebyshev.chebvander(NODES, 12)
)  # (side, 13)
FLATTEST, SECOND = "flattest", "second"
TALLEST = 5.6  # of the eigenvalues on the picture
TRAINING, MINIMA = "training", "minima"
RIDGE = 3e-5  # with it the loss has minima, where every eigenvalue is positive
SEEDS = (1, 2)  # of the starts from which a sharp and a flat minimum are reached
APART = 0.25  # between two level curves of the loss, round both


def small_network(ridge: float = 0.0) -> Network:
    """Make the network, untrained, on the penguins.

    Examples
    --------
    >>> small_network().n
    49
    """
    data = penguins()
    X = (data.X - data.X.mean(axis=0)) / data.X.std(axis=0)
    return Network(X, data.y, hidden=8, loss="squared", ridge=ridge)


@dataclass(frozen=True, eq=False)
class Spot:
    """A place among the parameters, with the eigenvalues and eigenvectors of the Hessian there."""

    network: Network
    point: Array  # (n,)
    eigenvalues: Array  # (n,), ascending
    eigenvectors: Array  # (n, n), in columns

    def ways(self, up: int) -> Array:
        """Give the eigenvectors across, of λ_max, and up: (2, n), each with its largest entry positive."""
        both = self.eigenvectors[:, [-1, up]].T
        largest = np.abs(both).argmax(axis=1)
        return both * np.sign(both[[0, 1], largest])[:, None]

    def plane(self, up: int) -> Array:
        """Give the loss over the plane of two eigenvectors: (side, side), rows along the vertical axis."""
        across, upwards = self.ways(up)
        places = self.point + REACH * (NODES[:, None, None] * upwards + NODES[None, :, None] * across)
        return np.asarray(BETWEEN @ self.network.value(places) @ BETWEEN.T)


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
    network, kept = small_network(), []
    p = network.start(1)
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
    def look(self) -> tuple[str, object]:
        """What the panels are dressed for."""
        return TRAINING, self.second

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
    spot = Spot(run.network, run.points[moment], run.eigenvalues[moment], run.eigenvectors[moment])
    return spot.plane(index_of(run, moment, second))


@lru_cache(maxsize=1)
def minima() -> tuple[Spot, ...]:
    """Find a sharp and a flat minimum of one loss, by a trust region from two random starts.

    Examples
    --------
    >>> sharp, flat = minima()
    >>> [round(float(one.eigenvalues[-1]), 4) for one in (sharp, flat)], bool(flat.eigenvalues[0] > 0)
    ([11.6839, 3.8174], True)
    """
    network = small_network(RIDGE)
    ends = [
        descend(network, network.start(seed), "trust region", tolerance=1e-10, max_steps=400).points[-1]
        for seed in SEEDS
    ]
    return tuple(Spot(network, end, *np.linalg.eigh(network.hessian(end))) for end in ends)


@lru_cache(maxsize=1)
def _planes() -> tuple[Array, ...]:
    """Give the loss over the plane of the two top eigenvectors through each minimum."""
    return tuple(spot.plane(-2) for spot in minima())


@dataclass(frozen=True, eq=False)
class MinimaScene:
    """The same step away from a sharp and from a flat minimum of one loss."""

    limit: float  # 2/η
    step: tuple[float, float]  # along the eigenvectors of the two largest eigenvalues

    @property
    def look(self) -> tuple[str, object]:
        """What the panels are dressed for."""
        return MINIMA, self.limit

    @property
    def losses(self) -> list[float]:
        """The loss at the two minima."""
        return [float(one.network.value(one.point)) for one in minima()]

    @property
    def largest(self) -> list[float]:
        """λ_max at the two minima."""
        return [float(one.eigenvalues[-1]) for one in minima()]

    @property
    def rises(self) -> list[float]:
        """By how much the step raises the loss at each."""
        ends = [one.network.value(one.point + np.array(self.step) @ one.ways(-2)) for one in minima()]
        return [float(end) - loss for end, loss in zip(ends, self.losses, strict=True)]

    @property
    def held(self) -> list[bool]:
        """Whether the steps of gradient descent can settle at each."""
        return [one < self.limit for one in self.largest]

    def caption(self) -> str:
        """Say what the step does at both."""
        sharp, flat = map(number, self.rises)
        return f"The same step adds {sharp} to the loss at the sharp minimum and {flat} at the flat one."

    def sentence(self) -> str:
        """Say how low and how sharp the minima are, what the step does, and where gradient descent could settle."""
        (sharp, flat), (low, lower) = self.largest, self.losses
        rises, eta = [number(one) for one in self.rises], number(2 / self.limit)
        where = "at the flat one only" if self.held[1] else "at neither of them"
        return (
            f"Two minima of one loss, with the ridge {number(RIDGE)}, that a trust region reached from two random "
            f"starts: they are almost equally low, {number(low)} and {number(lower)}, but the largest eigenvalue is "
            f"{number(sharp)} at the sharp one, left, and {number(flat)} at the flat one, right. All eigenvalues are "
            "positive at both. In the planes of the two top eigenvectors, drawn to one scale, there is a level curve "
            f"for every {APART} of the loss: they crowd round the sharp one. The step {vector(self.step)} adds "
            f"{rises[0]} to the loss at the sharp minimum and {rises[1]} at the flat one. With η = {eta}, so that "
            f"2/η = {number(self.limit)}, gradient descent could settle {where}."
        )


def compute(
    step_size: float, moment: int, second: str, step: tuple[float, float], show: str
) -> NetworkScene | MinimaScene:
    """Make the scene of one moment, or of the two minima."""
    if show == MINIMA:
        return MinimaScene(2 / step_size, step)
    return NetworkScene(trained(step_size), moment, second, _plane(step_size, moment, second))


class NetworkPicture(Picture):
    """Left: the loss in a plane of two eigenvectors. Right: λ_max along the training, and 2/η; or two such planes."""

    width, height = 900, 430
    readout = (
        f'<div class="row"><span>loss = {slot_html("loss")}</span><span>λ<sub>max</sub> = {slot_html("largest")}</span>'
        f"<span>2/η = {slot_html('limit')}</span><span>λ upwards = {slot_html('other')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        xlabel = r"along the eigenvector of $\lambda_{\max}$"
        self.flat = dress(self.figure.add_axes((0.08, 0.15, 0.385, 0.75)), theme, xlabel=xlabel)
        self.side = dress(self.figure.add_axes((0.59, 0.15, 0.385, 0.75)), theme)
        self._square(self.flat)
        self.look: tuple[str, object] = ("", None)
        (self.curves,) = self.flat.plot([], [], color=theme.faint, lw=1.1, zorder=2)
        self.maps = [  # of the minima, which stand still
            axes.plot([], [], color=theme.faint, lw=1.1, zorder=2)[0] for axes in (self.flat, self.side)
        ]
        mark: dict[str, Any] = {"marker": MARKS["minimum"], "markevery": [0], "mec": theme.paper, "ms": 9}
        self.ways = [
            axes.plot([], [], color=colour(theme, "minimum"), lw=1.6, zorder=4, **mark)[0]
            for axes in (self.flat, self.side)
        ]
        self.centre = held_dot(self.flat, theme)
        (self.sharpness,) = self.side.plot(
            [], [], color=colour(theme, "up"), lw=2, zorder=3, label=r"$\lambda_{\max}$"
        )
        self.edge = dashed_line(self.side, theme, 2, "2/η: beyond it no bowl holds the steps")
        self.held = held_dot(self.side, theme)
        self.key = self.side.legend(
            handles=[self.sharpness, self.edge], loc="lower right", fontsize=9, frameon=False, labelcolor=theme.ink
        )  # fmt: skip
        words: dict[str, Any] = {"color": theme.ink, "fontsize": 9, "va": "top"}
        words["bbox"] = {"fc": theme.paper, "ec": "none", "pad": 1.5}
        self.apart = [
            axes.text(0.02, 0.98, f"one curve for every {APART}", transform=axes.transAxes, **words)
            for axes in (self.flat, self.side)
        ]
        self.move(self.curves, *self.ways, self.centre, self.sharpness, self.edge, self.held)

    @staticmethod
    def _square(axes: Any) -> None:
        """Draw a plane of two eigenvectors to one scale."""
        ticks = [-1, 0, 1]
        axes.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xticks=ticks, yticks=ticks)

    def update(self, scene: NetworkScene | MinimaScene) -> bool:
        """Draw each plane as level curves, and the training as a curve; dress the panels for what they show."""
        two, changed = isinstance(scene, MinimaScene), scene.look != self.look
        self.look = scene.look
        if changed:
            for artist in (*self.maps, *self.ways, *self.apart):
                artist.set_visible(two)
            for artist in (self.curves, self.sharpness, self.edge, self.key):
                artist.set_visible(not two)
        if isinstance(scene, MinimaScene):
            if changed:
                self._dress_minima(scene)
            self._place_minima(scene)
        else:
            if changed:
                self._dress_training(scene)
            self._place_training(scene)
        return changed

    def _dress_training(self, scene: NetworkScene) -> None:
        words = "λ nearest to 0" if scene.second == FLATTEST else "the second largest λ"
        self.flat.set_ylabel(f"along the eigenvector of {words}")
        self.flat.set_title("the loss round this moment", fontsize=11)
        self.side.set_title(r"$\lambda_{\max}$ while it trains", fontsize=11)
        self.side.set(xlabel="steps of gradient descent", ylabel=r"$\lambda_{\max}$", aspect="auto")
        self.side.set(xlim=(-60, STEPS + 60), ylim=(0, TALLEST))
        for axis in (self.side.xaxis, self.side.yaxis):
            axis.set_major_locator(AutoLocator())
        self.handles = [Handle("moment", "the moment of the training", self.held, rides=True)]

    def _place_training(self, scene: NetworkScene) -> None:
        low = float(scene.plane.min())
        levels = low + (float(scene.plane.max()) - low) * np.linspace(0.02, 0.97, 14) ** 1.6
        self.curves.set_data(*level_lines(PLACES, PLACES, scene.plane, levels).T)
        self.centre.set_data([0], [0])
        steps = EVERY * np.arange(len(scene.run.losses))
        self.sharpness.set_data(steps, scene.run.eigenvalues[:, -1])
        self.edge.set_data(self.side.get_xlim(), [scene.limit] * 2)
        self.held.set_data([steps[scene.moment]], [scene.largest])

    def _dress_minima(self, scene: MinimaScene) -> None:
        self._square(self.side)
        self.side.set_xlabel(self.flat.get_xlabel())
        for axes, kind, largest, held in zip(
            (self.flat, self.side), ("sharp", "flat"), scene.largest, scene.held, strict=True
        ):
            axes.set_ylabel("along that of the second largest λ")
            sign = "<" if held else ">"
            words = rf"$\lambda_{{\max}}$ = {number(largest)} {sign} 2/η = {number(scene.limit)}"
            axes.set_title(f"a {kind} minimum: {words}", fontsize=11)
        for line, plane in zip(self.maps, _planes(), strict=True):
            levels = np.arange(APART, plane.max(), APART)
            line.set_data(*level_lines(PLACES, PLACES, plane, levels).T)
        self.handles = [
            Handle("step", "the step from the sharp minimum", self.centre),
            Handle("step", "the step from the flat minimum", self.held),
        ]

    def _place_minima(self, scene: MinimaScene) -> None:
        for line in self.ways:
            line.set_data([0, scene.step[0]], [0, scene.step[1]])
        for dot in (self.centre, self.held):
            dot.set_data(scene.step[:1], scene.step[1:])

    def numbers(self, scene: NetworkScene | MinimaScene) -> dict[str, str]:
        """Fill the readout; of two minima both numbers stand there."""
        if isinstance(scene, MinimaScene):
            others = [float(one.eigenvalues[-2]) for one in minima()]
            pairs = {"loss": scene.losses, "largest": scene.largest, "other": others}
            both = {slot: " and ".join(map(number, pair)) for slot, pair in pairs.items()}
            return {**both, "limit": number(scene.limit)}
        return {
            "loss": number(float(scene.run.losses[scene.moment]), 4),
            "largest": number(scene.largest),
            "limit": number(scene.limit),
            "other": number(scene.other),
        }


def network(step_size: float = 0.8, moment: int = STEPS // EVERY, *, show: str = TRAINING) -> Explorer:
    """Explore a small network's loss: drag along its training, and see how sharp it becomes.

    Or see a sharp and a flat minimum side by side, to one scale, and drag one step away from both.

    Parameters
    ----------
    step_size : float
        η: 0.4, 0.6, 0.8 or 1.
    moment : int
        From 0 to 120, each of 25 steps.
    show : {"training", "minima"}
        What to start with: a training, or the two minima.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there is no such step size, moment or picture.

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
    if show not in (TRAINING, MINIMA):
        raise ValueError(f'show is "{TRAINING}" or "{MINIMA}", not {show!r}.')
    controls: dict[str, Any] = {
        "step_size": choice_slider("step size η", [(number(one), one) for one in STEP_SIZES], step_size),
        "moment": whole_slider(f"moment (each {EVERY} steps)", int(moment), 0, last),
        "second": choice(
            "upwards", {"the λ nearest to 0": FLATTEST, "the second largest λ": SECOND}, FLATTEST
        ),
        "step": PointControl((0.5, 0.5), "the step"),
        "show": choice("show", {"the training": TRAINING, "two minima": MINIMA}, show),
    }

    def offer(_change: object = None) -> None:
        """Offer what moves the picture that is shown."""
        for name, owner in (("moment", TRAINING), ("second", TRAINING), ("step", MINIMA)):
            controls[name].layout.display = None if controls["show"].value == owner else "none"

    offer()
    controls["show"].observe(offer, "value")
    return Explorer(
        controls,
        compute,
        NetworkPicture,
        {"moment": lambda position: int(np.clip(round(position[0] / EVERY), 0, last))},
        sweep=_moving,
    )


def _moving(explorer: Explorer) -> Sweep:
    """Move along the training, or move the step from the two minima."""
    if explorer.values["show"] == TRAINING:
        return sliding("moment", 31)(explorer)
    line = [0.2 * k for k in range(-4, 5)]
    return sweep_of(
        ["step across", "step up"], [line, line], explorer.values["step"], lambda x, y: {"step": (x, y)}
    )
