"""The form of an exercise: the question, a place to type or choose, a verdict; all reachable by keyboard."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from ipywidgets import Button, HBox, HTMLMath, RadioButtons, Text, VBox

from hesskit.course.answers import Choice
from hesskit.course.exercises import Exercise, Verdict
from hesskit.course.text import to_html, to_plain
from hesskit.stage import LIVING


class ExerciseForm(VBox):  # type: ignore[misc,unused-ignore]
    """An exercise to be answered by typing or choosing.

    Enter (or leaving the field) hands in; so does the button. The verdict is announced to screen readers.
    Made again, it shows the last answer with what was said to it.

    Examples
    --------
    >>> from hesskit.course.check import form
    >>> example = form("1.1")
    >>> example.field.value = "[[2, 5], [5, 4]]"
    >>> example
    Exercise 1.1: right
    """

    def __init__(
        self,
        exercise: Exercise,
        hand_in: Callable[[Exercise, Any], Verdict],
        given: str = "",
        said: Verdict | None = None,
    ) -> None:
        self.exercise = exercise
        self._hand_in = hand_in
        self._busy = threading.Lock()  # callbacks may run on several threads
        self.verdict = Verdict(exercise.number, "missing", "")
        self.question = HTMLMath(f"<strong>Exercise {exercise.number}.</strong> {to_html(exercise.question)}")
        self.field = answer_field(_labels(exercise), f"for example {exercise.answer.example}", "Your answer:")
        self.button = Button(description="Check", tooltip=f"Check the answer to exercise {exercise.number}")
        self.another = Button(description="Another hint", tooltip="Show the next hint")
        self.another.layout.display = "none"
        self.reply = HTMLMath("")
        self._last: Any = None
        if said is not None and put(self.field, given):
            self.verdict, self._last = said, self.field.value
            self._show()
        self.field.observe(self._typed if isinstance(self.field, Text) else self._chosen, "value")
        self.button.on_click(self._asked)
        self.another.on_click(self._asked_again)
        super().__init__([self.question, self.field, HBox([self.button, self.another]), self.reply])

    def _typed(self, _: Any = None) -> None:
        """Judge what stands in the field, once: leaving it for the button sends both events."""
        with self._busy:
            if self.field.value != self._last:
                self._judge()

    def _chosen(self, _: Any = None) -> None:
        """Take back what was said to another choice."""
        with self._busy:
            self._say("" if self.field.value != self._last else self.verdict._repr_html_())

    def _asked(self, _: Any = None) -> None:
        """Judge what leaving the field has not judged already; without an answer, say what to do."""
        with self._busy:
            if not self.field.value:
                self._say(
                    "Type your answer first." if isinstance(self.field, Text) else "Choose an answer first."
                )
            elif self.field.value != self._last:
                self._judge()

    def _asked_again(self, _: Any = None) -> None:
        with self._busy:
            self._judge()

    def _judge(self) -> None:
        self._last = self.field.value
        self.verdict = self._hand_in(self.exercise, self._last)
        self._show()

    def _show(self) -> None:
        more = self.verdict.rung == "belief" and self.verdict.hint < self.verdict.hints
        self.another.layout.display = "" if more else "none"
        self._say("" if self.verdict.rung == "missing" else self.verdict._repr_html_())

    def _say(self, words: str) -> None:
        """Show words: inserting an alert makes screen readers speak it, even the same one; the empty form is silent."""
        self.reply.value = ""
        self.reply.value = f'<div role="alert">{words}</div>' if words else ""

    def __repr__(self) -> str:
        return self.verdict.headline.rstrip(".")

    def __str__(self) -> str:
        return f"{self!r}. {to_plain(self.exercise.question)}"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """The live form, and the question as text for pages that have no kernel."""
        bundle: dict[str, Any] = super()._repr_mimebundle_(**options) or {}
        choices = f"<ul>{''.join(f'<li>{to_html(o)}</li>' for o in _labels(self.exercise))}</ul>"
        still = f"<strong>Exercise {self.exercise.number}.</strong> {to_html(self.exercise.question)}"
        bundle["text/plain"] = repr(self)
        bundle["text/html"] = f"<div>{still}{choices if _labels(self.exercise) else ''}</div>"
        bundle[LIVING] = {"kind": "exercise"}
        return bundle


_WHOLE = {"description_width": "initial"}  # a label as wide as its words


def _labels(exercise: Exercise) -> list[str]:
    kind = exercise.answer
    return [option.label for option in kind.options] if isinstance(kind, Choice) else []


def answer_field(labels: Sequence[str], example: str, name: str) -> Text | RadioButtons:
    """A place to choose one of these labels, or to type where there are none."""
    if labels:
        options = [(f"{letter}) {label}", label) for letter, label in zip("abcdefgh", labels, strict=False)]
        return RadioButtons(
            options=options, value=None, description=name, layout={"width": "auto"}, style=_WHOLE
        )
    return Text(
        description=name,
        placeholder=example,
        continuous_update=False,  # the value arrives on Enter, or when the field is left
        layout={"width": "32em", "max_width": "100%"},
        style=_WHOLE,
    )


def put(field: Text | RadioButtons, given: str) -> bool:
    """Put an answer that was given before back into its field; False where it is no longer on offer."""
    if isinstance(field, RadioButtons) and given not in [label for _, label in field.options]:
        return False
    field.value = given
    return bool(given)
