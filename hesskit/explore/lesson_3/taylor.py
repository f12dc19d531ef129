"""The Taylor models of order 0, 1 and 2 about a centre that is dragged, and how wrong they are."""

from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from hesskit.explore.lesson_1 import decade
from hesskit.explore.parts import (
    Explorer,
    FormulaBox,
    Levels,
    Mesh,
    OccludedLine,
    PointControl,
    blanks,
    choice,
    colour,
    conjunction,
    grid_of,
    height_range,
    held_dot,
    level_lines,
    log_slider,
    matrix_html,
    matrix_numbers,
    number,
    one_scale,
    outside,
    patch_lines,
    power_of_ten,
    region,
    rows,
    set_line,
    slot_html,
    solid_axes,
    tones,
    vector,
)
from hesskit.maths.calculus import (
    DISTANCES,
    SMALLEST_DISTANCE,
    ErrorCurves,
    TaylorModel,
    definiteness,
    degree_of,
    error_curves,
)
from hesskit.maths.descent import descend
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

# The picture of `explore.taylor`: level curves and surface of f and of its model, and error against
# distance.

PATCH = 0.2  # half the side of the model's patch, as a share of the box
SHARES = (0.001, 0.01, 0.1)  # of the range of f: where the error picture changes its shade
NESTED = (
    np.arange(1, 7) / 3
) ** 2  # levels of a model with a lowest point; at 1 it passes through the centre
COUNT = 61  # points a side of the grid on which the model's level curves are found
TITLES = ("f and a constant", "f and its tangent plane", "f and its quadratic model")
ROUND = np.exp(1j * np.linspace(0, 2 * np.pi, 61))
NONE = Path(np.zeros((0, 2)))


SHOWS = ("model", "error", "step")
_VALUES = (
    f"<span><i>f</i>(<i>a</i>) = {slot_html('value')}</span>"
    f"<span>∇<i>f</i>(<i>a</i>) = {matrix_html('g', 2, 1)}</span>"
    f"<span><i>H</i>(<i>a</i>) = {matrix_html('H', 2)}</span>"
)
READOUTS = {
    "model": f'<div class="row">{_VALUES}</div>',
    "error": (
        f'<div class="row"><span>|<i>d</i>| = {slot_html("distance")}</span><span>error: {slot_html("error")}</span>'
        f'<span>bound: {slot_html("bound")}</span><span class="words">fitted slopes of orders 0, 1, 2: '
        f"{slot_html('s0')}, {slot_html('s1')}, {slot_html('s2')}</span></div>"
    ),
    "step": f'<div class="row">{_VALUES}<span>lowest point: {slot_html("lowest")}</span></div>',
}
SIZES = {"model": (860, 400), "error": (860, 400), "step": (640, 510)}


