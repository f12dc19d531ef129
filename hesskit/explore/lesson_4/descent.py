"""Methods of descent race from one start: their paths, their errors, their work, and the model Newton trusts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
from ipywidgets import Layout

from hesskit.explore.lesson_4.descent_controls import Cards, Chips, CostTable
from hesskit.explore.lesson_4.descent_sentence import race_caption, race_sentence
from hesskit.explore.lesson_4.scrubber import END, Scrubber, StepCursor
from hesskit.explore.lesson_4.trusted_model import Trusted, trusted
from hesskit.explore.parts import (
    ALONG,
    Box,
    BoxControl,
    Explorer,
    FormulaBox,
    PointControl,
    Sweep,
    log_slider,
    menu,
    slider,
    sweep_of,
    whole_slider,
)
from hesskit.maths.descent import Descent, descend, options_of
from hesskit.maths.surfaces import Surface

# What lesson 4 says of gradient descent and Newton's method, each thing as one setting of `descent`.

DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {"step": END, "step_size": 1e-3, "damping": 1.0, "momentum": 0.9, "max_steps": 100, "measure": "gradient"}
)


def _preset(
    formula: str, box: Any, start: tuple[float, float], *methods: str, **others: Any
) -> Mapping[str, Any]:
    first = {"formula": formula, "box": tuple((float(low), float(high)) for low, high in box)}
    return MappingProxyType({**first, "start": start, "methods": methods, **DEFAULTS, **others})


def _square(half: float) -> tuple[tuple[float, float], tuple[float, float]]:
    return (-half, half), (-half, half)


# the curriculum's formulas; √(1 + x²) has + y²/2 added, since its H would be singular in two variables
PRESETS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "η below 2/M": _preset(
            "x^2 + 5y^2", _square(2), (1.8, 1.0), "gradient descent", step_size=0.18
        ),
        "η above 2/M": _preset(
            "x^2 + 5y^2", _square(2), (0.3, 0.5), "gradient descent", step_size=0.23
        ),
        "a quadratic": _preset(
            "x^2 + 5y^2", _square(2), (1.5, 1.0), "newton", "gradient descent", "linear cg",
            step_size=1 / 6, measure="distance",
        ),
        "to a saddle": _preset(
            "x^4/4 - x^2/2 + y^2/2", _square(1.5), (0.3, 0.7), "newton", "trust region"
        ),
        "to a maximum": _preset(
            "x^4 - 2x^2 + y^4 - 2y^2", _square(1.5), (0.2, 0.25), "newton", "modified newton"
        ),
        "round a 2-cycle": _preset(
            "x^4 + 4x^2 y + 4y^2 + 2x + 2y", ((-2, 2), (-2, 1)), (5 / 4, -29 / 32), "newton"
        ),
        "away from a bowl": _preset(
            "sqrt(1 + x^2) + y^2/2", ((-15, 5), (-4, 4)), (1.1, 0.0), "newton", "newton line search"
        ),
        "only linear": _preset("x^4 + y^4", _square(1.2), (1.0, 1.0), "newton"),
        "uphill on the way": _preset(
            "Rosenbrock", ((-2, 2), (-4, 3)), (-1.2, 1.0), "gradient descent", "newton"
        ),
        "along a level line": _preset(
            "Beale", ((-1, 7), (-1, 2)), (4.0, 1.0), "newton", "newton line search", "modified newton"
        ),
    }
)  # fmt: skip
SAYS: Mapping[str, str] = MappingProxyType(
    {
        "η below 2/M": "a zigzag, it arrives",
        "η above 2/M": "it flies further out",
        "a quadratic": "Newton: one step",
        "to a saddle": "Newton stops there",
        "to a maximum": "Newton climbs",
        "round a 2-cycle": "to and fro, no end",
        "away from a bowl": "convex, yet it flees",
        "only linear": "H singular at the end",
        "uphill on the way": "yet Newton arrives",
        "along a level line": "and onto a saddle",
    }
)

Array = npt.NDArray[np.float64]
WEIGHTS = np.array([1, 2, 3, 2])  # numbers in f, ∇f, H (symmetric) and H·v: what one evaluation is counted as
MEASURES = {"|∇f|": "gradient", "|x − end|": "distance", "|f − f(end)|": "value"}
STEPS = 200
SHOWS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"all": ("steps", "work"), "race": ("steps",), "paths": ()}  # the panels beside the paths
)
TIPS = {
    "step_size": "of gradient descent and momentum; the other methods choose their own",
    "damping": "the first μ of damped newton",
    "momentum": "the part of the velocity that momentum keeps",
    "max_steps": "where a method that has not arrived is stopped",
}
NOTHING = 1e-30  # drawn for an error of 0: far below the picture
ROUNDING = float(np.finfo(float).eps) / 2


@dataclass(frozen=True, eq=False)
class Racer:
    """One method in the race, and the end that its errors are measured from."""

    slot: int  # which colour, dash and marker it has
    descent: Descent
    end: Array | None  # (2,)
    end_value: float

    @property
    def name(self) -> str:
        """The method."""
        return self.descent.method

    @property
    def work(self) -> Array:
        """Numbers computed until each point was reached (k + 1,)."""
        return self.descent.work @ WEIGHTS

    def errors(self, measure: str) -> Array:
        """Give the error at each point (k + 1,); NaN where there is none, NOTHING where it is zero.

        Beside the largest there is a least that means something: below it each machine has digits of its own.
        """
        if measure == "gradient":
            errors = np.array(self.descent.gradient_norms)
        elif self.end is None:
            errors = np.full(self.descent.steps + 1, np.nan)
        elif measure == "distance":
            errors = self.descent.errors(self.end)
        else:
            errors = np.abs(self.descent.values - self.end_value)
        largest = float(np.max(errors, where=np.isfinite(errors), initial=0.0))
        return np.where(errors == 0, NOTHING, np.maximum(errors, ROUNDING * largest))


@dataclass(frozen=True, eq=False)
class DescentScene:
    """A race: every path from one start, and the step at which it is looked at."""

    surface: Surface
    box: Box
    start: Array  # (2,)
    racers: tuple[Racer, ...]
    step: float  # a whole number where a step is done
    measure: str
    step_size: float
    model: Trusted | None  # at the racer that uses the Hessian first, where it makes its next step

    @property
    def longest(self) -> int:
        """Steps of the longest path."""
        return max((racer.descent.steps for racer in self.racers), default=0)

    def caption(self) -> str:
        """Say at what each method ended."""
        return race_caption(self)

    def sentence(self) -> str:
        """Say where each method ended, at what kind of point, and what is strange about its path."""
        return race_sentence(self)


@lru_cache(maxsize=64)
def raced(
    surface: Surface,
    start: tuple[float, float],
    method: str,
    max_steps: int,
    options: tuple[tuple[str, float], ...],
) -> Descent:
    """Run one method once; moving the cursor must not run it again."""
    given: dict[str, Any] = dict(options)
    return descend(surface, start, method, max_steps=max_steps, **given)


def options_for(
    method: str, step_size: float, damping: float, momentum: float
) -> tuple[tuple[str, float], ...]:
    """Choose which of the sliders a method takes; the searches and Newton's own step keep their 1."""
    sliders = {"damping": damping, "momentum": momentum}
    if method in ("gradient descent", "momentum"):
        sliders["step_size"] = step_size
    return tuple((name, float(value)) for name, value in sliders.items() if name in options_of(method))


