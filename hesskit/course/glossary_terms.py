"""All terms of the glossary, and how a word leads to its term."""

from __future__ import annotations

import re
from functools import cache

from hesskit.course.glossary_entry import Term
from hesskit.course.glossary_lesson_1 import TERMS as LESSON_1
from hesskit.course.glossary_lesson_2 import TERMS as LESSON_2
from hesskit.course.glossary_lesson_3 import TERMS as LESSON_3
from hesskit.course.glossary_lesson_4 import TERMS as LESSON_4
from hesskit.course.glossary_lesson_5 import TERMS as LESSON_5

__all__ = ["TERMS", "find", "plain_words", "words"]

TERMS: tuple[Term, ...] = (*LESSON_1, *LESSON_2, *LESSON_3, *LESSON_4, *LESSON_5)


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
