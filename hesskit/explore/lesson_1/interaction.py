"""What ∂²f/∂y∂x means: walk along y, and watch the slope along x tilt; where it does, x and y *interact*."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hesskit.explore.parts import (
    Explorer,
    FormulaBox,
    Levels,
    PointControl,
    Sweep,
    by_sign,
    colour,
    height_range,
    held_dot,
    number,
    one_scale,
    slot_html,
    sweep_of,
    vector,
    way_of,
)
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
COUNT = 121  # places along the walk
PLANKS = np.linspace(0.1, 0.9, 9)  # where planks lie along the walk, as shares of the box
HALF = 0.13  # half the length of a plank, as a share of the box
STEEPEST = 0.7  # how far a plank of the steepest slope rises, against its half length
LEVEL = 1e-12  # of the steepest slope: a smaller one is rounding
GRID = 25  # places a side at which slopes are compared


@dataclass(frozen=True, eq=False)
class InteractionScene:
    """A surface, a point, and the slope along x all along the walk through it."""

    surface: Surface
    point: Array  # (2,)
    walk: Array  # (121,), y from one edge of the box to the other
    slopes: Array  # (121,), ∂f/∂x along the walk; NaN where not real
    slope: float  # ∂f/∂x at the point
    mixed: float  # ∂²f/∂y∂x at the point
    steepest: float  # the largest |∂f/∂x| worth showing in the box; 1 where there is none

    @property
    def real(self) -> bool:
        """Whether the slope and its rate of change are finite here."""
        return bool(np.isfinite([self.slope, self.mixed]).all())

    @property
    def apart(self) -> bool:
        """Whether x and y do not interact anywhere, by the formula."""
        return bool(self.surface.hessian_matrix[0, 1] == 0)

    @property
    def steady(self) -> bool:
        """Whether the slope along x is the same all along the walk, but for rounding."""
        return bool(np.ptp(self.slopes[np.isfinite(self.slopes)]) <= 1e-9 * self.steepest)

    def caption(self) -> str:
        """Say what a small step along y does to the slope along x, and what a zero leaves open."""
        if not self.real:
            return "No slope here: f or one of its derivatives is undefined. Move the point."
        if self.mixed:
            does = "raises" if self.mixed > 0 else "lowers"
            return (
                f"A small step along y {does} the slope along x, at the rate ∂²f/∂y∂x = {number(self.mixed)}."
            )
        if self.apart:
            return "The plank keeps its tilt wherever you walk: ∂²f/∂y∂x = 0 everywhere, and x and y do not interact."
        if self.steady:
            return "On this walk the plank keeps its tilt: ∂²f/∂y∂x = 0. On a walk further left or right it turns."
        return "Here ∂²f/∂y∂x = 0, and the plank keeps its tilt for a moment. Walk on, and it turns all the same."

    def sentence(self) -> str:
        """Say the slope, its rate of change, and where the walk takes it."""
        if not self.real:
            return f"At {vector(self.point)} f or one of its derivatives is undefined: move the point."
        text = f"At {vector(self.point)} the slope along x is ∂f/∂x = {number(self.slope)}"
        if self.apart:
            return (
                f"{text}, and it is the same all along y, on this walk and on every other: ∂²f/∂y∂x = 0 everywhere, "
                "so x and y do not interact."
            )
        does = "does not change it" if not self.mixed else "raises it" if self.mixed > 0 else "lowers it"
        text = f"{text}, and a small step along y {does}: ∂²f/∂y∂x = {number(self.mixed)}."
        first, last = self.slopes[[0, -1]]
        if np.isfinite([first, last]).all():
            text += (
                f" On the walk from y = {number(self.walk[0])} to y = {number(self.walk[-1])} the slope along x "
                f"goes from {number(first)} to {number(last)}"
            )
            turns = np.sign(np.diff(self.slopes)[np.abs(np.diff(self.slopes)) > LEVEL * self.steepest])
            text += ", and not always the same way." if len(set(turns.tolist())) > 1 else "."
        if not self.mixed:
            text += " A zero at one point says nothing of the others: x and y may interact elsewhere."
        return text


@lru_cache(maxsize=32)
def slopes_in(surface: Surface) -> tuple[float, float]:
    """Give the range of ∂f/∂x worth showing in a surface's box."""
    x, y = (np.linspace(low, high, GRID) for low, high in surface.domain)
    slopes = np.asarray(surface.gradient(np.stack(np.meshgrid(x, y), axis=-1)), float)[..., 0]
    return height_range(np.where(np.isfinite(slopes), slopes, np.nan))


