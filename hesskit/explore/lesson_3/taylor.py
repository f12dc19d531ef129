"""The Taylor models of order 0, 1 and 2 about a centre that is dragged, and how wrong they are."""

from dataclasses import dataclass
from functools import lru_cache
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
    arrow,
    blanks,
    choice,
    colour,
    conjunction,
    grid_of,
    height_range,
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
TITLES = ("the surface, a constant", "the surface, its tangent plane", "the surface, its quadratic model")
BOUNDED = ("sampled gradients", "sampled eigenvalues of H", "sampled third derivatives")
ROUND = np.exp(1j * np.linspace(0, 2 * np.pi, 61))
NONE = Path(np.zeros((0, 2)))


class TaylorPicture(Picture):
    """Left: level curves of f and the model, or the error. Middle: the surface. Right: error against |d|, log–log."""

    width, height = 960, 384
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
        self.colours = (theme.ink, theme.gradient, theme.model)  # f(a), with ∇f, with H
        add = self.figure.add_axes
        self.flat = dress(add((0.06, 0.175, 0.286, 0.725)), theme, xlabel="x", ylabel="y")
        depth = solid_axes(self.figure, (0.352, 0.02, 0.3, 0.9), theme, xlabel="x", ylabel="y")
        self.depth = depth
        depth.tick_params(labelsize=7.5, pad=0)
        self.flat.locator_params(nbins=5)
        self.heading = self.figure.text(
            0.502, 0.915, "", color=theme.ink, fontsize=10.5, ha="center", va="bottom"
        )
        self.turnable, self.windows = [depth], [self.flat]
        self.log = dress(add((0.712, 0.175, 0.278, 0.725)), theme, xlabel="|d|")
        self.log.set_title("largest error against |d|", fontsize=10.5)
        self.log.set(xlim=(SMALLEST_DISTANCE - 0.1, 0.1))
        self.log.set_xticks(
            range(SMALLEST_DISTANCE, 1), [power_of_ten(k) for k in range(SMALLEST_DISTANCE, 1)]
        )
        self.log.grid(color=theme.faint, alpha=0.25, lw=0.6)
        self.levels, self.mesh = Levels(self.flat, theme), Mesh(depth, theme)
        self._make_model(theme)
        self._make_log(theme)

    def _make_model(self, theme: Theme) -> None:
        self.shades = [PathPatch(NONE, facecolor=theme.ink, alpha=0.14, lw=0, zorder=1) for _ in SHARES]
        for shade in self.shades:
            self.flat.add_patch(shade)
        (self.contours,) = self.flat.plot([0], [0], lw=1.5, ls=(0, (4, 2)), zorder=2)
        (self.circle,) = self.flat.plot([0], [0], color=theme.ink, lw=1.2, ls=(0, (1, 1.5)), zorder=3)
        (self.dot,) = self.flat.plot(
            [0], [0], "o", color=theme.point, ms=9, mec=theme.paper, mew=1.5, zorder=5, clip_on=False
        )
        (self.step,) = self.flat.plot([0], [0], color=theme.model, lw=2.2, zorder=4)
        (self.star,) = self.flat.plot(
            [0], [0], "*", color=theme.model, ms=15, mec=theme.paper, mew=1, zorder=6
        )
        (self.least,) = self.flat.plot(
            [], [], "o", mfc=theme.paper, mec=colour(theme, "minimum"), mew=2, ms=8, zorder=3
        )
        self.key = self.figure.text(0.203, 0.012, "", color=theme.ink, fontsize=9, ha="center", va="bottom")
        self.patch = OccludedLine(self.depth, self.mesh, lw=1.3, zorder=8)
        look: dict[str, Any] = {"marker": "o", "ls": "", "ms": 6, "mec": theme.point, "mew": 1.6}
        self.peak = OccludedLine(self.depth, self.mesh, color=theme.paper, zorder=9, **look)
        self.move(
            *self.shades, self.contours, self.circle, self.dot, self.patch, self.peak, self.step, self.star
        )

    def _make_log(self, theme: Theme) -> None:
        log = self.log

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
        log.text(0.975, 0.02, "rounding", color=theme.ink, ha="right", va="bottom", **style)
        self.move(self.ragged, *self.clean, self.bound, self.stem, self.marker, *self.tags[:3])
        self.handles = [
            Handle("centre", "the centre a", self.dot),
            Handle("distance", "the distance |d|, left and right", self.marker, rides=True),
        ]

    def update(self, scene: Any) -> bool:
        """Move the model and its errors; redraw the rest when f, the order or what is shown is another."""
        bounded = bool(np.isfinite(scene.curves.bounds[scene.order]).any())
        look = (scene.surface, scene.order, scene.show, bounded, scene.lowest is not None)
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
        self._place_step(scene, errors)
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
            one_scale(self.flat, box)
            self.levels.draw(scene.surface, box)
            self.mesh.draw(scene.surface, box)
            low, high = height_range(grid_of(scene.surface, box, 90)[2])
            self.tall, self.floor = high - low, decade(scene.surface) - 17.0
            least = least_of(scene.surface)
            self.least.set_data(*((), ()) if least is None else np.array(least)[:, None])
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
        parts = ["★ the model's lowest point"] * (scene.lowest is not None and not errors)
        parts += ["○ minimum of f"] * bool(np.size(self.least.get_xdata()))
        self.key.set_text("    ".join(parts))
        self.tags[3].set_text(f"bound: {BOUNDED[scene.order]}" if self.look[3] else "no bound")
        colour = self.colours[scene.order]
        self.contours.set_color(colour)
        self.patch.set_color(colour)
        for order, line in enumerate(self.clean):
            line.set_linewidth(2.6 if order == scene.order else 1.3)

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

    def _place_step(self, scene: Any, errors: bool) -> None:
        """Draw the step from the centre to the model's lowest point, as far as the picture goes."""
        shown = scene.lowest is not None and not errors
        self.step.set_visible(shown)
        self.star.set_visible(shown)
        if shown:
            way = scene.lowest - scene.centre
            spans = np.array([high - low for low, high in scene.surface.domain])
            self.step.set_data(*arrow(scene.centre, way, float(np.hypot(*(way / spans))), spans))
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
            "error": "–" if np.isnan(error) else "rounding" if error <= 10 * curves.rounding_here else number(error),
            "bound": "–" if np.isnan(bound) else number(bound),
        }  # fmt: skip


