"""What the instructor said about unclear files, kept at once, so that nobody is asked twice about the same file."""

from __future__ import annotations

import json
from collections.abc import Sequence

from hesskit.course.files import write_whole
from hesskit.course.homework.course_folder import CourseFolder
from hesskit.course.homework.incoming import Incoming

__all__ = ["Said"]


class Said:
    """Answers for one assignment: a file is known by its name and by what is in it, as names come again.

    Parameters
    ----------
    course : CourseFolder
        Where they are kept.
    assignment : str
        The assignment's name.
    matches : dict, optional
        Student ids by file names, said in advance; they count before what was said earlier.
    """

    def __init__(self, course: CourseFolder, assignment: str, matches: dict[str, str] | None = None) -> None:
        self._path = course.private("matches", f"{assignment}.json")
        self._matches = matches or {}
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
            self._kept = {str(key): str(value) for key, value in found.items()}
        except (OSError, ValueError, AttributeError):
            self._kept = {}

    def owner(self, file: Incoming) -> str | None:
        """The id that was said for a file; "" to leave it out, None where nothing was said."""
        if file.name in self._matches:
            self.keep_owner(file, self._matches[file.name])
        return self._kept.get(_key(file))

    def keep_owner(self, file: Incoming, student: str) -> None:
        """Keep whose a file is."""
        self._keep(_key(file), student)

    def chosen(self, student: str, files: Sequence[Incoming]) -> str | None:
        """The name of the file that counts, of exactly these."""
        return self._kept.get(_of(student, files))

    def keep_chosen(self, student: str, files: Sequence[Incoming], name: str) -> None:
        """Keep which of these counts."""
        self._keep(_of(student, files), name)

    def _keep(self, key: str, value: str) -> None:
        if self._kept.get(key) != value:
            self._kept[key] = value
            text = json.dumps(self._kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
            write_whole(self._path, text.encode())


def _key(file: Incoming) -> str:
    return f"{file.name} {file.digest[:12]}"


def _of(student: str, files: Sequence[Incoming]) -> str:
    return f"which of {student}: " + ", ".join(sorted(_key(file) for file in files))
