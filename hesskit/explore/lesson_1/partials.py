"""From f to H: each step of differentiating twice, in symbols and in numbers at the dragged point."""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import sympy
from matplotlib.text import Text

from hesskit.explore.lesson_1.typeset import FAMILY, Card, short_form
from hesskit.explore.parts import (
    Explorer,
    FormulaBox,
    Levels,
    PointControl,
    SliderGroup,
    Sweep,
    conjunction,
    matrix_html,
    matrix_numbers,
    number,
    rows,
    slider,
    slot_html,
    sweep_of,
    tidy,
    usual_sweep,
    vector,
)
from hesskit.maths.surfaces import Surface, compile_grid, prepare
from hesskit.stage import LIGHT, Handle, Picture, Theme, dress

# The picture of `partials`: a map from f to its first partials to the matrix of its second partials.

ENOUGH = 0.8  # of its width: so much smaller it may still be shown
WIDEST = 560.0  # of a stack
TALL, STEP = 76.0, 28.0  # a card of a stack, and the room above it for an arrow
PAIRS, LEGEND = "①②③", "①, ②, ③: one mixed\npartial by two routes"


class PartialsPicture(Picture):
    """Left: f. Middle: its first partials. Right: the Hessian, each row the second partials of one first partial."""

    def __init__(self, theme: Theme = LIGHT, names: tuple[str, ...] = ("x", "y")) -> None:
        n = len(names)
        self.width, self.height = (920, 410) if n == 2 else (920, 520)
        self.readout = (
            f'<div class="row"><span>at <span class="words">{slot_html("point")}</span></span>'
            f"<span><i>f</i> = {slot_html('f')}</span>"
            f"<span>∇<i>f</i> = {matrix_html('g', n, 1)}</span><span><i>H</i> = {matrix_html('H', n)}</span></div>"
        )
        super().__init__(theme)
        self.names = names
        self.symbols = [sympy.latex(sympy.Symbol(name)) for name in names]
        self.narrow = False
        self._make()

    def _make(self) -> None:
        self.surface: Surface | None = None
        self.chart: Any = self.figure.add_axes((0, 0, 1, 1))
        self.chart.set(xlim=(0, self.width), ylim=(0, self.height))
        self.chart.set_axis_off()
        self._stack() if self.narrow else self._make_cards()
        self._make_steps() if self.narrow else self._make_ways()
        self.move(*(card.number for card in self.cards))
        self._make_panel() if len(self.names) == 2 else self._make_place()

    def arrange(self, room: float) -> None:
        """Stack the cards where they would not fit beside one another: each first partial above its row of H."""
        if room >= ENOUGH * self.width:
            return
        n = len(self.names)
        self.narrow, self.width = True, min(float(np.floor(room)), WIDEST)
        self.height = TALL + n * (2 * TALL + 2 * STEP) + (250.0 if n == 2 else 110.0)
        self.figure.clear()
        self.figure.set_size_inches(self.width / 100, self.height / 100)
        for made in (self.moving, self.handles, self.said_at):
            made.clear()
        self._rest = None
        self._make()

    def _stack(self) -> None:
        """Place the cards below one another, for a narrow page."""
        n, theme, wide = len(self.names), self.theme, self.width

        def made(shade: str, lead: str, left: float, top: float, width: float) -> Card:
            return Card(self.chart, theme, shade, (left, self.height - top - TALL, width, TALL), f"{lead} =")

        self.whole = made(theme.ink, "f", 10, 8, wide - 20)
        self.firsts, self.seconds = [], []
        across = (wide - 46 - 8 * (n - 1)) / n
        for i, symbol in enumerate(self.symbols):
            top = 8 + TALL + i * (2 * TALL + 2 * STEP) + STEP
            self.firsts.append(made(theme.gradient, f"f_{{{symbol}}}", 36, top, wide - 46))
            row = []
            for j, other in enumerate(self.symbols):
                shade = theme.ink if i == j else theme.other
                place = 36 + j * (across + 8), top + TALL + STEP
                card = made(shade, f"f_{{{symbol}{other}}}", *place, across)
                row.append(self._marked(card, i, j))
            self.seconds.append(row)

    def _make_steps(self) -> None:
        """Draw the arrows of the stack, down its left side and from each first partial to its row."""
        foot = self.whole.box[1]
        for row, card, symbol in zip(self.seconds, self.firsts, self.symbols, strict=True):
            left, bottom, _width, height = card.box
            self._way([(20, foot), (20, bottom + height / 2), (left - 2, bottom + height / 2)])
            self._label(27, bottom + height + STEP / 2, symbol, "left", "center")
            for entry, other in zip(row, self.symbols, strict=True):
                middle = entry.box[0] + entry.box[2] / 2
                self._way([(middle, bottom), (middle, entry.box[1] + entry.box[3] + 2)])
                self._label(middle + 7, bottom - STEP / 2, other, "left", "center")
        if len(self.names) == 2:
            over = self.seconds[0][1].box
            self._say_equal(over[0] + over[2] / 2 + 8, over[1] - STEP / 2)

    @property
    def cards(self) -> list[Card]:
        """Every card: f, the first partials, then the second partials row by row."""
        return [self.whole, *self.firsts, *(card for row in self.seconds for card in row)]

    def _make_cards(self) -> None:
        n, theme, chart = len(self.names), self.theme, self.chart
        self.left, wide, gap = (262, 164, 70) if n == 2 else (196, 146, 48)
        self.entry_left = self.left + wide + gap + 8
        step = (self.width - 22 - self.entry_left + 14) / n
        self.row = (self.height - 48) / n
        tall = self.row - (66 if n == 2 else 52)
        base = [self.height - 48 - (i + 1) * self.row + 17 for i in range(n)]
        self.bus = [bottom + tall + (31 if n == 2 else 25) for bottom in base]
        self.whole = Card(
            chart, theme, theme.ink, (14, base[0], self.left - 70 if n == 2 else 136, tall + 14), "f ="
        )
        self.firsts = [
            Card(
                chart,
                theme,
                theme.gradient,
                (self.left, base[i], wide, tall + 14),
                f"f_{{{self.symbols[i]}}} =",
            )
            for i in range(n)
        ]
        self.seconds = [[self._entry(i, j, step, base[i], tall) for j in range(n)] for i in range(n)]

    def _entry(self, i: int, j: int, step: float, bottom: float, tall: float) -> Card:
        colour = self.theme.ink if i == j else self.theme.other
        lead = f"f_{{{self.symbols[i]}{self.symbols[j]}}} ="
        card = Card(
            self.chart, self.theme, colour, (self.entry_left + j * step, bottom, step - 14, tall), lead
        )
        return self._marked(card, i, j)

    def _marked(self, card: Card, i: int, j: int) -> Card:
        """Write on a mixed partial which other one it is equal to, where there are several pairs."""
        left, bottom, width, _height = card.box
        if i != j and len(self.names) > 2:
            style: dict[str, Any] = {"ha": "right", "va": "bottom", "fontsize": 12, "zorder": 4}
            mark = PAIRS[i + j - 1]
            self.chart.text(left + width - 8, bottom + 7, mark, color=self.theme.other, **style)
        return card

    def _make_ways(self) -> None:
        """Draw the arrows: f to its first partials, and each of these to its row of the matrix."""
        left, bottom, width, height = self.whole.box
        start, turn = left + width, left + width + (14 if len(self.names) == 2 else 9)
        for card, symbol in zip(self.firsts, self.symbols, strict=True):
            y = card.box[1] + card.box[3] / 2
            self._way(
                [(start, bottom + height / 2), (turn, bottom + height / 2), (turn, y), (self.left - 2, y)]
            )
            self._label((turn + self.left) / 2 - 2, y + 5, symbol, "center", "bottom")
        for row, card, bus in zip(self.seconds, self.firsts, self.bus, strict=True):
            right = card.box[0] + card.box[2]
            y = card.box[1] + card.box[3] / 2
            for entry, symbol in zip(row, self.symbols, strict=True):
                middle = entry.box[0] + entry.box[2] / 2
                up = (right + self.entry_left) / 2 - 9
                self._way(
                    [(right, y), (up, y), (up, bus), (middle, bus), (middle, entry.box[1] + entry.box[3] + 2)]
                )
                self._label(middle + 7, (bus + entry.box[1] + entry.box[3]) / 2 + 1, symbol, "left", "center")
        self._headings()
        self._brackets()

    def _way(self, corners: list[tuple[float, float]]) -> None:
        x, y = np.array(corners).T
        self.chart.plot(x[:-1], y[:-1], color=self.theme.faint, lw=1.4, zorder=1, solid_joinstyle="round")
        style: dict[str, Any] = {
            "arrowstyle": "-|>",
            "color": self.theme.faint,
            "lw": 1.4,
            "shrinkA": 0,
            "shrinkB": 0,
        }
        self.chart.annotate("", xy=corners[-1], xytext=corners[-2], arrowprops=style, zorder=1)

    def _label(self, x: float, y: float, symbol: str, across: str, along: str) -> None:
        text = rf"$\partial/\partial {symbol}$"
        paper: dict[str, Any] = {"fc": self.theme.paper, "ec": "none", "pad": 0.6}
        self.chart.text(
            x,
            y,
            text,
            ha=across,
            va=along,
            color=self.theme.ink,
            fontsize=10.5,
            math_fontfamily=FAMILY,
            zorder=2,
            bbox=paper,
        )

    def _headings(self) -> None:
        y, ink = self.height - 12, self.theme.ink
        last = self.seconds[0][-1].box
        middle = (self.entry_left + last[0] + last[2]) / 2
        style: dict[str, Any] = {"color": ink, "fontsize": 10.5, "va": "top", "ha": "center"}
        whole, first = self.whole.box, self.firsts[0].box
        self.chart.text(whole[0] + whole[2] / 2, y, "the function", **style)
        self.chart.text(first[0] + first[2] / 2, y, "differentiate once: ∇f", **style)
        self.chart.text(middle, y, "differentiate again: the Hessian H", **style)

    def _brackets(self) -> None:
        lower, upper = self.seconds[-1][0].box, self.seconds[0][-1].box
        low, high = lower[1] - 9, upper[1] + upper[3] + 9
        for x, sense in ((lower[0] - 11, 1), (upper[0] + upper[2] + 11, -1)):
            self.chart.plot(
                [x + 9 * sense, x, x, x + 9 * sense],
                [low, low, high, high],
                color=self.theme.ink,
                lw=1.8,
                zorder=2,
            )
        if len(self.names) == 2:
            self._link()

    def _link(self) -> None:
        """Join the two mixed partials, corner to corner, with what there is to say of them between."""
        over, under = self.seconds[0][1].box, self.seconds[1][0].box
        x = (over[0] + under[0] + under[2]) / 2
        y = (over[1] + under[1] + under[3]) / 2
        ends = [over[0] + 8, under[0] + under[2] - 8], [over[1], under[1] + under[3]]
        self.chart.plot(*ends, color=self.theme.other, lw=4.5, zorder=2.2)
        self.chart.plot(*ends, color=self.theme.paper, lw=1.8, zorder=2.3)
        self._say_equal(x, y + 2)

    def _say_equal(self, x: float, y: float) -> None:
        """Make the bubble that says whether the mixed partials are equal."""
        rounded = "round,pad=0.25,rounding_size=0.6"
        bubble = {"boxstyle": rounded, "fc": self.theme.paper, "ec": self.theme.other, "lw": 1.4}
        self.equal: Text = self.chart.text(
            x, y, "", ha="center", va="center", color=self.theme.other, fontsize=11, math_fontfamily=FAMILY,
            zorder=6, bbox=bubble,
        )  # fmt: skip

    def _make_panel(self) -> None:
        left, bottom, wide, tall = (70, 48, 180, 180) if self.narrow else (50, 42, 146, 138)
        place = (left / self.width, bottom / self.height, wide / self.width, tall / self.height)
        self.panel = dress(self.figure.add_axes(place), self.theme)
        self.panel.set_xlabel(self.names[0], labelpad=1)
        self.panel.set_ylabel(self.names[1], labelpad=0)
        self.levels = Levels(self.panel, self.theme)
        self.said_at[self.panel] = self.levels.said
        (self.dot,) = self.panel.plot(
            [0],
            [0],
            "o",
            color=self.theme.point,
            ms=9,
            mec=self.theme.paper,
            mew=1.5,
            zorder=5,
            clip_on=False,
        )
        self.move(self.dot)
        self.handles = [Handle("point", "the point", self.dot)]

    def _make_place(self) -> None:
        x, y, ink = 14, 30.0 if self.narrow else self.row, self.theme.ink
        self.chart.text(x, y + 74, f"at ({', '.join(self.names)}) =", color=ink, fontsize=10, va="bottom")
        style: dict[str, Any] = {"fontsize": 11, "weight": "bold", "va": "bottom", "parse_math": False}
        self.place: Text = self.chart.text(x, y + 50, "", color=ink, **style)
        self.chart.text(x, 30, LEGEND, color=self.theme.other, fontsize=9, va="bottom", linespacing=1.4)
        self.move(self.place)

    def update(self, scene: Any) -> bool:
        """Write the numbers at the point; the symbols and level curves when the surface is another."""
        changed = scene.surface != self.surface
        if changed:
            self.surface = scene.surface
            expressions = [
                scene.surface.expr,
                *scene.first,
                *(entry for row in scene.second for entry in row),
            ]
            for card, expr in zip(self.cards, expressions, strict=True):
                card.set_formula(expr)
        scale = float(np.max(np.abs(scene.hessian))) if scene.real else 0.0
        values = [number(value, 4) for value in (scene.value, *scene.gradient)]
        values += [tidy(value, scale, 4) for value in scene.hessian.flat]
        for card, text in zip(self.cards, values, strict=True):
            card.number.set_text(text if text == "undefined" else f"= {text}")
        if len(self.names) == 3:
            self.place.set_text(vector(scene.point))
            return changed
        if changed:
            self.levels.draw(scene.surface, scene.surface.domain, 60)
        self.dot.set_data(scene.point[:1], scene.point[1:])
        return self._compare(scene) or changed

    def _compare(self, scene: Any) -> bool:
        """Say between the mixed partials whether they are equal; True when that changed."""
        a, b = self.symbols
        sign = "=" if not scene.real or scene.agree(0, 1) else r"\neq"
        text = rf"$f_{{{a}{b}}} {sign} f_{{{b}{a}}}$"
        if text == self.equal.get_text():
            return False
        self.equal.set_text(text)
        return True

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout."""
        place = {"point": vector(scene.point), "f": number(scene.value, 4)}
        gradient = {f"g{i}0": number(slope, 4) for i, slope in enumerate(scene.gradient)}
        return place | gradient | matrix_numbers(scene.hessian, "H")


Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PartialsScene:
    """A surface with its first and second partial derivatives, in symbols and at one point."""

    surface: Surface
    first: tuple[sympy.Expr, ...]  # (n,)
    second: tuple[tuple[sympy.Expr, ...], ...]  # (n, n); row i is differentiated by variable i first
    point: Array  # (n,)
    value: float
    gradient: Array  # (n,)
    hessian: Array  # (n, n), every entry by its own route

    @property
    def real(self) -> bool:
        """Whether f and its derivatives are finite here."""
        return bool(np.isfinite([self.value, *self.gradient, *self.hessian.flat]).all())

    @property
    def names(self) -> list[str]:
        """The variables, as they are written."""
        return [str(variable) for variable in self.surface.variables]

    def agree(self, i: int, j: int) -> bool:
        """Whether the two mixed partials by variables i and j are one number here."""
        return abs(self.hessian[i, j] - self.hessian[j, i]) <= 1e-9 * np.abs(self.hessian).max()

    def caption(self) -> str:
        """Say whether the order of differentiating matters."""
        if not self.real:
            return "No Hessian here: f or one of its derivatives is undefined. Move the point."
        n, scale = len(self.names), float(np.abs(self.hessian).max())
        pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
        i, j = next((pair for pair in pairs if not self.agree(*pair)), (0, 1))
        a, b = self.names[i], self.names[j]
        first, second = (tidy(self.hessian[place], scale) for place in ((i, j), (j, i)))
        if not self.agree(i, j):
            return f"Here the order matters: first {a}, then {b} gives {first}, first {b}, then {a} gives {second}."
        if n == 2:
            return f"Differentiate twice: {a} then {b} or {b} then {a}, both give {first}, so H is symmetric."
        return "Nine second partials, but only six different ones: each mixed pair agrees, so H is symmetric."

    def sentence(self) -> str:
        """Say f, its partials and that the order of differentiating does not matter."""
        place = f"At {vector(self.point)}"
        if not self.real:
            return (
                f"{place} f or one of its derivatives is undefined, so there is no Hessian here; "
                "move the point to another place."
            )
        firsts = [
            f"∂f/∂{name} = {number(slope)}" for name, slope in zip(self.names, self.gradient, strict=True)
        ]
        return (
            f"{place} f = {number(self.value)} and its first partials are {conjunction(firsts)}. Differentiate each "
            f"once more, and the second partials fill the Hessian, {rows(self.hessian)}. {self._symmetry()}"
        )

    def _symmetry(self) -> str:
        n, scale = len(self.names), float(np.abs(self.hessian).max())
        pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
        different = [pair for pair in pairs if not self.agree(*pair)]
        if different:
            i, j = different[0]
            a, b = self.names[i], self.names[j]
            return (
                f"First {a}, then {b} gives {number(self.hessian[i, j])}, but first {b}, then {a} gives "
                f"{number(self.hessian[j, i])}: here the order matters."
            )
        if n == 2:
            (a, b), said = self.names, tidy(self.hessian[0, 1], scale)
            return f"First {a}, then {b} or first {b}, then {a}: both give {said}, and H is symmetric."
        said = conjunction(
            f"∂²f/∂{b}∂{a} = ∂²f/∂{a}∂{b} = {tidy(self.hessian[i, j], scale)}"
            for i, j in pairs
            for a, b in [(self.names[i], self.names[j])]
        )
        return f"Whichever variable comes first, {said}: H is symmetric."


@lru_cache(maxsize=32)
def differentiated(
    surface: Surface,
) -> tuple[tuple[sympy.Expr, ...], tuple[tuple[sympy.Expr, ...], ...], Any]:
    """Differentiate twice, every entry by its own route: first partials, second partials, and those as a function."""
    raw = [[slope.diff(variable) for variable in surface.variables] for slope in surface.gradient_vector]
    evaluate = compile_grid(
        surface.variables, [prepare(entry, derivative=True) for row in raw for entry in row]
    )
    n = len(raw)
    shown = [[short_form(entry) for entry in row] for row in raw]
    for i, j in zip(*np.tril_indices(n, -1), strict=True):
        if shown[i][j] != shown[j][i] and sympy.expand(raw[i][j] - raw[j][i]) == 0:
            shown[i][j] = shown[j][i]  # one expression, written in one way
    first = tuple(short_form(slope) for slope in surface.gradient_vector)
    return first, tuple(map(tuple, shown)), evaluate


def compute(formula: Surface, point: tuple[float, ...]) -> PartialsScene:
    """Make the scene of one surface at one point."""
    n = len(formula.variables)
    first, second, evaluate = differentiated(formula)
    place = np.asarray(point, float)
    value, gradient, _ = formula.at(place)
    numbers = np.array([np.asarray(entry, float) for entry in evaluate(place)], float) + 0.0
    return PartialsScene(formula, first, second, place, value, gradient, numbers.reshape(n, n))


def _sliders(names: list[str], point: tuple[float, ...]) -> SliderGroup:
    reach = max(3.0, *(abs(number) for number in point))
    return SliderGroup(
        [slider(name, value, -reach, reach, 0.1) for name, value in zip(names, point, strict=True)]
    )


def partials(
    formula: Any = "x^2 + 3xy + y^2", variables: str = "x y", point: tuple[float, ...] | None = None
) -> Explorer:
    """Explore the way from f to its Hessian: f, the first partials, the second partials.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    variables : str
        Two names or three, such as "x y z".
    point : tuple of float, optional
        Where to start; default (1, 2) or (1, 2, 1).

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there are not two or three variables, or the point has another number of coordinates.

    Examples
    --------
    >>> partials("x^2 + 3xy + y^2", point=(1, 2)).sentence[:60]
    'At (1, 2) f = 11 and its first partials are ∂f/∂x = 8 and ∂f'
    >>> partials("x^2 y + y z^3", variables="x y z", point=(1, 2, 1)).scene.hessian.tolist()
    [[4.0, 2.0, 0.0], [2.0, 0.0, 3.0], [0.0, 3.0, 12.0]]
    """
    if isinstance(formula, Surface):
        variables = " ".join(map(str, formula.variables))
    names = variables.replace(",", " ").split()
    if len(names) not in (2, 3):
        raise ValueError(
            f"this picture has room for two variables or three, not {len(names)}: try variables='x y z'."
        )
    start = (1.0, 2.0, 1.0)[: len(names)] if point is None else tuple(float(number) for number in point)
    if len(start) != len(names):
        raise ValueError(f"the point needs {len(names)} coordinates, one for each of {', '.join(names)}.")
    flat = len(names) == 2
    box = FormulaBox(formula, names=None if flat else (), variables=" ".join(names))
    where = PointControl(start) if flat else _sliders(names, start)
    return Explorer(
        {"formula": box, "point": where},
        compute,
        partial(PartialsPicture, names=tuple(names)),
        sweep=usual_sweep if flat else partial(_everywhere, names),
    )


def _everywhere(names: list[str], explorer: Explorer) -> Sweep:
    """Move a point that has no handle: each of its coordinates, over few values."""
    lines = [[-2.0, 0.0, 1.0, 2.0] for _name in names]
    return sweep_of(names, lines, explorer.values["point"], lambda *point: {"point": point})
