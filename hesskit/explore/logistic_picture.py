"""The picture of logistic regression: the data and their curve, the loss with two paths, and what dies on the way."""

from collections.abc import Hashable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from hesskit.explore.lesson_5_logistic import LogisticScene
from hesskit.explore.logistic_view import loss_levels, shown_box
from hesskit.explore.observations import MOST
from hesskit.explore.words import matrix_html, matrix_numbers, number, slot_html
from hesskit.stage import LIGHT, Handle, Picture, Theme
from hesskit.stage.themes import dress

SMALLEST, LARGEST = 1e-12, 1e6  # of the panel of sizes


class LogisticPicture(Picture):
    """Left: points and probability. Middle: the loss over (β₀, β₁) with both paths. Right: sizes at each step."""

    width, height = 940, 420
    readout = (
        f'<div class="row"><span><i>H</i> = <i>X</i>ᵀ<i>SX</i>/<i>m</i> + λ = {matrix_html("H", 2)}</span>'
        f"<span>λ₁ = {slot_html('low')}</span><span>λ₂ = {slot_html('high')}</span>"
        f"<span>‖β‖ = {slot_html('norm')}</span>"
        f'<span class="words">{slot_html("separation")}</span></div>'
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.frame: Any = None
        self.curve_axes = dress(self.figure.add_axes((0.05, 0.2, 0.3, 0.7)), theme, "probability of label 1")
        self.loss_axes = dress(self.figure.add_axes((0.435, 0.2, 0.3, 0.7)), theme, "the loss over β")
        self.size_axes = dress(self.figure.add_axes((0.795, 0.2, 0.185, 0.7)), theme, "at each Newton step")
        self.loss_axes.set(xlabel="β₀ (intercept)", ylabel="β₁")
        self.size_axes.set(xlabel="step", yscale="log")
        self.size_axes.minorticks_off()
        self.curve_axes.set(ylim=(-0.32, 1.32), yticks=[0, 0.5, 1])
        for height in (0, 1):
            self.curve_axes.axhline(height, color=theme.faint, lw=0.7, zorder=0)
        self._make_curves(theme)
        self._make_paths(theme)
        self._make_dots(theme)
        self._make_keys()

    def _line(self, axes: Axes, **style: Any) -> Line2D:
        (line,) = axes.plot([np.nan], [np.nan], **style)
        self.move(line)
        return line

    def _make_curves(self, theme: Theme) -> None:
        self.slow_curve = self._line(self.curve_axes, color=theme.gradient, lw=1.6, ls=(0, (4, 2)), zorder=2)
        self.curve = self._line(self.curve_axes, color=theme.model, lw=2.2, zorder=3)
        self.low = self._line(self.size_axes, color=theme.down, lw=1.5, marker="v", ms=4)
        self.high = self._line(self.size_axes, color=theme.up, lw=1.5, marker="^", ms=4)
        self.norm = self._line(self.size_axes, color=theme.other, lw=1.8, marker="o", ms=4)

    def _make_paths(self, theme: Theme) -> None:
        self.levels = self._line(self.loss_axes, color=theme.faint, lw=0.8, zorder=1)
        self.held = self._line(self.loss_axes, color=theme.faint, lw=1.2, ls=(0, (1, 2)), zorder=1)
        self.slow_path = self._line(self.loss_axes, color=theme.gradient, lw=1.8, ls=(0, (4, 2)), zorder=5)
        self.path = self._line(self.loss_axes, color=theme.model, lw=2, marker="o", ms=4.5, zorder=3)
        self.least = self._line(
            self.loss_axes, color=theme.up, marker="v", ms=10, mec=theme.paper, ls="", zorder=6
        )
        self.begin = self._line(
            self.loss_axes, color=theme.point, marker="o", ms=9, mec=theme.paper, mew=1.5, ls="", zorder=7
        )

    def _make_dots(self, theme: Theme) -> None:
        self.ring = self._line(
            self.curve_axes, color="none", marker="o", mec=theme.point, ms=15, mew=1.6, ls="", zorder=4
        )
        self.dots = [self._line(self.curve_axes, marker="o", ms=7, ls="", zorder=5) for _ in range(MOST)]

    def _make_keys(self) -> None:
        """Name what is drawn, below each panel: by dash and marker as well as by colour."""
        named = (
            (
                self.loss_axes,
                (self.path, self.slow_path, self.least),
                ("Newton", "gradient descent", "minimum"),
            ),
            (self.size_axes, (self.norm, self.high, self.low), ("‖β‖", "λ_max", "λ_min")),
        )
        for axes, lines, words in named:
            for line in lines:
                line.set_animated(False)  # a key of a moving line would be left out of the background
            legend = axes.legend(
                lines, words, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3, fontsize=8, frameon=False,
                labelcolor=self.theme.ink, columnspacing=1, handletextpad=0.4, handlelength=1.7,
            )  # fmt: skip
            legend.set_animated(False)
            for line in lines:
                line.set_animated(True)

    def update(self, scene: LogisticScene) -> bool:
        """Move the points, the curves and the paths; redraw the axes when they must show another part."""
        changed = self._frame(scene)
        self._place_dots(scene)
        self._place_curves(scene)
        self._place_paths(scene)
        self._place_sizes(scene)
        return changed

    def _frame(self, scene: LogisticScene) -> bool:
        data, box, steps = scene.data, shown_box(scene), scene.newton.steps if scene.newton else 0
        longest = next((count for count in (8, 20, 40) if steps <= count), steps)
        count, sizes = len(data), self._decades(scene)
        frame = (data.feature, data.label, data.limits, box, longest, count, scene.scale != 1, sizes)
        if frame == self.frame:
            return False
        self.frame = frame
        self.curve_axes.set(xlim=data.limits, xlabel=data.feature)
        self.curve_axes.set_title(f"probability of {data.label}", color=self.theme.ink, fontsize=11)
        unit = "per standard deviation" if scene.scale != 1 else f"per unit of {data.feature.split(' (')[0]}"
        self.loss_axes.set(xlim=box[0], ylim=box[1], ylabel=f"β₁ ({unit})")
        self.size_axes.set(xlim=(-0.03 * longest, 1.03 * longest), ylim=sizes)
        points = [Handle(f"point {k}", f"point {k + 1}", self.dots[k]) for k in range(count)]
        self.handles = [*points, Handle("start", "the start of both methods", self.begin)]
        return True

    def still_key(self) -> Hashable:
        """What the axes show."""
        return self.frame

    def _decades(self, scene: LogisticScene) -> tuple[float, float]:
        """Give whole powers of a thousand that hold every size."""
        if scene.eigenvalues is None or scene.newton is None:
            return 1e-3, 1e3
        everything = np.concatenate([scene.eigenvalues.ravel(), np.linalg.norm(scene.newton.points, axis=1)])
        everything = everything[everything > 0]
        low, high = np.log10(np.clip([everything.min(), everything.max()], SMALLEST, LARGEST)) / 3
        return float(10 ** (3 * np.floor(low))), float(10 ** (3 * np.ceil(high)))

    def _place_dots(self, scene: LogisticScene) -> None:
        data, theme = scene.data, self.theme
        for k, (x, height) in enumerate(zip(data.x, data.heights(), strict=True)):
            shape, colour = ("s", theme.down) if data.y[k] else ("o", theme.up)
            self.dots[k].set(data=([x], [height]), marker=shape, color=colour, mec=theme.paper, mew=0.8)
        for k, dot in enumerate(self.dots):
            dot.set_visible(k < len(data))
        self.ring.set_visible(bool(len(data)))
        if len(data):
            self.ring.set_data([data.x[data.chosen]], [data.heights()[data.chosen]])

    def _place_curves(self, scene: LogisticScene) -> None:
        x = np.linspace(*scene.data.limits, 121)
        for line, descent in ((self.curve, scene.newton), (self.slow_curve, scene.gradient)):
            line.set_visible(descent is not None)
            if descent is not None:
                line.set_data(x, scene.probabilities(x, scene.path(descent)[-1]))

    def _place_paths(self, scene: LogisticScene) -> None:
        self.begin.set_data(scene.start[:1], scene.start[1:])
        self.levels.set_data(*loss_levels(scene, shown_box(scene)).T)
        self.held.set_visible(not scene.data.intercept)
        self.held.set_data([0, 0], shown_box(scene)[1])
        for line, descent in ((self.path, scene.newton), (self.slow_path, scene.gradient)):
            line.set_visible(descent is not None)
            if descent is not None:
                line.set_data(*np.clip(scene.path(descent), -1e9, 1e9).T)
        exists = scene.loss is not None and not scene.loss.no_minimum()
        self.least.set_visible(exists)
        if exists and scene.fit is not None:
            self.least.set_data(scene.fit[:1], scene.fit[1:])

    def _place_sizes(self, scene: LogisticScene) -> None:
        for line in (self.low, self.high, self.norm):
            line.set_visible(scene.newton is not None)
        if scene.newton is None or scene.eigenvalues is None:
            return
        steps = np.arange(scene.newton.steps + 1)
        values = (
            scene.eigenvalues[:, 0],
            scene.eigenvalues[:, -1],
            np.linalg.norm(scene.newton.points, axis=1),
        )
        for line, sizes in zip((self.low, self.high, self.norm), values, strict=True):
            line.set_data(steps, np.where(sizes > 0, np.clip(sizes, SMALLEST, LARGEST), np.nan))

    def numbers(self, scene: LogisticScene) -> dict[str, str]:
        """Fill the readout, for the end of Newton's path."""
        slots = ("H00", "H01", "H10", "H11", "low", "high", "norm", "separation")
        empty = dict.fromkeys(slots, "–")
        if scene.newton is None or scene.hessians is None or scene.eigenvalues is None:
            return empty
        hessian, values = scene.hessians[-1], scene.eigenvalues[-1]
        whole = matrix_numbers(hessian, "H") if scene.data.intercept else {"H11": number(hessian[0, 0], 4)}
        return empty | whole | {
            "low": number(values[0], 4), "high": number(values[-1], 4) if len(values) > 1 else "–",
            "norm": number(np.linalg.norm(scene.newton.points[-1]), 4), "separation": scene.separation,
        }  # fmt: skip
