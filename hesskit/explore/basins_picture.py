"""The picture of basins: the map with the start and its path, and what each colour and texture means."""

from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from hesskit.explore.basin_map import Chart
from hesskit.explore.basin_paint import HATCHES, INK, LOST, SHAPES, colour, painted
from hesskit.explore.drawing import Box, grid_of, height_range
from hesskit.explore.lesson_4_basins import BasinsScene, method_name, percent, said
from hesskit.stage import LIGHT, Handle, Picture, Theme
from hesskit.stage.themes import dress

ROWS = 12  # of the legend


class BasinsPicture(Picture):
    """Left: the map with level curves, the critical points, the start and its path. Right: the legend."""

    width, height = 860, 470

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.shown: Any = None
        self.flat = dress(
            self.figure.add_axes((0.075, 0.105, 0.475, 0.82)), theme, "", xlabel="x", ylabel="y"
        )
        self.key = self.figure.add_axes((0.58, 0.105, 0.41, 0.82))
        self.key.set_axis_off()
        self.image = self.flat.imshow(
            np.zeros((2, 2, 3), np.uint8), origin="lower", extent=(0, 1, 0, 1), aspect="auto", zorder=0
        )
        self.levels: Any = None
        self.marks = {kind: self._marker(kind) for kind in SHAPES}
        # a path must be seen on every colour and on the dark of the lost: dark, with a light edge
        (self.halo,) = self.flat.plot([0], [0], color="#ffffff", lw=4.2, zorder=5, solid_joinstyle="round")
        (self.path,) = self.flat.plot([0], [0], color=INK, lw=1.8, zorder=6)
        (self.stops,) = self.flat.plot(
            [0], [0], "o", color=INK, mec="#ffffff", mew=0.9, ms=5, ls="", zorder=7
        )
        (self.dot,) = self.flat.plot([0], [0], "o", color="#000000", ms=10, mec="#ffffff", mew=2, zorder=9)
        self.move(self.halo, self.path, self.stops, self.dot)
        self.handles = [Handle("point", "the start", self.dot)]

    def _marker(self, kind: str) -> Line2D:
        (line,) = self.flat.plot(
            [], [], SHAPES[kind], color="#ffffff", ms=9.5, mec="#000000", mew=1.4, ls="", zorder=8
        )
        return line

    def update(self, scene: BasinsScene) -> bool:
        """Move the start and its path; repaint the map when it is another."""
        changed = self._draw_map(scene)
        reach = 1e5 * max(high - low for low, high in scene.box)
        x, y = np.clip(scene.descent.points, -reach, reach).T  # the rest is cut at the edge when it is drawn
        for line in (self.halo, self.path, self.stops):
            line.set_data(x, y)
        self.dot.set_data(scene.point[:1], scene.point[1:])
        return changed

    def _draw_map(self, scene: BasinsScene) -> bool:
        wanted = (scene.surface, scene.box, scene.method, scene.step_size, scene.chart)
        if self.shown is not None and all(
            one is other or one == other for one, other in zip(wanted, self.shown, strict=True)
        ):
            return False
        self.shown = wanted
        chart, (x_side, y_side) = scene.chart, scene.box
        self.image.set_data(painted(chart))
        self.image.set_extent((*x_side, *y_side))
        self._draw_levels(scene)
        for kind, line in self.marks.items():
            points = [chart.places[k] for k in chart.order if chart.kinds[k] == kind]
            line.set_data(*np.array(points).reshape(-1, 2).T)
        self.flat.set(xlim=x_side, ylim=y_side)
        self.flat.set_title(
            f"{method_name(scene.method)}: where each start ends", color=self.theme.ink, fontsize=11
        )
        self._draw_key(chart, scene.box)
        return True

    def _draw_levels(self, scene: BasinsScene) -> None:
        if self.levels is not None:
            self.levels.remove()
            self.levels = None
        x, y, z = grid_of(scene.surface, scene.box, 90)
        shown = np.ma.masked_invalid(z)
        if not shown.mask.all() and np.ptp(shown.compressed()) > 0:
            low, high = height_range(z)
            self.levels = self.flat.contour(
                x, y, shown, levels=np.linspace(low, high, 13), colors=INK, linewidths=0.5, alpha=0.45, zorder=1,
                linestyles="solid",
            )  # fmt: skip

    def _draw_key(self, chart: Chart, box: Box) -> None:
        """List the places: colour, texture, mark and words."""
        old = self.key.get_legend()
        if old is not None:
            old.remove()
        order = chart.order
        patches = [self._patch(colour(k), HATCHES[chart.kinds[k]]) for k in order[:ROWS]]
        words = [
            f"{chart.kinds[k]} at {said(chart.places[k], box)}: {percent(chart.shares[k])}"
            for k in order[:ROWS]
        ]
        if len(order) > ROWS:
            rest = percent(sum(chart.shares[k] for k in order[ROWS:]))
            patches.append(Patch(facecolor="none", edgecolor="none"))
            words.append(f"… and {len(order) - ROWS} other places: {rest}")
        patches.append(self._patch(LOST, ""))
        words.append(f"did not converge: {percent(chart.lost)}")
        self.key.legend(
            patches, words, loc="upper left", bbox_to_anchor=(0, 1.02), borderaxespad=0, frameon=False, fontsize=9,
            labelcolor=self.theme.ink, handlelength=3.2, handleheight=1.7, labelspacing=0.55,
        ).set_in_layout(False)  # fmt: skip

    def _patch(self, face: str, hatch: str) -> Patch:
        return Patch(facecolor=face, edgecolor=INK if hatch else self.theme.faint, hatch=hatch, linewidth=0.6)
