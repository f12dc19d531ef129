"""The commands: a course folder from nothing, versions for each student, and one plain sentence for every failure."""

from __future__ import annotations

import builtins
import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hesskit.homework import homework_command as asking
from hesskit.homework import homework_command as command
from hesskit.homework.assignments.catalogue import HomeworkError, all_assignments, find_assignment
from hesskit.homework.course_folder import CourseFolder, open_course
from hesskit.homework.notebook import build_source
from hesskit.homework.question import Variant
from hesskit.homework.sandbox import run as sandbox
from tests.homework.conftest import ROSTER

NAME = "hw1-definition"


@pytest.fixture
def inside(course: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> CourseFolder:
    (course.root / "roster.csv").write_text(ROSTER)
    monkeypatch.chdir(course.root)
    return course


def run(*arguments: str, answers: str = "") -> Result:
    return CliRunner().invoke(command.app, list(arguments), input=answers)


def fails(sentence: str, *arguments: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("hesskit: ")
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_new_makes_a_folder_with_everything_in_it(tmp_path: Path) -> None:
    made = tmp_path / "calculus 2"
    assert run("new", str(made)).exit_code == 0
    course = open_course(made / "source")
    assert course.course == "calculus 2"
    for name, assignment in all_assignments().items():
        notebook = json.loads(course.source(name).read_text(encoding="utf-8"))
        assert notebook == json.loads(json.dumps(build_source(assignment)))
    assert {path.name for path in made.iterdir()} == {
        "source", "roster.csv", "README.md", "nbgrader_config.py", "course.json"
    }  # fmt: skip


def test_new_never_writes_into_a_folder_that_is_in_use(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    fails("is not empty: name a new folder", "new", str(tmp_path))
    fails("cannot be a course's name", "new", str(tmp_path / "a"), "--course", "../x")


def test_failures_are_one_sentence(
    inside: CourseFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails("There is no homework 'hw9'; there are hw1-definition", "release", "hw9")
    fails("There is no homework 'hw'", "release", "hw")
    fails("The roster nobody.csv is not there.", "release", "hw1", "--variants", "nobody.csv")
    (inside.root / "latin.csv").write_bytes("id,last_name\nzoe,Müller\n".encode("latin-1"))
    fails("cannot be read: save it as CSV", "release", "hw1", "--variants", "latin.csv")
    fails("There is no folder or zip", "collect", "hw1", "nowhere")
    fails("Nobody has handed in hw1-definition yet", "grade", "hw1")
    monkeypatch.chdir(tmp_path)
    fails("is not a course folder: make one with hesskit homework new DIR", "grade", "hw1")


def test_a_damaged_course_json_is_not_guessed(inside: CourseFolder) -> None:
    (inside.root / "course.json").write_text("{")
    fails("course.json cannot be read", "release", "hw1")


def test_without_the_extra_it_says_what_to_install(
    inside: CourseFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    fails('pip install "hesskit[homework]"', "release", "hw1")


def test_loading_the_command_loads_neither_nbgrader_nor_sympy(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    real = builtins.__import__

    def spy(name: str, *arguments: object) -> object:
        seen.append(name.partition(".")[0])
        return real(name, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", spy)
    assert run("--help").exit_code == 0
    assert not {"nbgrader", "sympy", "matplotlib"} & set(seen)


def test_without_bubblewrap_nothing_is_graded(inside: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    target = inside.submitted(NAME, "ada")
    target.parent.mkdir(parents=True)
    target.write_text(inside.source(NAME).read_text())
    monkeypatch.setattr(sandbox, "bubblewrap", lambda: None)
    fails("There is no bubblewrap (bwrap) on this computer", "grade", "hw1")
    assert not inside.autograded(NAME, "ada").exists()


def test_a_second_release_keeps_what_was_edited(inside: CourseFolder) -> None:
    run("release", "hw1", "--variants", "roster.csv")
    common = inside.root / "release" / NAME / f"{NAME}.ipynb"
    own = inside.root / "handout" / NAME / "ada" / f"{NAME}.ipynb"
    assert "kept" not in run("release", "hw1", "--variants", "roster.csv").output
    assert not (inside.root / "replaced").exists()
    for path in (common, own):
        path.write_text(path.read_text().replace("By hand", "By your own hand"))
    edited = {path: path.read_bytes() for path in (common, own)}
    output = run("release", "hw1", "--variants", "roster.csv").output
    assert "2 earlier files, not the same, kept in" in output
    assert "3 students had a version of their own before" in run("release", "hw1").output
    [folder] = (inside.root / "replaced").iterdir()
    for path, content in edited.items():
        assert path.read_bytes() != content
        assert (folder / path.relative_to(inside.root)).read_bytes() == content


def test_versions_differ_and_are_remembered(inside: CourseFolder) -> None:
    result = run("release", "hw1", "--variants", "roster.csv")
    assert result.exit_code == 0, result.output
    assignment = all_assignments()[NAME]
    texts = {}
    for student in ("ada", "emmy", "otto"):
        path = inside.root / "handout" / NAME / student / f"{NAME}.ipynb"
        content = path.read_text(encoding="utf-8")
        assert "SOLUTION" not in content
        notebook = json.loads(content)
        assert notebook["metadata"]["hesskit"] == {
            "assignment": NAME,
            "course": "calculus",
            "student": student,
        }
        wanted = {
            c["id"]: c["source"]
            for c in build_source(assignment, Variant("calculus", NAME, student))["cells"]
        }
        own = {c["id"]: c["source"] for c in notebook["cells"] if c["metadata"]["hesskit"]["part"] == "text"}
        assert own == {key: wanted[key] for key in own}
        texts[student] = tuple(own.values())
        with zipfile.ZipFile(inside.root / "handout" / NAME / f"{NAME}_{student}.zip") as archive:
            assert archive.read(f"{NAME}.ipynb").decode() == content
        assert inside.variant(NAME, student) == Variant("calculus", NAME, student)
    assert len(set(texts.values())) == 3
    assert inside.variant(NAME, "late") == Variant("", NAME, "")


def test_what_was_handed_out_once_stays_that_student_s(inside: CourseFolder) -> None:
    inside.give_versions(NAME, ["ada", "emmy"])
    inside.give_versions(NAME, ["otto"])
    assert inside.settings["versions"] == {NAME: ["ada", "emmy", "otto"]}


def test_the_release_holds_no_answer(inside: CourseFolder) -> None:
    assert run("release", NAME).exit_code == 0
    content = (inside.root / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "SOLUTION" not in content and "Rubric" not in content
    for cell in json.loads(content)["cells"]:
        assert cell.get("outputs", []) == []


def test_questions_at_the_terminal(inside: CourseFolder, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "hw1.ipynb").write_text(inside.source(NAME).read_text())
    fails("1 question open", "collect", "hw1", str(folder), "--no-input")
    result = run("collect", "hw1", str(folder), answers="nobody\nemmy\n")
    assert "'nobody' is none of the choices." in result.output
    assert "1 submission collected" in result.output
    assert inside.submitted(NAME, "emmy").is_file()


def test_nobody_at_the_terminal(inside: CourseFolder, tmp_path: Path) -> None:
    (tmp_path / "hw1.ipynb").write_text(inside.source(NAME).read_text())
    fails("Nobody answered: use --no-input or --matches", "collect", "hw1", str(tmp_path / "hw1.ipynb"))


def test_a_long_list_of_choices_is_shortened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("typer.prompt", lambda *a, **k: "")
    assert asking.ask_owner("Whose?", [f"s{n}" for n in range(100)]) == ""
    assert "40 s39\n  …" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["", "hw", "nothing"])
def test_no_assignment_is_guessed(name: str) -> None:
    with pytest.raises(HomeworkError):
        find_assignment(name)
