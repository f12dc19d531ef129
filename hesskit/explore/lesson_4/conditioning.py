"""Gradient descent on a bowl of condition number κ: the zigzag, and its contraction, predicted and measured.

Letters: f = ½ pᵀH p with eigenvalues λ₁ = 1 and λ₂ = M = κ, turned by an angle; η is the step size, so that each step
multiplies the part of p along an eigenvector of eigenvalue λ by 1 − ηλ. The best fixed η, 2/(λ₁ + λ₂), makes both
factors ±(κ − 1)/(κ + 1). Source: Nocedal and Wright, Numerical Optimization, 2nd ed. (2006), section 3.3.
"""

from bisect import bisect_left
from dataclasses import dataclass
from math import ceil, log
from typing import Any

import numpy as np
import numpy.typing as npt
import traitlets
from ipywidgets import VBox
from matplotlib.ticker import LogLocator, NullLocator

from hesskit.explore.parts import (
    MARKS,
    Explorer,
    PointControl,
    colour,
    held_dot,
    log_slider,
    number,
    slider,
    sliding,
    slot_html,
    stamped,
    tick,
    vector,
    within_reach,
)
from hesskit.maths.descent import descend
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
SHOWN = 100  # steps in the picture
ENOUGH = 1e-6  # six digits
LOWEST, HIGHEST = 0.05, 1.1  # shares of 2/M


@dataclass(frozen=True, eq=False)
class Bowl:
    """The objective ½ pᵀH p; points (..., 2)."""

    matrix: Array  # (2, 2): H

    def value(self, point: Any) -> Any:
        """½ pᵀH p (...)."""
        return 0.5 * np.einsum("...i,ij,...j", point, self.matrix, point)

    def gradient(self, point: Any) -> Array:
        """H p (..., 2)."""
        return np.asarray(point @ self.matrix)

    def hessian(self, point: Any) -> Array:
        """H (..., 2, 2)."""
        return np.broadcast_to(self.matrix, (*np.shape(point)[:-1], 2, 2)).copy()


@dataclass(frozen=True, eq=False)
class ConditioningScene:
    """A bowl, and gradient descent with one step size from one start."""

    kappa: float
    angle: float  # degrees
    share: float  # of 2/M
    best: bool  # whether that is the best fixed step
    start: Array  # (2,)
    points: Array  # (SHOWN + 1, 2) or fewer
    values: Array
    newton: Array  # (2,): the end of Newton's one step

    @property
    def step_size(self) -> float:
        """The fixed step size η."""
        return self.share * 2 / self.kappa

    @property
    def predicted(self) -> float:
        """The slower part's factor a step: max(|1 − ηλ₁|, |1 − ηλ₂|)."""
        return float(contraction(self.kappa, np.array(self.share)))

    @property
    def last(self) -> int:
        """The last step in the picture whose length is more than rounding; 0 for none."""
        sizes = np.linalg.norm(self.points, axis=1)
        return int(np.flatnonzero(np.append(True, sizes[:-1] > 1e-150))[-1])

    @property
    def measured(self) -> float:
        """The factor of that step; NaN for none."""
        if not self.start.any():
            return float("nan")
        before, after = np.linalg.norm(self.points[self.last - 1 : self.last + 1], axis=1)
        return float(after / before)

    @property
    def steps_needed(self) -> int | None:
        """Steps until |p| is at most 10⁻⁶ of what it was; None when it does not shrink."""
        if self.predicted >= 1 - 1e-12:
            return None
        turn = np.radians(self.angle)
        along = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]) @ self.start
        factors = np.abs(1 - self.step_size * np.array([1.0, self.kappa]))
        most = 1 if self.predicted < ENOUGH else ceil(log(ENOUGH) / log(self.predicted))
        # |p| after k steps, known for every k, never grows with k
        enough = ENOUGH * (1 + 1e-9) * float(np.linalg.norm(along))
        return bisect_left(
            range(most), True, key=lambda k: bool(np.linalg.norm(along * factors**k) <= enough)
        )

    def caption(self) -> str:
        """Say how many steps gradient descent needs, against Newton's one."""
        if not self.start.any():
            return "The start is the minimum itself: drag it away."
        head = f"κ = {number(self.kappa)}: gradient descent"
        if self.steps_needed is None:
            if self.predicted <= 1 + 1e-12:
                return f"{head} jumps across the valley without end, exactly at 2/M; Newton needs one step."
            return f"{head} diverges above 2/M, overshooting more each step; Newton needs one step."
        count = self.steps_needed
        return f"{head} needs {count} step{'' if count == 1 else 's'} for six digits, Newton one."

    def sentence(self) -> str:
        """Say both contractions, the steps for six digits, and Newton's one step."""
        kappa, eta = number(self.kappa), number(self.step_size)
        which = (
            f"the best fixed step, 2/(λ₁ + λ₂) = {eta},"
            if self.best
            else f"η = {eta}, {number(self.share)} of 2/M,"
        )
        if not self.start.any():
            return f"κ = {kappa}. The start is the minimum itself, so there is nothing to do: drag it away."
        newton = f"Newton's method needs one step, for every κ: from {vector(self.start)} to (0, 0)."
        law = f"(κ − 1)/(κ + 1) = {number(self.predicted, 4)}" if self.best else number(self.predicted, 4)
        head = (
            f"κ = {kappa}. With {which} gradient descent should multiply the error by {law} a step; measured at "
            f"step {self.last}: {number(self.measured, 4)}. "
        )
        if self.steps_needed is None:
            if self.predicted <= 1 + 1e-12:
                return f"{head}Exactly at 2/M one part never shrinks: it jumps across the valley without end. {newton}"
            return f"{head}Above 2/M it diverges: the step overshoots the valley by more each time. {newton}"
        count = self.steps_needed
        return f"{head}Six digits need {count} step{'' if count == 1 else 's'}. {newton}"


