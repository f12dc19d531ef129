"""What was graded by hand stays when a notebook is graded again, and is asked for again only where the work changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import SaveAutoGrades
from traitlets import Unicode

from hesskit.course.files import digest, write_whole

__all__ = ["SaveMarks"]

State = tuple[float | None, float | None, bool]
"""A question's points by judge and by hand, and whether it waits for a hand."""


class SaveMarks(SaveAutoGrades):  # type: ignore[misc,unused-ignore]
    """nbgrader's own saving; it asks for every hand grade again, here only for those of work that changed."""

    kept = Unicode("", help="The folder that knows what was graded before.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Save the marks, and settle what was graded by hand for the very same work."""
        names = resources["nbgrader"]
        before, done = self._states(names), super().preprocess(nb, resources)
        path = Path(self.kept, names["assignment"], f"{names['student']}.json")
        was, now = _read(path), _works(nb)
        for name, (auto, by_hand, waited) in self._states(names).items():
            same = name in now and was.get(name) == now[name] and before.get(name) == (auto, by_hand, False)
            if by_hand is not None and waited and same:
                with Gradebook(names["db_url"]) as gradebook:
                    grade = gradebook.find_grade(
                        name, names["notebook"], names["assignment"], names["student"]
                    )
                    grade.needs_manual_grade = False
                    gradebook.db.commit()
        write_whole(path, json.dumps(now, sort_keys=True).encode())
        return done

    def _states(self, names: Any) -> dict[str, State]:
        with Gradebook(names["db_url"]) as gradebook:
            try:
                found = gradebook.find_submission_notebook(
                    names["notebook"], names["assignment"], names["student"]
                )
            except MissingEntry:
                return {}
            return {g.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in found.grades}


def _works(nb: Any) -> dict[str, str]:
    """All that stands in the cells of each question, by the name of its graded cell."""
    texts: dict[str, list[str]] = {}
    question = ""
    for cell in nb.cells:
        question = cell.metadata.get("hesskit", {}).get("question", question)
        texts.setdefault(question, []).append(cell.source)
    return {name: digest("\0".join(sources).encode()) for name, sources in texts.items() if name}


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): str(text) for name, text in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}
