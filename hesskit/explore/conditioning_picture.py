"""The picture of `conditioning`: the zigzag, f at each step, and the contraction against the step size."""

from typing import Any

import numpy as np
from matplotlib.ticker import LogLocator, NullLocator

from hesskit.explore.lesson_4_conditioning import HIGHEST, LOWEST, SHOWN, contraction
from hesskit.explore.race_styles import stamped, within_reach
from hesskit.explore.words import number, slot_html
from hesskit.stage import LIGHT, Handle, Picture, Theme
from hesskit.stage.themes import dress

SIDE = 1.2
BOX = ((-SIDE, SIDE), (-SIDE, SIDE))
RINGS = np.geomspace(0.03, 1.0, 9)  # sizes of the level ellipses, as shares of the side
TURN = np.linspace(0, 2 * np.pi, 97)
SHARES = np.linspace(LOWEST, HIGHEST, 211)
FLOOR, TOP = 1e-14, 1e4


class ConditioningPicture(Picture):
    """Left: level curves and paths. Middle: f at each step. Right: the contraction for every step size."""

    width, height = 960, 420
    readout = (
        f'<div class="row"><span>κ = {slot_html("kappa")}</span><span>t = {slot_html("t")}</span>'
        f"<span>predicted contraction = {slot_html('predicted')}</span>"
        f"<span>measured = {slot_html('measured')}</span><span>steps for 6 digits = {slot_html('steps')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.flat = dress(self.figure.add_axes((0.05, 0.2, 0.31, 0.7)), theme, "the zigzag", xlabel="x")
        self.flat.set(xlim=BOX[0], ylim=BOX[1])
        self.flat.set_ylabel("y", labelpad=-4)
        self.fall = dress(
            self.figure.add_axes((0.435, 0.2, 0.25, 0.7)),
            theme,
            "f, as a share of f at the start",
            xlabel="steps",
        )
        self.fall.set(xlim=(-2, SHOWN), yscale="log", ylim=(FLOOR, TOP))
        self.fall.yaxis.set_major_locator(LogLocator(numticks=10))
        self.fall.yaxis.set_minor_locator(NullLocator())
        self.law = dress(self.figure.add_axes((0.745, 0.2, 0.245, 0.7)), theme, "contraction a step")
        self.law.set(xlim=(0, HIGHEST + 0.02), ylim=(0, 1.25), xlabel="step size, as a share of 2/L")
        for axes in (self.fall, self.law):
            axes.grid(True, color=theme.faint, alpha=0.3, lw=0.6)
        self.law.axhspan(1, 1.25, color=theme.down, alpha=0.16, lw=0)
        self.law.text(0.05, 1.1, "above 1: diverges", color=theme.ink, fontsize=8.5, parse_math=False)
        self.law.axvline(1, color=theme.ink, lw=1, ls=(0, (1, 2)))
        self._make_moving(theme)
        handles = [self.path, self.newton, self.line, self.dot_law]
        self.figure.legend(
            handles=handles, labels=["gradient descent", "Newton: one step", "predicted", "measured"],
            loc="lower center", ncols=4, fontsize=8.5, frameon=False, labelcolor=theme.ink, handlelength=3,
        )  # fmt: skip

    def _make_moving(self, theme: Theme) -> None:
        flat = self.flat
        (self.rings,) = flat.plot([], [], color=theme.faint, lw=0.9, zorder=1)
        (self.path,) = flat.plot([], [], color=theme.gradient, lw=1.5, zorder=3)
        (self.marks,) = flat.plot([], [], color=theme.gradient, lw=1.1, zorder=4)
        (self.newton,) = flat.plot([], [], color=theme.up, lw=2, ls=(0, (5, 1.6)), zorder=2)
        flat.plot([0], [0], "v", color=theme.ink, ms=9, mec=theme.paper, mew=1.2, zorder=5)
        (self.line,) = self.fall.plot([], [], color=theme.model, lw=2.6, ls=(0, (1.5, 3)), zorder=5)
        (self.values,) = self.fall.plot([], [], color=theme.gradient, lw=1.4, zorder=3)
        (self.dots,) = self.fall.plot([], [], color=theme.gradient, lw=1.1, zorder=4)
        (self.drop,) = self.fall.plot([0, 1], [1, 1e-40], color=theme.up, lw=2, ls=(0, (5, 1.6)), zorder=2)
        (self.curve,) = self.law.plot([], [], color=theme.model, lw=2.2, ls=(0, (2, 1.6)), zorder=2)
        (self.lowest,) = self.law.plot([], [], "P", color=theme.model, ms=9, mec=theme.paper, mew=1, zorder=3)
        (self.dot_law,) = self.law.plot(
            [], [], "o", color=theme.gradient, ms=9, mec=theme.paper, mew=1.3, zorder=4, ls=""
        )
        words: dict[str, Any] = {
            "color": theme.ink,
            "fontsize": 8.5,
            "ha": "center",
            "parse_math": False,
            "zorder": 5,
        }
        self.tag = self.law.text(0, 0, "", **words)
        (self.dot,) = flat.plot(
            [0], [0], "o", color=theme.point, ms=10, mec=theme.paper, mew=1.6, zorder=8, clip_on=False
        )
        self.move(
            self.rings, self.path, self.marks, self.newton, self.line, self.values, self.dots, self.curve
        )
        self.move(self.lowest, self.dot_law, self.tag, self.dot)
        self.handles = [Handle("start", "the start", self.dot)]

    def update(self, scene: Any) -> bool:
        """Move everything; the axes stay, so the background does too."""
        self._place_bowl(scene)
        points = within_reach(scene.points, BOX)
        self.path.set_data(*points.T)
        self.marks.set_data(*stamped(self.flat, points[:, 0], points[:, 1], 0))
        self.newton.set_data(*np.stack([scene.start, scene.newton]).T)
        self.dot.set_data(scene.start[:1], scene.start[1:])
        self._place_fall(scene)
        self.curve.set_data(SHARES, contraction(scene.kappa, SHARES))
        best = scene.kappa / (scene.kappa + 1)
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
            "kappa": number(scene.kappa, 4), "t": number(scene.step_size, 4),
            "predicted": number(scene.predicted, 4), "measured": number(scene.measured, 4),
            "steps": "never" if scene.steps_needed is None else str(scene.steps_needed),
        }  # fmt: skip
