"""`hesskit homework report`: how each question went and which beliefs were seen, as a picture with its words."""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from hesskit.homework import Assignment, Cell
from hesskit.homework.results.results import Result

_BLUE, _PALE, _AMBER = "#2a6f97", "#d9e6ee", "#8a4b00"
_MOST_BELIEFS = 3
_LONG, _VERY_LONG = 150, 200  # characters: shorter code is alike by chance, with its names or without
_ROW, _MOST_WORDS = 12, 3000
_STATES = {"by hand": "to be finished by hand"}


@dataclass(frozen=True)
class QuestionReport:
    """How one question went."""

    name: str
    title: str
    rate: float | None
    full: int
    graded: int
    waiting: int
    beliefs: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        if self.rate is None:
            said = f"{self.waiting} to be graded by hand" if self.waiting else "nobody's is graded yet"
            return f"{self.name}, {self.title}: {said}."
        waiting = f", {self.waiting} to be graded by hand" if self.waiting else ""
        seen = "; ".join(f"{belief} ({count})" for belief, count in self.beliefs)
        beliefs = f" Beliefs seen: {seen}." if seen else ""
        return (
            f"{self.name}, {self.title}: {self.rate:.0%} of the points, "
            f"{self.full} of {self.graded} with all{waiting}.{beliefs}"
        )


def question_reports(assignment: Assignment, found: Sequence[Result]) -> tuple[QuestionReport, ...]:
    """Count, question by question.

    Parameters
    ----------
    assignment : Assignment
        The table.
    found : sequence of Result
        Everyone's.

    Returns
    -------
    tuple of QuestionReport
        In the assignment's order.
    """
    reports = []
    for question in assignment.questions:
        parts = [part for result in found for part in result.parts if part.name == question.name]
        shares = [part.points / part.most for part in parts if part.points is not None and part.most]
        seen = Counter(belief for part in parts for belief in dict.fromkeys(part.beliefs))
        commonest = sorted(seen.items(), key=lambda item: (-item[1], item[0]))
        rate = sum(shares) / len(shares) if shares else None
        full = sum(share >= 1 - 1e-9 for share in shares)
        waiting = len(parts) - len(shares)
        reports.append(
            QuestionReport(question.name, question.title, rate, full, len(shares), waiting, tuple(commonest))
        )
    return tuple(reports)


def equal_answers(assignment: Assignment, found: Sequence[tuple[Result, list[Cell]]]) -> tuple[str, ...]:
    """One sentence for each answer that several students gave alike, where that is hardly chance.

    Parameters
    ----------
    assignment : Assignment
        The table.
    found : sequence of (Result, list of dict)
        Everyone's, with their cells.

    Returns
    -------
    tuple of str
        In the assignment's order. Of code, comments and layout do not count, and of long code names and numbers do not
        either; of words, a dozen in a row that are not the question's.
    """
    said = []
    for question in assignment.questions:
        answers, asked = _answers(question.name, found)
        if question.manual:
            said += _same_words(question.name, answers, asked)
            continue
        same = _alike(answers, _code, _LONG)
        renamed = _alike(answers, _shape, _VERY_LONG)
        said += [f"{question.name}, the same code: {', '.join(group)}." for group in same]
        said += [
            f"{question.name}, the same code but for names and numbers: {', '.join(group)}."
            for group in renamed
            if not any(set(group) <= set(other) for other in same)
        ]
    return tuple(said)


def _answers(
    question: str, found: Sequence[tuple[Result, list[Cell]]]
) -> tuple[list[tuple[str, str]], list[str]]:
    """Each student's id with an answer of theirs, and the texts of the question in all versions."""
    answers, asked = [], []
    for result, cells in found:
        for cell in cells:
            part = cell["metadata"].get("hesskit", {})
            if part == {"question": question, "part": "answer"}:
                answers.append((result.student.id, cell["source"]))
            elif part == {"question": question, "part": "text"}:
                asked.append(cell["source"])
    return answers, asked


def _alike(
    answers: Sequence[tuple[str, str]], plain: Callable[[str], str], least: int
) -> list[tuple[str, ...]]:
    """The groups of students whose answers read the same, where they are of some length."""
    groups: dict[str, list[str]] = {}
    for student, source in answers:
        groups.setdefault(plain(source), []).append(student)
    return [tuple(group) for text, group in groups.items() if len(group) > 1 and len(text) >= least]


