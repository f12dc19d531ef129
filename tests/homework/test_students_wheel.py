"""What a student installs holds no answer: the wheel is searched and imported as someone with a debugger would."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from hesskit.homework.assignments import all_assignments
from hesskit.homework.assignments.parts import Autograded
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.question import Variant
from hesskit.homework.release import release_versions
from hesskit.homework.roster import Student
from hesskit.site.lite import build_wheel

ROOT = Path(__file__).resolve().parents[2]
STUDENT = Student("ada", "Ada", "Lovelace")
# What somebody does who has the wheel, the notebook and Python: everything that can be imported, everything reachable.
SEARCH = """
import gc, importlib, json, pkgutil, sys, types
import hesskit
found, failed = [], []
for module in pkgutil.walk_packages(hesskit.__path__, "hesskit.", onerror=failed.append):
    if ".site" in module.name or module.name.endswith("__main__"):
        continue
    try:
        importlib.import_module(module.name)
        found.append(module.name)
    except Exception as error:
        failed.append(f"{module.name}: {error}")
papers = []
for source in json.loads(sys.stdin.read()):
    space = {}
    exec(source, space)
    seen, words, todo = set(), [], [space["paper"], *sorted(vars(type(space["paper"])))]
    while todo:
        thing = todo.pop()
        if id(thing) in seen or isinstance(thing, types.ModuleType):
            continue
        seen.add(id(thing))
        if isinstance(thing, (str, bytes, int, float)):
            words.append(str(thing))
        else:
            todo += gc.get_referents(thing) if not isinstance(thing, (type, types.FunctionType)) else []
            todo += [getattr(thing, name, None) for name in dir(thing) if not name.startswith("__")]
    papers.append({"words": words, "look": str(space["paper"].looks_right("q1", space))})
questions = [type(o).__name__ for o in gc.get_objects() if hasattr(type(o), "rubric") or hasattr(type(o), "reference")]
print(json.dumps({"modules": found, "failed": failed, "questions": questions, "papers": papers}))
"""


def _build(where: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=where, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The student's wheel, the instructor's, and the one that the site gives to browsers."""
    folder = tmp_path_factory.mktemp("wheels")
    made = {"student": _build(ROOT, folder / "student")}
    made["instructor"] = _build(ROOT / "tools" / "homework_wheel", folder / "instructor")
    (folder / "site").mkdir()
    return {**made, "site": build_wheel(folder / "site")}


def secrets() -> set[str]:
    """Words by which an answer is known: hints, model answers, rubrics and solutions, of two versions."""
    found: set[str] = set()
    for name, assignment in all_assignments().items():
        for question in assignment.questions:
            for given in (question.draw(Variant("", name)), question.draw(Variant("calculus", name, "ada"))):
                found.add(question.reference(given).strip())
                found |= set(question.rubric(given).splitlines())
                for part in question.parts(given) if isinstance(question, Autograded) else ():
                    found |= {part.nudge, part.why, *(wrong.hint for wrong in part.wrong)}
    return {words for words in found if len(words) > 25}


@pytest.mark.parametrize("which", ["student", "site"])
def test_no_file_of_a_student_s_wheel_holds_an_answer(wheels: dict[str, Path], which: str) -> None:
    archive = zipfile.ZipFile(wheels[which])
    names = [name for name in archive.namelist() if "homework" in name]
    assert {name.rsplit("/", 1)[0] for name in names} == {"hesskit/homework", "hesskit/homework/paper"}
    assert {name.split("/")[2] for name in names} == {"__init__.py", "__init__.pyi", "paper"}
    everything = "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    own = [*(ROOT / "hesskit" / "course").rglob("*.py"), *(ROOT / "notebooks").glob("*.ipynb")]
    lessons = "\n".join(path.read_text("utf-8") for path in own)  # some of their lines are answers here too
    assert not [words for words in secrets() if words in everything and words not in lessons]
    assert "class FromFToH" not in everything and "BEGIN SOLUTION" not in everything


def test_the_two_wheels_share_no_file_and_hold_all(wheels: dict[str, Path]) -> None:
    student, instructor = (set(zipfile.ZipFile(wheels[w]).namelist()) for w in ("student", "instructor"))
    assert not student & instructor
    files = {p.relative_to(ROOT).as_posix() for p in (ROOT / "hesskit" / "homework").rglob("*.py*")}
    sources = {
        f"hesskit/{p.relative_to(ROOT).as_posix()}"
        for p in (ROOT / "notebooks" / "homework").rglob("*.ipynb")
    }
    wanted = {name for name in files if "__pycache__" not in name} | sources
    assert wanted <= student | instructor
    assert sources <= instructor


def _run(folder: Path, code: str, words: str = "") -> subprocess.CompletedProcess[str]:
    """Python with this folder's hesskit and no other."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, input=words, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "HOME": str(folder), "MPLBACKEND": "agg"},
    )  # fmt: skip


def test_a_student_with_a_debugger_prints_no_answer(
    wheels: dict[str, Path], tmp_path: Path, course: CourseFolder
) -> None:
    zipfile.ZipFile(wheels["student"]).extractall(tmp_path / "installed")
    papers = []
    for name, assignment in all_assignments().items():
        folder = release_versions(course, assignment, [STUDENT])
        notebook: Any = json.loads((folder / "ada" / f"{name}.ipynb").read_text("utf-8"))
        papers += [
            "".join(c["source"]) for c in notebook["cells"] if c["metadata"]["hesskit"]["part"] == "paper"
        ]
    done = _run(tmp_path / "installed", SEARCH, json.dumps(papers))
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert {m for m in said["modules"] if "homework" in m} == {
        "hesskit.homework", "hesskit.homework.paper",
        *(f"hesskit.homework.paper.{p.stem}" for p in (ROOT / "hesskit/homework/paper").glob("[!_]*.py")),
    }  # fmt: skip
    assert said["questions"] == []
    for (name, assignment), paper in zip(all_assignments().items(), said["papers"], strict=True):
        assert "not answered" in paper["look"]
        reachable = "\n".join(paper["words"])
        for question in assignment.questions:
            given = question.draw(Variant("calculus", name, "ada"))
            values = [line.partition(" = ")[2] for line in question.reference(given).splitlines()]
            for value in (v.strip("'\"") for v in values if len(v) > 6 and any(map(str.isdigit, v))):
                assert value not in reachable, (question.name, value)


def test_without_the_instructor_s_wheel_the_command_says_what_to_install(
    wheels: dict[str, Path], tmp_path: Path
) -> None:
    zipfile.ZipFile(wheels["student"]).extractall(tmp_path)
    done = _run(tmp_path, "from hesskit.command import main; main()", "")
    assert "Traceback" not in done.stderr and "homework" in done.stdout + done.stderr
    code = "import sys; sys.argv = ['hesskit', 'homework', 'release', 'hw1']\nfrom hesskit.command import main; main()"
    done = _run(tmp_path, code)
    assert done.returncode == 1
    assert 'pip install "hesskit[homework]"' in done.stderr and "Traceback" not in done.stderr
    zipfile.ZipFile(wheels["instructor"]).extractall(tmp_path)
    done = _run(tmp_path, code)
    assert "is not a course folder" in done.stderr
