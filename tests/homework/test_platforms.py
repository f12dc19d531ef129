"""There and back: what Moodle and Canvas export is read, and what they take back has the shape they document.

Their rules, read in Moodle's `importziplib.php` and offline worksheet and in Canvas' `gradebook_importer.rb` and
`generate_comments_from_files`, stand here as small referees.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hesskit.homework import homework_command as command
from hesskit.homework.assignments import HomeworkError
from hesskit.homework.course_folder import CourseFolder
from hesskit.homework.release import release_versions
from hesskit.homework.results.export import Export
from hesskit.homework.results.results import Part, Result, scores_table
from hesskit.homework.roster import Student, read_roster
from tests.homework.handing import ASSIGNMENT, NAME, put, run

PARTICIPANTS = """"First name","Last name","Email address",Groups
Ada,Lovelace,ada@uni.example,A
Emmy,"Noether, von",Emmy.Noether@uni.example,
José,O'Neill,jo@uni.example,"A, B"
Jo,Smith,jo@other.example,
"""
WORKSHEET = """Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (submission)","Online text","Last modified (grade)","Feedback comments"
"Participant 1234567","Ada Lovelace",77,ada@uni.example,"Submitted for grading",,20.00,Yes,"Monday, 2 November 2026, 9:00 AM",,-,"two
lines"
"Participant 1234568","Emmy Noether",78,Emmy.Noether@uni.example,"Submitted for grading",,20.00,Yes,"Monday, 2 November 2026, 9:00 AM",,-,
"Participant 1234569","Jo_é Smith",79,jo@other.example,"No submission",,20.00,Yes,-,,-,
"""
GRADEBOOK = '''Student,ID,SIS User ID,SIS Login ID,Section,Homework 1: What the Hessian is (4711),hw2 (4712),Current Score
,,,,,Manual Posting,,
    Points Possible,,,,,20.00,20.00,(read only)
"Lovelace, Ada",11,s1,ada@uni.example,"M1, morning",,,
"Noether, Emmy",12,s2,Emmy.Noether@uni.example,M1,3.00,,
"Smith, Jo",13,s3,jo@other.example,M1,,,
"Student, Test",14,,f00,M1,,,
'''  # fmt: skip
# ruff: noqa: E501
ADA = Student("ada", "Ada", "Lovelace", "ada@uni.example")
EMMY = Student("emmy.noether", "Emmy", "Noether", "Emmy.Noether@uni.example")
JO = Student("jo", "Jo", "Smith", "jo@other.example")
MOODLE = "{} {}_{}_assignsubmission_file_/hw1.ipynb"


def file(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8-sig")  # as both of them write it
    return folder / name


def moodle_owner(name: str) -> tuple[str, str] | None:
    """The participant and the plugin in a path of the zip, by the first part of five pieces: Moodle's rule."""
    for part in name.split("/"):
        pieces = part.split("_", 4)
        if len(pieces) == 5 and pieces[1].isdigit():
            return pieces[1], f"{pieces[2]}_{pieces[3]}"
    return None


def canvas_owner(name: str) -> list[str]:
    """The user and the attachment in a file's name: its first two pieces of digits; as Canvas does it."""
    assert "/" not in name
    return [piece for piece in name.split("_") if piece.isdigit()][:2]


def graded(*students: Student) -> list[Result]:
    """The first waits for a hand, the second is done, the others handed in nothing."""
    parts = (Part("q1", 3.5, 4), Part("q6", None, 4)), (Part("q1", 4, 4), Part("q6", 2.5, 4))
    states = [("by hand", parts[0]), ("graded", parts[1])]
    return [
        Result(s, *row) for s, row in zip(students, [*states, *[("not handed in", ())] * 9], strict=False)
    ]


def pages(course: CourseFolder, *students: Student) -> None:
    for student in students:
        page = course.root / "feedback" / student.id / NAME / f"{NAME}.html"
        page.parent.mkdir(parents=True)
        page.write_text(f"<p>{student.id}</p>")


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_moodle_s_participants_are_a_roster(tmp_path: Path) -> None:
    found = read_roster(file(tmp_path, "participants.csv", PARTICIPANTS))
    assert [s.id for s in found] == ["ada", "emmy.noether", "jo@uni.example", "jo@other.example"]
    assert (found[2].first_name, found[2].last_name) == ("José", "O'Neill")
    assert found[0] == ADA