@lru_cache(maxsize=32)
def least_of(surface: Surface) -> tuple[float, float] | None:
    """Give the lowest minimum in a surface's box, found from the lowest place of a grid; None for none inside."""
    x, y, z = grid_of(surface, surface.domain, 90)
    if not np.isfinite(z).any():
        return None
    j, i = np.unravel_index(int(np.nanargmin(z)), z.shape)
    try:
        down = descend(surface, (float(x[i]), float(y[j])), "trust region", max_steps=60)
    except (ValueError, TypeError, np.linalg.LinAlgError):
        return None
    first, second = (float(c) for c in down.points[-1])
    inside = not outside((first, second), surface.domain)  # type: ignore[arg-type]
    return (first, second) if down.converged and down.kind in ("minimum", "inconclusive") and inside else None


Array = npt.NDArray[np.float64]
MODELS = ("constant model", "tangent plane", "quadratic model")
NEEDED = ("value", "gradient", "Hessian")
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
    show: str  # on the flat panel: "level curves" or "error"
    value: float
    gradient: Array  # (2,)
    hessian: Array  # (2, 2)
    model: TaylorModel | None  # None where f lacks what this order needs
    curves: ErrorCurves

    def caption(self) -> str:
        """Say where the quadratic model is lowest; of another, or where errors are shown, how far it is off."""
        name = f"The {MODELS[self.order]}"
        if self.model is None:
            return f"{name} needs a finite {NEEDED[self.order]}: move the centre, or choose a lower order."
        if self.lowest is not None and self.show != "error":
            return f"{name} is lowest at {vector(self.lowest)}: that is the step Newton's method takes."
        if self._falls and self.show != "error":
            return f"{name} has no lowest point: it falls without end in some direction."
        error, slope = self.curves.here[self.order], self.curves.slopes[self.order]
        if not np.isfinite(error):
            return "The circle round a meets places where f has no value, so no largest error is given."
        if error <= 10 * self.curves.rounding_here:
            return f"{name} is f itself here, up to rounding."
        halved = f"; halving |d| divides that by {number(2**slope, 2)}" if np.isfinite(slope) else ""
        return f"{name} is off by at most {number(error)} at |d| = {number(self.distance)}{halved}."

    @property
    def lowest(self) -> Array | None:
        """Where the quadratic model is lowest (2,); None where it is not lowest anywhere."""
        if self.order < 2 or self.model is None or definiteness(self.hessian) != "positive definite":
            return None
        lowest = self.centre - np.linalg.solve(self.hessian, self.gradient)
        return np.where(abs(lowest) < 1e-12, 0.0, lowest)

    @property
    def _falls(self) -> bool:
        """Whether the quadratic model falls without end because H has a negative eigenvalue."""
        return self.order == 2 and self.model is not None and definiteness(self.hessian) in FALLING

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
            parts = [
                self._model(place),
                self._error(),
                self._slopes(),
                *(self.why(order) for order in range(3)),
            ]
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
            f"{slope:.2f} (order {order})"
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
                return f"f is a polynomial of degree {degree:g}, so the model of {name} is f itself: its error is 0."
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
    formula: Surface, centre: tuple[float, float], order: int, distance: float, show: str
) -> TaylorScene:
    """Make the scene of one model about one centre."""
    place = np.asarray(centre, float)
    value, gradient, hessian = formula.at(place)
    try:
        model = TaylorModel(formula, place, order)
    except ValueError:  # the scene's sentence says what is missing
        model = None
    curves = error_curves(formula, place, distance)
    return TaylorScene(formula, place, order, float(distance), show, value, gradient, hessian, model, curves)


def taylor(
    formula: Any = "exp(x) sin(y) + x^2/2",
    centre: tuple[float, float] = (0.5, 0.5),
    order: int = 2,
    distance: float = 0.3,
) -> Explorer:
    """Explore the Taylor models of any f(x, y): drag the centre, switch the order, read the error.

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

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If the order is not 0, 1 or 2, or the distance is not between 1e-5 and 1.

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
    controls = {
        "formula": FormulaBox(formula),
        "centre": PointControl(centre, "go to centre"),
        "order": choice("order", {f"{k}: {name}": k for k, name in enumerate(MODELS)}, order),
        "distance": log_slider("distance |d|", distance, SMALLEST_DISTANCE, 0, 0.05),
        "show": choice("show", {"level curves": "level curves", "error": "error"}, "level curves"),
    }
    return Explorer(
        controls,
        compute,
        TaylorPicture,
        {"distance": lambda place: float(10 ** min(max(place[0], SMALLEST_DISTANCE), 0))},
    )