def end_for(surface: Surface, descent: Descent, descents: Sequence[Descent]) -> Array | None:
    """Give what a method's errors are measured from: its end, or the nearest minimum that another one found."""
    if descent.converged:
        return _polished(surface, descent)
    if descent.outcome == "cycle":
        return None
    ends = [_polished(surface, other) for other in descents if other.converged and other.kind == "minimum"]
    return min(ends, key=lambda end: float(np.linalg.norm(end - descent.points[-1])), default=None)


def _polished(surface: Surface, descent: Descent) -> Array:
    """The end of a descent, one Newton step nearer where the Hessian there is sure to be regular."""
    last = np.asarray(descent.points[-1], float)
    if descent.end is None or descent.end.kind == "inconclusive":
        return last
    return np.asarray(last - np.linalg.solve(descent.end.hessian, surface.at(last)[1]), float)


@lru_cache(maxsize=64)
def racers_of(
    surface: Surface, start: tuple[float, float], methods: tuple[str, ...], step_size: float, damping: float,
    momentum: float, max_steps: int,
) -> tuple[Racer, ...]:  # fmt: skip
    """Run every method of a race, each in its slot."""
    descents = {
        slot: raced(surface, start, name, max_steps, options_for(name, step_size, damping, momentum))
        for slot, name in enumerate(methods)
        if name
    }
    racers = []
    for slot, descent in descents.items():
        end = end_for(surface, descent, list(descents.values()))
        racers.append(Racer(slot, descent, end, np.nan if end is None else surface.at(end)[0]))
    return tuple(racers)


def compute(
    formula: Surface, box: Box, start: tuple[float, float], methods: tuple[str, ...], step_size: float,
    damping: float, momentum: float, max_steps: int, measure: str, step: float,
) -> DescentScene:  # fmt: skip
    """Make the scene of one race."""
    start = (float(start[0]), float(start[1]))
    racers = racers_of(formula, start, tuple(methods), step_size, damping, momentum, max_steps)
    step = min(float(step), max((racer.descent.steps for racer in racers), default=0))
    return DescentScene(
        formula, box, np.array(start), racers, step, measure, step_size,
        trusted(formula, [racer.descent for racer in racers], step),
    )  # fmt: skip


