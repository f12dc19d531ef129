"""The logbook of a run: the eigenvalues of the Hessian, step by step, as `watch` writes them for other programs.

Letters: η the step size of gradient descent; along an eigenvector a step multiplies what is wrong by 1 − ηλ.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.parts import (
    Explorer,
    FormulaBox,
    Levels,
    PointControl,
    Still,
    colour,
    held_dot,
    number,
    slider,
    sliding,
    slot_html,
    still_fits,
    vector,
)
from hesskit.maths.descent import Descent, descend
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
MOST = 60  # steps
SMALLEST, LARGEST = 0.02, 1.2  # step sizes
FAR = 1e3


@dataclass(frozen=True, eq=False)
class LogbookScene:
    """One run of gradient descent and the eigenvalues along it."""

    surface: Surface
    step_size: float
    descent: Descent
    bends: Array  # (k + 1, 2), ascending

    @property
    def limit(self) -> float:
        """2/η, above which an eigenvalue makes a step overshoot more and more."""
        return 2 / self.step_size

    @property
    def steps(self) -> int:
        """How many steps were made."""
        return self.descent.steps

    def caption(self) -> str:
        """Say what the logbook shows of this run."""
        if not np.isfinite(self.bends).all():
            return "The run left the places where f has a Hessian: move the start."
        negative = int(np.count_nonzero(self.bends[:, 0] < 0))
        last = self.bends[-1]
        if not self.descent.converged and self.bends[-4:, 1].max() > self.limit:
            return (
                "The largest eigenvalue is above 2/η again and again: the steps overshoot and find no rest."
            )
        if self.descent.kind == "saddle":
            return "The run has converged, and the smallest eigenvalue is negative: a saddle."
        if negative and last[0] > 0:
            count = f"{negative} of {self.steps + 1} points"
            return f"The smallest eigenvalue is negative at {count}, then positive: a bowl."
        if negative:
            return "The smallest eigenvalue is negative to the end: the run is not in a bowl."
        return "Both eigenvalues stay between 0 and 2/η: the run goes down in a bowl."

    def sentence(self) -> str:
        """Say where the run went, and both eigenvalues at its start and its end."""
        start, end = self.descent.points[0], self.descent.points[-1]
        first, last = self.bends[0], self.bends[-1]
        return (
            f"Gradient descent from {vector(start)} with the step size η = {number(self.step_size)} makes {self.steps} "
            f"steps to {vector(end)}. The eigenvalues of H are {vector(first)} at the start and {vector(last)} "
            f"at the end; 2/η is {number(self.limit)}. {self.descent.stopped}"
        )


@lru_cache(maxsize=64)
def run_of(surface: Surface, start: tuple[float, float], step_size: float) -> tuple[Descent, Array]:
    """Run gradient descent, and collect the eigenvalues as `watch` does: by the callback of `descend`."""
    found: list[Array] = []

    def collect(_step: int, *, hessian: Any, **_rest: Any) -> None:
        matrix = np.asarray(hessian(), float)
        finite = np.isfinite(matrix).all()
        found.append(np.linalg.eigvalsh(matrix) if finite else np.full(2, np.nan))

    descent = descend(
        surface,
        start,
        "gradient descent",
        step_size=step_size,
        max_steps=MOST,
        tolerance=1e-4,
        callback=collect,
    )
    return descent, np.array(found)


def compute(formula: Surface, start: tuple[float, float], step_size: float) -> LogbookScene:
    """Make the scene of one run; ValueError where f is not finite at the start."""
    if not np.isfinite(float(formula.value(np.asarray(start, float)))):
        raise ValueError(f"f is not real at the start {vector(start)}: move it.")
    descent, bends = run_of(formula, (float(start[0]), float(start[1])), round(float(step_size), 6))
    return LogbookScene(formula, float(step_size), descent, bends)


class LogbookPicture(Picture):
    """Left: the path on the level curves. Right: both eigenvalues at every step, and 2/η."""

    width, height = 880, 400
    readout = (
        f'<div class="row"><span>steps: {slot_html("steps")}</span><span>η = {slot_html("eta")}</span>'
        f"<span>smallest eigenvalue {slot_html('low')}</span><span>largest {slot_html('high')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.surface: Surface | None = None
        self.limits = (0.0, 0.0)
        self.flat = dress(
            self.figure.add_axes((0.075, 0.14, 0.37, 0.77)), theme, "the run", xlabel="x", ylabel="y"
        )
        self.windows = [self.flat]
        self.side = dress(
            self.figure.add_axes((0.53, 0.14, 0.45, 0.77)), theme, "what the logbook says", xlabel="step",
            ylabel="eigenvalues of H",
        )  # fmt: skip
        self.side.set_xlim(0, MOST)
        self.side.axhline(0, color=theme.faint, lw=0.8, zorder=1)
        self.levels = Levels(self.flat, theme)
        down = colour(theme, "gradient descent")
        (self.path,) = self.flat.plot([], [], ".-", color=down, lw=1.4, ms=5, zorder=3)
        self.dot = held_dot(self.flat, theme)
        high, low = colour(theme, "up"), colour(theme, "down")
        (self.high,) = self.side.plot([], [], "-", color=high, lw=2, zorder=3)
        (self.low,) = self.side.plot([], [], color=low, lw=2, ls=(0, (4, 1.5)), zorder=3)
        (self.bound,) = self.side.plot([], [], color=theme.ink, lw=1.2, ls=(0, (1, 1.5)), zorder=2)
        words = {"fontsize": 9, "zorder": 6, "parse_math": False, "va": "bottom"}
        self.tags = [
            self.side.text(0, 0, text, color=shade, ha=side, **words)  # type: ignore[arg-type]
            for text, shade, side in (
                ("largest", high, "left"),
                ("smallest", low, "left"),
                ("2/η", theme.ink, "right"),
            )
        ]
        self.move(self.path, self.dot, self.high, self.low, self.bound, *self.tags)
        self.handles = [Handle("start", "the start", self.dot)]

    def update(self, scene: LogbookScene) -> bool:
        """Move the path and the curves; redraw what stands still when its limits changed."""
        changed = scene.surface != self.surface
        if changed:
            self.surface = scene.surface
            self.levels.draw(scene.surface, scene.surface.domain)  # type: ignore[arg-type]
        points = np.clip(scene.descent.points, -FAR, FAR)
        self.path.set_data(*points.T)
        self.dot.set_data(points[0, :1], points[0, 1:])
        bends = np.clip(scene.bends, -FAR, FAR)
        steps = np.arange(len(bends))
        self.high.set_data(steps, bends[:, 1])
        self.low.set_data(steps, bends[:, 0])
        changed = self._scale(bends) or changed
        last = max(len(bends) - 1, 1)
        seen = scene.limit <= self.limits[1]
        self.bound.set_data([0, MOST], [scene.limit, scene.limit])
        self.bound.set_visible(seen)
        self.tags[2].set_visible(seen)
        room = 0.012 * (self.limits[1] - self.limits[0])
        at = min(int(0.62 * last), len(bends) - 1)
        low, high = np.nan_to_num(bends[at:].min(axis=0)[0]), np.nan_to_num(bends[at:, 1].max())
        self.tags[0].set_position((at, high + room))
        self.tags[1].set_position((at, low - 6 * room))  # below its curve
        self.tags[2].set_position((0.99 * MOST, scene.limit + room))
        return changed

    def still_key(self) -> Hashable:
        """What both panels show."""
        return self.surface, self.limits

    def _scale(self, bends: Array) -> bool:
        """Fit the axis to the eigenvalues, in few and round sizes; True when it changed."""
        real = bends[np.isfinite(bends)]
        low, high = (min(float(real.min()), 0.0), max(float(real.max()), 0.0)) if real.size else (0.0, 1.0)
        room = 0.12 * (high - low) or 1.0
        unit = 10.0 ** np.floor(np.log10(high - low + 3 * room)) / 2
        wanted = (
            float(unit * np.floor((low - room) / unit)),
            float(unit * np.ceil((high + 2 * room) / unit)),
        )
        if still_fits(wanted, self.limits):
            return False
        self.limits = wanted
        self.side.set_ylim(*wanted)
        return True

    def numbers(self, scene: LogbookScene) -> dict[str, str]:
        """Fill the readout with the last entry of the logbook."""
        low, high = scene.bends[-1]
        return {
            "steps": str(scene.steps), "eta": number(scene.step_size), "low": number(low), "high": number(high),
        }  # fmt: skip


def logbook(
    formula: Any = "x^4/4 - x^2/2 + y^2/2", start: tuple[float, float] = (0.05, 1.0), step_size: float = 0.2
) -> Explorer:
    """Explore the logbook of a run: drag the start of gradient descent, and watch the eigenvalues of H step by step.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    start : pair of float
        Where the run starts.
    step_size : float
        η, from 0.02 to 1.2.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the step size is outside its limits.

    Examples
    --------
    >>> logbook("x^2 + y^2", (1, 1), 0.1).caption
    'Both eigenvalues stay between 0 and 2/η: the run goes down in a bowl.'
    """
    if not SMALLEST <= step_size <= LARGEST:
        raise ValueError(f"step_size is from {SMALLEST} to {LARGEST} on this picture, not {step_size}.")
    controls = {
        "formula": FormulaBox(formula),
        "start": PointControl(start, "start at"),
        "step_size": slider("step size η", float(step_size), SMALLEST, LARGEST, 0.02),
    }
    return Explorer(controls, compute, LogbookPicture, sweep=sliding("step_size"))


# The same logbook in other programs: their own pages, taken in Chromium, small enough to ship.

PAGES = {
    "tensorboard": (
        "TensorBoard in a browser, with two runs that watch wrote, of step size 0.2 and 0.6, and the curves whose "
        "names hold lambda. Over the steps lambda_max rises from 1 to 2, and lambda_min from −1 through 0 to 1: the "
        "run of the larger step size crosses 0 after 6 steps, the other after 15."
    ),
    "mlflow": (
        "MLflow in a browser, its page that compares runs, with the same two runs in a table and two charts beside "
        "it: lambda_max rises from 1 to 2 and lambda_min from −1 through 0 to 1, in the run of step size 0.6 earlier "
        "than in that of step size 0.2."
    ),
}
WIDTH = 860  # CSS pixels


def dashboard(program: str) -> Still:
    """Show a program's own page of a run that `watch` wrote, as it was seen in a browser.

    Parameters
    ----------
    program : {"tensorboard", "mlflow"}

    Returns
    -------
    Still

    Raises
    ------
    ValueError
        If there is no picture of that program.
    """
    if program not in PAGES:
        raise ValueError(f"there is a picture of {' and of '.join(PAGES)}, not of {program!r}.")
    png = (Path(__file__).parent / "assets" / f"{program}.png").read_bytes()
    return Still(png, PAGES[program], WIDTH)