class TaylorPicture(Picture):
    """One idea, as `show` says: the model on level curves and surface, its error, or the step to its lowest point."""

    def __init__(self, theme: Theme = LIGHT, show: str = "model") -> None:
        self.width, self.height = SIZES[show]
        super().__init__(theme)
        self.show = show
        self.readout = READOUTS[show]
        self.surface: Surface | None = None
        self.look: tuple[Any, ...] = ()
        self.floor, self.tall = -17.0, 1.0
        self.colours = (theme.ink, theme.gradient, theme.model)  # f(a), with ∇f, with H
        place = (0.11, 0.165, 0.86, 0.765) if show == "step" else (0.07, 0.165, 0.38, 0.745)
        self.flat = dress(self.figure.add_axes(place), theme, xlabel="x", ylabel="y")
        self.flat.locator_params(nbins=5)
        self.windows = [self.flat]
        self.levels = Levels(self.flat, theme)
        self.said_at[self.flat] = self.levels.said
        self._make_flat(theme)
        {"model": self._make_depth, "error": self._make_log, "step": self._make_step}[show](theme)

    def _make_flat(self, theme: Theme) -> None:
        (self.contours,) = self.flat.plot([0], [0], lw=1.5, ls=(0, (4, 2)), zorder=2)
        self.dot = held_dot(self.flat, theme, clip_on=False)
        self.move(self.contours, self.dot)
        self.handles = [Handle("centre", "the centre a", self.dot)]

    def _make_depth(self, theme: Theme) -> None:
        depth = solid_axes(self.figure, (0.5, 0.03, 0.49, 0.87), theme, xlabel="x", ylabel="y")
        self.turnable = [depth]
        self.heading = self.figure.text(
            0.745, 0.925, "", color=theme.ink, fontsize=11, ha="center", va="bottom"
        )
        self.mesh = Mesh(depth, theme)
        self.patch = OccludedLine(depth, self.mesh, lw=1.3, zorder=8)
        look: dict[str, Any] = {"marker": "o", "ls": "", "ms": 6, "mec": theme.point, "mew": 1.6}
        self.peak = OccludedLine(depth, self.mesh, color=theme.paper, zorder=9, **look)
        self.move(self.patch, self.peak)

    def _make_step(self, theme: Theme) -> None:
        (self.step,) = self.flat.plot([0], [0], color=theme.model, lw=2.2, zorder=4)
        (self.star,) = self.flat.plot(
            [0], [0], "*", color=theme.model, ms=15, mec=theme.paper, mew=1, zorder=6
        )
        (self.least,) = self.flat.plot(
            [], [], "o", mfc=theme.paper, mec=colour(theme, "minimum"), mew=2, ms=8, zorder=3
        )
        self.key = self.figure.text(0.54, 0.014, "", color=theme.ink, fontsize=10, ha="center", va="bottom")
        self.move(self.step, self.star)

    def _make_log(self, theme: Theme) -> None:
        log = self.log = dress(
            self.figure.add_axes((0.545, 0.165, 0.435, 0.745)),
            theme,
            "the largest error at distance |d|",
            xlabel="|d|",
        )
        log.set(xlim=(SMALLEST_DISTANCE - 0.1, 0.1))
        log.set_xticks(range(SMALLEST_DISTANCE, 1), [power_of_ten(k) for k in range(SMALLEST_DISTANCE, 1)])
        log.grid(color=theme.faint, alpha=0.25, lw=0.6)
        self.shades = [PathPatch(NONE, facecolor=theme.ink, alpha=0.14, lw=0, zorder=1) for _ in SHARES]
        for shade in self.shades:
            self.flat.add_patch(shade)
        (self.circle,) = self.flat.plot([0], [0], color=theme.ink, lw=1.2, ls=(0, (1, 1.5)), zorder=3)
        self.move(*self.shades, self.circle)

        def line(shade: str, **style: Any) -> Any:
            return log.plot([0], [0], color=shade, **style)[0]

        self.ragged = line(theme.ink, lw=0.8, ls=(0, (1, 2)), zorder=2)  # where rounding rules, and its level
        self.clean = [line(colour, lw=1.5, zorder=3) for colour in self.colours]
        self.bound = line(theme.ink, lw=1.2, ls=(0, (4, 2)), zorder=4)
        self.stem = line(theme.ink, lw=0.8, ls=":", zorder=2)
        self.marker = line(theme.point, marker="o", ms=8, mec=theme.paper, mew=1.5, zorder=6, clip_on=False)
        style: dict[str, Any] = {"fontsize": 9, "zorder": 5, "parse_math": False, "transform": log.transAxes}
        colours = (*reversed(self.colours), theme.ink)
        self.tags = [
            log.text(0.035, 0.965 - 0.06 * row, "", color=colour, va="top", **style)
            for row, colour in enumerate(colours)
        ]
        log.text(0.5, 0.02, "rounding", color=theme.ink, ha="center", va="bottom", **style)
        self.halving = line(theme.ink, marker="o", ms=6, mfc=theme.paper, mew=1.3, lw=1.2, zorder=5)
        self.factor = log.text(
            0.035, 0.965 - 0.06 * len(self.tags), "", color=theme.ink, weight="bold", va="top", **style
        )
        self.move(self.ragged, *self.clean, self.bound, self.stem, self.halving, self.marker, self.factor)
        self.move(*self.tags[:3])
        self.handles.append(Handle("distance", "the distance |d|, left and right", self.marker, rides=True))

    def update(self, scene: Any) -> bool:
        """Move the model and what is shown of it; redraw the rest when f or the order is another."""
        bounded = self.show == "error" and bool(np.isfinite(scene.curves.bounds[scene.order]).any())
        look = (scene.surface, scene.order, bounded, scene.lowest is not None)
        changed = look != self.look
        if changed:
            self.look = look
            self._frame(scene)
        self.dot.set_data(scene.centre[:1], scene.centre[1:])
        beyond = outside(scene.centre, scene.surface.domain)
        self.dot.set_clip_on(beyond)
        known = scene.model is not None
        self.contours.set_visible(known and self.show != "error")
        if known and self.show != "error":
            self._place_contours(scene)
        if self.show == "model":
            for artist in (self.patch, self.peak):
                artist.set_visible(known and not beyond)
            if known:
                self._place_patch(scene)
        elif self.show == "error":
            ring = scene.distance * ROUND
            self.circle.set_data(scene.centre[0] + ring.real, scene.centre[1] + ring.imag)
            self.bound.set_visible(known)
            for shade in self.shades:
                shade.set_visible(known)
            if known:
                self._place_shades(scene)
            self._place_errors(scene)
        else:
            self._place_step(scene)
        return changed

    def _frame(self, scene: Any) -> None:
        """Draw what does not follow the centre: level curves, the surface, titles and the error axis."""
        box, fresh, errors = scene.surface.domain, scene.surface != self.surface, self.show == "error"
        if fresh:
            self.surface = scene.surface
            one_scale(self.flat, box)
            self.levels.draw(scene.surface, box)
            low, high = height_range(grid_of(scene.surface, box, 90)[2])
            self.tall, self.floor = high - low, decade(scene.surface) - 17.0
        if self.levels.sets:
            self.levels.sets[0].set_visible(not errors)
            self.levels.sets[1].set_linewidth(0.7 if errors else 1.1)
        curves = (
            "level curves: f solid, model dashed"
            if scene.order
            else "level curves of f (a constant has none)"
        )
        self.flat.set_title(
            "where the error is over 0.1, 1, 10 % of f's range" if errors else curves, fontsize=11
        )
        shade = self.colours[scene.order]
        self.contours.set_color(shade)
        if self.show == "model":
            if fresh:
                self.mesh.draw(scene.surface, box)
            self.heading.set_text(TITLES[scene.order])
            self.patch.set_color(shade)
        elif errors:
            self.log.set_ylim(self.floor - 1, self.floor + 24)
            ticks = range(int(self.floor) + 1, int(self.floor) + 21, 4)
            self.log.set_yticks(ticks, [power_of_ten(k) for k in ticks])
            self.tags[3].set_text("bound, sampled" if self.look[2] else "no bound")
            for order, line in enumerate(self.clean):
                line.set_linewidth(2.6 if order == scene.order else 1.3)
        else:
            minima = minima_of(scene.surface)
            self.least.set_data(*np.array(minima).reshape(-1, 2).T)
            parts = ["★ the model's lowest point"] * (scene.lowest is not None)
            parts += ["○ minimum of f"] * bool(minima)
            self.key.set_text("    ".join(parts))

    def _place_patch(self, scene: Any) -> None:
        low, high = np.array(scene.surface.domain).T
        reach = PATCH * (high - low)
        ends = np.maximum(low, scene.centre - reach), np.minimum(high, scene.centre + reach)
        middle, half = (ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / 2
        set_line(self.patch, *patch_lines(middle, half, lambda places: self.mesh.within(scene.model(places))))
        set_line(self.peak, scene.centre[0], scene.centre[1], scene.value)

    def _place_contours(self, scene: Any) -> None:
        x, y, model = self._grid(scene)
        levels = self.levels.sets[1].levels if self.levels.sets and scene.order else []
        if scene.lowest is not None:  # ellipses down to the star
            bottom = float(scene.model(scene.lowest))
            levels = bottom + (scene.value - bottom) * NESTED
        missing = np.isnan(grid_of(scene.surface, scene.surface.domain, COUNT)[2])
        lines = level_lines(x, y, np.where(missing, np.nan, model), np.sort(np.unique(levels)))
        self.contours.set_data(lines[:, 0], lines[:, 1])

    def _place_step(self, scene: Any) -> None:
        """Draw the step from the centre to the model's lowest point, as far as the picture goes."""
        shown = scene.lowest is not None
        self.step.set_visible(shown)
        self.star.set_visible(shown)
        if shown:
            self.step.set_data(*np.array([scene.centre, scene.lowest]).T)
            self.star.set_data(scene.lowest[:1], scene.lowest[1:])

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
            said = (
                f"slope {number(slope)}" if np.isfinite(slope) else "no error" if curves.exact(order) else "–"
            )
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
        self._place_halving(scene, place, here)
        self.stem.set_data([place, place], [self.floor - 1, here])

    def tones(self, scene: Any) -> dict[str, str]:
        """Colour the model as it is drawn, the gradient, and H by the signs of its entries."""
        name, found = f"The {MODELS[scene.order]}", self.numbers(scene)
        words = {} if scene.order == 0 else {name: "model" if scene.order == 2 else "gradient"}
        said = {word: meaning for word, meaning in words.items() if word in scene.caption()}
        signed = {slot: text for slot, text in found.items() if slot.startswith("H")}
        gradient = {f"#{slot}": colour(self.theme, "gradient") for slot in found if slot.startswith("g")}
        return gradient | tones(self.theme, said, signed)

    def _place_halving(self, scene: Any, place: float, here: float) -> None:
        """Mark the error at half the distance, and by what halving divided it, where an error is to be seen."""
        shown = bool(np.isfinite(scene.at_half))
        self.halving.set_visible(shown)
        self.factor.set_visible(shown)
        if shown:
            half, there = place - np.log10(2), np.log10(scene.at_half)
            self.halving.set_data([half, half, place], [there, here, here])
            self.factor.set_text(
                f"○ at half of |d|: ÷ {number(scene.curves.here[scene.order] / scene.at_half, 2)}"
            )

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        if self.show == "error":
            curves = scene.curves
            error, bound = curves.here[scene.order], curves.bounds_here[scene.order]
            hidden = error <= 10 * curves.rounding_here
            slopes = {
                f"s{k}": number(slope) if np.isfinite(slope) else "–" for k, slope in enumerate(curves.slopes)
            }
            return slopes | {
                "distance": number(scene.distance),
                "error": "–" if np.isnan(error) else "rounding" if hidden else number(error),
                "bound": "–" if np.isnan(bound) else number(bound),
            }
        first, second = (number(value, 4) for value in scene.gradient)
        found = matrix_numbers(scene.hessian, "H") | {
            "value": number(scene.value, 4),
            "g00": first,
            "g10": second,
        }
        lowest = "none" if scene.lowest is None else vector(scene.lowest)
        return found | ({"lowest": lowest} if self.show == "step" else {})


@lru_cache(maxsize=32)
def minima_of(surface: Surface) -> tuple[tuple[float, float], ...]:
    """Give the lowest minima in a surface's box, at most four, each found from a low place of a grid."""
    x, y, z = grid_of(surface, surface.domain, 45)
    inner = z[1:-1, 1:-1]
    around = [z[1 + j : 44 + j, 1 + i : 44 + i] for j in (-1, 0, 1) for i in (-1, 0, 1) if (i, j) != (0, 0)]
    places = np.argwhere((inner <= np.array(around)).all(axis=0)) + 1
    found: list[tuple[float, float]] = []
    for j, i in sorted(places.tolist(), key=lambda place: float(z[place[0], place[1]]))[:4]:
        try:
            down = descend(surface, (float(x[i]), float(y[j])), "trust region", max_steps=60)
        except (ValueError, TypeError, np.linalg.LinAlgError):
            continue
        first, second = (float(c) for c in down.points[-1])
        inside = not outside((first, second), surface.domain)  # type: ignore[arg-type]
        if down.converged and down.kind in ("minimum", "inconclusive") and inside:
            found.append((first, second))
    return tuple(found)


Array = npt.NDArray[np.float64]
MODELS = ("constant model", "tangent plane", "quadratic model")
NEEDED = ("value", "gradient", "Hessian")
PATCHES = {
    "positive definite": "it is a bowl",
    "negative definite": "it is a dome",
    "indefinite": "it is a saddle",
    "positive semidefinite": "it is a trough",
    "negative semidefinite": "it is a ridge",
    "zero": "it is a plane, because H = 0",
}
FALLING = ("indefinite", "negative definite", "negative semidefinite")
NO_BOTTOM = " It has no lowest point: it falls without end in some direction."
NEXT = ("∇f is", "H is", "every third derivative is")
BOUNDS = ("M₁|d|", "½M₂|d|²", "M₃|d|³/6")
LARGEST = (
    "the largest |∇f|",
    "the largest |eigenvalue| of H",
    "the largest third derivative along a direction",
)


@dataclass(frozen=True, eq=False)
class TaylorScene:
    """A surface, its model of one order about a centre, and the errors of all three orders."""

    surface: Surface
    centre: Array  # (2,)
    order: int
    distance: float  # |d|, where the errors are read
    show: str  # what is asked for: one of SHOWS
    value: float
    gradient: Array  # (2,)
    hessian: Array  # (2, 2)
    model: TaylorModel | None  # None where f lacks what this order needs

    @cached_property
    def curves(self) -> ErrorCurves:
        """The errors of all three orders."""
        return error_curves(self.surface, self.centre, self.distance)

    @cached_property
    def at_half(self) -> float:
        """The largest error at half the distance; NaN where there is none, or rounding hides it."""
        with np.errstate(divide="ignore"):
            logs = np.log10(self.curves.errors[self.order])
        found = 10 ** float(np.interp(np.log10(self.distance / 2), np.log10(DISTANCES), logs))
        seen = (
            np.isfinite([self.curves.here[self.order], found]).all()
            and found > 10 * self.curves.rounding_here > 0
        )
        return found if seen else float("nan")

    def caption(self) -> str:
        """Say where the quadratic model is lowest; of another, or where errors are shown, how far it is off."""
        name = f"The {MODELS[self.order]}"
        if self.model is None:
            return f"{name} needs a finite {NEEDED[self.order]}: move the centre, or choose a lower order."
        if self.lowest is not None and self.show == "step":
            return f"{name} is lowest at {vector(self.lowest)}: that is the step Newton's method takes."
        if self._falls and self.show == "step":
            return f"{name} has no lowest point: it falls without end in some direction."
        if self.show == "step":
            return (
                f"{name} is lowest along a whole line or plane: H is singular, and no one step is Newton's."
            )
        if self.show == "model":
            return self._likeness(name)
        error = self.curves.here[self.order]
        if not np.isfinite(error):
            return "The circle round a meets places where f has no value, so no largest error is given."
        if error <= 10 * self.curves.rounding_here:
            return f"{name} is f itself here, up to rounding."
        known = np.isfinite(self.at_half)
        halved = f"; halving |d| divides that by {number(error / self.at_half, 2)}" if known else ""
        return f"{name} is off by at most {number(error)} at |d| = {number(self.distance)}{halved}."

    def _likeness(self, name: str) -> str:
        """Say what shape the model has."""
        if self.order == 0:
            return f"{name} keeps the height of f at a, and neither its slope nor its bend."
        if self.order == 1:
            return f"{name} keeps the height and the slopes of f at a, and does not bend."
        shape = PATCHES[definiteness(self.hessian)]
        return f"{name} agrees with f at a in height, slopes and bend: {shape}."

    @cached_property
    def lowest(self) -> Array | None:
        """Where the quadratic model is lowest (2,); None where it is not lowest anywhere."""
        if self.order < 2 or self.model is None or definiteness(self.hessian) != "positive definite":
            return None
        lowest = self.centre - np.linalg.solve(self.hessian, self.gradient)
        return np.where(abs(lowest) < 1e-12, 0.0, lowest)

    @property
    def _falls(self) -> bool:
        """Whether the quadratic model falls without end: by a negative eigenvalue, or a slope that H does not bend."""
        if self.order < 2 or self.model is None:
            return False
        if definiteness(self.hessian) in FALLING:
            return True
        bottom = self.hessian @ np.linalg.pinv(self.hessian, rcond=1e-12, hermitian=True) @ self.gradient
        return bool(
            np.max(np.abs(bottom - self.gradient)) > 1e-9 * np.max(np.abs(self.gradient), initial=0.0)
        )

    def sentence(self) -> str:
        """Say the model, its error at the distance with its bound, and the fitted slopes."""
        place = f"About a = {vector(self.centre)}"
        if not np.isfinite(self.value):
            text = f"{place} there is no model, for f has no value there: move the centre."
        elif self.model is None:
            text = (
                f"{place} f has no finite {NEEDED[self.order]}, so there is no model of order {self.order}: "
                "choose a lower order, or move the centre."
            )
        else:
            errors = [self._error(), self._slopes(), *(self.why(order) for order in range(3))]
            parts = [self._model(place), *(errors if self.show == "error" else [])]
            text = " ".join(part for part in parts if part)
        box: Any = self.surface.domain
        beyond = "The centre lies outside the box that is drawn." if outside(self.centre, box) else ""
        return " ".join(part for part in (text, beyond, blanks(self.surface, box)) if part)

    def _model(self, place: str) -> str:
        said = [
            f"f(a) = {number(self.value)}",
            f"∇f(a) = {vector(self.gradient)}",
            f"H(a) with {rows(self.hessian)}",
        ]
        parts = conjunction(said[: self.order + 1])
        return f"{place} the {MODELS[self.order]} (order {self.order}) is made of {parts}.{self._bottom()}"

    def _bottom(self) -> str:
        """Say where the quadratic model is lowest, or that it is not lowest anywhere."""
        if self.order < 2:
            return ""
        if self.lowest is not None:
            return f" It is lowest at {vector(self.lowest)}."
        return NO_BOTTOM if self._falls else ""

    def _error(self) -> str:
        error, bound = self.curves.here[self.order], self.curves.bounds_here[self.order]
        place = f"At |d| = {number(self.distance)}"
        start = f"{place} its largest error over all directions"
        if not np.isfinite(error):
            return (
                f"{place} the circle round a meets places where f has no value, so no largest error is given."
            )
        if error <= 10 * self.curves.rounding_here:
            return f"{start} is no more than rounding, about {number(self.curves.rounding_here, 1)}."
        if np.isnan(bound):
            return (
                f"{start} is {number(error)}; no bound is given, because f or one of its derivatives may break off "
                "within that disc."
            )
        return (
            f"{start} is {number(error)}, within the bound {BOUNDS[self.order]} = {number(bound)}, where "
            f"M{'₁₂₃'[self.order]} = {number(self.curves.largest[self.order])} is {LARGEST[self.order]}, "
            "sampled on that disc."
        )

    def _slopes(self) -> str:
        known = [
            f"{number(slope)} (order {order})"
            for order, slope in enumerate(self.curves.slopes)
            if np.isfinite(slope)
        ]
        if not known:
            return ""
        text = f"On log–log axes the fitted slope of the error is {conjunction(known)}"
        hidden = self.curves.hidden[self.order]
        if hidden and np.isfinite(self.curves.slopes[self.order]):
            return f"{text}; below |d| = {number(hidden, 1)} rounding hides this order's error."
        return f"{text}."

    def why(self, order: int) -> str:
        """Say why the slope of an order is not order + 1; nothing when it is."""
        name, slope, usual = f"order {order}", self.curves.slopes[order], order + 1
        if np.isnan(self.curves.errors[order]).all():
            return ""
        if self.curves.exact(order):
            degree = degree_of(self.surface)
            if degree <= order:
                text = f"f is a polynomial of degree {number(degree)}, so the model of {name} is f itself"
                return f"{text}: its error is 0."
            return f"The model of {name} shows no error beyond rounding at any of these distances."
        if np.isnan(slope):
            hidden = self.curves.hidden[order]
            if hidden > 0.02:
                return f"Up to |d| = {number(hidden, 2)} the model of {name} shows no error beyond rounding."
            return f"The error of {name} follows no power of |d| here, so no slope is fitted."
        if slope > usual + 0.1:
            return self._steeper(order, name)
        return self._shallower(order, name) if slope < usual - 0.1 else ""

    def _following(self, order: int) -> Array:
        """Give the derivatives at the centre that the first term left out is made of."""
        return (self.gradient, self.hessian, self.curves.third)[order]

    def _steeper(self, order: int, name: str) -> str:
        following = NEXT[order]
        if np.abs(self._following(order)).max() <= 1e-9 * self.curves.largest[order]:
            power = ("|d|", "|d|²", "|d|³")[order]
            return f"{following[0].upper()}{following[1:]} 0 at a, so the error of {name} falls faster than {power}."
        return f"The slope of {name} is above {order + 1} because {following} small at a beside the terms after it."

    def _shallower(self, order: int, name: str) -> str:
        start = f"The slope of {name} is below {order + 1}"
        if not np.isfinite(self._following(order)).all():
            return f"{start} because f has no finite derivatives of order {order + 1} at a."
        return f"{start}: at the distances fitted the error is not yet one power of |d|."


def compute(
    formula: Surface, centre: tuple[float, float], order: int = 2, distance: float = 0.3, show: str = "model"
) -> TaylorScene:
    """Make the scene of one model about one centre."""
    place = np.asarray(centre, float)
    value, gradient, hessian = formula.at(place)
    try:
        model = TaylorModel(formula, place, order)
    except ValueError:  # the scene's sentence says what is missing
        model = None
    return TaylorScene(formula, place, order, float(distance), show, value, gradient, hessian, model)


def taylor(
    formula: Any = "exp(x) sin(y) + x^2/2",
    centre: tuple[float, float] = (0.5, 0.5),
    order: int = 2,
    distance: float = 0.3,
    show: str = "model",
) -> Explorer:
    """Explore the Taylor models of any f(x, y): drag the centre, switch the order, read the error, take the step.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    centre : pair of float
        Where to start.
    order : {2, 1, 0}
        Of the model that is drawn; the errors of all three are.
    distance : float
        |d| at which the error is read, from 1e-5 to 1.
    show : {"model", "error", "step"}
        The model on the level curves and on the surface; how wrong it is; or the step to its lowest point.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the order is not 0, 1 or 2, the distance is not between 1e-5 and 1, or there is nothing of that name to show.

    Examples
    --------
    >>> explorer = taylor("cos(x) + cos(y)", (0, 0))
    >>> explorer.scene.curves.slopes.round(1).tolist()
    [2.0, 2.0, 4.0]
    >>> explorer.scene.why(2)
    'Every third derivative is 0 at a, so the error of order 2 falls faster than |d|³.'
    """
    if order not in (0, 1, 2):
        raise ValueError(f"the order of a Taylor model is 0, 1 or 2, not {order!r}.")
    if not 10.0**SMALLEST_DISTANCE <= distance <= 1:
        raise ValueError(f"the distance |d| is between 1e-5 and 1, but it is {distance!r}.")
    if show not in SHOWS:
        raise ValueError(f"a Taylor model can show its {conjunction(SHOWS)}; there is no {show!r}.")
    if show == "step" and order != 2:
        raise ValueError(f"the step is that of the quadratic model, of order 2; you gave order {order!r}.")
    controls = {
        "formula": FormulaBox(formula),
        "centre": PointControl(centre, "go to centre"),
        "order": choice("order", {f"{k}: {name}": k for k, name in enumerate(MODELS)}, order),
        "distance": log_slider("distance |d|", distance, SMALLEST_DISTANCE, 0, 0.05),
    }
    for needless in {"model": ("distance",), "error": (), "step": ("order", "distance")}[show]:
        del controls[needless]
    return Explorer(
        controls,
        partial(compute, show=show),
        partial(TaylorPicture, show=show),
        {"distance": lambda place: {"distance": float(10 ** min(max(place[0], SMALLEST_DISTANCE), 0))}},
    )
