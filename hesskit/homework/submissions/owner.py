"""Whose file this is, judged by its name: the id, the address or the full name must stand in it; nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hesskit.homework import Student

_MOODLE = re.compile(r"(?:.*/)?([^/]+?)_\d+_(?:assignsubmission_)?(?:file|onlinetext)_?(?=/|_|$|\w)(.*)")
_CANVAS = re.compile(r"(?:.*/)?([^/_]+)(?:_late)?_\d+_\d+_([^/]*)")
_SHORT = 5  # digits: platforms put numbers of their own into names
_MOST_PIECES = 5
_WITHOUT = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_SPELT_OUT = {**_WITHOUT, **str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})}
_USUAL = re.compile(
    "hw|homework|assignment|exercise|notebook|solutions?|submission|answers|final|version|copy|late|new|attempt|gradebook|kopie|neu|"
    "abgabe|zip|ipynb|definition|second|derivative|test|taylor|model|newton|and|gradient|descent|logistic|regression"
)

Span = tuple[int, int]


def candidates(name: str, students: Sequence[Student]) -> tuple[Student, ...]:
    """Whose file this can be, judged by its name alone.

    Examples
    --------
    >>> from hesskit.homework.roster import Student
    >>> ada, emmy = Student("ada", "Ada", "Lovelace"), Student("emmy", "Emmy", "Noether")
    >>> names = ["Lovelace Ada_123_assignsubmission_file_/hw1.ipynb", "hw1_emmy.ipynb", "lovelaceada_12_34_hw1.ipynb"]
    >>> [found.id for name in names for found in candidates(name, (ada, emmy))]
    ['ada', 'emmy', 'ada']
    >>> candidates("Ada Brown_124_assignsubmission_file_/hw1.ipynb", (ada, emmy))
    ()
    """
    whole = re.sub(r"\.(ipynb|zip|pdf)$", "", _plain(name))
    platform = _MOODLE.fullmatch(whole) or _CANVAS.fullmatch(whole)
    if platform is None:
        return _named(whole, students)
    owner, rest = platform[1], platform[2]
    owners = [student for student in students if _is_called(student, owner)]
    if not owners and _is_a_name(owner, platform.re is _CANVAS):
        return ()  # someone else's full name
    found = {student.id: student for student in (*owners, *_named(rest, students))}
    return tuple(student for student in students if student.id in found)


def _is_a_name(words: str, run_together: bool) -> bool:
    """Is this somebody's full name, and not "Participant" or such?"""
    return bool(re.search(r"[^\W_][\s,]+[^\W_]", words)) or (
        run_together and words.isalpha() and not _USUAL.fullmatch(words)
    )


def _is_called(student: Student, words: str) -> bool:
    """Is this the student's whole name, id or address?"""
    return _letters(words) in _full_names(student) or words in (_plain(student.id), _plain(student.email))


def _named(text: str, students: Sequence[Student]) -> tuple[Student, ...]:
    """Students who stand in a text; who stands only inside someone's longer name or id does not count."""
    spans = [(student, list(_spans(student, text))) for student in students]
    every = [span for _, found in spans for span in found]
    return tuple(student for student, found in spans if any(not _inside(span, every) for span in found))


def _inside(span: Span, others: Sequence[Span]) -> bool:
    return any(low <= span[0] and span[1] <= high and (low, high) != span for low, high in others)


def _spans(student: Student, text: str) -> Iterator[Span]:
    """Where a student stands in a text."""
    identifier = _plain(student.id)
    for words in {word for word in (identifier, _plain(student.email)) if word and word in text}:
        for found in re.finditer(rf"(?<![^\W_]){re.escape(words)}(?![^\W_])", text):
            if words != identifier or _counts(student, identifier, text, found.span()):
                yield found.span()
    pieces = [found.span() for found in re.finditer(r"[^/_]+?(?=[/_]|\d{2,}|$)", text)]
    names = _full_names(student)
    for first, (start, _) in enumerate(pieces if names else ()):
        for _, end in pieces[first : first + _MOST_PIECES]:
            if _letters(re.sub(r"\d", "", text[start:end])) in names:
                yield start, end


def _counts(student: Student, identifier: str, text: str, span: Span) -> bool:
    """Does an id say whose file it is? A short number, or an id that is a first name, only where nothing else is."""
    start = text.rfind("/", 0, span[0]) + 1
    end = text.find("/", span[1])
    piece = text[start : end if end >= 0 else len(text)]
    if identifier.isdigit() and len(identifier) < _SHORT:
        return re.fullmatch(rf"(hw\d-[a-z-]+_)?{identifier}", piece) is not None
    names = {*_words(_plain(student.first_name)), *_words(_plain(student.last_name))}
    if not identifier.isalpha() or (names and identifier not in names):
        return True
    return all(
        _USUAL.fullmatch(word)
        or word in names
        or word == identifier
        or len(word) < 2
        or any(map(str.isdigit, word))
        for word in _words(piece)
    )


def _full_names(student: Student) -> set[str]:
    names: set[str] = set()
    for table in (_WITHOUT, _SPELT_OUT):
        first, last = (_letters(_plain(name, table)) for name in (student.first_name, student.last_name))
        names |= {first + last, last + first} if first and last else set()
    return names


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _plain(text: str, letters: dict[int, str] = _WITHOUT) -> str:
    """Without accents, in small letters."""
    decomposed = unicodedata.normalize(
        "NFKD", unicodedata.normalize("NFC", text.casefold()).translate(letters)
    )
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
