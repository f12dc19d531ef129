"""The repair of a submission: every cell found again, and put where the assignment expects it."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from typing import Any

from hesskit.homework import Cell, as_released
from hesskit.homework.sandbox import harmless_markdown, with_pictures
from hesskit.homework.submissions.read import Submission, SubmissionError

# Which cell of a submission is which cell of the assignment: by its metadata, else by what stands in it.

LECTURERS = "*"
_CALL = re.compile(r"^\s*paper\.(looks_right|hand_in)\(\s*[\"'](\w+)[\"']\s*,\s*globals\(\)\s*\)\s*;?\s*$")
_PAPER_LINE = re.compile(r"^paper\s*=\s*homework\(", re.MULTILINE)
_HEADING = re.compile(r"^#+\s*Question\s+(\d+)\b")
_PARTS = {"looks_right": "look", "hand_in": "hand-in"}


def key_of(cell: Cell) -> str:
    """The name of a cell of the assignment: its nbgrader grade_id, or its question and part; "" if it has none.

    Examples
    --------
    >>> key_of({"metadata": {"hesskit": {"question": "q1", "part": "text"}}})
    'q1-text'
    >>> key_of({"metadata": {"nbgrader": {"grade_id": "q1"}}})
    'q1'
    """
    grade_id = _mapping(cell["metadata"].get("nbgrader")).get("grade_id")
    if isinstance(grade_id, str) and grade_id:
        return grade_id
    return part_of(cell)


def part_of(cell: Cell) -> str:
    """The question and the part, such as ``q1-hand-in``; "" if it has none."""
    part = _mapping(cell["metadata"].get("hesskit"))
    return _name(part.get("question"), part.get("part"))


def recognise(cells: Sequence[Cell], template: Sequence[Cell]) -> list[str]:
    """Name each cell of a submission after the assignment's cell that it is."""
    known = {key_of(cell): cell for cell in template if key_of(cell)}
    by_id = {cell["id"]: key_of(cell) for cell in template if key_of(cell)}
    parts = {part_of(cell): key for key, cell in known.items() if part_of(cell)}
    texts = [key for key in known if key.endswith("-text")]
    others = {cell["source"].strip() for cell in template if not key_of(cell)} - {""}
    setups = {cell["source"].strip(): key for key, cell in known.items() if key.endswith("-setup")}
    names = []
    for cell in cells:
        name = key_of(cell)
        if name not in known:
            name = parts.get(part_of(cell), "") or by_id.get(cell["id"], "")
        if not name:
            name = setups.get(cell["source"].strip(), "") or _by_words(cell, texts)
        name = parts.get(name, name)
        lecturers = LECTURERS if cell["source"].strip() in others else ""
        names.append(name if name in known else lecturers)
    return names


def _by_words(cell: Cell, texts: Sequence[str]) -> str:
    """What a cell is, judged by what stands in it; only words that nobody writes by chance count."""
    source = cell["source"]
    call = _CALL.match(source)
    if call and cell["cell_type"] == "code":
        return _name(call[2], _PARTS[call[1]])
    if cell["cell_type"] == "code" and _PAPER_LINE.search(source):
        return "paper"
    heading = _HEADING.match(source.lstrip())
    if heading and cell["cell_type"] != "code" and 1 <= int(heading[1][:4]) <= len(texts):
        return texts[int(heading[1][:4]) - 1]
    return ""


def _name(question: Any, part: Any) -> str:
    """`q1-text`; the cells of no question go by their part alone."""
    if not isinstance(part, str):
        return ""
    return f"{question}-{part}" if isinstance(question, str) else part


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


LOST = (
    "*The answer to this question was not found in the file that was handed in. "
    "Look through the whole notebook before you give points.*"
)


_DOES = {"look": "looks at", "hand-in": "hands in", "test": "tests"}


