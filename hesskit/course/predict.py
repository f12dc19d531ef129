"""`predict`: guess before you play; `predicted`: what you said, beside what is so. A guess is kept, never judged."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from json import dumps
from typing import Any

from ipywidgets import HTMLMath, VBox

from hesskit.course import to_html, to_plain
from hesskit.course.exercise_form import answer_field, put
from hesskit.course.lessons import answer_of, record
from hesskit.course.predictions import Prediction, prediction
from hesskit.stage import LIVING

_KEPT = "Your guess is kept. Now play; what is so comes after that."
_BOX = "border-left: 4px solid #607d8b; padding: 0.3em 0.8em; max-width: 44em"


@dataclass(frozen=True)
class Told:
    """What is so, beside what was guessed; or a sentence where there is no such prediction. It shows itself.

    Parameters
    ----------
    asked : Prediction or None
        The prediction.
    guess : str
        What was guessed; empty for nothing.
    text : str
        What it says, as markdown with ``$…$``.
    """

    asked: Prediction | None
    guess: str
    text: str

    def __str__(self) -> str:
        return to_plain(self.text.replace("**", ""))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        first, _, rest = self.text.removeprefix("**").partition("**")
        known = ""
        if self.asked is not None:
            right = escape(dumps([one.casefold() for one in self.asked.right], ensure_ascii=False))
            known = f' class="told" data-prediction="{self.asked.number}" data-right="{right}"'
        return f'<div{known} style="{_BOX}"><strong>{to_html(first)}</strong>{_spaced(rest)}</div>'


def _spaced(rest: str) -> str:
    return f" {to_html(rest)}" if rest else ""


class PredictionForm(VBox):  # type: ignore[misc,unused-ignore]
    """A place to choose or type a guess; made again, it shows the guess that was kept. Nothing waits for it."""

    def __init__(self, asked: Prediction) -> None:
        self.asked = asked
        self.question = HTMLMath(f"<strong>Your prediction.</strong> {to_html(asked.question)}")
        self.field = answer_field(asked.choices, "type your guess, then press Enter", "Your guess:")
        self.reply = HTMLMath(_status(_KEPT) if put(self.field, answer_of(_name(asked))) else "")
        self.field.observe(self._guessed, "value")
        super().__init__([self.question, self.field, self.reply])

    @property
    def guess(self) -> str:
        """What was guessed; empty for nothing."""
        return str(self.field.value or "").strip()

    def _guessed(self, _: Any) -> None:
        note = (
            record(_name(self.asked), self.asked.agrees(self.guess), answer=self.guess) if self.guess else ""
        )
        self.reply.value = _status(note or _KEPT) if self.guess else ""

    def __repr__(self) -> str:
        said = f"“{self.guess}”" if self.guess else "no guess yet"
        return f"Prediction {self.asked.number}: {said}"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        """The live form, and the question as text for pages that have no kernel."""
        bundle: dict[str, Any] = super()._repr_mimebundle_(**options) or {}
        items = "".join(f"<li>{to_html(one)}</li>" for one in self.asked.choices)
        bundle["text/plain"] = repr(self)
        bundle["text/html"] = f"<div>{self.question.value}{f'<ul>{items}</ul>' if items else ''}</div>"
        bundle[LIVING] = {"kind": "prediction"}
        return bundle


def _status(words: str) -> str:
    return f'<div role="status">{to_html(words)}</div>'


def _name(asked: Prediction) -> str:
    """How a guess is called in the file of progress."""
    return f"prediction {asked.number}"


def predict(number: str) -> PredictionForm | Told:
    """Ask for a guess before you play. It is kept with your progress, and named where the answer stands.

    Parameters
    ----------
    number : str
        The prediction, such as ``"2.2"``: lesson and part.

    Returns
    -------
    PredictionForm or Told
        The form; a sentence where there is no such prediction. Nothing is ever raised at you.

    Examples
    --------
    >>> predict("2.2")
    Prediction 2.2: no guess yet
    >>> predict("2.99")
    There is no such prediction.
    """
    asked = _asked(number)
    return _unknown() if asked is None else PredictionForm(asked)


def predicted(number: str) -> Told:
    """Tell what is so, beside what you guessed.

    Parameters
    ----------
    number : str
        The prediction, such as ``"2.2"``.

    Returns
    -------
    Told
        It shows itself. Without a guess it tells the answer alone.

    Examples
    --------
    >>> predicted("1.4")
    The answer to this prediction. At the origin g gives −1 in one order and +1 in the other.
    """
    asked = _asked(number)
    if asked is None:
        return _unknown()
    guess = answer_of(_name(asked))
    return Told(asked, guess, asked.told(guess))


def _asked(number: Any) -> Prediction | None:
    return prediction(str(number)[:20].strip()) if isinstance(number, str | int | float) else None


def _unknown() -> Told:
    return Told(None, "", "There is no such prediction.")
