"""The picture of `explore.taylor`: level curves and surface of f and of its model, and error against distance."""

from typing import Any

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from mpl_toolkits.mplot3d.axes3d import Axes3D

from hesskit.explore.contours import level_lines, region
from hesskit.explore.drawing import Levels, Mesh, grid_of, height_range, outside, patch_lines, set_line
from hesskit.explore.routes_picture import decade
from hesskit.explore.taylor_errors import DISTANCES, SMALLEST
from hesskit.explore.words import matrix_html, matrix_numbers, number, power_of_ten, slot_html
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme
from hesskit.stage.themes import dress

PATCH = 0.2  # half the side of the model's patch, as a share of the box
SHARES = (0.001, 0.01, 0.1)  # of the range of f: where the error picture changes its shade
NEAR = 0.4  # how far from the centre the model's level curves are drawn, as a share of the box
COUNT = 61  # points a side of the grid on which the model's level curves are found
TITLES = ("the surface, a constant", "the surface, its tangent plane", "the surface, its quadratic model")
BOUNDED = ("sampled gradients", "sampled eigenvalues of H", "sampled third derivatives")
ROUND = np.exp(1j * np.linspace(0, 2 * np.pi, 61))
NONE = Path(np.zeros((0, 2)))


class TaylorPicture(Picture):
    """Left: level curves of f and the model, or the error. Middle: the surface. Right: error against |d|, log–log."""

    width, height = 960, 368
    readout = (
        f'<div class="row"><span><i>f</i>(<i>a</i>) = {slot_html("value")}</span>'
        f"<span>∇<i>f</i>(<i>a</i>) = {matrix_html('g', 2, 1)}</span>"
        f"<span><i>H</i>(<i>a</i>) = {matrix_html('H', 2)}</span>"
        f"<span>error at |<i>d</i>| = {slot_html('distance')}: {slot_html('error')}</span>"
        f"<span>bound: {slot_html('bound')}</span></div>"
        f'<div class="row"><span>fitted slopes: order 0 {slot_html("s0")}</span>'
        f"<span>order 1 {slot_html('s1')}</span><span>order 2 {slot_html('s2')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.surface: Surface | None = None
        self.look: tuple[Any, ...] = ()
        self.floor, self.tall = -17.0, 1.0
        self.colours = (theme.other, theme.gradient, theme.model)
        add = self.figure.add_axes
        self.flat = dress(add((0.06, 0.145, 0.286, 0.745)), theme, xlabel="x", ylabel="y")
        depth = add((0.352, 0.02, 0.3, 0.9), projection="3d")
        assert isinstance(depth, Axes3D)
        self.depth = depth
        dress(depth, theme, xlabel="x", ylabel="y")
        depth.view_init(elev=32, azim=-62)
        depth.set_box_aspect(None, zoom=0.92)
        depth.patch.set_visible(False)  # it would hide its neighbour's last tick label
        depth.tick_params(labelsize=7.5, pad=0)
        depth.locator_params(nbins=4)
        self.flat.locator_params(nbins=5)
        self.heading = self.figure.text(
            0.502, 0.907, "", color=theme.ink, fontsize=10.5, ha="center", va="bottom"
        )
        self.turnable = [depth]
        self.log = dress(add((0.712, 0.145, 0.278, 0.745)), theme, xlabel="|d|")
        self.log.set_title("largest error against |d|", fontsize=10.5)
        self.log.set(xlim=(SMALLEST - 0.1, 0.1))
        self.log.set_xticks(range(SMALLEST, 1), [power_of_ten(k) for k in range(SMALLEST, 1)])
        self.log.grid(color=theme.faint, alpha=0.25, lw=0.6)
        self.levels, self.mesh = Levels(self.flat, theme), Mesh(depth, theme)
        self._make_model(theme)
        self._make_log(theme)

    def _make_model(self, theme: Theme) -> None:
        self.shades = [PathPatch(NONE, facecolor=theme.down, alpha=0.24, lw=0, zorder=1) for _ in SHARES]
        for shade in self.shades:
            self.flat.add_patch(shade)
        (self.contours,) = self.flat.plot([0], [0], lw=1.5, ls=(0, (4, 2)), zorder=2)
        (self.circle,) = self.flat.plot([0], [0], color=theme.ink, lw=1.2, ls=(0, (1, 1.5)), zorder=3)
        (self.dot,) = self.flat.plot(
            [0], [0], "o", color=theme.point, ms=9, mec=theme.paper, mew=1.5, zorder=5, clip_on=False
        )
        (self.patch,) = self.depth.plot([0], [0], [0], lw=1.2, zorder=8)
        (self.peak,) = self.depth.plot(
            [0], [0], [0], "o", color=theme.point, ms=7, mec=theme.paper, mew=1.2, zorder=9
        )
        self.move(*self.shades, self.contours, self.circle, self.dot, self.patch, self.peak)

    def _make_log(self, theme: Theme) -> None:
        log = self.log

        def line(colour: str, **style: Any) -> Any:
            return log.plot([0], [0], color=colour, **style)[0]

        self.ragged = line(theme.ink, lw=0.8, ls=(0, (1, 2)), zorder=2)  # where rounding rules, and its level
        self.clean = [line(colour, lw=1.5, zorder=3) for colour in self.colours]
        self.bound = line(theme.down, lw=1.5, ls=(0, (4, 2)), zorder=4)
        self.stem = line(theme.ink, lw=0.8, ls=":", zorder=2)
        self.marker = line(theme.point, marker="o", ms=8, mec=theme.paper, mew=1.5, zorder=6, clip_on=False)
        style: dict[str, Any] = {"fontsize": 9, "zorder": 5, "parse_math": False, "transform": log.transAxes}
        colours = (*reversed(self.colours), theme.down)
        self.tags = [
            log.text(0.035, 0.965 - 0.06 * row, "", color=colour, va="top", **style)
            for row, colour in enumerate(colours)
        ]
        log.text(0.975, 0.02, "rounding", color=theme.ink, ha="right", va="bottom", **style)
        self.move(self.ragged, *self.clean, self.bound, self.stem, self.marker, *self.tags[:3])
        self.handles = [
            Handle("centre", "the centre a", self.dot),
            Handle("distance", "the distance |d|, left and right", self.marker, rides=True),
        ]

    def update(self, scene: Any) -> bool:
        """Move the model and its errors; redraw the rest when f, the order or what is shown is another."""
        bounded = bool(np.isfinite(scene.curves.bounds[scene.order]).any())
        look = (scene.surface, scene.order, scene.show, bounded)
        changed = look != self.look
        if changed:
            self.look = look
            self._frame(scene)
        self.dot.set_data(scene.centre[:1], scene.centre[1:])
        beyond = outside(scene.centre, scene.surface.domain)
        self.dot.set_clip_on(beyond)
        ring = scene.distance * ROUND
        self.circle.set_data(scene.centre[0] + ring.real, scene.centre[1] + ring.imag)
        known, errors = scene.model is not None, scene.show == "error"
        self.bound.set_visible(known)
        for artist in (self.patch, self.peak):
            artist.set_visible(known and not beyond)
        self.contours.set_visible(known and not errors)
        for shade in self.shades:
            shade.set_visible(known and errors)
        if known:
            self._place_patch(scene)
            (self._place_shades if errors else self._place_contours)(scene)
        self._place_errors(scene)
        return changed

    def _frame(self, scene: Any) -> None:
        """Draw what does not follow the centre: level curves, the surface, titles and the error axis."""
        box = scene.surface.domain
        if scene.surface != self.surface:
            self.surface = scene.surface
            self.levels.draw(scene.surface, box)
            self.mesh.draw(scene.surface, box)
            low, high = height_range(grid_of(scene.surface, box, 90)[2])
            self.tall, self.floor = high - low, decade(scene.surface) - 17.0
            self.log.set_ylim(self.floor - 1, self.floor + 22)
            ticks = range(int(self.floor) + 1, int(self.floor) + 21, 4)
            self.log.set_yticks(ticks, [power_of_ten(k) for k in ticks])
        errors = scene.show == "error"
        if self.levels.sets:
            self.levels.sets[0].set_visible(not errors)
            self.levels.sets[1].set_linewidth(0.7 if errors else 1.1)
        curves = (
            "level curves: f solid, model dashed"
            if scene.order
            else "level curves of f (a constant has none)"
        )
        self.flat.set_title("error over 0.1, 1, 10 % of f's range" if errors else curves, fontsize=10.5)
        self.heading.set_text(TITLES[scene.order])
        self.tags[3].set_text(f"bound: {BOUNDED[scene.order]}" if self.look[3] else "no bound")
        colour = self.colours[scene.order]
        self.contours.set_color(colour)
        self.patch.set_color(colour)
        for order, line in enumerate(self.clean):
            line.set_linewidth(2.6 if order == scene.order else 1.3)

    def _place_patch(self, scene: Any) -> None:
        x, y = (
            np.linspace(max(low, middle - PATCH * (high - low)), min(high, middle + PATCH * (high - low)), 9)
            for middle, (low, high) in zip(scene.centre, scene.surface.domain, strict=True)
        )
        z = scene.model(np.stack(np.meshgrid(x, y), axis=-1))
        margin = 0.15 * (self.mesh.high - self.mesh.low)
        z = np.where((z > self.mesh.low - margin) & (z < self.mesh.high + margin), z, np.nan)
        set_line(self.patch, *patch_lines(x, y, z))
        set_line(self.peak, scene.centre[0], scene.centre[1], scene.value)

    def _place_contours(self, scene: Any) -> None:
        x, y, model = self._grid(scene)
        levels = self.levels.sets[1].levels if self.levels.sets and scene.order else []
        spans = [high - low for low, high in scene.surface.domain]
        away = [(one - middle) / span for one, middle, span in zip((x, y), scene.centre, spans, strict=True)]
        missing = np.isnan(grid_of(scene.surface, scene.surface.domain, COUNT)[2])
        far = np.hypot(*np.meshgrid(*away)) > NEAR
        lines = level_lines(x, y, np.where(far | missing, np.nan, model), levels)
        self.contours.set_data(lines[:, 0], lines[:, 1])

    def _place_shades(self, scene: Any) -> None:
        x, y, model = self._grid(scene)
        error = grid_of(scene.surface, scene.surface.domain, COUNT)[2] - model
        for shade, share in zip(self.shades, SHARES, strict=True):
            shade.set_path(region(x, y, error, share * self.tall))

    def _grid(self, scene: Any) -> tuple[Any, Any, Any]:
        x, y = (np.linspace(low, high, COUNT) for low, high in scene.surface.domain)
        return x, y, scene.model(np.stack(np.meshgrid(x, y), axis=-1))

    def _place_errors(self, scene: Any) -> None:
        curves, x = scene.curves, np.log10(DISTANCES)
        with np.errstate(divide="ignore", invalid="ignore"):
            heights, rounding, bound = map(
                np.log10, (curves.errors, curves.rounding, curves.bounds[scene.order])
            )
            here = np.log10(curves.here[scene.order])
        for logs in (heights, rounding):
            logs[~np.isfinite(logs)] = np.nan
        seen = curves.errors > 10 * curves.rounding
        for order in range(3):
            self.clean[order].set_data(x, np.where(seen[order], heights[order], np.nan))
            slope = curves.slopes[order]
            said = f"slope {slope:.2f}" if np.isfinite(slope) else "no error" if curves.exact(order) else "–"
            self.tags[2 - order].set_text(f"order {order}: {said}")
        self.bound.set_data(x, np.where(bound > np.nan_to_num(rounding, nan=-400.0), bound, np.nan))
        hidden = np.where(seen, np.nan, heights)
        parts = np.column_stack([np.vstack([rounding, hidden]), np.full(4, np.nan)])
        self.ragged.set_data(np.tile(np.append(x, np.nan), 4), parts.ravel())
        place = float(np.log10(scene.distance))
        here = (
            float(np.clip(here, self.floor - 0.5, self.floor + 21.6))
            if not np.isnan(here)
            else self.floor - 0.5
        )
        self.marker.set_data([place], [here])
        self.stem.set_data([place, place], [self.floor - 1, here])

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        curves = scene.curves
        first, second = (number(value, 4) for value in scene.gradient)
        slopes = {
            f"s{k}": f"{slope:.2f}" if np.isfinite(slope) else "–" for k, slope in enumerate(curves.slopes)
        }
        error, bound = curves.here[scene.order], curves.bounds_here[scene.order]
        return matrix_numbers(scene.hessian, "H") | slopes | {
            "value": number(scene.value, 4),
            "g00": first,
            "g10": second,
            "distance": number(scene.distance),
            "error": "–" if np.isnan(error) else number(error),
            "bound": "–" if np.isnan(bound) else number(bound),
        }  # fmt: skip
