"""Submissions put where nbgrader expects them: matched to the roster, the originals kept, nothing guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from hesskit.course.lessons import digest, write_whole
from hesskit.homework import Assignment, CourseFolder, Entry, Ledger, Student, notebook_text
from hesskit.homework.sandbox import temporary_folder
from hesskit.homework.submissions.incoming import Incoming, incoming_files
from hesskit.homework.submissions.owner import candidates
from hesskit.homework.submissions.read import Submission, SubmissionError, read_notebook
from hesskit.homework.submissions.repair import mend

# What the instructor said about unclear files, kept at once, so that nobody is asked twice about the same
# file.


class Said:
    """Answers for one assignment: a file is known by its name and by what is in it, as names come again."""

    def __init__(
        self,
        course: CourseFolder,
        assignment: str,
        matches: dict[str, str] | None = None,
        newest_wins: bool = False,
    ) -> None:
        self._path = course.private("matches", f"{assignment}.json")
        self._matches, self.newest_wins = matches or {}, newest_wins
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
        """The name of the file that counts, of exactly these: by the table of matches, by its date, or as said."""
        named = [file.name for file in files if self._matches.get(file.name) == student]
        if len(named) == 1:
            self.keep_chosen(student, files, named[0])
        elif self.newest_wins and (newest := _newest(files)):
            self.keep_chosen(student, files, newest)
        return self._kept.get(_of(student, files))

    def keep_chosen(self, student: str, files: Sequence[Incoming], name: str) -> None:
        """Keep which of these counts."""
        self._keep(_of(student, files), name)

    def _keep(self, key: str, value: str) -> None:
        if self._kept.get(key) != value:
            self._kept[key] = value
            text = json.dumps(self._kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
            write_whole(self._path, text.encode())


def _newest(files: Sequence[Incoming]) -> str:
    """The name of the file that is newer than the others; "" where there is not one."""
    last = max(file.when for file in files)
    found = [file.name for file in files if file.when == last]
    return found[0] if len(found) == 1 else ""


def _key(file: Incoming) -> str:
    return f"{file.name} {file.digest[:12]}"


def _of(student: str, files: Sequence[Incoming]) -> str:
    return f"which of {student}: " + ", ".join(sorted(_key(file) for file in files))


_LATE = re.compile(r"[^/]_LATE_\d+_")  # Canvas says so in the file's name
_SAID_LATE = "Handed in late, as the name of the file says."

NEWEST = "the newest, for everyone"
"""The answer that spares the question for all other students with several files."""

Ask = Callable[[str, Sequence[str]], str]
"""Asks the instructor a question with the choices there are; the answer is one of them, or "" for none."""


@dataclass
class Collection:
    """What `collect` did: students whose file was taken, and one sentence for everything else.

    Parameters
    ----------
    taken : dict
        The file's name by student.
    unchanged : list of str
        Students whose file was there already.
    sentences : list of str
        What was left out, replaced or odd.
    unclear : list of str
        Files that could not be matched, and were not asked about.
    """

    taken: dict[str, str] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def collect(
    course: CourseFolder,
    assignment: Assignment,
    source: Path,
    students: Sequence[Student],
    ask: Ask | None = None,
    matches: dict[str, str] | None = None,
    newest_wins: bool = False,
) -> Collection:
    """Collect submissions from a folder or a zip.

    Parameters
    ----------
    course : CourseFolder
        Where they go.
    assignment : Assignment
        Which homework.
    source : pathlib.Path
        The folder or zip.
    students : sequence of Student
        The roster.
    ask : callable, optional
        Asked about every file that its name does not give to exactly one student; without it such files are refused.
    matches : dict, optional
        Student ids by file names, said in advance; of several files of one student, the one in it counts.
    newest_wins : bool
        Of several files of one student the newest counts, where the dates tell.

    Returns
    -------
    Collection
        What was done.
    """
    done, said = Collection(), Said(course, assignment.name, matches, newest_wins)
    by_student: dict[str, list[Incoming]] = {}
    left_out: list[Incoming] = []
    for file in incoming_files(source):
        if file.problem:
            left_out.append(file)
            continue
        student = _whose(file, students, said, ask)
        if student is None:
            done.unclear.append(_unclear(file.name, students))
        elif student:
            by_student.setdefault(student, []).append(file.without_content())
        else:
            done.sentences.append(f"{file.name} was left out, as you said.")
    wanted = {}
    for student, files in sorted(by_student.items()):
        chosen = files[0] if len(files) == 1 else _which(student, files, said, ask)
        if chosen is None:
            names = ", ".join(f.name for f in files)
            done.unclear.append(f"There are {len(files)} files of {student}: {names}.")
        else:
            wanted[chosen] = student
    _take_all(course, assignment, source, wanted, done)
    for file in left_out:
        _leave_out(course, assignment, file, candidates(file.name, students), by_student, done)
    return done


def _take_all(
    course: CourseFolder, assignment: Assignment, source: Path, wanted: dict[Incoming, str], done: Collection
) -> None:
    """Read the source a second time, so that no more than one file is in memory at once."""
    for file in incoming_files(source):
        student = None if file.problem else wanted.pop(file.without_content(), None)
        if student is not None:
            _take(course, assignment, student, file, done)
    for file, student in wanted.items():
        done.sentences.append(f"{student}: {file.name} changed while it was collected: collect once more.")


def _leave_out(
    course: CourseFolder,
    assignment: Assignment,
    file: Incoming,
    owners: Sequence[Student],
    by_student: Mapping[str, object],
    done: Collection,
) -> None:
    """Say so; and where it is all that a student handed in, that is why nothing was graded, not that nothing came."""
    said = f"{file.name} {file.problem}."
    if len(owners) == 1 and owners[0].id not in by_student:
        _refuse(course, assignment, owners[0].id, f"{said} There is no notebook beside it.", "", done)
    else:
        done.sentences.append(said)


def _whose(file: Incoming, students: Sequence[Student], said: Said, ask: Ask | None) -> str | None:
    """A student's id; "" for a file to leave out, None where it is not clear."""
    ids = [student.id for student in students]
    owner = said.owner(file)
    if owner is not None and owner in [*ids, ""]:
        return owner
    found = candidates(file.name, students)
    if len(found) == 1:
        return found[0].id
    if ask is None:
        return None
    owner = ask(_unclear(file.name, students), [s.id for s in found] or ids)
    said.keep_owner(file, owner)
    return owner


