"""What `critical_points` returns: a list that prints as a table and says how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import overload

from hesskit.maths.critical import CriticalPoint
from hesskit.maths.words import as_words, html_table, place, text_table


class CriticalPoints(Sequence[CriticalPoint]):
    """Critical points in a box: the isolated ones sorted by x, then y, …; then the sets of them.

    Parameters
    ----------
    points : iterable of CriticalPoint
    complete : bool
        Whether it is shown that no critical point in the box is missing.
    note : str
        How the search was made and what it proves, in plain sentences.

    Examples
    --------
    >>> from hesskit.maths.surfaces import Surface
    >>> CriticalPoints([], True, "Every critical point in the box was found: there is none.")
    Every critical point in the box was found: there is none.
    """

    def __init__(self, points: Iterable[CriticalPoint], complete: bool, note: str) -> None:
        self._points = tuple(points)
        self._complete, self._note = complete, note

    @property
    def complete(self) -> bool:
        """Whether it is shown that no critical point in the box is missing."""
        return self._complete

    @property
    def note(self) -> str:
        """How the search was made and what it proves."""
        return self._note

    @overload
    def __getitem__(self, index: int) -> CriticalPoint: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[CriticalPoint, ...]: ...
    def __getitem__(self, index: int | slice) -> CriticalPoint | tuple[CriticalPoint, ...]:
        return self._points[index]

    def __len__(self) -> int:
        return len(self._points)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, CriticalPoints):
            return (self._points, self._complete, self._note) == (other._points, other._complete, other._note)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self._points, self._complete, self._note))

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (
                f"the set {p.set}" if p.set else place(p.point, p.exact),
                as_words(p.value),
                "" if p.D is None else as_words(p.D),
                ", ".join(as_words(v) for v in p.eigenvalues),
                p.kind,
                p.nature,
            )
            for p in self._points
        ]

    def __repr__(self) -> str:
        if not self._points:
            return self._note
        return f"{text_table([_HEADINGS, *self._rows()])}\n{self._note}"

    def _repr_html_(self) -> str:
        if not self._points:
            return f"<p>{escape(self._note)}</p>"
        return f"{html_table(_HEADINGS, self._rows())}<p>{escape(self._note)}</p>"


_HEADINGS = ("point", "value", "D", "eigenvalues", "test says", "it is")
