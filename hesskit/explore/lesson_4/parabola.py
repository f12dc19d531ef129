"""Gradient descent on the parabola f = x²: with the step size η it creeps, hops across, or escapes.

Letters: M = 2 is the curvature f″, x the place after each step; a step leads from x to x − η·2x = (1 − ηM) x.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.lesson_4.scrubber import Scrubber, StepCursor
from hesskit.explore.parts import (
    MARKS,
    Explorer,
    colour,
    held_dot,
    number,
    slider,
    sliding,
    slot_html,
    stamped,
)
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
CURVATURE = 2.0  # M
SHOWN = 20  # steps in the picture
SAID = 50  # steps whose end is said
SIDE = 18.0
LOWEST, HIGHEST = 0.05, 1.2


@dataclass(frozen=True, eq=False)
class ParabolaScene:
    """Gradient descent on x² with one step size from one start."""

    step_size: float
    start: float
    step: float  # a whole number where a step is done

    @property
    def longest(self) -> int:
        """Steps in the picture."""
        return SHOWN if self.start else 0

    @property
    def factor(self) -> float:
        """What each step multiplies x by."""
        return round(1 - CURVATURE * self.step_size, 12)

    @property
    def points(self) -> Array:
        """The places x from the start on (SHOWN + 1,)."""
        return np.asarray(self.start * self.factor ** np.arange(SHOWN + 1))

    @property
    def gait(self) -> str:
        """What the method does."""
        factor = self.factor
        if factor == 0:
            return "lands on the minimum"
        if factor == -1:
            return "hops to and fro"
        return "creeps" if factor > 0 else "hops across" if factor > -1 else "escapes"

    def caption(self) -> str:
        """Say what this step size does, and why."""
        eta, factor = number(self.step_size), number(self.factor)
        if self.start == 0:
            return "The start is the minimum itself: drag it away."
        if self.factor == 0:
            return f"η = {eta}: it lands on the minimum in one step."
        if self.factor == -1:
            return f"η = {eta} = 2/M: it hops to and fro, and comes no nearer."
        return f"η = {eta}: it {self.gait}, for each step multiplies x by {factor}."

    def sentence(self) -> str:
        """Say the step size against 1/M and 2/M, the factor of a step, and where fifty steps end."""
        if self.start == 0:
            return "f = x². The start is the minimum itself, so there is nothing to do: drag it away."
        eta, first, second = self.step_size, 1 / CURVATURE, 2 / CURVATURE
        limits = {first: "is 1/M", second: "is 2/M"}
        between = (
            "is below 1/M" if eta < first else "lies between 1/M and 2/M" if eta < second else "is above 2/M"
        )
        end = self.start * self.factor**SAID
        return (
            f"f = x², with curvature M = 2. The step size η = {number(eta)} {limits.get(eta, between)}, so gradient "
            f"descent {self.gait}: each step multiplies x by 1 − 2η = {number(self.factor)}. From "
            f"{number(self.start)}, {SAID} steps lead to {number(end)}."
        )


def compute(step_size: float, start: float, step: float) -> ParabolaScene:
    """Make the scene of one run."""
    scene = ParabolaScene(float(step_size), float(start), 0)
    return ParabolaScene(scene.step_size, scene.start, min(float(step), scene.longest))


def parabola(step_size: float = 0.1, start: float = 10) -> Explorer:
    """Explore the step size η of gradient descent on f = x²: small ones creep, larger ones hop, the largest escape.

    Parameters
    ----------
    step_size : float
        η, from 0.05 to 1.2.
    start : float
        Where it starts, from −17 to 17.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the step size or the start is outside its limits.

    Examples
    --------
    >>> parabola(0.1).caption
    'η = 0.1: it creeps, for each step multiplies x by 0.8.'
    >>> parabola(1.1).sentence[-64:]
    ' multiplies x by 1 − 2η = −1.2. From 10, 50 steps lead to 91004.'
    """
    if not LOWEST <= step_size <= HIGHEST:
        raise ValueError(f"step_size is from {LOWEST} to {HIGHEST} on this picture, not {step_size}.")
    if not abs(start) <= SIDE - 1:
        raise ValueError(f"start is from −{SIDE - 1:g} to {SIDE - 1:g} on this picture, not {start}.")
    cursor = StepCursor()
    controls: dict[str, Any] = {
        "step_size": slider("step size η", float(step_size), LOWEST, HIGHEST, 0.05),
        "start": slider("start at x", float(start), 1 - SIDE, SIDE - 1, 0.5),
        "step": cursor,
    }
    return Explorer(
        controls, compute, ParabolaPicture, {"start": lambda place: min(max(place[0], 1 - SIDE), SIDE - 1)},
        companions=[Scrubber(cursor)], sweep=sliding("step_size"),
    )  # fmt: skip


# The picture of `parabola`: the hops on the curve, and the factor of a step against the step size.

TOP = 330.0
CURVE = np.linspace(-SIDE, SIDE, 97)
WORDS = {0.25: "creeps", -0.5: "hops across", -1.25: "escapes"}  # by the factor of which they are said


class ParabolaPicture(Picture):
    """Left: the parabola and the hops on it. Right: the factor 1 − ηM, and what it means."""

    width, height = 860, 380
    readout = f'<div class="row">{slot_html("x")}</div>'

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.flat = dress(self.figure.add_axes((0.08, 0.15, 0.485, 0.76)), theme, xlabel="x", ylabel="f = x²")
        self.flat.set(xlim=(-SIDE, SIDE), ylim=(-20, TOP))
        self.flat.plot(CURVE, CURVE**2, color=theme.faint, lw=1.4, zorder=1)
        self.flat.plot(
            [0], [0], MARKS["minimum"], color=colour(theme, "minimum"), ms=9, mec=theme.paper, zorder=3
        )
        self.law = dress(self.figure.add_axes((0.65, 0.15, 0.335, 0.76)), theme, "factor a step, 1 − ηM")
        self.law.set(xlim=(0, 1.25), ylim=(-1.5, 1.1), xlabel="step size η")
        self.law.set_xticks([0, 0.5, 1], ["0", "1/M", "2/M"])
        self.law.set_yticks([-1, 0, 1], ["−1", "0", "1"])
        self.law.axhspan(-1.5, -1, color=theme.ink, alpha=0.1, lw=0)
        for height, size in ((0.0, 0.5), (-1.0, 1.0)):
            self.law.axhline(height, color=theme.faint, lw=0.8)
            self.law.axvline(size, color=theme.faint, lw=0.8, ls=(0, (2, 2)))
        ends = np.array([0.0, 1.25])
        self.law.plot(ends, 1 - CURVATURE * ends, color=theme.ink, lw=1.4)
        for height, word in WORDS.items():
            self.law.text(0.06, height, word, color=theme.ink, fontsize=10, va="center")
        down = colour(theme, "gradient descent")
        (self.path,) = self.flat.plot([], [], color=down, lw=1.5, zorder=4)
        (self.stops,) = self.flat.plot([], [], color=down, lw=1.1, zorder=5)
        (self.here,) = self.flat.plot([], [], "o", color=down, ms=9, mec=theme.paper, mew=1.3, zorder=6)
        (self.factor,) = self.law.plot([], [], "o", color=down, ms=10, mec=theme.paper, mew=1.3, zorder=6)
        self.dot = held_dot(self.flat, theme, 10, mew=1.6, zorder=8)
        self.move(self.path, self.stops, self.here, self.factor, self.dot)
        self.handles = [Handle("start", "the start", self.dot, rides=True)]

    def update(self, scene: Any) -> bool:
        """Move the hops; the axes stay, so the background does too."""
        points = np.clip(scene.points, -1e3, 1e3)
        k = min(int(scene.step), scene.longest)
        x = points[: k + 1]
        if scene.step > k:  # between two steps: on the way along the hop
            x = np.append(x, points[k] + (scene.step - k) * (points[k + 1] - points[k]))
        y = x**2
        if scene.step > k:
            y[-1] = y[-2] + (scene.step - k) * (points[k + 1] ** 2 - y[-2])
        self.path.set_data(x, y)
        self.stops.set_data(*stamped(self.flat, x[: k + 1], y[: k + 1], 0))
        self.here.set_data(x[-1:], y[-1:])
        self.factor.set_data([scene.step_size], [scene.factor])
        self.dot.set_data([scene.start], [scene.start**2])
        return False

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        step = min(int(scene.step), scene.longest)
        return {"x": f"x = {number(scene.points[step])} after {step} step{'s' * (step != 1)}"}
