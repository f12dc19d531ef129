"""The picture of `quadratic_form`: the surface, its level curves, and the (trace, determinant) map."""

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from matplotlib.colors import to_rgba
from mpl_toolkits.mplot3d.art3d import Poly3DCollection
from mpl_toolkits.mplot3d.axes3d import Axes3D

from hesskit.explore.contours import level_lines
from hesskit.explore.drawing import double_arrow, set_line
from hesskit.explore.tags import beside_tip, moved_apart
from hesskit.explore.words import matrix_html, matrix_numbers, number, slot_html
from hesskit.stage import LIGHT, Handle, Picture, Theme
from hesskit.stage.themes import dress

Array = npt.NDArray[np.float64]
RINGS, SPOKES = 4, 18  # each quadrilateral costs the browser and the kernel
GRID = np.linspace(-1, 1, 49)
TRACE, LOWEST, HIGHEST = 8.0, -32.0, 16.0  # what entries between −4 and 4 can reach
HEIGHTS = (1.0, 2.0, 4.0)  # how far the vertical axis of the surface may go
ARROW = 0.21


class QuadraticPicture(Picture):
    """Left: the surface ½ dᵀHd. Middle: its level curves and eigen-directions. Right: the map."""

    width, height = 960, 420
    readout = (
        f'<div class="row"><span><i>H</i> = {matrix_html("H", 2)}</span><span>trace = {slot_html("trace")}</span>'
        f"<span><i>D</i> = {slot_html('D')}</span><span>λ₁ = {slot_html('low')}</span>"
        f'<span>λ₂ = {slot_html("high")}</span><span class="words">{slot_html("kind")}</span></div>'
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        depth = self.figure.add_axes((0.0, 0.07, 0.325, 0.82), projection="3d")
        assert isinstance(depth, Axes3D)
        self.depth = dress(depth, theme, "the form ½ dᵀH d", xlabel="x", ylabel="y")
        depth.set(xlim=(-1, 1), ylim=(-1, 1), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        depth.view_init(elev=24, azim=-58)
        depth.set_box_aspect(None, zoom=0.9)
        self.turnable = [depth]
        self.tall = 0.0
        flat = dress(
            self.figure.add_axes((0.37, 0.2, 0.28, 0.64)), theme, "level curves, eigen-directions", xlabel="x"
        )
        flat.set(xlim=(-1, 1), ylim=(-1, 1), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        flat.set_ylabel("y", labelpad=-4)
        self.flat = flat
        note = "solid: above 0, dashed: below 0, thick: 0"
        self.figure.text(0.51, 0.03, note, color=theme.ink, fontsize=8.5, ha="center")
        self.map = dress(
            self.figure.add_axes((0.725, 0.13, 0.265, 0.77)), theme, "all symmetric 2×2 matrices"
        )
        self.map.set(xlim=(-TRACE, TRACE), ylim=(LOWEST - 1, HIGHEST + 1), xlabel="trace  f_xx + f_yy")
        self.map.set(xticks=(-8, -4, 0, 4, 8), yticks=(-32, -24, -16, -8, 0, 8, 16))
        self.map.set_ylabel("D = f_xx f_yy − f_xy²", labelpad=1)
        self._make_map(theme)
        self._make_moving(theme)

    def _make_map(self, theme: Theme) -> None:
        trace = np.linspace(-TRACE, TRACE, 161)
        limit = trace**2 / 4
        regions = (
            (trace >= 0, 0, limit, theme.up, "///", 0.22),
            (trace <= 0, 0, limit, theme.down, "\\\\\\", 0.22),
            (None, LOWEST - 1, 0, theme.other, "..", 0.13),
            (None, limit, HIGHEST + 1, theme.faint, "xx", 0.0),
        )
        for where, low, high, colour, hatch, alpha in regions:
            self.map.fill_between(
                trace, low, high, where=where, facecolor=to_rgba(colour, alpha), edgecolor=to_rgba(colour, 0.4),
                hatch=hatch, lw=0, zorder=0,
            )  # fmt: skip
        (self.equal,) = self.map.plot(trace, limit, color=theme.ink, lw=1.8, zorder=2)
        (self.zero,) = self.map.plot([-TRACE, TRACE], [0, 0], color=theme.ink, lw=1.8, zorder=2)
        (self.floor,) = self.map.plot(
            trace, 4 * abs(trace) - 32, color=theme.ink, lw=1, ls=(0, (1, 2)), zorder=1
        )
        self._name_regions(theme)

    def _name_regions(self, theme: Theme) -> None:
        paper = {"fc": theme.paper, "ec": "none", "pad": 1.2, "alpha": 0.92}
        style: dict[str, Any] = {
            "ha": "center", "va": "center", "fontsize": 8.5, "color": theme.ink, "zorder": 3, "bbox": paper,
            "parse_math": False,
        }  # fmt: skip
        words = (
            (6.2, 1.9, "minimum"),
            (-6.2, 1.9, "maximum"),
            (0, -11, "saddle"),
            (0, 11.2, "not possible"),
        )
        self.words = [
            self.map.text(*word, **{**style, "fontsize": 7.8 if word[0] else 8.5}) for word in words
        ]
        small = {**style, "fontsize": 7.5}
        self.map.text(0, -2.2, "D = 0: the test is silent", **small)
        self.map.text(0, 14.6, "above D = trace²/4", **small)
        for x in (-5.4, 5.4):
            self.map.text(x, -29, "beyond\nthe sliders", **small)

    def _make_moving(self, theme: Theme) -> None:
        flat, depth = self.flat, self.turnable[0]
        self.faces = Poly3DCollection([np.zeros((4, 3))], linewidths=0.5)
        depth.add_collection3d(self.faces)
        (self.low_ridge,) = depth.plot([0], [0], [0], color=theme.down, lw=2.4, ls=(0, (4, 1.5)), zorder=9)
        (self.high_ridge,) = depth.plot([0], [0], [0], color=theme.up, lw=2.4, zorder=9)
        (self.above,) = flat.plot([0], [0], color=theme.ink, lw=0.9, zorder=1)
        (self.below,) = flat.plot([0], [0], color=theme.ink, lw=0.9, ls=(0, (3, 2.2)), zorder=1)
        (self.level,) = flat.plot([0], [0], color=theme.model, lw=2.2, zorder=2)
        (self.down,) = flat.plot([0], [0], color=theme.down, lw=2.4, ls=(0, (4, 1.5)), zorder=3)
        (self.up,) = flat.plot([0], [0], color=theme.up, lw=2.4, zorder=3)
        style: dict[str, Any] = {
            "fontsize": 9, "ha": "center", "va": "center", "zorder": 6, "parse_math": False,
            "bbox": {"fc": theme.paper, "ec": "none", "pad": 1, "alpha": 0.85},
        }  # fmt: skip
        self.tags = [flat.text(0, 0, "", color=colour, **style) for colour in (theme.down, theme.up)]
        (self.dot,) = self.map.plot(
            [0], [0], "o", color=theme.point, ms=11, mec=theme.paper, mew=1.8, zorder=7, clip_on=False
        )
        self.move(self.faces, self.low_ridge, self.high_ridge, self.above, self.below, self.level)
        self.move(self.down, self.up, *self.tags, self.dot)
        self.handles = [Handle("map", "the trace and the determinant", self.dot, rides=True)]

    def update(self, scene: Any) -> bool:
        """Move the form and the dot; the surface's vertical axis changes, in steps, when it must."""
        tall = next((height for height in HEIGHTS if max(abs(scene.eigenvalues)) <= 2 * height), HEIGHTS[-1])
        changed = tall != self.tall
        if changed:
            self.tall = tall
            self.turnable[0].set(zlim=(-tall, tall), zticks=(-tall, 0, tall))
        self._place_surface(scene)
        self._place_levels(scene)
        self._place_arrows(scene)
        self.dot.set_data([scene.trace], [scene.determinant])
        return changed

    def still_key(self) -> float:
        """Only the height of the surface's axis changes."""
        return self.tall

    def _place_surface(self, scene: Any) -> None:
        """Draw the form over the unit disc, on a mesh that turns with the eigen-directions."""
        radius, turn = np.meshgrid(np.linspace(0, 1, RINGS + 1), np.linspace(0, 2 * np.pi, SPOKES + 1))
        own = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=-1)
        cube = np.concatenate(
            [own @ scene.eigenvectors.T, (own**2 @ scene.eigenvalues / 2)[..., None]], axis=-1
        )
        corners = (cube[:-1, :-1], cube[:-1, 1:], cube[1:, 1:], cube[1:, :-1])
        self.quads = np.stack(corners, axis=2).reshape(-1, 4, 3)
        colours = colormaps[self.theme.colormap](0.5 + self.quads[..., 2].mean(axis=1) / (2 * self.tall))
        colours[:, 3] = 0.7
        self.faces.set_verts(self.quads)
        self.faces.set_facecolor(colours)
        self.faces.set_edgecolor(self.theme.faint)
        along = np.linspace(-1, 1, 21)
        pairs = zip((self.low_ridge, self.high_ridge), scene.eigenvalues, scene.eigenvectors.T, strict=True)
        for line, value, direction in pairs:
            x, y = np.outer(direction, along)
            set_line(line, x, y, 0.5 * value * along**2)

    def _place_levels(self, scene: Any) -> None:
        x, y = np.meshgrid(GRID, GRID)
        z = 0.5 * (scene.f_xx * x * x + 2 * scene.f_xy * x * y + scene.f_yy * y * y)
        levels = self.tall / 6 * np.arange(0.5, 13)
        for line, sign in ((self.above, 1), (self.below, -1)):
            line.set_data(*level_lines(GRID, GRID, z, sign * levels).T)
        ends = 2 * zero_directions(scene)
        gap = np.full((len(ends), 1, 2), np.nan)
        self.level.set_data(*np.concatenate([np.stack([-ends, ends], axis=1), gap], axis=1).reshape(-1, 2).T)

    def _place_arrows(self, scene: Any) -> None:
        largest = max(abs(scene.eigenvalues)) or 1.0
        texts, places = [], []
        pairs = zip((self.down, self.up), scene.eigenvalues, scene.eigenvectors.T, strict=True)
        for index, (line, value, direction) in enumerate(pairs):
            length = 2 * ARROW * (0.5 + 0.5 * abs(value) / largest)
            line.set_data(*double_arrow((0, 0), direction, length))
            line.set_visible(not scene.equal)
            texts.append(f"λ{'₁₂'[index]} = {number(value)}")
            places.append(beside_tip(np.array([0.5, 0.5]), direction, length / 2 + 0.03, texts[-1]))
        if scene.equal:
            texts, places = (
                ["", f"λ₁ = λ₂ = {number(scene.eigenvalues[0])}, every direction"],
                [np.array([0.5, 0.56])] * 2,
            )
        for tag, text, place in zip(self.tags, texts, moved_apart(places, texts), strict=True):
            tag.set(text=text, position=tuple(2 * place - 1))

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        low, high = (number(value, 4) for value in scene.eigenvalues)
        found = {"trace": number(scene.trace, 4), "D": number(scene.determinant, 4), "low": low, "high": high}
        kind = scene.kind if scene.kind != "inconclusive" else "inconclusive: the test says nothing"
        return matrix_numbers(scene.hessian, "H") | found | {"kind": kind}


def zero_directions(scene: Any) -> Array:
    """Give unit vectors (m, 2) along which dᵀHd = 0: two for a saddle, one where D = 0, none otherwise (H = 0 too)."""
    if scene.kind not in ("saddle", "inconclusive") or not any(scene.signs):
        return np.zeros((0, 2))
    if scene.kind == "inconclusive":
        return np.array([scene.eigenvectors[:, scene.signs.index(0)]])
    low, high = scene.eigenvalues
    own = np.sqrt(np.array([[high, -low], [high, -low]])) * [[1, 1], [1, -1]]  # low a² + high b² = 0
    found = own @ scene.eigenvectors.T
    return found / np.hypot(*found.T)[:, None]
