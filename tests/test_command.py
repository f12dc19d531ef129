"""The `hesskit` command as a learner meets it: what it does, and one plain sentence when it cannot."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from running_lab import home, running, running_lab
from typer.testing import CliRunner

from hesskit.command import app
from hesskit.course.lessons import lessons, workspace

run = CliRunner().invoke


@pytest.fixture(autouse=True)
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small lessons in place of the real ones, and an empty folder to be in."""
    source = tmp_path / "shipped"
    source.mkdir()
    for name in ("00-start-here.ipynb", "01-definition.ipynb"):
        (source / name).write_text('{"cells": []}')
    monkeypatch.setattr(lessons, "notebooks_folder", lambda: source)
    monkeypatch.setattr(workspace, "notebooks_folder", lambda: source)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return source


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would have been started."""
    calls: list[Any] = []
    # on the face, which is where the command finds it: there the real one would end this very process
    monkeypatch.setattr(
        "hesskit.course.lessons.become", lambda command, environment: calls.append((command, environment))
    )
    return calls


def refusal(*arguments: str, code: int = 1) -> str:
    """Run a command that must fail with a sentence, and return the sentence."""
    result = run(app, arguments)
    assert result.exit_code == code
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result.output


def test_version() -> None:
    result = run(app, ["--version"])
    assert result.exit_code == 0
    assert result.output == "hesskit 0.1.0\n"


def test_lab_copies_the_lessons_and_opens_the_first(started: list[Any]) -> None:
    result = run(app, ["lab"])
    assert result.exit_code == 0, result.output
    assert "Copied 2 files." in result.output
    folder = Path("hesskit-course").resolve()
    assert (folder / "01-definition.ipynb").is_file()
    ((command, environment),) = started
    assert command[:2] == [sys.executable, "-c"] and "from jupyterlab.labapp import main" in command[2]
    assert f"--ServerApp.root_dir={folder}" in command
    assert "--LabApp.default_url=/lab/tree/00-start-here.ipynb" in command
    assert "--no-browser" not in command
    assert not any("port=" in word for word in command)
    assert "quiet-toolbar" not in environment["JUPYTER_CONFIG_PATH"]


def test_lab_passes_its_options_on(started: list[Any]) -> None:
    result = run(app, ["lab", "my course", "--no-browser", "--port", "0", "--quiet-toolbar"])
    assert result.exit_code == 0, result.output
    ((command, environment),) = started
    assert {"--no-browser", "--ServerApp.port=0", f"--ServerApp.root_dir={Path('my course').resolve()}"} <= {
        *command
    }
    assert "quiet-toolbar" in environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0]


def test_lab_inside_the_course_makes_no_course_within(
    started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(app, ["lab"])
    monkeypatch.chdir("hesskit-course")
    run(app, ["lab"])
    assert not Path("hesskit-course").exists()
    assert started[0][0] == started[1][0]


def test_lab_keeps_a_changed_lesson(started: list[Any], course: Path) -> None:
    run(app, ["lab"])
    mine = Path("hesskit-course/01-definition.ipynb")
    mine.write_text("my notes")
    (course / mine.name).write_text("newer")
    result = run(app, ["lab"])
    assert "01-definition.ipynb: kept as you changed it" in result.output
    assert "hesskit reset 01-definition" in result.output
    assert mine.read_text() == "my notes"


def test_lab_says_in_a_sentence_what_stops_it(started: list[Any]) -> None:
    Path("thesis").write_text("important")
    assert "'thesis' is a file, not a folder" in refusal("lab", "thesis")
    assert "is a file, not a folder" in refusal("lab", "thesis/course")
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        assert f"Port {port} is not free" in refusal("lab", "--port", port)
    refusal("lab", "--port", "99999", code=2)
    refusal("lab", "--port", "many", code=2)
    refusal("lab", "a", "b", code=2)
    refusal("nonsense", code=2)
    assert started == []
    assert not Path("hesskit-course").exists()


def test_lab_without_lessons_says_so(started: list[Any], course: Path) -> None:
    for path in course.glob("*.ipynb"):
        path.unlink()
    assert "install hesskit again" in refusal("lab")


@pytest.mark.parametrize("name", ["1", "01", "01-definition", "definition.ipynb"])
def test_reset_restores_one_lesson_beside_its_backup(name: str, started: list[Any]) -> None:
    run(app, ["lab"])
    mine, other = (Path("hesskit-course", name) for name in ("01-definition.ipynb", "00-start-here.ipynb"))
    mine.write_text("my notes")
    other.write_text("my other notes")
    result = run(app, ["reset", name])
    assert result.exit_code == 0, result.output
    (backup,) = Path("hesskit-course").glob("*backup*")
    assert backup.name in result.output
    assert backup.read_text() == "my notes"
    assert json.loads(mine.read_text()) == {"cells": []}
    assert other.read_text() == "my other notes"


def test_reset_of_nothing_known_lists_the_lessons(started: list[Any]) -> None:
    assert "There is no folder 'hesskit-course'" in refusal("reset", "1")
    run(app, ["lab"])
    assert "the lessons are 00-start-here, 01-definition." in refusal("reset", "99")
    refusal("reset", code=2)


def test_doctor_finds_this_installation_well() -> None:
    result = run(app, ["doctor"])
    assert result.exit_code == 0, result.output
    assert result.output.endswith("All is well: start with hesskit lab.\n")


def test_doctor_fails_when_something_is_to_be_mended() -> None:
    Path("file").write_text("")
    assert "1 thing to mend" in refusal("doctor", "file")


def test_jupyter_sees_hesskits_settings_and_this_python(tmp_path: Path) -> None:
    with running_lab(tmp_path, quiet_toolbar=True) as lab:
        settings = {
            item["id"]: item["schema"].get("properties") for item in lab.get("lab/api/settings")["settings"]
        }
        news = settings["@jupyterlab/apputils-extension:notification"]
        toolbar = settings["@jupyterlab/notebook-extension:panel"]["toolbar"]["default"]
        assert news["fetchNews"]["default"] == "false"
        assert {"name": "executionProgress", "disabled": True} in toolbar
        assert lab.get("api/kernelspecs")["default"] == "python3"
    user = tmp_path / "jupyter_config_dir"
    assert not list(user.rglob("*.jupyterlab-settings"))


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_the_command_itself_serves_the_lessons_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    """The installed program, with the real lessons."""
    program = Path(sys.executable).with_name("hesskit")
    command = [str(program), "lab", "course", "--no-browser", "--port", "0"]
    with running(command, home(tmp_path), tmp_path) as lab:
        assert "00-start-here.ipynb" in {item["name"] for item in lab.get("api/contents")["content"]}
        assert "jupyter-config-data" in lab.get("lab/tree/00-start-here.ipynb")
    assert lab.process.returncode == 0
    assert "Traceback" not in (tmp_path / "log.txt").read_text()


def test_the_command_starts_without_loading_what_it_does_not_need() -> None:
    code = (
        "import sys, hesskit.command; "
        "print(*{'numpy', 'sympy', 'matplotlib', 'jupyter_server', 'tornado', 'ipywidgets'} & {*sys.modules})"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b""
