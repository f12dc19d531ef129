"""`hesskit homework scores`: everyone's points as a table that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from hesskit.course.files import write_whole
from hesskit.course.homework.results import Result

__all__ = ["scores_table", "write_scores"]

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def scores_table(found: Sequence[Result]) -> str:
    """The table as CSV: one line a student of the roster; an empty total says that nothing was graded.

    Parameters
    ----------
    found : sequence of Result
        Everyone's.

    Returns
    -------
    str
        With a first line of headings.
    """
    names = list(dict.fromkeys(part.name for result in found for part in result.parts))
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["id", "first_name", "last_name", "email", *names, "total", "of", "state", "notes"])
    for result in found:
        points = {part.name: part.points for part in result.parts}
        who = result.student
        table.writerow(
            [_harmless(text) for text in (who.id, who.first_name, who.last_name, who.email)]
            + [_number(points.get(name)) for name in names]
            + [_number(result.points), _number(result.most or None), result.state]
            + [_harmless(" ".join(result.notes))]
        )
    return file.getvalue()


def write_scores(found: Sequence[Result], path: Path) -> None:
    """Write the table, with the mark by which spreadsheets know UTF-8."""
    write_whole(path, scores_table(found).encode("utf-8-sig"))


def _number(points: float | None) -> str:
    return "" if points is None else f"{points:g}"


def _harmless(text: str) -> str:
    """A spreadsheet takes some first letters for a formula, and students choose some of these words."""
    return f"'{text}" if text.startswith(_RISKY) else text
