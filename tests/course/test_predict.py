"""Predictions: a guess is kept at once, shown again, and named beside what is so; nobody has to guess."""

import json
import re
from importlib import import_module

import pytest

from hesskit.course.predict import PredictionForm, predict, predicted
from hesskit.course.predictions import predictions
from hesskit.course.text import to_plain
from hesskit.stage.stage import LIVING


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("HESSKIT_PROGRESS", raising=False)
    monkeypatch.setattr(import_module("hesskit.course.lessons.progress"), "_memory", {})
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("asked", predictions, ids=lambda one: one.number)
def test_every_prediction_has_its_answer_with_a_number_and_right_guesses_agree(asked):
    assert asked.question.endswith("?") and asked.answer.endswith(".")
    assert re.search(r"\d", asked.answer)
    assert asked.right and all(asked.agrees(one) for one in asked.right)
    assert not asked.choices or set(asked.right) < set(asked.choices)
    assert "$" not in "".join(asked.choices)  # a choice is shown as it is
    assert not re.search(r"\\[a-z]|[{}$]", to_plain(asked.told(asked.right[0])))
    form = predict(asked.number)
    form.field.value = asked.choices[0] if asked.choices else "7"
    assert str(predicted(asked.number)).startswith(f"You said “{form.guess}”")


def test_a_guess_is_kept_shown_again_and_named(folder):
    form = predict("2.2")
    assert repr(form) == "Prediction 2.2: no guess yet" and form.reply.value == ""
    assert str(predicted("2.2")).startswith("The answer to this prediction. At f_xy = 2")
    form.field.value = "4"
    kept = json.loads((folder / ".hesskit" / "progress.json").read_text("utf-8"))["exercises"]
    assert kept == {"prediction 2.2": {"tries": 1, "right": False, "beliefs": {}, "answer": "4"}}
    assert 'role="status"' in form.reply.value and "kept" in form.reply.value
    again = predict("2.2")
    assert isinstance(again, PredictionForm) and again.field.value == "4" and "kept" in again.reply.value
    assert str(predicted("2.2")).startswith("You said “4”. At f_xy = 2 exactly")
    again.field.value = " 2 "
    assert "You said “2”, and so it is. At" in str(predicted("2.2"))
    assert 'data-prediction="2.2"' in predicted("2.2")._repr_html_()


def test_a_page_without_a_kernel_has_the_question_and_the_choices():
    bundle = predict("2.1")._repr_mimebundle_()
    assert bundle[LIVING] == {"kind": "prediction"} and bundle["text/plain"].startswith("Prediction 2.1:")
    assert "How many minima" in bundle["text/html"] and "<li>infinitely many</li>" in bundle["text/html"]


@pytest.mark.parametrize("number", ["9.9", "", None, 2.22, [1], "x" * 1000])
def test_nothing_is_raised_at_a_learner(number):
    assert str(predict(number)) == str(predicted(number)) == "There is no such prediction."


def test_what_was_typed_is_shown_as_it_is():
    predict("2.2").field.value = "<b>$x$</b> *y* `z`" + "9" * 900
    assert "<b>" not in predicted("2.2")._repr_html_() and "<em>" not in predicted("2.2")._repr_html_()
