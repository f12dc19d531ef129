"""The picture of uncertainty: ellipses and cloud over the coefficients, and what both say of the probability."""

from typing import Any

import numpy as np

from hesskit.explore.lesson_5_uncertainty import UncertaintyScene
from hesskit.explore.observations import Observations
from hesskit.explore.words import matrix_html, matrix_numbers
from hesskit.stage import LIGHT, Handle, Picture, Theme
from hesskit.stage.themes import dress

WIDE = 4.2  # how many standard errors each way are shown


def span_of(data: Observations) -> tuple[float, float]:
    """Give the part of the x-axis to show: the O-rings' reaches down to the morning of the accident."""
    return (28.0, data.limits[1]) if data.name == "orings" else data.limits


class UncertaintyPicture(Picture):
    """Left: the cloud, and the ellipses of H⁻¹. Right: the fitted probability with both intervals."""

    width, height = 880, 430
    readout = f'<div class="row"><span>(<i>mH</i>)⁻¹ = {matrix_html("C", 2)}</span></div>'

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.shown: Any = None
        self.flat = dress(
            self.figure.add_axes((0.085, 0.22, 0.385, 0.7)), theme, "fits of resamples, and H⁻¹"
        )
        self.side = dress(self.figure.add_axes((0.57, 0.22, 0.415, 0.7)), theme, "")
        self.flat.set(xlabel="β₀ (intercept)")
        self.side.set(ylim=(-0.06, 1.06), yticks=[0, 0.5, 1])
        (self.cloud,) = self.flat.plot(
            [], [], ".", color=theme.model, ms=3.5, alpha=0.45, ls="", zorder=1, label="a resample's fit"
        )
        (self.ellipse68,) = self.flat.plot(
            [], [], color=theme.up, lw=1.8, ls=(0, (4, 2)), zorder=3, label="68 %"
        )
        (self.ellipse95,) = self.flat.plot([], [], color=theme.up, lw=1.8, zorder=3, label="95 %")
        (self.points,) = self.side.plot([], [], "|", color=theme.ink, ms=9, ls="", zorder=4, label="data")
        self._make_moving(theme)
        self._make_keys()

    def _make_moving(self, theme: Theme) -> None:
        (self.chosen,) = self.flat.plot(
            [0], [0], color=theme.down, lw=2.4, ls=(0, (1, 1.2)), zorder=4, label="the level"
        )
        (self.fit,) = self.flat.plot(
            [0], [0], "v", color=theme.point, ms=9, mec=theme.paper, ls="", zorder=6, label="the fit"
        )
        (self.curve,) = self.side.plot([0], [0], color=theme.point, lw=2, zorder=3, label="the fit")
        (self.band,) = self.side.plot([0], [0], color=theme.up, lw=1.8, zorder=3, label="interval by H⁻¹")
        (self.quantiles,) = self.side.plot(
            [0], [0], color=theme.model, lw=1.8, ls=(0, (4, 2)), zorder=3, label="by the bootstrap"
        )
        (self.bar,) = self.side.plot([0], [0], color=theme.faint, lw=1, zorder=2)
        (self.dot,) = self.side.plot(
            [0], [0], "o", color=theme.point, ms=9, mec=theme.paper, mew=1.5, zorder=7
        )

    def _make_keys(self) -> None:
        for axes, lines in (
            (self.flat, (self.cloud, self.fit, self.ellipse68, self.ellipse95, self.chosen)),
            (self.side, (self.points, self.curve, self.band, self.quantiles)),
        ):
            axes.legend(
                handles=list(lines), loc="upper center", bbox_to_anchor=(0.46, -0.15), ncols=len(lines), fontsize=8,
                frameon=False, labelcolor=self.theme.ink, columnspacing=0.9, handletextpad=0.3, handlelength=1.8,
            )  # fmt: skip
        # only now: the key of a moving line would be left out of the background
        self.move(self.chosen, self.fit, self.curve, self.band, self.quantiles, self.bar, self.dot)
        self.handles = [Handle("x", "where the probability is asked for", self.dot)]

    def update(self, scene: UncertaintyScene) -> bool:
        """Move what depends on the level and the place; redraw cloud and ellipses when they are others."""
        changed = self._draw(scene)
        self.chosen.set_data(*scene.ellipse(scene.level).T)
        self.fit.set_data(scene.fit[:1], scene.fit[1:])
        x = np.linspace(*span_of(scene.data), 121)
        middle, low, high = scene.band(x)
        self.curve.set_data(x, middle)
        gap = [np.nan]
        self.band.set_data(np.concatenate([x, gap, x]), np.concatenate([low, gap, high]))
        below, above = scene.percentiles(x)
        self.quantiles.set_data(np.concatenate([x, gap, x]), np.concatenate([below, gap, above]))
        self.bar.set_data([scene.x, scene.x], [-1, 2])
        self.dot.set_data([scene.x], scene.band(np.array([scene.x]))[0])
        return changed

    def _draw(self, scene: UncertaintyScene) -> bool:
        wanted = (scene.data, scene.repeats, scene.shift, scene.scale, scene.seed, len(scene.cloud.fates))
        if wanted == self.shown:
            return False
        self.shown = wanted
        self.cloud.set_data(*scene.cloud.fitted.T)
        self.ellipse68.set_data(*scene.ellipse(0.68).T)
        self.ellipse95.set_data(*scene.ellipse(0.95).T)
        low, high = scene.fit - WIDE * scene.errors, scene.fit + WIDE * scene.errors
        self.flat.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        data = scene.data
        unit = "per standard deviation" if scene.scale != 1 else f"per unit of {data.feature.split(' (')[0]}"
        self.flat.set_ylabel(f"β₁ ({unit})")
        self.points.set_data(data.x, data.y)
        self.side.set(xlim=span_of(data), xlabel=data.feature)
        self.side.set_title(f"probability of {data.label}", color=self.theme.ink, fontsize=11)
        return True

    def numbers(self, scene: UncertaintyScene) -> dict[str, str]:
        """Fill the readout."""
        return matrix_numbers(scene.covariance, "C")
