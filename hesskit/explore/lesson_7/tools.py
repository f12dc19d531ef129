"""One Hessian from many tools: how far each is off, what a call costs, and what it gets wrong by default."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.colors import to_hex, to_rgb

from hesskit.explore.lesson_7.tool_runs import (
    OWN,
    TITLES,
    Answer,
    Key,
    ToolRuns,
    ToolSwitches,
    stored,
    traps_of,
)
from hesskit.explore.parts import (
    Explorer,
    FormulaBox,
    Levels,
    PointControl,
    Sweep,
    choice,
    choice_slider,
    colour,
    conjunction,
    held_dot,
    matrix_html,
    matrix_numbers,
    menu,
    number,
    power_of_ten,
    rows,
    slot_html,
    vector,
)
from hesskit.maths.surfaces import Surface
from hesskit.stage import LIGHT, Dial, Handle, Picture, Theme, dress

Array = npt.NDArray[np.float64]
ROWS = tuple(TITLES)
TRAPS = {  # what a slider says, what it shows in a sentence, and in a few words beside a tool that falls into it
    "": ("none", "", ""),
    "float32": ("float32", "In float32 JAX, PyTorch and TensorFlow keep about seven digits of sixteen.", ""),
    "integers": (
        "whole numbers",
        "JAX and PyTorch refuse whole numbers; MATLAB's integers round the point to them.",
        "",
    ),
    "nan": ("Clairaut's point", "At the origin of Clairaut's function JAX and autograd give no number at all.", ""),
    "retracing": (
        "retracing", "TensorFlow builds a new graph for every point that is given as plain numbers.", "3 graphs",
    ),
    "NonConvex": (
        "indefinite Q", "Gurobi accepts an indefinite matrix without a word; HiGHS refuses it.", "accepts it",
    ),
    "success": ("success", "SciPy's Newton-CG reports success, and it stands on a saddle.", "a saddle"),
}  # fmt: skip
LETTER = 6.5  # the width of a letter in pixels, about
CRAMPED = 360  # pixels of the chart: then a hollow mark and grey words must do for "(stored)"
FLOOR, TOP = -18.6, 6.5  # of the chart, in powers of ten; words stand above 10
SILENT = {"off": "switched off", "absent": "not here"}  # why a tool says nothing
ERRORS, TIMES = (-16, -12, -8, -4, 0), (-6, -4, -2, 0, 2)


@dataclass(frozen=True, eq=False)
class ToolsScene:
    """The answers of all tools at one point."""

    surface: Surface
    point: Array  # (2,)
    exact: Array  # (2, 2)
    answers: tuple[Answer, ...]  # one for each of ROWS
    trap: str
    show: str  # "error" or "time"
    tool: str  # whose matrix is written out

    @property
    def real(self) -> bool:
        """Whether f has a Hessian here."""
        return bool(np.isfinite(self.exact).all())

    def caught(self) -> list[Answer]:
        """The tools that the trap is about."""
        return [one for one in self.answers if self.trap and self.trap in traps_of(one.tool)]

    def caption(self) -> str:
        """Say what the tools agree on, or what the trap does."""
        if not self.real:
            return "No Hessian here: f or one of its derivatives is undefined. Move the point."
        if self.trap:
            return TRAPS[self.trap][1]
        if self.show == "time":
            return (
                "The first call of a tool, which starts and compiles, takes far longer than each later one."
            )
        errors = {one.tool: one.error(self.exact) for one in self.answers}
        worst = max(
            (error for tool, error in errors.items() if tool != "difference" and error >= 0), default=0.0
        )
        apart = "exactly" if worst == 0 else f"to {number(worst, 2)}"
        lost = errors["difference"] > max(100 * worst, 1e-12)
        return f"The tools agree {apart}{'; only plain differences lose digits' * lost}."

    def sentence(self) -> str:
        """Say the exact Hessian, and of every tool how far it is off and how that is known."""
        place = f"At {vector(self.point)}"
        if not self.real:
            return (
                f"{place} f or one of its derivatives is undefined, and there is no Hessian: move the point."
            )
        parts = [f"{place} the Hessian has {rows(self.exact)}."]
        told = [f"{one.title}: {self.word(one)}" for one in self.answers if one.state not in SILENT]
        parts.append(f"{'; '.join(told)}.")
        for state, words in SILENT.items():
            named = [one.title for one in self.answers if one.state == state]
            if named:
                parts.append(f"{conjunction(named)}: {words}, and nothing is stored for this place.")
        parts += [_own_words(one.said) for one in self.caught() if one.said]
        return " ".join(parts)

    def word(self, one: Answer) -> str:
        """Say a tool's error, or its times, in a few words."""
        # those of our own routes are always those of one machine: see `compute`
        timed = self.show == "time" and (one.tool in OWN or one.state in SILENT)
        aside = " (stored)" if one.state == "stored" or timed else ""
        if self.show == "time":
            return f"{span(one.seconds[1])} a call{aside}" if one.seconds else "not timed"
        if one.state == "busy":
            return "at work …"
        if one.state in SILENT:
            return "off" if one.state == "off" else "not here"
        if one.hessian is None:
            return f"refuses{aside}"
        if one in self.caught() and TRAPS[self.trap][2]:
            return f"{TRAPS[self.trap][2]}{aside}"
        error = one.error(self.exact)
        if np.isnan(error):
            return f"not a number{aside}"
        return f"{'exact' if error == 0 else f'off by {number(error, 2)}'}{aside}"


