"""Handing in: answers as plain data, whatever the student defined. It runs in the notebook and in the sandbox."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

# Answers as plain data: what leaves a student's process, and the cell's output that carries it.

MIME = "application/vnd.hesskit.answer+json"
MOST_ENTRIES = 10_000
MOST_CHARACTERS = 10_000
MOST_DIGITS = 1_000
DEEPEST = 8


class _TooLarge(Exception):
    """A value with more entries, or nested deeper, than any answer."""


def as_data(value: Any) -> Any:
    """Turn a value into plain JSON data.

    Examples
    --------
    >>> import numpy, sympy
    >>> as_data(numpy.array([[2.0, 3.0], [3.0, 2.0]]))
    [[2.0, 3.0], [3.0, 2.0]]
    >>> as_data((1, True, "saddle", sympy.Rational(1, 2), sympy.Symbol("x") ** 2))
    [1, True, 'saddle', '1/2', 'x**2']
    >>> as_data(print), as_data(float("nan"))
    ({'unreadable': 'builtin_function_or_method'}, {'unreadable': 'nan'})
    """
    try:
        return _plain(value, [MOST_ENTRIES], 0)
    except _TooLarge:
        return {"unreadable": "too large"}


def read_answers(
    names: Sequence[str], namespace: Mapping[str, Any], probes: Sequence[Any] = ()
) -> dict[str, Any]:
    """Read the named answers out of a namespace.

    Parameters
    ----------
    names : sequence of str
        The variables and functions the answer cell should define.
    namespace : mapping
        Where they are looked up, such as ``globals()``.
    probes : sequence of sequences
        The arguments of each call of a function.

    Returns
    -------
    dict
        Plain data by name. A name that is not defined is absent; a function is ``{"values": [one per probe]}``,
        where a call that failed stands as ``{"raised": type name}``.

    Examples
    --------
    >>> read_answers(["H", "f", "g"], {"H": (1, 2), "f": lambda x: 1 / x}, [[2], [0]])
    {'H': [1, 2], 'f': {'values': [0.5, {'raised': 'ZeroDivisionError'}]}}
    """
    handed_in: dict[str, Any] = {}
    for name in names:
        if name in namespace:
            value = namespace[name]
            handed_in[name] = _called(value, probes) if _is_function(value) else as_data(value)
    return handed_in


@dataclass(frozen=True)
class HandedInAnswers:
    """What was handed in for one question; it shows itself in words and carries the data."""

    question: str
    answers: dict[str, Any]
    missing: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        parts = [f"{name} = {_shown(data)}" for name, data in self.answers.items() if data != "..."]
        said = f"Handed in for {self.question}: {'; '.join(parts)}." if parts else ""
        if self.missing:
            said = f"{said} Not answered yet, in {self.question}: {', '.join(self.missing)}.".strip()
        return said

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/plain": str(self), MIME: {"question": self.question, "answers": self.answers}}


def hand_in(
    question: str, namespace: Mapping[str, Any], names: Sequence[str] = (), probes: Sequence[Any] = ()
) -> HandedInAnswers:
    """Hand in the answers of one question: show them in words and leave them as data in the cell's output.

    Examples
    --------
    >>> print(hand_in("q1", {"H": [[2, 3], [3, 2]]}, ["H", "kind"]))
    Handed in for q1: H = [[2, 3], [3, 2]]. Not answered yet, in q1: kind.
    """
    answers = read_answers(names, namespace, probes)
    blank = tuple(name for name in names if answers.get(name, "...") == "...")
    return HandedInAnswers(question, answers, blank)


def _plain(value: Any, left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > DEEPEST:
        raise _TooLarge
    try:
        return _converted(value, left, depth)
    except _TooLarge:
        raise
    except Exception:  # a student's object may raise whatever it likes
        return {"unreadable": _name_of(value)}


def _converted(value: Any, left: list[int], depth: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if value is ...:
        return "..."
    if isinstance(value, str):
        return _text(str(value))
    if isinstance(value, int):
        return _whole(int(value))
    if isinstance(value, float):
        return _finite(float(value))
    if isinstance(value, Fraction):
        over, under = _whole(int(value.numerator)), _whole(int(value.denominator))
        return over if under == 1 else f"{over}/{under}"
    if isinstance(value, Decimal):
        return _finite(float(value))
    if isinstance(value, complex) and value.imag == 0:
        return _finite(float(value.real))
    if isinstance(value, (list, tuple)) or (isinstance(value, range) and len(value) <= MOST_ENTRIES):
        return [_plain(item, left, depth + 1) for item in value]
    known = _from_numpy(value) or _from_mpmath(value) or _from_sympy(value) or _from_surface(value)
    if known is None:
        return {"unreadable": _name_of(value)}
    return _plain(known[0], left, depth)


def _from_numpy(value: Any) -> tuple[Any] | None:
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(value, (numpy.ndarray, numpy.generic)):
        return None
    if value.size > MOST_ENTRIES:
        raise _TooLarge
    if value.dtype.kind not in "biufcUO" or (value.dtype.kind == "c" and value.imag.any()):
        return None
    value = value.real if value.dtype.kind == "c" else value
    found = value.tolist()
    return None if isinstance(found, numpy.generic) else (found,)


def _from_mpmath(value: Any) -> tuple[Any] | None:
    mpmath = sys.modules.get("mpmath")
    if mpmath is not None and isinstance(value, mpmath.matrix):
        rows = value.tolist()
        return ([row[0] for row in rows] if value.cols == 1 else rows,)
    return (float(value),) if mpmath is not None and isinstance(value, mpmath.mpf) else None


def _from_sympy(value: Any) -> tuple[Any] | None:
    sympy = sys.modules.get("sympy")
    if sympy is None:
        return None
    if isinstance(value, sympy.MatrixBase):
        rows = value.tolist()
        return ([row[0] for row in rows] if value.cols == 1 else rows,)
    if value is sympy.true or value is sympy.false:
        return (value is sympy.true,)
    if isinstance(value, sympy.Integer):
        return (int(value),)
    if isinstance(value, sympy.Float):
        return (float(value),)
    if isinstance(value, sympy.Tuple):
        return (list(value),)
    return (str(value),) if isinstance(value, sympy.Expr) else None


def _from_surface(value: Any) -> tuple[Any] | None:
    surfaces = sys.modules.get("hesskit.maths.surfaces.surface")
    if surfaces is None or not isinstance(value, surfaces.Surface):
        return None
    return (str(value.expr),)


def _text(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise _TooLarge
    return text.encode("utf-8", "replace").decode("utf-8")


def _whole(number: int) -> Any:
    if abs(number) >= 10**MOST_DIGITS:
        raise _TooLarge
    return number


def _finite(number: float) -> Any:
    return number if math.isfinite(number) else {"unreadable": str(number)}


def _is_function(value: Any) -> bool:
    return callable(value) and not isinstance(value, type) and _from_surface(value) is None


def _called(function: Callable[..., Any], probes: Sequence[Any]) -> dict[str, Any]:
    return {"values": [_one_call(function, probe) for probe in probes]}


def _one_call(function: Callable[..., Any], probe: Sequence[Any]) -> Any:
    import numpy

    arguments = [numpy.array(item) if isinstance(item, list) else item for item in probe]
    try:
        return as_data(function(*arguments))
    except (Exception, SystemExit) as error:  # leaving the notebook is one way to fail
        return {"raised": type(error).__name__}


def _name_of(value: Any) -> str:
    return str(type(value).__name__)[:100]


def _shown(data: Any) -> str:
    if isinstance(data, dict):
        return "a function" if "values" in data else f"something unreadable ({data.get('unreadable')})"
    shown = repr(data)
    return shown if len(shown) <= 200 else f"{shown[:200]}…"