def _which(student: str, files: list[Incoming], said: Said, ask: Ask | None) -> Incoming | None:
    """The file that counts, of several from one student; equal ones are one."""
    if len({file.digest for file in files}) == 1:
        return files[0]
    chosen = said.chosen(student, files)
    if not chosen and ask is not None:
        names = [file.name for file in files]
        chosen = ask(
            f"There are {len(files)} files of {student}: which one counts?",
            [*names, NEWEST] if _newest(files) else names,
        )
        if chosen == NEWEST:
            said.newest_wins, chosen = True, _newest(files)
        said.keep_chosen(student, files, chosen)
    return next((file for file in files if file.name == chosen), None)


def _unclear(name: str, students: Sequence[Student]) -> str:
    found = candidates(name, students)
    if not found:
        return f"{name}: no student of the roster is named in it."
    return f"{name}: this can be {' or '.join(map(str, found))}."


def _take(
    course: CourseFolder, assignment: Assignment, student: str, file: Incoming, done: Collection
) -> None:
    """Keep the original, then place what nbgrader reads; the mark that it is done comes last."""
    kept = course.root / "collected" / assignment.name / student
    here = file.digest[:12]
    ledger = Ledger(course, assignment.name)
    is_settled = course.submitted(assignment.name, student).is_file() or ledger.entry(student).problem
    write_whole(kept / ".name", file.name.encode())  # by which the platform takes feedback back
    if _latest(kept) == here and is_settled:
        done.unchanged.append(student)
        return
    earlier = _latest(kept) != ""
    safe = re.sub(r"[^\w.-]+", "-", PurePosixPath(file.name).name)[-80:]
    write_whole(kept / f"{here}-{safe}", file.content)
    try:
        submission = _read(file.content)
        if _LATE.search(file.name):
            submission.notes.insert(0, _SAID_LATE)
        notes = [f"{student}: {note}" for note in submission.notes]
        submission = _mended(course, assignment, student, submission)
    except SubmissionError as problem:
        _refuse(course, assignment, student, f"{problem}", file.name, done)
    except OSError:  # this computer's own
        raise
    except Exception as error:  # one student's file never stops the others'
        why = f"It could not be read ({type(error).__name__}); look at it by hand."
        _refuse(course, assignment, student, why, file.name, done)
    else:
        if earlier:
            done.sentences.append(
                f"{student}: {file.name} takes the place of an earlier file, kept in {kept}."
            )
        done.sentences += notes
        content = notebook_text(submission.notebook()).encode()
        _place(course.submitted(assignment.name, student), content, kept)
        ledger.write(student, Entry(placed=digest(content), template=ledger.template(student)))
        done.taken[student] = file.name
    write_whole(kept / ".latest", here.encode())