def test_moodle_s_worksheet_is_a_roster_with_numbers(tmp_path: Path) -> None:
    found = read_roster(file(tmp_path, "worksheet.csv", WORKSHEET))
    assert [(s.id, s.number) for s in found] == [
        ("ada", "1234567"), ("emmy.noether", "1234568"), ("jo", "1234569")
    ]  # fmt: skip


def test_canvas_gradebook_is_a_roster(tmp_path: Path) -> None:
    found = read_roster(file(tmp_path, "gradebook.csv", GRADEBOOK))
    assert [s.id for s in found] == ["ada", "emmy.noether", "jo"]
    assert str(found[1]) == "Emmy Noether (emmy.noether)" and found[1].email == "Emmy.Noether@uni.example"


def test_a_student_has_one_id_in_every_table(tmp_path: Path) -> None:
    """The variants are drawn from it."""
    for text in (PARTICIPANTS, WORKSHEET, GRADEBOOK):
        assert {"ada", "emmy.noether"} <= {s.id for s in read_roster(file(tmp_path, "any.csv", text))}


def test_variants_go_out_as_moodle_s_feedback_files(course: CourseFolder, tmp_path: Path) -> None:
    students = read_roster(file(tmp_path, "worksheet.csv", WORKSHEET))
    folder = release_versions(course, ASSIGNMENT, students)
    with zipfile.ZipFile(folder / "moodle-feedback-files.zip") as archive:
        for student, name in zip(students, archive.namelist(), strict=True):
            assert moodle_owner(name) == (student.number, "assignfeedback_file")
            assert name.endswith(f"/{NAME}_{student.id}.ipynb")
            notebook = json.loads(archive.read(name))
            assert notebook["metadata"]["hesskit"]["student"] == student.id
    assert not (release_versions(course, ASSIGNMENT, [ADA]) / "x").exists()


def test_moodle_s_own_worksheet_comes_back_with_the_grades(course: CourseFolder, tmp_path: Path) -> None:
    path = file(tmp_path, "worksheet.csv", WORKSHEET)
    made = Export(course, ASSIGNMENT, graded(ADA, EMMY, JO), path)
    worksheet, gradebook, _ = made.for_moodle()
    before, after = table_of(WORKSHEET), table(worksheet)
    place = before[0].index("Grade")
    assert [row[place] for row in after] == ["Grade", "", "6.5", ""]
    assert [row[:place] + row[place + 1 :] for row in after] == [
        row[:place] + row[place + 1 :] for row in before
    ]
    assert table(gradebook)[1:3] == [
        ["Ada", "Lovelace", "ada@uni.example", ""], ["Emmy", "Noether", "Emmy.Noether@uni.example", "6.5"]
    ]  # fmt: skip
    assert made.missing == []
    stranger = Export(course, ASSIGNMENT, graded(ADA, Student("zoe", "Zoe", "Z")), path)
    stranger.for_moodle()
    assert stranger.missing == ["Not in the table, so their points go nowhere: Zoe Z (zoe)."]


def table_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_moodle_s_feedback_files_have_the_numbers_of_the_download(
    course: CourseFolder, tmp_path: Path
) -> None:
    put(tmp_path / "in", MOODLE.format("Ada", "Lovelace", 501))
    put(tmp_path / "in", "Emmy Noether_502_assignsubmission_file_hw1.ipynb", "flat")
    run(course, tmp_path / "in", ask=None)
    emmy = Student("emmy", "Emmy", "Noether")
    pages(course, ADA, emmy, Student("otto.h"))
    found = [*graded(ADA, emmy), Result(Student("otto.h", "Otto", "Hesse"), "graded", (Part("q1", 1, 4),))]
    made = Export(course, ASSIGNMENT, found)
    worksheet, _, archive = made.for_moodle()
    with zipfile.ZipFile(archive) as opened:
        assert [moodle_owner(name) for name in opened.namelist()] == [
            ("501", "assignfeedback_file"), ("502", "assignfeedback_file")
        ]  # fmt: skip
        assert opened.namelist()[0] == f"Ada Lovelace_501_assignfeedback_file_/{NAME}.html"
        assert opened.read(opened.namelist()[1]) == b"<p>emmy</p>"
    assert made.missing == [
        "No number of the platform is known, so no feedback is in moodle-feedback-files.zip: Otto Hesse (otto.h)."
    ]
    rows = table(worksheet)
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(rows[0])
    assert [row[0] for row in rows[1:]] == ["Participant 501", "Participant 502"]
    assert [row[4] for row in rows[1:]] == ["", "6.5"]


