"""The form: typing, choosing, hints on request, and what a page without a kernel shows."""

from importlib import import_module

import pytest
from ipywidgets import HTMLMath, RadioButtons, Text

from hesskit.course.check import check, form
from hesskit.course.exercise_form import ExerciseForm
from hesskit.course.exercises.exercise import exercises_of
from hesskit.stage.stage import LIVING


@pytest.fixture(autouse=True)
def _no_progress(monkeypatch):
    monkeypatch.setenv("HESSKIT_PROGRESS", "off")
    monkeypatch.setattr(import_module("hesskit.course.lessons.progress"), "_memory", {})


@pytest.mark.parametrize("number", [e.number for e in exercises_of(1)])
def test_every_exercise_has_a_form(number):
    shown = check(number)
    assert isinstance(shown, ExerciseForm)
    assert repr(shown) == f"Exercise {number}: not answered yet"
    assert isinstance(shown.field, Text | RadioButtons)
    assert shown.field.description == "Your answer:"
    assert isinstance(shown.question, HTMLMath)
    assert shown.reply.value == ""
    shown.button.click()
    assert repr(shown) == f"Exercise {number}: not answered yet"
    said = "Type your answer first." if isinstance(shown.field, Text) else "Choose an answer first."
    assert shown.reply.value == f'<div role="alert">{said}</div>'


def test_another_choice_takes_the_verdict_back():
    shown = check("1.3")
    *_others, (_label, last) = shown.field.options
    shown.field.value = last
    shown.button.click()
    verdict = shown.reply.value
    assert verdict
    shown.field.value = shown.field.options[0][1]
    assert shown.reply.value == ""
    shown.field.value = last
    assert shown.reply.value == verdict


def test_enter_hands_in():
    shown = check("1.1")
    assert shown.field.continuous_update is False
    shown.field.value = "[[2, 0], [0, 4]]"
    assert shown.verdict.rung == "belief"
    assert shown.reply.value.startswith('<div role="alert">')
    assert "Hint 1 of 3" in shown.reply.value
    shown.field.value = "[[2, 5], [5, 4]]"
    assert repr(shown) == "Exercise 1.1: right"


def test_leaving_the_field_for_the_button_counts_once():
    shown = check("1.1")
    shown.field.value = "[[2, 0], [0, 4]]"
    shown.button.click()
    assert shown.verdict.hint == 1


def test_another_hint_is_offered_while_there_is_one():
    shown = check("1.1")
    assert shown.another.layout.display == "none"
    shown.field.value = "[[2, 0], [0, 4]]"
    seen = [shown.verdict.hint]
    while shown.another.layout.display != "none":
        shown.another.click()
        seen.append(shown.verdict.hint)
    assert seen == [1, 2, 3]


def test_choices():
    shown = check("1.7")
    assert isinstance(shown.field, RadioButtons)
    assert shown.field.value is None
    assert [label[:3] for label, _ in shown.field.options] == ["a) ", "b) ", "c) ", "d) "]
    shown.field.index = 1  # arrow keys pass over the choices: only the button hands in
    assert shown.verdict.rung == "missing"
    shown.button.click()
    assert shown.verdict.rung == "belief"
    shown.field.index = 0
    shown.button.click()
    assert shown.verdict.right


@pytest.mark.parametrize("text", ["", "   ", "nonsense(", "<b>", "$", "x" * 5000, "[" * 900, "1e999", "💥"])
def test_anything_may_be_typed(text):
    for number in ("1.1", "1.4", "1.8"):
        shown = check(number)
        shown.field.value = text
        assert "<b>" not in shown.reply.value
        assert not shown.verdict.right


def test_a_page_without_a_kernel_shows_the_question():
    bundle = check("1.3")._repr_mimebundle_()
    assert bundle["text/plain"] == "Exercise 1.3: not answered yet"
    assert "gives the smallest error?" in bundle["text/html"]
    assert "<li>h = 1e-4</li>" in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle[LIVING] == {"kind": "exercise"}
    assert str(check("1.1")).endswith("f(x, y) = x² + 5xy + 2y²?")


def test_an_unknown_number_gets_a_sentence():
    assert str(form("9.9")).startswith("There is no such exercise")


def test_a_form_made_again_shows_the_last_answer_with_what_was_said_to_it():
    first = check("1.1")
    first.field.value = "[[2, 0], [0, 4]]"
    again = check("1.1")
    assert again.field.value == "[[2, 0], [0, 4]]" and again.reply.value == first.reply.value
    assert again.another.layout.display == first.another.layout.display == ""
    again.button.click()  # what has been judged is not judged again
    assert "Hint 1 of 3" in again.reply.value
    again.another.click()
    assert "Hint 2 of 3" in again.reply.value
    assert check("1.1").reply.value == again.reply.value
    check("1.1", [[2, 5], [5, 4]])
    assert repr(check("1.1")) == "Exercise 1.1: right"
    choice = check("1.3")
    choice.field.value = choice.field.options[0][1]
    choice.button.click()
    assert check("1.3").field.value == choice.field.value
