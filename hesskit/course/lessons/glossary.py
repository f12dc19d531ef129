"""`glossary`: what a word of the course means, with an example and where it is introduced."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from hesskit.course import to_html, to_plain
from hesskit.course.exercises import lesson_title
from hesskit.course.lessons.terms import TERMS_1 as LESSON_1
from hesskit.course.lessons.terms import TERMS_2 as LESSON_2
from hesskit.course.lessons.terms import TERMS_3 as LESSON_3
from hesskit.course.lessons.terms import TERMS_4 as LESSON_4
from hesskit.course.lessons.terms import TERMS_5 as LESSON_5
from hesskit.course.lessons.terms import TERMS_6 as LESSON_6
from hesskit.course.lessons.terms import Term

# All terms of the glossary, and how a word leads to its term.

TERMS: tuple[Term, ...] = (*LESSON_1, *LESSON_2, *LESSON_3, *LESSON_4, *LESSON_5, *LESSON_6)


def plain_words(text: str) -> str:
    """A word as it is looked up: lower case, without hyphens, apostrophes and a leading article.

    Examples
    --------
    >>> plain_words("The Clairaut–Schwarz")
    'clairaut schwarz'
    """
    text = re.sub(r"['’`.,!?$]", "", text.lower())
    text = re.sub(r"[\s\u2010-\u2015\u2212_-]+", " ", text).strip()
    return re.sub(r"^(?:a|an|the) (?=\w)", "", text)


@cache
def words() -> dict[str, Term]:
    """Every name and synonym, as it is looked up, and its term.

    Examples
    --------
    >>> words()["mixed derivative"].name
    'mixed partial'
    """
    synonyms = {plain_words(word): term for term in TERMS for word in term.synonyms}
    return {**synonyms, **{plain_words(term.name): term for term in TERMS}}


def find(text: str) -> Term | None:
    """The term that a word means, in the singular or the plural, or None.

    Examples
    --------
    >>> find("Saddle points").name, find("nonsense")
    ('saddle', None)
    """
    word = plain_words(text)
    singular = re.sub(r"ices$", "ix", word) if word.endswith("ices") else re.sub(r"s$", "", word)
    return words().get(word) or words().get(singular)


_ALL: Any = object()
_MOST_LETTERS = 60


@dataclass(frozen=True)
class GlossaryPage:
    """What the glossary shows: one term, all of them, or a sentence where there is none such."""

    title: str
    paragraphs: tuple[str, ...]
    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        start = f"{self.title}: " if self.title else ""
        return start + "\n".join(to_plain(paragraph) for paragraph in self.paragraphs)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        title = f"<strong>{to_html(self.title)}</strong><br>" if self.title else ""
        body = "<br>".join(to_html(paragraph) for paragraph in self.paragraphs)
        return (
            '<div style="border-left: 4px solid #607d8b; padding: 0.3em 0.8em; max-width: 44em">'
            f"{title}{body}</div>"
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._repr_html_()}


def glossary(term: str = _ALL) -> GlossaryPage:
    """Look a word of the course up.

    Parameters
    ----------
    term : str, optional
        The word or one of its synonyms. Without it, all terms are listed.

    Returns
    -------
    GlossaryPage
        It shows itself. Nothing is ever raised at you.

    Examples
    --------
    >>> glossary("indefinite")
    indefinite: A symmetric matrix is indefinite if it has a positive and a negative eigenvalue, so that the
    surface bends up one way and down another. Other eigenvalues may be zero.
    Example: [[2, 3], [3, 2]] is indefinite, and so is diag(1, −1, 0).
    Lesson 1 (What the Hessian is), part 5. See also: definite, saddle, singular.
    >>> glossary("sadle")
    The glossary has no “sadle”; did you mean saddle?
    """
    if term is _ALL or (isinstance(term, str) and not term.strip()):
        return _everything()
    if not isinstance(term, str):
        return GlossaryPage(
            "", ('The glossary looks up words: give one as text, such as `glossary("saddle")`.',)
        )
    found = find(term[:_MOST_LETTERS])
    return _page(found) if found else _unknown(term)


def _page(term: Term) -> GlossaryPage:
    where = f"Lesson {term.lesson} ({lesson_title(term.lesson)}), part {term.part}."
    see = f" See also: {', '.join(term.see)}." if term.see else ""
    return GlossaryPage(term.name, (term.definition, f"*Example:* {term.example}", where + see), (term,))


def _everything() -> GlossaryPage:
    lessons = sorted({term.lesson for term in TERMS})
    lists = (
        f"*Lesson {lesson}, {lesson_title(lesson)}:* "
        + ", ".join(sorted((t.name for t in TERMS if t.lesson == lesson), key=plain_words))
        + "."
        for lesson in lessons
    )
    start = f'{len(TERMS)} terms; `glossary("saddle")` shows one.'
    return GlossaryPage("Glossary", (start, *lists), TERMS)


def _unknown(term: str) -> GlossaryPage:
    near = get_close_matches(plain_words(term[:_MOST_LETTERS]), words(), n=6, cutoff=0.65)
    names = list(dict.fromkeys(words()[word].name for word in near))[:3]
    advice = f"did you mean {' or '.join(names)}?" if names else "`glossary()` lists its terms."
    shown = " ".join(term[:_MOST_LETTERS].replace("$", "＄").split())
    return GlossaryPage("", (f"The glossary has no “{shown}”; {advice}",))
