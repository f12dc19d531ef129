"""What a glossary term is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A term of the course.

    Parameters
    ----------
    name : str
        As it is written in the middle of a sentence.
    definition : str
        One or two exact sentences in markdown with ``$…$``.
    example : str
        One sentence; its numbers are recomputed in the tests.
    lesson, part : int
        Where it is introduced.
    synonyms : tuple of str
        Other words for it.
    see : tuple of str
        Names of related terms.

    Examples
    --------
    >>> Term("trace", "The sum of the diagonal.", "Of the identity it is 2.", 2, 3).name
    'trace'
    """

    name: str
    definition: str
    example: str
    lesson: int
    part: int
    synonyms: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
