"""The form of an answer as plain data: of which kind, of which shape, and nothing of what is right.

A form is ``[kind, settings]``. From a kind of answer it is made where the homework is handed out; in the student's
notebook a kind is made of it again, whose right answer is nothing but zeros of the right shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hesskit.course.answers import (
    Choice,
    Construction,
    Entries,
    Formula,
    Matrix,
    Number,
    Option,
    Point,
    SurfaceConstruction,
    Unreadable,
    Witness,
    is_missing,
)
from hesskit.course.exercises import Exercise, judge
from hesskit.homework.paper.question_kinds import BuiltAt, Calls, Named, Pick, Rounded, Spots

_TOO_MUCH = {
    "set": "a set, which has no order: give a list",
    "nan": "not a finite number",
    "inf": "not a finite number",
    "-inf": "not a finite number",
    "too large": "much more than is asked for",
}


def form_of(kind: Any) -> list[Any]:
    """The form of a kind of answer, as plain data.

    Examples
    --------
    >>> form_of(Matrix("[[6x, -6y], [-6y, -6x]]"))
    ['matrix', {'rows': 2, 'columns': 2, 'variables': ['x', 'y']}]
    """
    match kind:
        case Named():
            return ["words", {**_calls(kind), "options": _options(kind.choice)}]
        case Calls():
            return ["function", {**_calls(kind), "shapes": [_nested_shape(right) for right in kind.right]}]
        case Choice():
            return ["choice", {"options": _options(kind)}]
        case Pick():
            return ["label", {"labels": list(kind.labels)}]
        case Spots():
            return ["points", {"variables": list(kind.variables)}]
        case Matrix():
            rows, columns = kind.read(kind.right).shape
            return ["matrix", {"rows": rows, "columns": columns, "variables": list(kind.variables)}]
        case Point():
            style = {Rounded: "rounded", Witness: "witness"}
            name = next((name for cls, name in style.items() if isinstance(kind, cls)), "numbers")
            return [name, {"size": len(kind.read(kind.right).values), "example": kind.example}]
        case Number():
            return ["number", {}]
        case BuiltAt():
            return ["built at", {"place": list(kind.place), "example": kind.example}]
        case Construction():
            where = {"variables": list(kind.variables), "point": list(kind.point)}
            return ["built", {**where, "example": kind.example}]
        case Formula():
            return ["formula", {"variables": list(kind.variables)}]
    raise TypeError(f"the form of {type(kind).__name__} is not known")


def form_from(form: Any) -> Any:
    """A kind of answer that reads and looks at shapes, and knows no right answer.

    Examples
    --------
    >>> form_from(["matrix", {"rows": 2, "columns": 2, "variables": ["x", "y"]}]).wanted
    'a 2 × 2 matrix'
    """
    kind, settings = form[0], {name: _frozen(value) for name, value in form[1].items()}
    if kind in ("words", "function"):
        header, gives, shown = (settings[name] for name in ("header", "gives", "calls"))
        if kind == "words":
            choice = _choice(settings["options"])
            return Named(("",) * len(shown), header, gives, shown, choice=choice)
        return Calls(tuple(_zeros(shape) for shape in settings["shapes"]), header, gives, shown)
    if kind == "matrix":
        zeros = _zeros((settings["rows"], settings["columns"]))
        return Matrix(str(zeros), settings["variables"])
    makes = {
        "choice": lambda: _choice(settings["options"]),
        "label": lambda: Pick(settings["labels"], ""),
        "points": lambda: Spots(str(_zeros((1, len(settings["variables"])))), settings["variables"]),
        "rounded": lambda: Rounded(_row(settings["size"])),
        "witness": lambda: _Some(_row(settings["size"]), passes=_never, example=settings["example"]),
        "numbers": lambda: Point(_row(settings["size"])),
        "number": lambda: Number("0"),
        "built at": lambda: BuiltAt(_never, "0", place=settings["place"], shown=settings["example"]),
        "built": lambda: SurfaceConstruction(
            _never, "0", settings["variables"], settings["point"], shown=settings["example"]
        ),
        "formula": lambda: Formula("0", settings["variables"]),
    }
    return makes[kind]()


def looks(kinds: Mapping[str, Any], handed_in: Any) -> tuple[str, ...]:
    """Sentences on what has not the type or shape that is asked for, name by name; none where all is well."""
    return tuple(filter(None, (_look(name, kind, handed_in) for name, kind in kinds.items())))


def unanswered(name: str, handed_in: Any) -> str:
    """That a name is missing, in words; empty where it is there."""
    answer = handed_in.get(name) if isinstance(handed_in, Mapping) else None
    return f"not answered: the cell should define `{name}`." if is_missing(answer) else ""


def readable(answer: Any, kind: Any) -> Any:
    """The data as the readers of answers know it; what was not plain data comes back as an `Unreadable`."""
    odd = _first_odd(answer)
    if odd is None:
        return answer
    this = "This" if odd is answer else "One of its entries"
    if "values" in odd:
        return answer if isinstance(kind, Calls) and odd is answer else Unreadable(f"{this} is a function.")
    thing = odd.get("unreadable")
    if isinstance(thing, str) and thing in _TOO_MUCH:
        return Unreadable(f"{this} is {_TOO_MUCH[thing]}.")
    name = f"a {thing[:40]}" if isinstance(thing, str) else "something else"
    return Unreadable(f"{this} is {name}, which cannot be handed in.")


def _look(name: str, kind: Any, handed_in: Any) -> str:
    missing = unanswered(name, handed_in)
    if missing:
        return f"`{name}`: {missing}"
    answer = readable(handed_in[name], kind)
    if isinstance(answer, Unreadable):
        return f"`{name}`: {answer} It should be {kind.wanted}."
    verdict = judge(Exercise(name, name, "", kind, "", (), ""), answer)
    return f"`{name}`: {verdict.message}" if verdict.rung in {"missing", "type", "shape"} else ""


def _first_odd(answer: Any, depth: int = 0) -> Any:
    """The first thing in an answer that is no plain data."""
    if isinstance(answer, Mapping):
        return answer
    inside = answer if isinstance(answer, list) and depth < 12 else ()
    return next((odd for item in inside if (odd := _first_odd(item, depth + 1)) is not None), None)


@dataclass(frozen=True, kw_only=True)
class _Some(Witness):
    """Numbers in order, or none, with an example of their own."""

    example: str = "(0.5, 2)"

    def misfit(self, value: Entries) -> str:
        """That there is none has the right form."""
        return super().misfit(value) if value.values else ""


def _never(*_: Any) -> bool:
    return False


def _calls(kind: Calls) -> dict[str, Any]:
    return {"header": kind.header, "gives": kind.gives, "calls": list(kind.probes)}


def _options(choice: Choice) -> list[dict[str, Any]]:
    return [{**asdict(option), "words": list(option.words)} for option in choice.options]


def _choice(options: Any) -> Choice:
    return Choice(tuple(Option(o["label"], tuple(o["words"]), o["number"]) for o in options), "")


def _nested_shape(value: Any) -> list[int]:
    return [len(value), *_nested_shape(value[0])] if isinstance(value, (list, tuple)) and len(value) else []


def _zeros(shape: Any) -> Any:
    return [_zeros(shape[1:]) for _ in range(shape[0])] if shape else 0


def _row(size: int) -> str:
    return str([0] * size)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, (list, tuple)) else value
