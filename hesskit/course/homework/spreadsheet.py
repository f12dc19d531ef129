"""A table as a spreadsheet saves it: commas, semicolons or tabs, with or without the mark of UTF-8."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hesskit.course.homework.tables import HomeworkError

__all__ = ["read_table"]

Row = dict[str, str]


def read_table(path: Path, what: str, columns: str, needed: tuple[str, ...]) -> list[Row]:
    """Read a CSV file with headings.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    what : str
        What it is, for the sentences: ``"The roster"``.
    columns : str
        The first line it should have.
    needed : tuple of str
        The columns that must be there.

    Returns
    -------
    list of dict
        One for each line, by the headings in small letters, with ``_`` for a space.

    Raises
    ------
    HomeworkError
        If it cannot be read, lacks a column, or a line has more cells than there are headings.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        lines = [line for line in text.splitlines() if line.strip()]
        separator = max(",;\t", key=lines[0].count) if lines else ","
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator, skipinitialspace=True))
    except (FileNotFoundError, IsADirectoryError) as error:
        raise HomeworkError(f"{what} {path} is not there.") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise HomeworkError(f"{what} {path} cannot be read: save it as CSV in UTF-8.") from error
    rows = [row for row in rows if any(cell.strip() for cell in row)]  # spreadsheets save empty lines too
    headings = ["_".join(cell.lower().split()) for cell in rows[0]] if rows else []
    if not set(needed) <= set(headings):
        raise HomeworkError(f"{what} {path} needs a first line {columns}, and lines below it.")
    for row in rows[1:]:
        if any(cell.strip() for cell in row[len(headings) :]):
            raise HomeworkError(
                f"{what} {path} has more cells than headings in the line {separator.join(row)[:80]!r}: "
                "put what holds a comma in quotes."
            )
    return [{name: cell.strip() for name, cell in zip(headings, row, strict=False)} for row in rows[1:]]