def _code(source: str) -> str:
    """Code without comments and layout."""
    try:
        return ast.unparse(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return " ".join(source.casefold().split())


def _shape(source: str) -> str:
    """Code with its names numbered as they come, and without the values of its numbers."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    numbers: dict[str, str] = {}
    for node in ast.walk(tree):
        for field in ("id", "arg", "name"):
            name = getattr(node, field, None)
            if isinstance(name, str):
                setattr(node, field, numbers.setdefault(name, f"v{len(numbers)}"))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            node.value = 0
    try:
        return ast.unparse(tree)
    except (ValueError, RecursionError, MemoryError):
        return ""


def _same_words(name: str, answers: Sequence[tuple[str, str]], asked: Sequence[str]) -> list[str]:
    """Who has a dozen words in a row in common, but for those of the question."""
    known = {run for text in asked for run in _runs(text)}
    users: dict[tuple[str, ...], set[str]] = {}
    for student, source in answers:
        for run in _runs(source) - known:
            users.setdefault(run, set()).add(student)
    groups = Counter(tuple(sorted(students)) for students in users.values() if len(students) > 1)
    return [
        f"{name}, {runs + _ROW - 1} words the same: {', '.join(group)}."
        for group, runs in sorted(groups.items(), key=lambda item: -item[1])
    ]


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every dozen words in a row."""
    words = re.findall(r"\w+", text.casefold())[:_MOST_WORDS]
    return {tuple(words[start : start + _ROW]) for start in range(len(words) - _ROW + 1)}


def report_text(assignment: Assignment, reports: Sequence[QuestionReport], found: Sequence[Result]) -> str:
    """The picture in words."""
    states = Counter(result.state for result in found)
    said = ", ".join(f"{count} {_STATES.get(state, state)}" for state, count in sorted(states.items()))
    return "\n".join([f"{assignment.name}: {said}.", *map(str, reports)])


def draw_report(
    assignment: Assignment, reports: Sequence[QuestionReport], found: Sequence[Result], path: Path
) -> None:
    """Draw the picture: a bar for each question, its beliefs beneath its title.

    Parameters
    ----------
    assignment : Assignment
        The table.
    reports : sequence of QuestionReport
        What to show.
    found : sequence of Result
        Everyone's.
    path : pathlib.Path
        A PNG.
    """
    lines = [_belief_lines(report) for report in reports]
    heights = [0.62 + 0.2 * len(words) for words in lines]
    figure = Figure(figsize=(9.5, 1.5 + sum(heights)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    top = 0.0
    for report, words, height in zip(reports, lines, heights, strict=True):
        axes.barh(top + 0.38, 1, height=0.22, color=_PALE, align="center")
        axes.barh(top + 0.38, report.rate or 0.0, height=0.22, color=_BLUE, align="center")
        axes.text(0, top + 0.2, f"{report.name}  {report.title}", fontsize=10, va="bottom")
        axes.text(1.02, top + 0.38, _share(report), fontsize=9, va="center")
        for number, line in enumerate(words):
            axes.text(0.01, top + 0.62 + 0.2 * number, line, fontsize=8, va="center", color=_AMBER)
        top += height
    axes.set(xlim=(-0.02, 1.32), ylim=(top, 0), title=_heading(assignment, found))
    axes.set_axis_off()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130, metadata={"Description": report_text(assignment, reports, found)})


def _heading(assignment: Assignment, found: Sequence[Result]) -> str:
    return textwrap.fill(report_text(assignment, (), found), 90)


def _share(report: QuestionReport) -> str:
    if report.rate is None:
        return f"{report.waiting} by hand" if report.waiting else "nobody yet"
    return f"{report.rate:.0%}, {report.full} of {report.graded} in full" + (
        f"\n{report.waiting} by hand" if report.waiting else ""
    )


def _belief_lines(report: QuestionReport) -> list[str]:
    shown = [f"{count} × {belief}" for belief, count in report.beliefs[:_MOST_BELIEFS]]
    more = len(report.beliefs) - _MOST_BELIEFS
    return [textwrap.shorten(line, 110) for line in shown] + ([f"and {more} more"] if more > 0 else [])