class Bench:
    """The cells while they are mended: each with the name of the assignment's cell that it is, or ""."""

    def __init__(
        self, cells: Sequence[Cell], names: Sequence[str], template: Sequence[Cell], notes: list[str]
    ) -> None:
        self.cells, self.names = [dict(cell) for cell in cells], list(names)
        self.template = {key_of(cell): cell for cell in template if key_of(cell)}
        self.order, self.notes = list(self.template), notes

    def note_stripped(self) -> None:
        """Say so when nbgrader's marks are gone: with them nbgrader would give 0 without a word."""
        graded = [key for key, cell in self.template.items() if "nbgrader" in cell["metadata"]]
        kept = {key_of(cell) for cell in self.cells}
        if not kept & set(graded):
            self.notes.append("The marks of the grader were stripped from the file; they were put back.")

    def note_changed(self) -> None:
        """Say so where a cell that is the grader's was rewritten; it is run as the homework has it."""
        for key in self.order:
            part, source = self._part(key), self.template[key]["source"]
            as_it_is = (source.strip(), as_released(source).strip())
            found = [
                c["source"].strip() for c, name in zip(self.cells, self.names, strict=True) if name == key
            ]
            if part in _DOES and any(source not in as_it_is for source in found):
                what = f"{_DOES[part]} {self._question(key) or key}"
                self.notes.append(f"The cell that {what} was changed: it counts as the homework has it.")

    def settle_duplicates(self) -> None:
        """Keep one cell of each name: the last one, as it is the last that counts when they are run."""
        for key in self.order:
            places = [place for place, name in enumerate(self.names) if name == key]
            if len(places) < 2:
                continue
            part = self._part(key)
            if part == "answer":
                self.notes.append(
                    f"The answer cell {key} is there {len(places)} times: {self._join(key, places)}."
                )
            for place in reversed(places[:-1]):
                self.names[place] = ""
                if part in _DOES or self.cells[place]["source"] == "":
                    del self.cells[place], self.names[place]

    def _join(self, key: str, places: list[int]) -> str:
        if self.template[key]["cell_type"] == "code":
            return "they were run in order, so the last one counts"
        texts = list(dict.fromkeys(self.cells[place]["source"].strip() for place in places))
        self.cells[places[-1]]["source"] = "\n\n".join(texts)
        for place in places[:-1]:
            self.cells[place]["source"] = ""
        return "their texts were put together"

    def complete(self, part: str) -> None:
        """Put back every missing cell of this part."""
        for key in self.order:
            if self._part(key) != part or key in self.names:
                continue
            wanted = dict(self.template[key])
            if part == "answer":
                self._find_answer(key, wanted)
                continue
            place = self._before_question_ends(key)
            if part == "setup":
                self.notes.append(
                    f"The cell {key}, which gives the question's data, was missing and was put back."
                )
                place = self._after(self._sibling(key, "text"), place)
            elif part == "hand-in":
                self.notes.append(f"The cell that hands in {key} was missing and was put back.")
                place = self._after_look(key, place)
            elif part == "look":
                place = self._after(self._sibling(key, "answer"), place)
            elif part == "test":
                self.notes.append(f"The cell that tests {key} was missing and was put back.")
            self._insert(place, wanted, key)

    def _find_answer(self, key: str, wanted: Cell) -> None:
        """The student's own cells between the question's text and the next known cell are its answer."""
        start = self._after(self._sibling(key, "setup"), self._after(self._sibling(key, "text"), -1))
        end = start
        while 0 <= end < len(self.names) and self.names[end] == "":
            end += 1
        code = wanted["cell_type"] == "code"
        own = [place for place in range(max(start, 0), end) if self.cells[place]["source"].strip()]
        own = [place for place in own if not code or self.cells[place]["cell_type"] == "code"]
        if start >= 0 and own:
            text = (
                self.cells[own[-1]]["source"] if code else "\n\n".join(self.cells[p]["source"] for p in own)
            )
            for place in own[:-1] if not code else []:
                self.cells[place]["source"] = ""
            self.names[own[-1]] = key
            self.cells[own[-1]]["source"] = text
            return
        self.notes.append(f"The answer cell {key} was not found: an empty one was put in its place.")
        place = self._before_question_ends(key)
        self._insert(max(start, 0) if start >= 0 else place, {**wanted, "source": "" if code else LOST}, key)

    def put_in_order(self) -> None:
        """A cell that hands in or tests an answer stands after it; one that was moved up goes back."""
        answer = ""
        for key in self.order:
            part = self._part(key)
            answer = key if part == "answer" else answer
            if part in ("hand-in", "test") and answer in self.names:
                here, there = self.names.index(key), self.names.index(answer)
                if here < there:
                    cell = self.cells.pop(here)
                    self.names.pop(here)
                    self._insert(self._after_look(key, self._after(answer, there)), cell, key)
                    self.notes.append(
                        f"The cell that {_DOES[part]} {key} stood before the answer and was moved."
                    )

    def look_beside(self, kind: str) -> None:
        """An answer cell left as it was handed out, with cells of the student's own beneath: those are the answer."""
        for key in [key for key in self.order if self._part(key) == "answer"]:
            if self.template[key]["cell_type"] != kind:
                continue
            here = self.names.index(key)
            handed_out = as_released(self.template[key]["source"]).strip()
            if self.cells[here]["source"].strip() not in (handed_out, ""):
                continue
            question = [here, *(self._after(self._sibling(key, part), 0) - 1 for part in ("look", "hand-in"))]
            own, place = [], max(question) + 1
            while place < len(self.names) and self.names[place] == "":
                own += [place] * bool(self.cells[place]["source"].strip())
                place += 1
            self._answer_beside(key, here, own)

    def _answer_beside(self, key: str, here: int, own: list[int]) -> None:
        hand_in = self._sibling(key, "hand-in")
        if self.template[key]["cell_type"] == "code":
            own = [place for place in own if self.cells[place]["cell_type"] == "code"]
        if not hand_in and own:
            self.notes.append(f"The answer {key} stood in cells beneath its own: their texts were put there.")
            self.cells[here]["source"] = "\n\n".join(self.cells[place]["source"] for place in own)
            for place in own:
                self.cells[place]["source"] = ""
        if hand_in and own:
            self.notes.append(
                f"{key} is as it was handed out: the code beneath it was run before it was read."
            )
            place = self.names.index(hand_in)
            cell, _ = self.cells.pop(place), self.names.pop(place)
            self._insert(own[-1], cell, hand_in)

    def find_astray(self) -> None:
        """An answer cell left as it was handed out, and a cell elsewhere that defines all its names: that counts."""
        keys = [key for key in self.order if self._part(key) == "answer" and self._sibling(key, "hand-in")]
        wanted = {key: _defined(as_released(self.template[key]["source"])) for key in keys}
        for key in keys:
            others = {name for other in keys if other != key for name in wanted[other]}
            here, handed_out = self.names.index(key), as_released(self.template[key]["source"]).strip()
            hand_in = self.names.index(self._sibling(key, "hand-in"))
            if self.cells[here]["source"].strip() not in (handed_out, "") or not wanted[key] - others:
                continue
            own = [
                place
                for place, name in enumerate(self.names)
                if not name and self.cells[place]["cell_type"] == "code" and not here < place < hand_in
                if wanted[key] <= _defined(self.cells[place]["source"])
            ]
            if own:
                self.names[own[-1]] = "astray"  # and nothing else's
                cell, name = self.cells.pop(hand_in), self.names.pop(hand_in)
                place = own[-1] + (own[-1] < hand_in)
                self._insert(place, cell, name)
                where = f"another cell, no. {own[-1] + 1}"
                self.notes.append(
                    f"{key} is as it was handed out: an answer was found in {where}, and counts."
                )

    def finished(self) -> list[Cell]:
        """The cells with the assignment's metadata, and the locked ones as the assignment has them."""
        done = []
        for number, (cell, key) in enumerate(zip(self.cells, self.names, strict=True)):
            if not key and not cell["source"].strip():
                continue
            wanted = self.template.get(key)
            own = wanted is None or self._part(key) in ("answer", "text", "title", "setup")
            kind = cell["cell_type"] if wanted is None else wanted["cell_type"]
            source = cell["source"] if own or wanted is None else wanted["source"]
            fresh: Cell = {"cell_type": kind, "id": (wanted and wanted["id"]) or f"own-{number}"}
            fresh |= {"metadata": dict(wanted["metadata"]) if wanted else {}, "source": source}
            if kind != "code":
                fresh |= _shown(source, cell.get("attachments", {}))
            done.append({**fresh, "execution_count": None, "outputs": []} if kind == "code" else fresh)
        return done

    def _part(self, key: str) -> str:
        """The part of a cell; what bears nbgrader's mark of a solution is an answer, whoever wrote the question."""
        metadata = self.template[key]["metadata"] if key else {}
        marks = metadata.get("nbgrader", {})
        if marks.get("solution"):
            return "answer"
        return str(metadata.get("hesskit", {}).get("part") or ("test" if marks.get("grade") else ""))

    def _question(self, key: str) -> Any:
        return self.template[key]["metadata"].get("hesskit", {}).get("question")

    def _sibling(self, key: str, part: str) -> str:
        question = self._question(key)
        found = [
            other
            for other, cell in self.template.items()
            if cell["metadata"].get("hesskit") == {"question": question, "part": part}
        ]
        return found[0] if found else ""

    def _after(self, key: str, otherwise: int) -> int:
        return self.names.index(key) + 1 if key and key in self.names else otherwise

    def _after_look(self, key: str, otherwise: int) -> int:
        """After the answer, and after the cell that looks at it if that comes later."""
        places = [self._after(self._sibling(key, part), -1) for part in ("answer", "look")]
        return max(places) if max(places) >= 0 else otherwise

    def _before_question_ends(self, key: str) -> int:
        """Before the first cell that comes later in the assignment; at the end if there is none."""
        later = self.order[self.order.index(key) + 1 :]
        places = [self.names.index(name) for name in later if name in self.names]
        return min(places, default=len(self.names))

    def _insert(self, place: int, cell: Cell, key: str) -> None:
        self.cells.insert(place, dict(cell))
        self.names.insert(place, key)


