"""The cells of a submission while they are mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hesskit.course.homework.harmless import harmless_markdown, with_pictures
from hesskit.course.homework.reading import Cell
from hesskit.course.homework.recognising import key_of
from hesskit.course.homework.source import as_released

__all__ = ["LOST", "Bench"]

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

    def look_beside(self) -> None:
        """An answer cell left as it was handed out, with cells of the student's own beneath: those are the answer."""
        for key in [key for key in self.order if self._part(key) == "answer"]:
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


def _shown(source: str, pasted: Cell) -> Cell:
    """A student's words and pictures, as any page may show them."""
    words, pictures = with_pictures(harmless_markdown(source), pasted)
    return {"cell_type": "markdown", "source": words} | ({"attachments": pictures} if pictures else {})