def holding(box: Box, start: tuple[float, float]) -> Box:
    """Widen a box where it must be, so that it holds the start.

    >>> holding(((-2, 2), (-2, 2)), (10, 0))
    ((-2, 11.2), (-2, 2))
    """
    sides = []
    for (low, high), c in zip(box, start, strict=True):
        room = 0.1 * (max(high, c) - min(low, c))
        sides.append((low if c >= low else c - room, high if c <= high else c + room))
    return sides[0], sides[1]


def descent(
    formula: Any = "Rosenbrock",
    start: tuple[float, float] = (-1.2, 1),
    methods: str | Sequence[str] | None = None,
    preset: str | None = None,
    show: str = "all",
) -> Explorer:
    """Explore methods of descent: race them from a start that is dragged, and play the steps.

    Parameters
    ----------
    formula : str, sympy expression or Surface
        What to descend.
    start : pair of float
        Where every method starts.
    methods : str or sequence of str, optional
        Up to four names in `hesskit.METHODS`; without it those of the preset, or gradient descent and Newton.
    preset : str, optional
        The name of a scenario's card, to start from in place of formula and start.
    show : str
        "all": scenarios, methods, sliders, errors against steps and work, the table of costs; "race": the paths and
        the errors against steps; "paths": the paths alone. The scrubber is always there.

    Returns
    -------
    Explorer

    Raises
    ------
    ValueError
        If a method, the preset or what to show is unknown.

    Examples
    --------
    >>> descent("x^2 + y^2", (1, 1), ["newton"]).sentence
    'Newton: 1 step to (0, 0), a minimum.'
    >>> "a saddle, not a minimum" in descent(preset="to a saddle").sentence
    True
    """
    from hesskit.explore.lesson_4.descent_picture import DescentPicture

    for name, table, what in ((preset, PRESETS, "preset"), (show, SHOWS, "way to show")):
        if name is not None and name not in table:
            raise ValueError(f"there is no {what} {name!r}; they are {', '.join(table)}.")
    first = PRESETS[preset or "uphill on the way"]
    values = {**first, **({} if preset else {"formula": formula, "start": start})}
    text = FormulaBox(values["formula"])
    box = BoxControl(text)
    if text.value == Surface(first["formula"]):
        box.value = first["box"]  # wide enough for what the lesson says
    box.value = holding(box.value, values["start"])
    cursor = StepCursor()
    controls: dict[str, Any] = {
        "methods": Chips(first["methods"] if methods is None else methods),
        "formula": text,
        "start": PointControl(values["start"], "start at"),
        "step_size": log_slider("step size η", values["step_size"], -4, 1),
        "damping": log_slider("damping μ", values["damping"], -3, 3),
        "momentum": slider("momentum", values["momentum"], 0, 0.99, 0.01),
        "max_steps": whole_slider("steps at most", values["max_steps"], 1, STEPS),
        "measure": menu("error", MEASURES),
        "box": box,
        "step": cursor,
    }
    controls["measure"].value = values["measure"]
    controls["measure"].layout = Layout(width="180px")
    for name, tip in TIPS.items():
        controls[name].tooltip = tip
        controls[name].layout = Layout(width="275px")  # three in a row: the picture should stay in sight
    controls["methods"].observe(lambda _change: _fit_sliders(controls), "value")
    _fit_sliders(controls)
    full = show == "all"
    cards = Cards(PRESETS, SAYS)
    explorer = Explorer(
        controls, compute, partial(DescentPicture, panels=SHOWS[show]),
        companions=[Scrubber(cursor, resets=not full), *([CostTable(), cards] if full else [])], sweep=_stepping,
    )  # fmt: skip
    if full:  # the scenarios come first, for they are where one begins
        explorer.children = [cards, *(child for child in explorer.children if child is not cards)]
    else:
        for child in explorer.children[: explorer.children.index(explorer.stage)]:
            child.layout.display = "none"
    return explorer


def _fit_sliders(controls: Mapping[str, Any]) -> None:
    """Show only the sliders that one of the methods takes."""
    chosen = [name for name in controls["methods"].value if name]
    taken = {option for name in chosen for option, _value in options_for(name, 1, 1, 0)}
    for name in ("step_size", "damping", "momentum"):
        controls[name].layout.display = None if name in taken else "none"


def _stepping(explorer: Explorer) -> Sweep:
    """Go along the paths to their end: step by step at first, where most happens, and of a long one not all."""
    scene: Any = explorer.scene
    first = list(range(min(scene.longest, ALONG // 2) + 1))
    rest = np.linspace(first[-1], scene.longest, ALONG - len(first) + 1)[1:]
    steps = [*first, *(int(step) for step in np.unique(np.rint(rest)) if step > first[-1])]
    return sweep_of(["step"], [steps], [int(scene.step)], lambda step: {"step": step}, str)