def _defined(source: str) -> set[str]:
    """The names that code assigns or defines, outside of functions; none where it cannot be read.

    Examples
    --------
    >>> sorted(_defined("H = 1\\ndef f(x):\\n    y = x"))
    ['H', 'f']
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a student's backslashes are no business of ours
            body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found = {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
    targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in body if isinstance(node, ast.AnnAssign) and node.value]
    return found | {name.id for t in targets for name in ast.walk(t) if isinstance(name, ast.Name)}


def _shown(source: str, pasted: Cell) -> Cell:
    """A student's words and pictures, as any page may show them."""
    words, pictures = with_pictures(harmless_markdown(source), pasted)
    return {"cell_type": "markdown", "source": words} | ({"attachments": pictures} if pictures else {})


# A submission brought into the form nbgrader expects, with a plain sentence for everything that was mended.

_PAPER_CALL = re.compile(r"homework\(\s*['\"]([^'\"]+)['\"](?:.*student\s*=\s*['\"]([^'\"]*)['\"])?")


def mend(submission: Submission, template: Sequence[Cell], assignment: str, student: str) -> Submission:
    """Bring a submission into the assignment's form."""
    names = recognise(submission.cells, template)
    notes = list(submission.notes)
    _refuse_another(submission, names, assignment)
    notes += _whose(submission, student)
    bench = Bench(submission.cells, names, template, notes)
    bench.note_stripped()
    bench.note_changed()
    bench.settle_duplicates()
    for part in ("setup", "answer", "look", "hand-in", "test"):
        bench.complete(part)
    bench.put_in_order()
    bench.look_beside("code")
    bench.find_astray()
    bench.look_beside("markdown")
    said = submission.metadata.get("hesskit")
    return Submission(bench.finished(), {"hesskit": said} if isinstance(said, dict) else {}, notes)


