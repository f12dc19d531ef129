"""A course's own choice: which questions its homework has, and those the instructor writes in `questions/*.py`.

A question is a file with one class, as the questions of hesskit are; its name is the file's. It is the instructor's
code, and runs with the instructor's rights where homework is handed out and judged: never beside a student's.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

from hesskit.course.lessons import digest, write_whole
from hesskit.homework.assignments import Autograded, Explained, HomeworkError, all_assignments
from hesskit.homework.question import Assignment, Given, Question, Variant, counted, points_text
from hesskit.homework.sandbox import Step, bubblewrap, run_steps

FOLDER = "questions"
_MODULE = "hesskit_own_questions"
_NAME = re.compile(r"(?!q\d+$)[a-z][a-z0-9_]*")
_HOMEWORK = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")


class _Loader(SourceFileLoader):
    """Reads a question anew each time, and leaves nothing compiled beside it."""

    def get_code(self, fullname: str) -> Any:
        """The code as it stands in the file now."""
        return self.source_to_code(self.get_data(self.path), self.path)


def load_question(root: Path, name: str) -> Question:
    """The instructor's question of this name.

    Parameters
    ----------
    root : pathlib.Path
        The course's folder.
    name : str
        The file's name, without ``.py``.

    Returns
    -------
    Question
        The only one that the file defines.

    Raises
    ------
    HomeworkError
        With the line that cannot be used.
    """
    path = root / FOLDER / f"{name}.py"
    if path.resolve() != root.resolve() / FOLDER / path.name:
        raise HomeworkError(
            f"{path} is a link out of the course's folder, where students' code could see it: put the file itself "
            "there."
        )
    try:
        return _loaded(path, digest(path.read_bytes()))
    except FileNotFoundError as error:
        raise HomeworkError(f"There is no {path}: hesskit homework question new {name} begins it.") from error
    except HomeworkError:
        raise
    except (Exception, SystemExit) as error:
        raise HomeworkError(own_fault(error) or f"{path} cannot be used ({error}).") from error


@lru_cache(maxsize=64)
def _loaded(path: Path, version: str) -> Question:
    name = path.stem
    spec = spec_from_loader(f"{_MODULE}.{name}", _Loader(f"{_MODULE}.{name}", str(path)))
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for a class' own module
    spec.loader.exec_module(module)
    found = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Question) and thing.__module__ == spec.name
    ]
    if len(found) != 1 or not issubclass(found[0], (Autograded, Explained)):
        raise HomeworkError(
            f"{path} should define one question, a class made of Autograded or Explained, and defines {len(found)}."
        )
    missing = [wanted for wanted in ("title", "minutes", "template") if not hasattr(found[0], wanted)]
    if missing:
        raise HomeworkError(f"The question in {path} says no {' and no '.join(missing)}.")
    try:
        question = found[0]()
    except TypeError as error:  # of a method that it must have
        raise HomeworkError(f"The question in {path} is not whole ({error}).") from error
    question.name = name
    return question


def own_fault(error: BaseException) -> str:
    """The line of an instructor's question where something went wrong, in words; empty where it was elsewhere."""
    if isinstance(error, SyntaxError) and f"/{FOLDER}/" in str(error.filename):
        return f"{error.filename}, line {error.lineno}, is no Python: {error.msg}."
    step, found = error.__traceback__, ""
    while step is not None:
        frame = step.tb_frame
        if str(frame.f_globals.get("__name__", "")).startswith(f"{_MODULE}."):
            said = f"{type(error).__name__}: {error}".rstrip(": .")
            found = f"{frame.f_code.co_filename}, line {step.tb_lineno}, in {frame.f_code.co_name}: {said}."
        step = step.tb_next
    return found


# The list in course.json: which questions, in which order, and for how many points.


def default_list() -> dict[str, Any]:
    """What a new course's list says: every homework as hesskit has it."""
    return {name: _entry(assignment) for name, assignment in all_assignments().items()}


def _entry(assignment: Assignment) -> dict[str, Any]:
    questions = [{"question": q.name, "points": q.points} for q in assignment.questions]
    return {"title": assignment.title, "questions": questions}


def course_assignments(root: Path, listed: Any) -> dict[str, Assignment]:
    """Every homework of a course by its name: hesskit's own, changed and joined by those of the list.

    Parameters
    ----------
    root : pathlib.Path
        The course's folder.
    listed : dict
        By the homework's name: ``{"title": …, "questions": [{"question": …, "points": …}, …]}``.

    Returns
    -------
    dict
        Assignments by name.

    Raises
    ------
    HomeworkError
        With what in the list cannot be.
    """
    if not isinstance(listed, Mapping):
        raise HomeworkError(_wrong("", "should be a homework's name and its questions, for each homework"))
    return all_assignments() | {name: _listed(root, name, entry) for name, entry in listed.items()}


def _wrong(name: str, problem: str) -> str:
    return f"In course.json, what stands under homework{f', {name},' * bool(name)} {problem}."


