"""The second-derivative test at every critical point in a box, and its refusal everywhere else."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from ipywidgets import HTML, Dropdown, HBox, Layout, VBox
from matplotlib.lines import Line2D

from hesskit.explore.parts import (
    MARKS,
    Box,
    BoxControl,
    Explorer,
    FormulaBox,
    Levels,
    Mesh,
    OccludedLine,
    PointControl,
    Sweep,
    arrow,
    bends,
    blanks,
    choice,
    colour,
    conjunction,
    grid_of,
    held_dot,
    number,
    one_scale,
    outside,
    patch_lines,
    powers,
    rows,
    set_line,
    solid_axes,
    tidy,
    tones,
    vector,
)
from hesskit.maths.calculus import html_table
from hesskit.maths.critical import CriticalPoint, CriticalPoints, NotCritical, classify, critical_points
from hesskit.maths.surfaces import FormulaError, Surface, parse
from hesskit.stage import LIGHT, Dial, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
LOWER = {"lonely minimum": (3.0, 3.0)}  # where a surface lies lower than at its only minimum
REACH = 0.02  # a probe this near (as a share of the box) to a critical point is taken to mean it
ASKED, PROBES = 24, ((0.8, 0.7), (0.3, 0.85), (0.35, 0.25), (0.65, 0.4), (0.15, 0.5), (0.9, 0.15))  # recorded
MOST_NAMED = 4  # whole sets that are named in a sentence
PLURALS = {"minimum": "minima", "maximum": "maxima", "saddle": "saddles", "undecided": "undecided"}


@dataclass(frozen=True, eq=False)
class HunterScene:
    """A box, every critical point found in it, and the place that the learner asks about."""

    surface: Surface
    box: Box
    found: CriticalPoints
    point: Array  # (2,): the probe, on the critical point if there is one within reach
    gradient: Array  # (2,)
    chosen: CriticalPoint | None

    @property
    def singles(self) -> list[CriticalPoint]:
        """The critical points that are points, not sets."""
        return [one for one in self.found if one.set is None]

    @property
    def sets(self) -> list[CriticalPoint]:
        """The whole sets of critical points, one entry each."""
        return [one for one in self.found if one.set is not None]

    @property
    def way(self) -> Array | None:
        """A way (m, 2) from the only critical point, a minimum, to a lower place: local is not global. None without."""
        goal = LOWER.get(str(self.surface.name))
        if goal is None or self.chosen is None or self.chosen.kind != "minimum" or outside(goal, self.box):
            return None
        (x, y), share = self.chosen.point, np.linspace(0, 1, 41)
        along = np.column_stack(
            [x + share * (goal[0] - x), np.full(41, y)]
        )  # over the ridge, then down beside it
        down = np.column_stack([np.full(41, goal[0]), y + share * (goal[1] - y)])
        return np.concatenate([along, down])

    def caption(self) -> str:
        """Say the verdict of the test, and the eigenvalues that give it."""
        one = self.chosen
        if one is None:
            if not np.isfinite(self.gradient).all():
                return "f has no gradient here, so the test cannot be asked."
            slope = vector(self.gradient)
            return f"Not a critical point: the gradient {slope} is not zero, so the test says nothing."
        if one.D is None or not np.isfinite(one.D):
            return "The gradient is zero, but the second derivatives are not all finite: the test cannot be asked."
        if one.kind == "inconclusive":
            really = (
                "what it is was not decided" if one.nature == "undecided" else f"yet it is a {one.nature}"
            )
            return f"D = 0: the test is silent; {really}."
        if self.way is not None:
            deep = number(self.surface.value(self.way[-1]))
            goal = vector(self.way[-1])
            return f"A minimum, and the only critical point; yet round the ridge f falls to {deep} at {goal}."
        return f"{one.kind.capitalize()}: {', '.join(self.bends)}{' in every direction' * (len(self.bends) < 2)}."

    @property
    def bends(self) -> dict[str, str]:
        """The eigenvalues at the chosen point in words, and which way each curves; 0 where it is only rounding."""
        values = np.zeros(0) if self.chosen is None else self.chosen.eigenvalues
        scale = float(np.max(np.abs(values), initial=0.0))
        return bends(0.0 if abs(value) < 1e-12 * scale else float(value) for value in values)

    def sentence(self) -> str:
        """Say what the test says here, and what was found in the box."""
        here = the_test_in_words(self.chosen) if self.chosen else self._refusal()
        return " ".join(
            filter(
                None, [here, self._deeper(), self._count(), self.found.note, blanks(self.surface, self.box)]
            )
        )

    def _deeper(self) -> str:
        if self.way is None:
            return ""
        deep = number(self.surface.value(self.way[-1]))
        goal = vector(self.way[-1])
        return f"Yet it is not the lowest place: along the way that is drawn, f comes to {deep} at {goal}."

    def _refusal(self) -> str:
        place = vector(self.point)
        if not np.isfinite(self.gradient).all():
            return f"f has no gradient at {place}, so the test cannot be asked there."
        return (
            f"{place} is not a critical point: the gradient there is {vector(self.gradient)}, not (0, 0), "
            "so the second-derivative test says nothing here."
        )

    def _count(self) -> str:
        counts = natures_of(self.singles)
        parts = [f"{count} {nature if count == 1 else PLURALS[nature]}" for count, nature in counts]
        sets = [set_in_words(one) for one in self.sets]
        parts += sets if len(sets) <= MOST_NAMED else [f"{len(sets)} whole sets, such as {sets[0]}"]
        return f"In the box: {conjunction(parts)}." if parts else ""


def natures_of(points: Iterable[CriticalPoint]) -> list[tuple[int, str]]:
    """Count the natures that there are among critical points."""
    natures: list[str] = [one.nature for one in points]
    return [(natures.count(nature), nature) for nature in PLURALS if nature in natures]


def set_in_words(one: CriticalPoint) -> str:
    """Name a whole set of critical points by its equation, or by its name where it has one."""
    text = powers(str(one.set))
    return text if text.startswith("the ") else f"the set {text}"


def the_test_in_words(one: CriticalPoint) -> str:
    """Say what the test says of one critical point, and what is known beyond it."""
    place = vector(one.point) + (f", one of {set_in_words(one)}," if one.set else "")
    scale = float(np.max(np.abs(one.eigenvalues), initial=0.0)) or 1.0
    low, high = (tidy(value, scale) for value in one.eigenvalues)
    facts = f"H has {rows(one.hessian)} with eigenvalues {low} and {high}"
    if one.D is None or not np.isfinite(one.D):
        why = one.reason.rstrip(".")
        return f"At {place} the gradient is zero, but the second derivatives are not all finite: {why}."
    if one.kind == "inconclusive":
        really = "What it is was not decided" if one.nature == "undecided" else f"It is a {one.nature}"
        return f"At {place} the gradient is zero; {facts}; D = 0. {really}: {one.reason.rstrip('.')}."
    sign = "D > 0" if one.D > 0 else "D < 0"
    bend = "" if one.D < 0 else (" and ∂²f/∂x² > 0" if one.hessian[0, 0] > 0 else " and ∂²f/∂x² < 0")
    return f"{place} is a {one.kind}: the gradient is zero; {facts}, D = {number(one.D)}: {sign}{bend}."


@lru_cache(maxsize=16)
def hunted(surface: Surface, box: Box) -> CriticalPoints:
    """Find every critical point once for a surface and a box; dragging must not search again."""
    return critical_points(surface, box)


def compute(formula: Surface, box: Box, point: tuple[float, float]) -> HunterScene:
    """Make the scene of one probe; a probe within reach of a critical point is put on it."""
    found = hunted(formula, box)
    probe = np.asarray(point, float)
    spans = np.array([high - low for low, high in box])
    near = [(float(np.max(np.abs(one.point - probe) / spans)), one) for one in found]
    distance, chosen = min(near, key=lambda pair: pair[0], default=(np.inf, None))
    if chosen is not None and distance <= REACH:
        return HunterScene(formula, box, found, chosen.point, np.zeros(2), chosen)
    gradient = formula.at(probe)[1]
    try:  # elsewhere on a whole curve of critical points, or outside the box
        here = classify(formula, point) if np.linalg.norm(gradient) < 1e-6 else None
    except NotCritical:
        here = None
    return HunterScene(formula, box, found, probe, gradient, here)


def second_derivative_test(
    formula: Any = "exp(-x^2-y^2)(x^2+2y^2)", point: tuple[float, float] = (0, 1)
) -> Explorer:
    """Explore the second-derivative test: every critical point in the box is marked and classified.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    point : pair of float
        Where to ask first; a critical point, or any other place, which the test refuses.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> second_derivative_test("x^2 + 3xy + y^2", (0, 0)).sentence[:50]
    '(0, 0) is a saddle: the gradient is zero; H has ro'
    >>> second_derivative_test("exp(x) + exp(y)", (0, 0)).sentence[:35]
    '(0, 0) is not a critical point: the'
    """

    box = FormulaBox(formula)
    controls = {"formula": box, "box": BoxControl(box), "point": PointControl(point)}
    return Explorer(controls, compute, HunterPicture, companions=[PointTable()], sweep=_asking)


def _asking(explorer: Explorer) -> Sweep:
    """Ask at every critical point, and at some places that are none."""
    scene: Any = explorer.scene
    places = [explorer.values["point"], *(tuple(map(float, one.point)) for one in scene.found[:ASKED])]
    probes = [
        tuple(low + share * (high - low) for (low, high), share in zip(scene.box, at, strict=True))
        for at in PROBES
    ]
    places = list(dict.fromkeys([*places, *((round(x, 2), round(y, 2)) for x, y in probes)]))
    dial = Dial("asked at", tuple(vector(place) for place in places))
    return Sweep((dial,), (places,), lambda place: {"point": place})


# The hunter's picture (every critical point by shape and colour, the chosen one closer) and its table.

MANY = 60  # critical points, beyond which their marks are small
NATURES = ("minimum", "maximum", "saddle", "undecided")


def closer(scene: HunterScene) -> Box:
    """Give the box to look at closely: half way to the next critical point, at most a quarter of the whole box."""
    assert scene.chosen is not None
    spans = np.array([high - low for low, high in scene.box])
    gaps = [
        np.max(np.abs(one.point - scene.chosen.point) / spans)
        for one in scene.singles
        if one is not scene.chosen
    ]
    share = float(min([0.5, *[gap for gap in gaps if gap > 0]])) / 2
    half = max(share, 0.02) * spans
    return tuple((float(c - h), float(c + h)) for c, h in zip(scene.chosen.point, half, strict=True))  # type: ignore[return-value]


class HunterPicture(Picture):
    """Left: level curves and every critical point. Right: the surface with them, and the chosen one's model."""

    width, height = 860, 410

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.shown: tuple[Any, ...] = ()
        self.scale = np.ones(2)
        self.near: tuple[Any, ...] = ()
        self.flat = dress(
            self.figure.add_axes((0.065, 0.17, 0.4, 0.75)), theme, "level curves", xlabel="x", ylabel="y"
        )
        depth = solid_axes(
            self.figure, (0.5, 0.02, 0.49, 0.9), theme, "f as a surface, and the model at the point", xlabel="x",
            ylabel="y",
        )  # fmt: skip
        self.depth = depth
        self.turnable, self.windows = [depth], [self.flat]
        self.levels, self.mesh = Levels(self.flat, theme), Mesh(depth, theme)
        self.said_at[self.flat] = self.levels.said
        self.curves: list[Any] = []
        self.marks = {nature: self._marker(nature) for nature in NATURES}
        self.peaks = {nature: self._peak(nature) for nature in NATURES}
        self.flat.legend(
            handles=list(self.marks.values()), loc="upper center", bbox_to_anchor=(0.5, -0.115), ncols=4, fontsize=9,
            frameon=False, labelcolor=theme.ink, handletextpad=0.1, columnspacing=1.2,
        )  # fmt: skip
        self._make_moving(theme)

    def _marker(self, nature: str) -> Line2D:
        look: dict[str, Any] = {"marker": MARKS[nature], "color": colour(self.theme, nature)}
        (line,) = self.flat.plot(
            [], [], **look, ms=9, mec=self.theme.paper, mew=1, ls="", label=nature, zorder=4
        )
        return line

    def _peak(self, nature: str) -> Any:
        look: dict[str, Any] = {"marker": MARKS[nature], "color": colour(self.theme, nature)}
        return OccludedLine(
            self.depth, self.mesh, **look, ms=7, mec=self.theme.paper, mew=0.8, ls="", zorder=7
        )

    def _make_moving(self, theme: Theme) -> None:
        (self.gradient,) = self.flat.plot([0], [0], color=theme.gradient, lw=2, zorder=5)
        (self.circle,) = self.flat.plot([0], [0], "o", color="none", mec=theme.point, ms=20, mew=2, zorder=6)
        self.dot = held_dot(self.flat, theme, 6, mew=1.2, zorder=7)
        self.patch = OccludedLine(self.depth, self.mesh, color=theme.model, lw=1.3, zorder=8)
        look: dict[str, Any] = {"marker": "o", "ls": "", "ms": 6, "mec": theme.point, "mew": 1.6}
        self.peak = OccludedLine(self.depth, self.mesh, color=theme.paper, zorder=9, **look)
        (self.way,) = self.flat.plot([0], [0], color=colour(theme, "held"), lw=2, ls=(0, (3, 1.5)), zorder=5)
        self.walk = OccludedLine(
            self.depth, self.mesh, color=colour(theme, "held"), lw=2.2, ls=(0, (3, 1.5)), zorder=8
        )
        self.goal = self.flat.text(
            0, 0, "", color=theme.ink, fontsize=10, weight="bold", ha="center", va="bottom", zorder=7
        )
        self.move(self.gradient, self.circle, self.dot, self.patch, self.peak, self.way, self.walk, self.goal)
        self.handles = [Handle("point", "the probe", self.dot)]

    def update(self, scene: HunterScene) -> bool:
        """Move the probe and its model; redraw the rest for another box or surface."""
        changed = self._draw_map(scene)
        changed = self._draw_surface(scene) or changed
        self._place_patch(scene)
        self._place_way(scene)
        self.dot.set_data(scene.point[:1], scene.point[1:])
        self.circle.set_data(scene.point[:1], scene.point[1:])
        self.circle.set_visible(scene.chosen is not None)
        self.dot.set_markersize(
            7 if scene.chosen is None else 3.5
        )  # the chosen point's own shape stays to be seen
        self.gradient.set_visible(scene.chosen is None)
        if scene.chosen is None:
            self.gradient.set_data(*arrow(scene.point, scene.gradient, 0.15, self.scale))
        value = scene.surface.at(scene.point)[0]
        set_line(self.peak, scene.point[0], scene.point[1], value)
        self.peak.set_visible(bool(np.isfinite(value)))
        return changed

    def tones(self, scene: HunterScene) -> dict[str, str]:
        """Colour the ways it bends, or the gradient where it does not vanish."""
        if scene.chosen is None:
            return tones(self.theme, {f"the gradient {vector(scene.gradient)}": "gradient"})
        return tones(self.theme, scene.bends)

    def _draw_map(self, scene: HunterScene) -> bool:
        wanted = (scene.surface, scene.box, self.theme)
        if wanted == self.shown:
            return False
        self.shown = wanted
        self.scale = one_scale(self.flat, scene.box)
        self.levels.draw(scene.surface, scene.box)
        many = len(scene.singles) > MANY
        for nature, line in self.marks.items():
            line.set_markersize(5 if many else 9)
            points = np.array([one.point for one in scene.singles if one.nature == nature]).reshape(-1, 2)
            line.set_data(points[:, 0], points[:, 1])
        for old in self.curves:
            old.remove()
        self.curves = [curve for one in scene.sets if (curve := self._curve(one, scene.box)) is not None]
        return True

    def _curve(self, one: CriticalPoint, box: Box) -> Any:
        """Draw a whole set of critical points, when it is written as an equation."""
        left, _, right = str(one.set).partition("=")
        try:
            surface = Surface(parse(left) - parse(right))
        except (FormulaError, ValueError):
            return None
        x, y, z = grid_of(surface, box, 161)
        style = {
            "colors": [colour(self.theme, one.nature)],
            "linewidths": 3,
            "linestyles": "dashed",
        }
        return self.flat.contour(x, y, z, levels=[0], zorder=3, **style)  # type: ignore[arg-type]

    def _draw_surface(self, scene: HunterScene) -> bool:
        """Draw the whole surface with every critical point on it; deep enough for a way to a lower place."""
        wanted = (scene.surface, scene.box, scene.way is not None)
        if wanted == self.near:
            return False
        self.near = wanted
        heights = None
        if scene.way is not None:
            deep = float(scene.surface.value(scene.way[-1]))
            heights = (1.3 * deep, -deep)
            self.depth.view_init(elev=26, azim=24)  # from where the way down is seen
        self.mesh.draw(scene.surface, scene.box, heights)
        many = len(scene.singles) > MANY
        for nature, line in self.peaks.items():
            line.set_markersize(4 if many else 7)
            line.ghost = 0 if many else 0.3  # the hidden ones would be a crowd
            found = [one for one in scene.singles if one.nature == nature]
            places = np.array([[*one.point, one.value] for one in found]).reshape(-1, 3)
            set_line(line, *places.T)
        return True

    def _place_patch(self, scene: HunterScene) -> None:
        """Lay the quadratic model of the chosen point on the surface."""
        self.patch.set_visible(scene.chosen is not None and scene.chosen.D is not None)
        if scene.chosen is None:
            return
        one = scene.chosen
        half = [0.4 * (high - low) for low, high in closer(scene)]

        def model(places: Array) -> Array:
            d = places - one.point
            return self.mesh.within(one.value + 0.5 * np.einsum("...i,ij,...j", d, one.hessian, d))

        set_line(self.patch, *patch_lines(one.point, half, model))

    def _place_way(self, scene: HunterScene) -> None:
        """Draw the way to a lower place, on the level curves and on the surface."""
        for artist in (self.way, self.walk, self.goal):
            artist.set_visible(scene.way is not None)
        if scene.way is not None:
            heights = scene.surface.value(scene.way)
            x, y = scene.way.T
            self.way.set_data(x, y)
            set_line(self.walk, x, y, heights)
            self.goal.set_position(tuple(scene.way[-1] + (0, 0.25)))
            self.goal.set_text(f"f = {number(heights[-1])}")


