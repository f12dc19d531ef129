"""Level curves that share the picture evenly, so that a narrow valley is seen."""

from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes

from hesskit.explore.drawing import Box, grid_of
from hesskit.maths.surfaces import Surface
from hesskit.stage import Theme

# the shares of the picture below each level: closer together where f is low
SHARES = np.array([0.0, 0.004, 0.015, 0.035, 0.07, 0.12, 0.18, 0.25, 0.33, 0.42, 0.52, 0.63, 0.75, 0.88, 1.0])
FINE = 121


class EvenLevels:
    """Filled level curves at quantiles of f, which can be redrawn for another surface."""

    def __init__(self, axes: Axes, theme: Theme) -> None:
        self.axes, self.theme = axes, theme
        self.sets: list[Any] = []

    def draw(self, surface: Surface, box: Box) -> None:
        """Draw the level curves of a surface over a box."""
        for old in self.sets:
            old.remove()
        self.sets = []
        x, y, z = grid_of(surface, box, FINE)
        finite = z[np.isfinite(z)]
        levels = np.unique(np.quantile(finite, SHARES)) if finite.size else finite
        if len(levels) > 2:
            shown = np.ma.masked_invalid(z)
            colours = colormaps[self.theme.colormap](np.linspace(0, 1, len(levels) - 1))
            fill = self.axes.contourf(x, y, shown, levels=levels, colors=list(colours), alpha=0.45, zorder=0)
            lines = self.axes.contour(
                x, y, shown, levels=levels[1:-1], colors=self.theme.faint, linewidths=0.7, linestyles="solid", zorder=0
            )  # fmt: skip
            self.sets = [fill, lines]
        self.axes.set(xlim=box[0], ylim=box[1])