def _listed(root: Path, name: str, entry: Any) -> Assignment:
    known = all_assignments().get(name)
    if not _HOMEWORK.fullmatch(name):
        raise HomeworkError(_wrong(name, "cannot be a homework's name: use letters, digits, dots and dashes"))
    items = entry.get("questions") if isinstance(entry, Mapping) else None
    if not isinstance(items, list):
        raise HomeworkError(_wrong(name, 'has no list of "questions"'))
    title = entry.get("title", known.title if known else name)
    if not isinstance(title, str):
        raise HomeworkError(_wrong(name, "has a title that is no text"))
    questions = tuple(_chosen(root, name, item) for item in items)
    twice = sorted({q.name for q in questions if [o.name for o in questions].count(q.name) > 1})
    if twice:
        raise HomeworkError(_wrong(name, f"has {twice[0]} twice"))
    return Assignment(name, title, known.lesson if known else 0, questions)


def _chosen(root: Path, homework: str, item: Any) -> Question:
    """One line of the list: a name alone, or a name and points."""
    item = {"question": item} if isinstance(item, str) else item
    name = item.get("question") if isinstance(item, Mapping) else None
    if not isinstance(name, str):
        raise HomeworkError(_wrong(homework, f"should name a question, not {json.dumps(item)[:60]}"))
    question = _named(root, homework, name)
    points = item.get("points", question.points)
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 < points < 1000:
        raise HomeworkError(_wrong(homework, f"gives {name} no number of points above 0"))
    return counted(question, points, name.replace("/", "_").replace("-", "_"))


def _named(root: Path, homework: str, name: str) -> Question:
    """`q1` is this homework's, `hw2/q1` another's, and anything else the instructor's."""
    other, _, inner = name.rpartition("/")
    of = [
        a
        for key, a in all_assignments().items()
        if key == (other or homework) or (other and key[:3] == other)
    ]
    if other or re.fullmatch(r"q\d+", name):
        found = next((q for a in of for q in a.questions if q.name == inner), None)
        if found is None:
            raise HomeworkError(
                _wrong(homework, f"names {name}, which there is not: hesskit's are hw1/q1 to hw6/q6")
            )
        return found
    if not _NAME.fullmatch(name):
        raise HomeworkError(_wrong(homework, f"names {name[:60]!r}, which cannot be a question's name"))
    return load_question(root, name)


# `hesskit homework question`: a question begun, and tried out before anybody sees it.

_EXAMPLE = '''"""The Hessian of x²y: each student has a point of their own."""

from hesskit.course.answers import Matrix
from hesskit.homework import Autograded, Part, Wrong


class Question(Autograded):
    title, minutes, worth, template = "The Hessian of x²y", 5, {"H": 2}, "H = ..."

    def draw(self, variant):
        return {"p": variant.integer("p", 1, 5), "q": variant.integer("q", 6, 9)}

    def text(self, given):
        at = f"({given['p']}, {given['q']})"
        return f"Give the Hessian of $x^2 y$ at ${at}$ as `H`, such as `[[2, 1], [1, 3]]`. (2 points)"

    def reference(self, given):
        return f"H = {self.hessian(given['p'], given['q'])}"

    def hessian(self, x, y):
        return [[2 * y, 2 * x], [2 * x, 0]]

    def parts(self, given):
        right, swapped = self.hessian(given["p"], given["q"]), self.hessian(given["q"], given["p"])
        hint = "A point is written $(x, y)$. In $(0, 5)$ it is $x$ that is 0."
        belief = Wrong(belief="the first coordinate is y", hint=hint, answers=(swapped,), points=0.5)
        return (Part(name="H", points=2, kind=Matrix(str(right)), wrong=(belief,)),)
'''
_BY_HAND = '''"""Why the mixed partials agree: answered in words and graded by hand."""

from hesskit.homework import Explained


class Question(Explained):
    title, minutes, points = "Why the mixed partials agree", 8, 3

    def draw(self, variant):
        return {"power": variant.integer("power", 2, 5)}

    def text(self, given):
        return f"Explain why $f_{{xy}} = f_{{yx}}$ for $f(x, y) = x^{given['power']} y$. (3 points)"

    def reference(self, given):
        return "Both are polynomials, so that they are continuous; by Schwarz they are equal."

    def rubric(self, given):
        return "- 1 point: both mixed partials.\\n- 2 points: they are continuous, and why that is enough."
'''


def begin_question(root: Path, name: str, by_hand: bool = False) -> Path:
    """Write a question to begin from: the Hessian of x²y, or one that is answered in words.

    Raises
    ------
    HomeworkError
        If it cannot be called so, or is there already.
    """
    if not _NAME.fullmatch(name):
        raise HomeworkError(
            f"{name!r} cannot be a question's name: use small letters, digits and _; q1, q2, … are hesskit's."
        )
    path = root / FOLDER / f"{name}.py"
    if path.exists():
        raise HomeworkError(f"{path} is there already.")
    write_whole(path, (_BY_HAND if by_hand else _EXAMPLE).encode())
    return path


def own_names(root: Path) -> list[str]:
    """The names of the instructor's questions; a file whose name begins with _ is none."""
    return sorted(path.stem for path in (root / FOLDER).glob("*.py") if not path.stem.startswith("_"))