class PointTable(VBox):
    """The table of critical points, a menu that takes the probe to one of them, and buttons that count and filter."""

    def __init__(self) -> None:
        self.menu = Dropdown(
            description="look closer at", style={"description_width": "initial"}, layout=Layout(width="330px")
        )
        self.filter = choice("", {"all": ""}, "")
        self.table = HTML()
        self._found: Any = None
        self._explorer: Any = None
        super().__init__([HBox([self.menu, self.filter], layout=Layout(flex_flow="row wrap")), self.table])
        self.menu.observe(self._chosen, "value")
        self.filter.observe(lambda _change: self._write(), "value")

    def join(self, explorer: Any) -> None:
        """Learn whose table this is."""
        self._explorer = explorer

    def show(self, scene: HunterScene) -> None:
        """Write the table when the list is another, and let the menu follow the probe."""
        if scene.found is not self._found:
            self._found = scene.found
            counted = [(nature, count) for count, nature in natures_of(scene.found)]
            options = [(f"{count} {PLURALS[nature]}", nature) for nature, count in counted]
            self.filter.options = [(f"all {len(scene.found)}", ""), *options]
            self.filter.layout.display = None if len(options) > 1 and len(scene.found) > FEW else "none"
            self._write()
        chosen = [
            index for _label, index in self.menu.options if index >= 0 and scene.found[index] is scene.chosen
        ]
        self.menu.value = chosen[0] if chosen else -1

    def _write(self) -> None:
        """Write the points of the nature that is asked for, in the table and in the menu."""
        wanted = self.filter.value
        kept = [(index, one) for index, one in enumerate(self._found or ()) if wanted in ("", one.nature)]
        self.table.value = points_html([one for _index, one in kept], self._found.note)
        options = [(f"{one.nature} at {vector(one.point)}", index) for index, one in kept]
        self.menu.options = [("choose a critical point …", -1), *options]

    def _chosen(self, change: dict[str, Any]) -> None:
        index = change["new"]
        if self._explorer is None or index is None or index < 0:
            return
        one = self._explorer.scene.found[index]
        if self._explorer.scene.chosen is not one:
            self._explorer.set(point=tuple(float(c) for c in one.point))


