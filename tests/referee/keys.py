"""The answer keys: each line of data/*.jsonl as a case."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import sympy

from hesskit.maths.descent.descend import descend
from hesskit.maths.surfaces.parsing import parse_number
from hesskit.maths.surfaces.surface import Surface

from .cases import Case, compare, find

DATA = Path(__file__).with_name("data")


def lines(name: str) -> list[dict[str, Any]]:
    """Read one key."""
    text = (DATA / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def number(text: str) -> float:
    """Read a coordinate, such as "1/sqrt(2)" or "1e9-pi/2"."""
    return float(parse_number(text))


def points_of(entry: dict[str, Any]) -> Case:
    """Compare every critical point in a box with a line of textbook.jsonl or reported.jsonl."""
    case = Case(entry["f"])
    surface = Surface(entry["f"], entry.get("variables", "x y"))
    found = find(case, surface, entry["box"])
    if found is None:
        return case
    expected = [([number(c) for c in point[:-1]], point[-1]) for point in entry.get("points", [])]
    scale = min(max(high - low for low, high in entry["box"]), 1000)
    if not entry.get("loose"):
        compare(case, found, expected, scale, others=bool(entry.get("others") or "tops" in entry))
    if "tops" in entry and sum(p.nature == "maximum" for p in found) != entry["tops"]:
        case.complain(f"{entry['tops']} maxima are right: {[(p.point.tolist(), p.nature) for p in found]}")
    said = sorted(p.nature for p in found if p.set is not None)
    if "sets" in entry and said != sorted(entry["sets"]):
        case.complain(f"sets: {said} is said, {entry['sets']} is right")
    return case


def least_of(entry: dict[str, Any]) -> Case:
    """See that the least value of a test function is right by mpmath, and among the minima that are found."""
    case = Case(entry["name"])
    surface = Surface(entry["f"])
    exact = sympy.lambdify(surface.variables, surface.expr, "mpmath")
    close = 10.0 ** -entry.get("digits", 12)
    for point in entry["at"]:
        value = exact(*(sympy.N(parse_number(c), 30)._to_mpmath(100) for c in point))
        assert abs(value - entry["least"]) <= close * max(1, abs(entry["least"])), (
            f"the key is wrong: {value}"
        )
    found = find(case, surface, entry["box"])
    if found is None:
        return case
    for point in entry["at"]:
        where = np.array([number(c) for c in point])
        near = [
            p for p in found if p.set is None and np.abs(p.point - where).max() <= max(close, 1e-7) ** 0.5
        ]
        if not any(p.nature == "minimum" for p in near):
            case.complain(f"missing: a minimum at {where.tolist()}; complete is said: {found.complete}")
    lowest = min((p.value for p in found if np.isfinite(p.value)), default=np.inf)
    if lowest < entry["least"] - max(close, 1e-9) * max(1, abs(entry["least"])):
        case.complain(f"a value of {lowest} is said, below the least, {entry['least']}")
    return case


METHODS = ("newton line search", "trust region", "dogleg", "bfgs", "modified newton")


def descents_of(entry: dict[str, Any], methods: tuple[str, ...] = METHODS) -> Case:
    """See that methods with a safeguard come down to the least value of a sum of squares from its own start."""
    case = Case(entry["name"])
    names = [f"x{k + 1}" for k in range(len(entry["start"]))]
    surface = Surface(" + ".join(f"({r})^2" for r in entry["residuals"]), names)
    for method in methods:
        trace = case.attempt(
            method, lambda method=method: descend(surface, entry["start"], method, max_steps=1000), 3.0
        )
        if trace is None:
            continue
        case.attempt(f"{method}, order", lambda trace=trace: (trace.order(), trace.rate()))
        if trace.kind == "minimum" and trace.values[-1] < entry["least"] - 1e-8 * max(1, entry["least"]):
            case.complain(f"{method}: {trace.values[-1]} is below the least value {entry['least']}")
    return case


KEYS = {
    "textbook": points_of,
    "test_functions": least_of,
    "least_squares": descents_of,
    "reported": points_of,
}