def _own_words(said: str) -> str:
    """Say what a tool does without its own long story."""
    return said.partition(" It says:")[0].rstrip(".") + "."


def span(seconds: float) -> str:
    """Say a time.

    >>> span(0.0000234), span(0.0051), span(12.3)
    ('23 µs', '5.1 ms', '12 s')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size or unit == "µs":
            return f"{number(seconds / size, 2)} {unit}"
    return ""


def compute(
    runs: ToolRuns,
    here: Sequence[str],
    formula: Surface,
    point: tuple[float, float],
    trap: str,
    on: Sequence[str],
    show: str,
    tool: str,
    answers: int,
) -> ToolsScene:
    """Make the scene: what is on is asked, what is off has its stored answer."""
    place = np.asarray(point, float)
    value, _slopes, exact = (np.asarray(one, float) for one in formula.at(point))
    real = bool(np.isfinite(value) and np.isfinite(exact).all())
    exact = exact if real else np.full((2, 2), np.nan)
    live = [name for name in ROWS if name in OWN or name in on] if real else []
    keys: list[Key] = [(name, formula, tuple(point), trap if trap in traps_of(name) else "") for name in live]
    found = dict(zip(live, runs.answers(keys), strict=True))
    given = []
    for name in ROWS:
        held = stored(name, formula, point, trap if trap in traps_of(name) else "")
        one = found.get(name, held)
        if name in OWN:  # the times of one machine: those of another would change the picture at every look
            one = replace(one, seconds=held.seconds)
        elif one.state == "off" and name not in here:
            one = replace(one, state="absent")
        given.append(one)
    return ToolsScene(formula, place, exact, tuple(given), trap, show, tool)


class ToolsPicture(Picture):
    """Left: level curves and the point. Right: a row for each tool, with its error or its times on a log scale."""

    width, height = 900, 430
    readout = (
        f'<div class="row"><span>exact {matrix_html("e", 2)}</span>'
        f'<span>{slot_html("tool")} {matrix_html("t", 2)}</span><span class="words">{slot_html("said")}</span></div>'
    )

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__(theme)
        self.surface: Surface | None = None
        self.show = ""
        self.flat = dress(
            self.figure.add_axes((0.06, 0.13, 0.32, 0.78)), theme, "where H is asked", xlabel="x", ylabel="y"
        )
        self.windows = [self.flat]
        self.chart = dress(self.figure.add_axes((0.52, 0.13, 0.465, 0.78)), theme)
        count = len(ROWS)
        self.chart.set(ylim=(count - 0.4, -0.6), xlim=(FLOOR - 0.6, TOP))
        self.chart.set_yticks(range(count), [TITLES[name] for name in ROWS])
        self.chart.tick_params(axis="y", length=0)
        for row in range(count):
            self.chart.axhline(row, color=theme.faint, lw=0.6, alpha=0.5, zorder=1)
        self.levels = Levels(self.flat, theme)
        self.dot = held_dot(self.flat, theme, clip_on=False)
        good, bad = colour(theme, "model"), colour(theme, "down")
        style: dict[str, Any] = {"ls": "", "ms": 9, "zorder": 4}
        (self.here,) = self.chart.plot([], [], "o", color=good, mec=theme.paper, **style)
        (self.held,) = self.chart.plot([], [], "o", mfc=theme.paper, mec=theme.faint, mew=1.8, **style)
        (self.first,) = self.chart.plot([], [], "s", mfc="none", mec=theme.ink, mew=1.4, **style)
        (self.wrong,) = self.chart.plot([], [], "X", color=bad, mec=theme.paper, **style)
        ink, paper = (np.array(to_rgb(one)) for one in (theme.ink, theme.paper))
        self.grey = to_hex(
            tuple(0.65 * ink + 0.35 * paper)
        )  # `faint` is for lines: letters need more contrast
        self.words = [
            self.chart.text(
                TOP - 0.15, row, "", ha="right", va="center", fontsize=9, color=theme.ink, parse_math=False
            )
            for row in range(count)
        ]
        for word in self.words:
            word.set_bbox({"facecolor": theme.paper, "edgecolor": "none", "pad": 1.5})
        self.move(self.dot, self.first, self.held, self.here, self.wrong, *self.words)
        self.handles = [Handle("point", "the point", self.dot)]

    def update(self, scene: Any) -> bool:
        """Move the point and the marks; redraw the level curves of another surface, and the axis of another show."""
        changed = scene.surface != self.surface or scene.show != self.show
        if scene.surface != self.surface:
            self.surface = scene.surface
            self.levels.draw(scene.surface, scene.surface.domain)
        if scene.show != self.show:
            self.show = scene.show
            self._scale()
        self.dot.set_data(scene.point[:1], scene.point[1:])
        caught = {one.tool for one in scene.caught()}
        wide = self.chart.bbox.width * 100 / self.figure.dpi
        letter = LETTER * float(np.ptp(self.chart.get_xlim())) / wide
        marks: dict[str, list[tuple[float, int]]] = {"here": [], "stored": [], "first": [], "wrong": []}
        for row, one in enumerate(scene.answers):
            text = scene.word(one) if scene.real else ""
            quiet = text.endswith("(stored)") or one.state in (*SILENT, "busy")
            text = text.removesuffix(" (stored)") if wide < CRAMPED else text
            self.words[row].set_text(text)
            self.words[row].set_color(self.grey if quiet and one.tool not in caught else self.theme.ink)
            if not scene.real:
                continue
            if scene.show == "time":
                if one.seconds:
                    marks["first"].append((self.place(one.seconds[0]), row))
                    marks["here" if one.state == "here" and one.tool not in OWN else "stored"].append(
                        (self.place(one.seconds[1]), row)
                    )
                continue
            error = one.error(scene.exact)
            if one.state in (*SILENT, "busy"):
                continue
            if one.tool in caught or np.isnan(error):
                # what is wrong without being off by a number has its mark in its words
                aside = np.isnan(error) or bool(TRAPS[scene.trap][2])
                if aside or self.place(error) > TOP - 0.8 - letter * len(text):  # or where its words stand
                    self.words[row].set_text(f"✗ {text}")
                else:
                    marks["wrong"].append((self.place(error), row))
            else:
                marks[one.state].append((self.place(error), row))
        for line, name in (
            (self.here, "here"),
            (self.held, "stored"),
            (self.first, "first"),
            (self.wrong, "wrong"),
        ):
            line.set_data([x for x, _row in marks[name]], [row for _x, row in marks[name]])
        return changed

    @staticmethod
    def place(value: float) -> float:
        """Give the place of an error or a time on the axis; 0 lies on its floor."""
        return float(np.clip(np.log10(value), FLOOR + 1.4, 2.2)) if value > 0 else FLOOR

    def _scale(self) -> None:
        """Dress the axis for errors or for times."""
        if self.show == "time":
            low = -6.6
            labels = ["1 µs", "0.1 ms", "10 ms", "1 s", "100 s"]
            self.chart.set_xticks(TIMES, labels)
            title, name = "□ first call   ● each later call", "seconds, on a log scale"
        else:
            low = FLOOR - 0.6
            self.chart.set_xticks([FLOOR, *ERRORS], ["0", *map(power_of_ten, ERRORS)])
            title, name = "how far each tool is off", "largest error of an entry"
        self.chart.set_xlim(low, TOP)
        self.chart.set_title(title, color=self.theme.ink, fontsize=11)
        self.chart.set_xlabel(name, x=0.36)

    def numbers(self, scene: Any) -> dict[str, str]:
        """Fill the readout: the exact matrix, and that of one tool with all its digits."""
        one = scene.answers[ROWS.index(scene.tool)]
        matrix = one.hessian if one.hessian is not None else np.full((2, 2), np.nan)
        said = (
            f"{SILENT[one.state]}, and nothing is stored for this place" if one.state in SILENT else one.said
        )
        return {
            **matrix_numbers(scene.exact, "e", 6),
            **matrix_numbers(matrix, "t", 16),
            "tool": one.title,
            "said": said,
        }


def tools(
    formula: Any = "3x^3 - 6y^2 + 3",
    point: tuple[float, float] = (1.2, 3.4),
    *,
    trap: str = "",
    show: str = "error",
    tool: str = "jax",
    on: Sequence[str] = (),
) -> Explorer:
    """Explore one Hessian in many tools: drag the point, switch a tool on, spring the trap of its default.

    A tool starts when it is switched on, in the background; TensorFlow takes from ten seconds to forty. What is off,
    or not installed, has its stored answer where there is one.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to start from.
    point : pair of float
        Where to start.
    trap : str
        What is wrong by default: "float32", "integers", "nan", "retracing",
        "NonConvex", "success"; nothing by default.
    show : {"error", "time"}
        What stands on the chart.
    tool : str
        Whose matrix is written out below.
    on : sequence of str
        Which tools are switched on.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If there is no such trap, chart or tool.

    Examples
    --------
    >>> explorer = tools("x^2 + 3xy + y^2", (1, 1))
    >>> explorer.scene.exact.tolist()
    [[2.0, 3.0], [3.0, 2.0]]
    """
    for name, value, known in (
        ("trap", trap, TRAPS),
        ("show", show, ("error", "time")),
        ("tool", tool, ROWS),
    ):
        if value not in known:
            raise ValueError(f"{name} is one of {', '.join(repr(one) for one in known)}, not {value!r}.")
    domain = ((-2, 2), (-5, 5)) if formula == "3x^3 - 6y^2 + 3" else None
    given = Surface(formula, "x y", domain=domain) if domain else formula
    runs, switches = ToolRuns(), ToolSwitches([name for name in ROWS if name not in OWN], on)
    shown = menu("matrix of", {TITLES[name]: name for name in ROWS})
    shown.value = tool
    controls = {
        "formula": FormulaBox(given),
        "point": PointControl(point),
        "trap": choice_slider("trap", [(text, name) for name, (text, _said, _word) in TRAPS.items()], trap),
        "on": switches,
        "show": choice("show", {"error": "error", "time": "time"}, show),
        "tool": shown,
        "answers": runs,
    }
    explorer = Explorer(controls, partial(compute, runs, switches.here), ToolsPicture, sweep=_springing)
    runs.join(explorer)
    return explorer


def _springing(explorer: Explorer) -> Sweep:
    """Spring every trap, on either chart."""
    now, charts = explorer.values, ("error", "time")
    dials = (
        Dial("trap", tuple(text for text, _said, _word in TRAPS.values()), list(TRAPS).index(now["trap"])),
        Dial("show", charts, charts.index(now["show"])),
    )
    return Sweep(dials, (tuple(TRAPS), charts), lambda trap, show: {"trap": trap, "show": show})