@dataclass(frozen=True)
class Tried:
    """What trying a question out said: what it is, and what is wrong with it."""

    said: str
    faults: tuple[str, ...]


_MANY, _RUN = 200, 8  # versions that are drawn, and that are answered


def try_question(question: Question, course: str) -> Tried:
    """Try a question as grading would: drawn for many students, its answers run in the sandbox and judged outside.

    Parameters
    ----------
    question : Question
        The instructor's.
    course : str
        The course's name.

    Returns
    -------
    Tried
        A sentence on it, and one for each fault.
    """
    variants = [Variant(course, "trial", f"student-{number}") for number in range(1, _MANY + 1)]
    try:
        versions = [(variant.student, question.draw(variant)) for variant in variants]
        faults = list(dict.fromkeys(_shape_faults(question, variants, versions)))
        if not faults and isinstance(question, Autograded):
            faults = list(dict.fromkeys(_judging_faults(question, versions[:_RUN])))
    except Exception as error:
        faults = [own_fault(error) or f"{type(error).__name__}: {error}"]
        return Tried(f"{question.name} could not be tried out.", tuple(faults))
    several = len({json.dumps(given, sort_keys=True, default=str) for _, given in versions})
    how = "graded by hand" if question.manual else f"defines {' and '.join(question.answers)}"
    said = (
        f"{question.name}, {question.title}: {points_text(question.points)}, about {question.minutes} minutes, {how}; "
        f"{several} different version{'s' * (several != 1)} among {_MANY} students."
    )
    return Tried(said, tuple(faults))


def _shape_faults(
    question: Question, variants: Sequence[Variant], versions: Sequence[tuple[str, Given]]
) -> Iterator[str]:
    """What of its words and numbers cannot be handed out."""
    for variant, (student, given) in zip(variants, versions, strict=True):
        if json.loads(json.dumps(given, default=str)) != given:
            yield f"draw gives something else than numbers, text, lists and dicts of these: {str(given)[:100]}."
        elif question.draw(variant) != given:
            yield "draw gives something else each time: whatever is by chance must come from the variant."
        words = {"text": question.text(given), "reference": question.reference(given)}
        words |= {"rubric": question.rubric(given)} if question.manual else {}
        for name, text in words.items():
            if not isinstance(text, str) or not text.strip():
                yield f"{name} gives no words in the version of {student}."
        if isinstance(question, Autograded):
            found = {part.name: part.points for part in question.parts(given)}
            if found != dict(question.worth):
                yield f"parts gives {found}, and worth says {dict(question.worth)}."
            json.dumps([question.forms(given), question.probes(given)])


@dataclass(frozen=True)
class _Case:
    """One answer to one version: what it should earn at least and at most, and the belief it betrays."""

    what: str
    given: Given
    code: str
    least: float
    most: float
    belief: str = ""


def _judging_faults(question: Autograded, versions: Sequence[tuple[str, Given]]) -> Iterator[str]:
    """What its judge says to its reference, to the cell as handed out, and to every belief that it knows."""
    cases = [case for student, given in versions for case in _cases(question, student, given)]
    steps = []
    for number, case in enumerate(cases):
        forget = "\n".join(f"globals().pop({name!r}, None)" for name in question.answers)
        code = "\n".join([forget, question.setup(case.given), case.code])
        probes = question.probes(case.given)
        steps += [Step(2 * number, code), Step(2 * number + 1, None, str(number), question.answers, probes)]
    run = run_steps(steps, unsafe=bubblewrap() is None)  # the instructor's own code may run without
    yield from run.notes
    for number, case in enumerate(cases):
        if str(number) not in run.answers:
            yield f"{case.what} could not be run."
            continue
        errors = [o for o in run.outputs.get(2 * number, ()) if o["output_type"] == "error"]
        if errors:
            yield f"{case.what} ends with {errors[0]['ename']}: {errors[0]['evalue']}."
            continue
        mark = question.judge(case.given, run.answers[str(number)])
        looks = question.looks(case.given, run.answers[str(number)])
        if not case.least <= mark.points <= case.most:
            yield f"{case.what} earns {mark.points:g} of {points_text(question.points)}: {mark.feedback}"
        elif case.belief and case.belief != mark.belief:
            yield f"{case.what} is taken for {mark.belief or 'no belief'!r}."
        elif case.least == question.points and looks:
            yield f"{case.what} has not the form that is asked for: {' '.join(looks)}"


def _cases(question: Autograded, student: str, given: Given) -> Iterator[_Case]:
    whose, whole = f"in the version of {student}", question.points
    yield _Case(f"The reference {whose}", given, question.reference(given), whole, whole)
    yield _Case(f"The cell as it is handed out {whose}", given, question.template, 0, 0)
    for part in question.parts(given):
        for wrong in part.wrong:
            code = wrong.code or (f"{part.name} = {wrong.answers[0]!r}" if wrong.answers else "")
            least = whole - part.points + wrong.points
            if code:
                what = f"The belief {wrong.belief!r} {whose}"
                most = max(least, whole - 1e-6)
                yield _Case(what, given, f"{question.reference(given)}\n{code}", least, most, wrong.belief)