def _refuse(
    course: CourseFolder, assignment: Assignment, student: str, problem: str, name: str, done: Collection
) -> None:
    """A file that cannot be graded never takes the place of one that can, and is never a 0."""
    if course.submitted(assignment.name, student).exists():
        problem += " The earlier file stays."
    else:
        Ledger(course, assignment.name).write(student, Entry(problem=problem))
    done.sentences.append(f"{student}{', ' * bool(name)}{name}: {problem}")


def mended(course: CourseFolder, assignment: Assignment, student: str) -> Submission:
    """A student's submission in the assignment's form: as it was collected, unless the source has changed since.

    Parameters
    ----------
    course : CourseFolder
        The course.
    assignment : Assignment
        The table.
    student : str
        The roster's name for the submission.

    Returns
    -------
    Submission
        Ready to be run.

    Raises
    ------
    SubmissionError
        If it cannot be graded.
    """
    path, ledger = course.submitted(assignment.name, student), Ledger(course, assignment.name)
    entry, kept = ledger.entry(student), course.root / "collected" / assignment.name / student
    if digest(path.read_bytes()) != entry.placed:  # it came another way, such as by nbgrader's own `collect`
        return _mended(course, assignment, student, read_notebook(path, collected=False))
    originals = [] if entry.template == ledger.template(student) else sorted(kept.glob(f"{_latest(kept)}-*"))
    if not originals:
        return read_notebook(path)
    submission = _read(originals[0].read_bytes())
    if _LATE.search(downloaded_as(course, assignment.name, student)):
        submission.notes.insert(0, _SAID_LATE)
    return _mended(course, assignment, student, submission)


def downloaded_as(course: CourseFolder, assignment: str, student: str) -> str:
    """The name of a student's file in the download, with the platform's own numbers; "" if it is not known."""
    try:
        return (course.root / "collected" / assignment / student / ".name").read_text(encoding="utf-8")
    except OSError:
        return ""


def _mended(course: CourseFolder, assignment: Assignment, student: str, read: Submission) -> Submission:
    """Mended by the version that this student of the roster has."""
    version = course.variant(assignment.name, student)
    return mend(read, course.template(assignment, student), assignment.name, version.student)


def _place(target: Path, content: bytes, kept: Path) -> None:
    """Write what nbgrader reads; an unknown file in its place is kept."""
    if target.exists() and target.read_bytes() != content:
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
        write_whole(kept / f"replaced-{stamp}.ipynb", target.read_bytes())
    write_whole(target, content)


def _read(content: bytes) -> Submission:
    with temporary_folder() as folder:
        path = Path(folder, "submission.ipynb")
        path.write_bytes(content)
        return read_notebook(path, collected=False)


def _latest(kept: Path) -> str:
    """The beginning of the hash of the file that was collected last; "" if there is none."""
    try:
        return (kept / ".latest").read_text(encoding="utf-8")
    except OSError:
        return ""