def compute(formula: Surface, point: tuple[float, float]) -> InteractionScene:
    """Make the scene of one walk."""
    place = np.asarray(point, float)
    walk = np.linspace(*formula.domain[1], COUNT)
    along = np.column_stack([np.full(COUNT, place[0]), walk])
    slopes = np.asarray(formula.gradient(along), float)[:, 0]
    value, gradient, hessian = formula.at(place)
    steepest = float(np.max(np.abs(slopes_in(formula)))) or 1.0
    slope, mixed = (
        0.0 if abs(one) <= LEVEL * steepest else float(one) for one in (gradient[0], hessian[0, 1])
    )
    slopes = np.where(np.isfinite(slopes) & np.isfinite(formula.value(along)), slopes, np.nan)
    slope, mixed = (slope, mixed) if np.isfinite(value) else (np.nan, np.nan)
    return InteractionScene(formula, place, walk, slopes, slope, mixed, steepest)


class InteractionPicture(Picture):
    """Left: the walk along y, laid with planks tilted like the slope along x. Right: that slope against y."""

    width, height = 860, 420
    readout = (
        f'<div class="row"><span>slope along <i>x</i>: ∂<i>f</i>/∂<i>x</i> = {slot_html("slope")}</span>'
        f"<span>its rate of change along <i>y</i>: ∂²<i>f</i>/∂<i>y</i>∂<i>x</i> = {slot_html('mixed')}</span></div>"
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.surface: Surface | None = None
        add = self.figure.add_axes
        self.flat = dress(
            add((0.065, 0.135, 0.4, 0.775)),
            theme,
            "planks tilted like the slope along x",
            xlabel="x",
            ylabel="y",
        )
        self.side = dress(add((0.565, 0.135, 0.415, 0.775)), theme, xlabel="y, along the walk")
        self.side.set_title("slope along x", loc="left", fontsize=11, color=theme.ink)
        self.rate = self.side.text(
            1, 1.02, "", transform=self.side.transAxes, fontsize=11, ha="right", va="bottom", parse_math=False
        )
        self.side.axhline(0, color=theme.faint, lw=0.9, zorder=1)
        self.levels = Levels(self.flat, theme)
        self.said_at[self.flat] = self.levels.said
        held = colour(theme, "held")
        (self.path,) = self.flat.plot([0], [0], color=held, lw=1.2, ls=(0, (1, 1.5)), zorder=2)
        ways = (("up", 1.0), ("down", -1.0), ("flat", 0.0))  # and the tilt says which way it goes
        self.planks = {
            way: self.flat.plot([0], [0], lw=1.8, zorder=3, color=by_sign(theme, sign)["color"])[0]
            for way, sign in ways
        }
        (self.plank,) = self.flat.plot([0], [0], lw=4.5, zorder=4)
        self.dot = held_dot(self.flat, theme)
        (self.curve,) = self.side.plot([0], [0], color=theme.ink, lw=1.6, zorder=2)
        (self.tangent,) = self.side.plot([0], [0], lw=2.6, zorder=3)
        self.knob = held_dot(self.side, theme, clip_on=False)
        self.move(self.path, *self.planks.values(), self.plank, self.dot)
        self.move(self.curve, self.tangent, self.knob, self.rate)
        self.handles = [
            Handle("point", "the point", self.dot),
            Handle("walker", "how far along the walk, left and right", self.knob, rides=True),
        ]

    def update(self, scene: InteractionScene) -> bool:
        """Move the walk and its planks; redraw the level curves and fit the slopes' axis for another surface."""
        changed = scene.surface != self.surface
        if changed:
            self.surface = scene.surface
            box: Any = scene.surface.domain
            one_scale(self.flat, box)
            self.levels.draw(scene.surface, box)
            low, high = slopes_in(scene.surface)
            room = 0.08 * (high - low)
            self.side.set(xlim=box[1], ylim=(low - room, high + room))
        x, y = scene.point
        self.path.set_data([x, x], scene.walk[[0, -1]])
        self.dot.set_data([x], [y])
        places = scene.walk[0] + PLANKS * (scene.walk[-1] - scene.walk[0])
        slopes = np.interp(places, scene.walk, scene.slopes)
        slopes[np.abs(slopes) <= LEVEL * scene.steepest] = 0.0
        ways = [way_of(one) for one in slopes]
        for way, line in self.planks.items():
            laid = [
                self._laid(scene, place, slope)
                for place, slope, own in zip(places, slopes, ways, strict=True)
                if own == way and np.isfinite(slope)
            ]
            line.set_data(*np.concatenate([*laid, np.full((1, 2), np.nan)]).T)
        for artist in (self.plank, self.tangent, self.knob, self.rate):
            artist.set_visible(scene.real)
        self.curve.set_data(scene.walk, scene.slopes)
        if scene.real:
            self.plank.set_data(*self._laid(scene, y, scene.slope).T)
            self.plank.set_color(by_sign(self.theme, scene.slope)["color"])
            reach = 0.22 * (scene.walk[-1] - scene.walk[0]) * np.array([-1, 1])
            self.tangent.set_data(y + reach, scene.slope + scene.mixed * reach)
            look = by_sign(self.theme, scene.mixed)
            self.tangent.set(**look)
            self.rate.set_text(f"its tangent: ∂²f/∂y∂x = {number(scene.mixed)}")
            self.rate.set_color(look["color"] if scene.mixed else self.theme.ink)
            self.knob.set_data([y], [scene.slope])
        return changed

    @staticmethod
    def _laid(scene: InteractionScene, place: float, slope: float) -> Array:
        """Give a plank's ends, and a gap behind it (3, 2): level for slope 0, and never steeper than it may be."""
        (left, right), (low, high) = scene.surface.domain
        run = HALF * (right - left)
        rise = STEEPEST * HALF * (high - low) * float(np.clip(slope / scene.steepest, -1, 1))
        x = float(scene.point[0])
        return np.array([[x - run, place - rise], [x + run, place + rise], [np.nan, np.nan]])

    def numbers(self, scene: InteractionScene) -> dict[str, str]:
        """Fill the readout."""
        if not scene.real:
            return {"slope": "–", "mixed": "–"}
        return {"slope": number(scene.slope, 4), "mixed": number(scene.mixed, 4)}


def interaction(formula: Any = "x y", point: tuple[float, float] = (0.5, -1.0)) -> Explorer:
    """Explore the mixed partial ∂²f/∂y∂x: walk along y, and watch the slope along x tilt.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    point : pair of float
        Where to start.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> interaction("x^2 + 3xy + y^2").caption
    'A small step along y raises the slope along x, at the rate ∂²f/∂y∂x = 3.'
    >>> interaction("x y^2", (1, 0)).caption
    'Here ∂²f/∂y∂x = 0, and the plank keeps its tilt for a moment. Walk on, and it turns all the same.'
    """
    box, place = FormulaBox(formula), PointControl(point)
    translate = {"walker": lambda position: {"point": (place.value[0], float(position[0]))}}
    controls = {"formula": box, "point": place}
    return Explorer(controls, compute, InteractionPicture, translate, sweep=_walking)


def _walking(explorer: Explorer) -> Sweep:
    """Walk along y in small steps, on a few walks."""
    lines = [
        [round(low + share * (high - low), 3) for share in np.linspace(edge, 1 - edge, count)]
        for (low, high), edge, count in zip(
            explorer.values["formula"].domain, (0.1, 0.0), (5, 17), strict=True
        )
    ]
    return sweep_of(
        ["x", "y, along the walk"], lines, explorer.values["point"], lambda x, y: {"point": (x, y)}
    )