def contraction(kappa: float, share: Array) -> Array:
    """Give the slower factor a step for step sizes that are shares of 2/M.

    >>> contraction(9.0, np.array([0.9, 1.0])).tolist()
    [0.8, 1.0]
    """
    eta = np.asarray(share) * 2 / kappa
    return np.maximum(np.abs(1 - eta), np.abs(1 - eta * kappa)).round(15)


def bowl_of(kappa: float, angle: float) -> Bowl:
    """Make the bowl whose flat direction is turned by `angle` degrees from the x-axis."""
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    axes = np.array([[c, -s], [s, c]])
    return Bowl((axes * np.array([1.0, kappa])) @ axes.T)


class StepChoice(VBox):
    """The best step size, or a share of 2/M on a slider; `value` is that share, None for the best."""

    value = traitlets.Any()

    def __init__(self, share: float | None) -> None:
        self.best = tick("best fixed step 2/(λ₁ + λ₂)", share is None)
        self.slider = slider(
            "step size η, as a share of 2/M", 0.9 if share is None else share, LOWEST, HIGHEST, 0.01
        )
        self._setting = False
        super().__init__([self.best, self.slider], value=self.read(share))
        self.best.observe(self._ticked, "value")
        self.slider.observe(self._slid, "value")
        self.observe(self._assigned, "value")

    def read(self, value: Any) -> float | None:
        """Turn what code assigns into a value; ValueError when it is beyond the slider."""
        if value is not None and not LOWEST <= float(value) <= HIGHEST:
            raise ValueError(
                f"step_size is a share of 2/M from {LOWEST} to {HIGHEST}, or None for the best, not {value!r}."
            )
        return None if value is None else float(value)

    def _ticked(self, change: dict[str, Any]) -> None:
        if not self._setting:
            self.value = None if change["new"] else self.slider.value

    def _slid(self, change: dict[str, Any]) -> None:
        """Take the slider's step: to move it is to leave the best."""
        if not self._setting:
            self.value = change["new"]

    def _assigned(self, change: dict[str, Any]) -> None:
        self._setting = True
        try:
            self.best.value = change["new"] is None
            if change["new"] is not None:
                self.slider.value = change["new"]
        finally:
            self._setting = False


def compute(
    kappa: float, angle: float, step_size: float | None, start: tuple[float, float]
) -> ConditioningScene:
    """Make the scene of one run; `step_size` is a share of 2/M, None for the best."""
    share = kappa / (kappa + 1) if step_size is None else step_size
    bowl, first = bowl_of(kappa, angle), np.asarray(start, float)
    down = descend(bowl, first, "gradient descent", step_size=share * 2 / kappa, tolerance=0, max_steps=SHOWN)
    newton = descend(bowl, first, "newton", tolerance=0, max_steps=1)
    return ConditioningScene(
        float(kappa), float(angle), float(share), step_size is None, first, down.points, down.values,
        newton.points[-1],
    )  # fmt: skip