def test_canvas_takes_its_gradebook_back(course: CourseFolder, tmp_path: Path) -> None:
    path = file(tmp_path, "gradebook.csv", GRADEBOOK)
    gradebook, _ = Export(course, ASSIGNMENT, graded(ADA, EMMY, JO), path).for_canvas()
    rows = table(gradebook)
    column = "Homework 1: What the Hessian is (4711)"
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column]
    assert [row[-1] for row in rows[1:]] == ["20.00", "", "6.5", ""]
    assert rows[2][:5] == ["Lovelace, Ada", "11", "s1", "ada@uni.example", "M1, morning"]
    other = Export(course, ASSIGNMENT, graded(ADA), path, column="hw2").for_canvas()[0]
    assert table(other)[0][-1] == "hw2 (4712)"
    for sentence, made in {
        "has no column 'hw9'": Export(course, ASSIGNMENT, [], path, column="hw9"),
        "export its gradebook": Export(course, ASSIGNMENT, []),
        "is not Canvas' gradebook": Export(course, ASSIGNMENT, [], file(tmp_path, "w.csv", WORKSHEET)),
    }.items():
        with pytest.raises(HomeworkError, match=sentence):
            made.for_canvas()


def test_canvas_takes_feedback_under_the_names_of_its_download(course: CourseFolder, tmp_path: Path) -> None:
    put(tmp_path / "in", "lovelaceada_LATE_11_9001_hw1-definition.ipynb")
    put(tmp_path / "in", "noetheremmy_12_9002_hw1_definition-2.ipynb")
    run(course, tmp_path / "in", ask=None)
    emmy = Student("emmy", "Emmy", "Noether")
    pages(course, ADA, emmy)
    path = file(tmp_path, "gradebook.csv", GRADEBOOK)
    _, archive = Export(course, ASSIGNMENT, graded(ADA, emmy), path).for_canvas()
    with zipfile.ZipFile(archive) as opened:
        assert [canvas_owner(name) for name in opened.namelist()] == [["11", "9001"], ["12", "9002"]]
        assert opened.namelist()[0] == "lovelaceada_LATE_11_9001_hw1-definition.html"


def test_lateness_is_in_the_notes(course: CourseFolder, tmp_path: Path) -> None:
    put(tmp_path / "in", "lovelaceada_LATE_11_9001_hw1-definition.ipynb")
    done = run(course, tmp_path / "in", ask=None)
    assert "ada: Handed in late, as the name of the file says." in done.sentences
    notebook = json.loads(course.submitted(NAME, "ada").read_text(encoding="utf-8"))
    assert "Handed in late, as the name of the file says." in notebook["metadata"]["hesskit_notes"]


def test_a_total_that_waits_for_a_hand_is_empty() -> None:
    rows = list(csv.DictReader(io.StringIO(scores_table(graded(ADA, EMMY, JO)))))
    assert [(row["so_far"], row["total"]) for row in rows] == [("3.5", ""), ("6.5", "6.5"), ("", "")]


def test_the_command_says_what_it_wrote(
    course: CourseFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file(course.root, "roster.csv", PARTICIPANTS)
    monkeypatch.chdir(course.root)
    from hesskit.homework.release import release

    release(course, ASSIGNMENT)
    done = CliRunner().invoke(command.app, ["export", "hw1", "--for", "moodle"])
    assert done.exit_code == 0, done.output
    assert done.output.count("Written: ") == 3
    done = CliRunner().invoke(command.app, ["export", "hw1", "--for", "blackboard"])
    assert done.exit_code == 1 and "--for moodle or --for canvas" in done.stderr
    wrong = str(file(tmp_path, "p.csv", PARTICIPANTS))
    done = CliRunner().invoke(command.app, ["export", "hw1", "--for", "moodle", "--table", wrong])
    assert done.exit_code == 1 and "is not Moodle's grading worksheet" in done.stderr