def _refuse_another(submission: Submission, names: Sequence[str], assignment: str) -> None:
    said = submission.metadata.get("hesskit")
    claimed = said.get("assignment") if isinstance(said, dict) else None
    claimed = claimed or _paper_words(submission)[0]
    if isinstance(claimed, str) and claimed and claimed != assignment:
        raise SubmissionError(f"This is {claimed[:60]}, not {assignment}: it was not graded.")
    if not set(names) - {"", "title", LECTURERS}:
        raise SubmissionError(f"This is not {assignment}: none of its cells was found in the file.")


def _whose(submission: Submission, student: str) -> list[str]:
    said = submission.metadata.get("hesskit")
    claimed = said.get("student") if isinstance(said, dict) else None
    claimed = claimed if isinstance(claimed, str) else _paper_words(submission)[1]
    if claimed is None or claimed == student:
        return []
    theirs = f"the version of {claimed[:60]!r}" if claimed else "the common version"
    wanted = f"of {student!r}" if student else "common to all"
    return [f"This notebook is {theirs}; it was judged by the version {wanted}."]


def _paper_words(submission: Submission) -> tuple[str | None, str | None]:
    for cell in submission.cells:
        found = _PAPER_CALL.search(cell["source"]) if cell["cell_type"] == "code" else None
        if found:
            return found[1], found[2] or ""
    return None, None