HEADINGS = ("point", "∇f", "H by rows", "D", "∂²f/∂x²", "eigenvalues", "the test says", "it is")


FEW = 8  # rows that are shown as they are; more are scrolled in a frame of that height


def points_html(points: Sequence[CriticalPoint], note: str) -> str:
    """Write the table of critical points, with words in every cell; a long one scrolls."""
    if not len(points):
        return f"<p>{html.escape(note)}</p>"
    table = html_table(HEADINGS, map(_cells, points), style="border-spacing:14px 2px")
    if len(points) <= FEW:
        return table
    frame = "max-height:19em;overflow:auto;border:1px solid var(--jp-border-color2,#ccc);border-radius:4px"
    return f'<div role="region" aria-label="critical points" tabindex="0" style="{frame}">{table}</div>'


def _cells(one: CriticalPoint) -> tuple[str, ...]:
    scale = float(np.max(np.abs(one.eigenvalues), initial=0.0)) or 1.0
    matrix = ", ".join(f"({', '.join(tidy(entry, scale) for entry in row)})" for row in one.hessian)
    return (
        f"set {powers(one.set)}" if one.set else vector(one.point), "(0, 0)", matrix,
        "–" if one.D is None else number(one.D), tidy(one.hessian[0, 0], scale),
        ", ".join(tidy(value, scale) for value in one.eigenvalues), one.kind, one.nature,
    )  # fmt: skip
