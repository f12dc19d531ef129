"""What leaves a student's process is plain data, whatever the student defined."""

from __future__ import annotations

import json

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit import Surface
from hesskit.homework.paper import MIME, as_data, hand_in, read_answers
from hesskit.homework.sandbox.run import sound_data

x, y = sympy.symbols("x y", real=True)


class Liar:
    def __eq__(self, other: object) -> bool:
        return True

    def __getattr__(self, name: str) -> object:
        raise RuntimeError("caught")

    __hash__ = None  # type: ignore[assignment]


class LyingFloat(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (3, 3),
        (True, True),
        (None, None),
        (..., "..."),
        ("saddle", "saddle"),
        (2.5, 2.5),
        (float("inf"), {"unreadable": "inf"}),
        (np.float64(2), 2.0),
        (np.bool_(False), False),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (np.array([1.0, np.nan]), [1.0, {"unreadable": "nan"}]),
        (np.array(1.5), 1.5),
        (np.array([1 + 2j]), {"unreadable": "ndarray"}),
        (1 + 2j, {"unreadable": "complex"}),
        ({"a": 1}, {"unreadable": "dict"}),
        (x**2 + y / 2, "x**2 + y/2"),
        (sympy.Rational(1, 3), "1/3"),
        (sympy.Integer(4), 4),
        (sympy.Float(0.5), 0.5),
        (sympy.sqrt(2), "sqrt(2)"),
        (sympy.Matrix([[2, x], [x, 0]]), [[2, "x"], ["x", 0]]),
        (sympy.Matrix([1, 2]), [1, 2]),
        (sympy.true, True),
        (Surface("x^2 + 3xy"), "x**2 + 3*x*y"),
        (LyingFloat(1.0), 1.0),
        (object, {"unreadable": "type"}),
        ([1, [2, (3,)]], [1, [2, [3]]]),
        (range(10**9), {"unreadable": "range"}),
        (np.zeros(10**6), {"unreadable": "too large"}),
        ("a" * 10**6, {"unreadable": "too large"}),
        (10**5000, {"unreadable": "too large"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_become_plain_data(value: object, data: object) -> None:
    found = as_data(value)
    assert found == data
    assert type(found) is type(data)
    json.dumps(found, allow_nan=False)


class Disguised:
    __class__ = float  # type: ignore[assignment]

    def __float__(self) -> float:
        raise RuntimeError("caught")


def test_objects_that_lie_or_raise_are_unreadable() -> None:
    assert as_data(Liar()) == {"unreadable": "Liar"}
    assert as_data([Disguised(), 1]) == [{"unreadable": "Disguised"}, 1]


def test_what_is_too_deep_or_never_ends_is_said() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert as_data(endless) == {"unreadable": "too large"}


def test_functions_are_called_on_the_probes() -> None:
    def f(matrix: np.ndarray, u: float) -> object:
        matrix[0, 0] = 99  # what a student does to the arguments of one call is not seen by the next
        return matrix.sum() * u

    def g(matrix: object, u: object) -> object:
        raise SystemExit

    probes = [[[[1, 2], [3, 4]], 1.0]] * 2
    found = read_answers(["f", "g", "h"], {"f": f, "g": g}, probes)
    assert found == {"f": {"values": [108.0, 108.0]}, "g": {"values": [{"raised": "SystemExit"}] * 2}}
    assert probes[0][0] == [[1, 2], [3, 4]]


def test_the_cell_says_in_words_what_was_handed_in_and_carries_it_as_data() -> None:
    bundle = hand_in("q1", {"H": [[2, 3], [3, 2]]}, ["H", "kind"])._repr_mimebundle_()
    assert bundle["text/plain"] == "Handed in for q1: H = [[2, 3], [3, 2]]. Not answered yet, in q1: kind."
    blank = hand_in("q1", {"H": "...", "kind": ...}, ["H", "kind"])
    assert str(blank) == "Not answered yet, in q1: H, kind."
    assert bundle[MIME] == {"question": "q1", "answers": {"H": [[2, 3], [3, 2]]}}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
@settings(deadline=None, max_examples=150)
def test_whatever_arrives_outside_is_made_sound(value: object) -> None:
    json.dumps(sound_data(value), allow_nan=False)


@given(json_values)
@settings(deadline=None, max_examples=100)
def test_what_is_sound_stays_as_it_is(value: object) -> None:
    once = sound_data(value)
    assert sound_data(once) == once