def conditioning(
    kappa: float = 10,
    start: tuple[float, float] = (0.95, 0.5),
    step_size: float | None = None,
    angle: float = 0,
) -> Explorer:
    """Explore what the condition number κ does to gradient descent on f = ½ (x² + κ y²).

    Parameters
    ----------
    kappa : float
        κ = λ₂/λ₁, from 1 to 1000.
    start : pair of float
        Between −1.2 and 1.2.
    step_size : float, optional
        As a share of 2/M, from 0.05 to 1.1; None for the best fixed step 2/(λ₁ + λ₂).
    angle : float
        By how many degrees the bowl is turned, from 0 to 45.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If κ, the step size or the angle is outside its limits.

    Examples
    --------
    >>> conditioning(10).sentence[:63]
    'κ = 10. With the best fixed step, 2/(λ₁ + λ₂) = 0.182, gradient'
    >>> conditioning(10).scene.steps_needed
    69
    """

    if not 1 <= kappa <= 1000:
        raise ValueError(f"kappa is from 1 to 1000 on this picture, not {kappa}.")
    if not 0 <= angle <= 45:
        raise ValueError(f"angle is from 0 to 45 degrees on this picture, not {angle}.")
    controls: dict[str, Any] = {
        "kappa": log_slider("condition number κ", float(kappa), 0, 3, 0.02),
        "step_size": StepChoice(step_size),
        "angle": slider("turned by (degrees)", float(angle), 0, 45, 1),
        "start": PointControl(start, "start at"),
    }
    return Explorer(controls, compute, ConditioningPicture, sweep=sliding("kappa"))


# The picture of `conditioning`: the zigzag, f at each step, and the contraction against the step size.

SIDE = 1.2
BOX = ((-SIDE, SIDE), (-SIDE, SIDE))
RINGS = np.geomspace(0.03, 1.0, 9)  # sizes of the level ellipses, as shares of the side
TURN = np.linspace(0, 2 * np.pi, 73)
FLOOR, TOP = 1e-14, 1e4


class ConditioningPicture(Picture):
    """Left: level curves and paths. Middle: f at each step. Right: the contraction for every step size."""

    width, height = 960, 420
    readout = (
        f'<div class="row"><span>κ = {slot_html("kappa")}</span><span>η = {slot_html("eta")}</span>'
        f"<span>predicted contraction = {slot_html('predicted')}</span>"
        f"<span>measured = {slot_html('measured')}</span><span>steps for 6 digits = {slot_html('steps')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.flat = dress(self.figure.add_axes((0.066, 0.2, 0.3, 0.7)), theme, "the zigzag", xlabel="x")
        self.flat.set(xlim=BOX[0], ylim=BOX[1])
        self.bowl = bowl_of(1, 0)
        self.said_at[self.flat] = lambda x, y: f"f = {number(self.bowl.value(np.array([x, y])))}"
        self.flat.set_ylabel("y", labelpad=0)
        self.fall = dress(
            self.figure.add_axes((0.44, 0.2, 0.25, 0.7)),
            theme,
            "f, as a share of f at the start",
            xlabel="steps",
        )
        self.fall.set(xlim=(-2, SHOWN), yscale="log", ylim=(FLOOR, TOP))
        self.fall.yaxis.set_major_locator(LogLocator(numticks=10))
        self.fall.yaxis.set_minor_locator(NullLocator())
        self.law = dress(self.figure.add_axes((0.74, 0.2, 0.25, 0.7)), theme, "contraction a step")
        self.law.set(xlim=(0, HIGHEST + 0.02), ylim=(0, 1.25), xlabel="step size η, as a share of 2/M")
        for axes in (self.fall, self.law):
            axes.grid(True, color=theme.faint, alpha=0.3, lw=0.6)
        self.law.axhspan(1, 1.25, color=theme.ink, alpha=0.12, lw=0)
        self.law.text(0.05, 1.1, "above 1: diverges", color=theme.ink, fontsize=9, parse_math=False)
        self.law.axvline(1, color=theme.ink, lw=1, ls=(0, (1, 2)))
        self._make_moving(theme)
        handles = [self.path, self.newton, self.line, self.dot_law]
        self.figure.legend(
            handles=handles, labels=["gradient descent", "Newton: one step", "predicted", "measured"],
            loc="lower center", ncols=4, fontsize=9, frameon=False, labelcolor=theme.ink, handlelength=3,
        )  # fmt: skip

    def _make_moving(self, theme: Theme) -> None:
        flat = self.flat
        (self.rings,) = flat.plot([], [], color=theme.faint, lw=0.9, zorder=1)
        (self.path,) = flat.plot([], [], color=colour(theme, "gradient descent"), lw=1.5, zorder=3)
        (self.marks,) = flat.plot([], [], color=colour(theme, "gradient descent"), lw=1.1, zorder=4)
        (self.newton,) = flat.plot([], [], color=colour(theme, "newton"), lw=2, ls=(0, (5, 1.6)), zorder=2)
        flat.plot(
            [0],
            [0],
            MARKS["minimum"],
            color=colour(theme, "minimum"),
            ms=9,
            mec=theme.paper,
            mew=1.2,
            zorder=5,
        )
        (self.line,) = self.fall.plot([], [], color=theme.ink, lw=2.6, ls=(0, (1.5, 3)), zorder=5)
        (self.values,) = self.fall.plot([], [], color=colour(theme, "gradient descent"), lw=1.4, zorder=3)
        (self.dots,) = self.fall.plot([], [], color=colour(theme, "gradient descent"), lw=1.1, zorder=4)
        (self.drop,) = self.fall.plot(
            [0, 1], [1, 1e-40], color=colour(theme, "newton"), lw=2, ls=(0, (5, 1.6)), zorder=2
        )
        (self.curve,) = self.law.plot([], [], color=theme.ink, lw=2.2, ls=(0, (2, 1.6)), zorder=2)
        (self.lowest,) = self.law.plot([], [], "P", color=theme.ink, ms=9, mec=theme.paper, mew=1, zorder=3)
        (self.dot_law,) = self.law.plot(
            [],
            [],
            "o",
            color=colour(theme, "gradient descent"),
            ms=9,
            mec=theme.paper,
            mew=1.3,
            zorder=4,
            ls="",
        )
        words: dict[str, Any] = {
            "color": theme.ink,
            "fontsize": 9,
            "ha": "center",
            "parse_math": False,
            "zorder": 5,
        }
        self.tag = self.law.text(0, 0, "", **words)
        self.dot = held_dot(flat, theme, 10, mew=1.6, zorder=8, clip_on=False)
        self.move(
            self.rings, self.path, self.marks, self.newton, self.line, self.values, self.dots, self.curve
        )
        self.move(self.lowest, self.dot_law, self.tag, self.dot)
        self.handles = [Handle("start", "the start", self.dot)]

    def update(self, scene: Any) -> bool:
        """Move everything; the axes stay, so the background does too."""
        self.bowl = bowl_of(scene.kappa, scene.angle)
        self._place_bowl(scene)
        points = within_reach(scene.points, BOX)
        self.path.set_data(*points.T)
        # marks on one another would only cost time
        cells = np.floor(self.flat.transData.transform(points) / 4)
        marked = points[np.unique(cells, axis=0, return_index=True)[1]]
        self.marks.set_data(*stamped(self.flat, marked[:, 0], marked[:, 1], 0))
        self.newton.set_data(*np.stack([scene.start, scene.newton]).T)
        self.dot.set_data(scene.start[:1], scene.start[1:])
        self._place_fall(scene)
        best = scene.kappa / (scene.kappa + 1)
        corners = np.array([LOWEST, best, HIGHEST])  # the curve is straight between them
        self.curve.set_data(corners, contraction(scene.kappa, corners))
        lowest = float(contraction(scene.kappa, np.array(best)))
        self.lowest.set_data([best], [lowest])
        self.tag.set(text="best", position=(best - 0.09, lowest - 0.07 if lowest > 0.15 else lowest + 0.06))
        self.dot_law.set_data([scene.share], [scene.measured])
        self.dot_law.set_visible(bool(np.isfinite(scene.measured)))
        return False

    def _place_bowl(self, scene: Any) -> None:
        """Thread the level ellipses, which are known, on one line."""
        c, s = np.cos(np.radians(scene.angle)), np.sin(np.radians(scene.angle))
        sizes = np.concatenate([RINGS, RINGS[-1] * np.geomspace(1.4, np.sqrt(2 * scene.kappa) + 1.4, 6)])
        x = SIDE * sizes[:, None] * np.append(np.cos(TURN), np.nan)
        y = SIDE * sizes[:, None] * np.append(np.sin(TURN), np.nan) / np.sqrt(scene.kappa)
        self.rings.set_data((c * x - s * y).ravel(), (s * x + c * y).ravel())

    def _place_fall(self, scene: Any) -> None:
        steps, first = np.arange(len(scene.values), dtype=float), scene.values[0]
        shown = bool(first > 0)
        for artist in (self.line, self.values, self.dots):
            artist.set_visible(shown)
        if not shown:
            return
        shares = np.maximum(scene.values / first, 1e-40)
        self.values.set_data(steps, shares)
        self.dots.set_data(*stamped(self.fall, steps[::4], shares[::4], 0))
        every = np.arange(SHOWN + 1, dtype=float)
        with np.errstate(under="ignore"):
            self.line.set_data(every, np.maximum(scene.predicted ** (2 * every), 1e-40))

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        return {
            "kappa": number(scene.kappa, 4), "eta": number(scene.step_size, 4),
            "predicted": number(scene.predicted, 4), "measured": number(scene.measured, 4),
            "steps": "never" if scene.steps_needed is None else str(scene.steps_needed),
        }  # fmt: skip
