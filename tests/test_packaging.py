"""The wheel carries everything, the package loads lazily, and the lists of dependencies agree."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import hesskit
from hesskit.course.lessons.lessons import shipped_files
from hesskit.stage.stage import LIVING

ROOT = Path(__file__).resolve().parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTENSION = ROOT / "hesskit" / "course" / "lessons" / "jupyter" / "course" / "labextensions" / "hesskit"
HEAVY = {"numpy", "scipy", "sympy", "matplotlib", "ipywidgets", "anywidget", "autograd", "IPython", "typer"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(file).namelist())


def test_the_wheel_carries_the_lessons(wheel: set[str]) -> None:
    lessons = {f"hesskit/notebooks/{path.as_posix()}" for path in shipped_files(ROOT / "notebooks")}
    assert "hesskit/notebooks/00-start-here.ipynb" in lessons
    assert lessons <= wheel


def test_the_wheel_carries_the_whole_package(wheel: set[str]) -> None:
    files = (path for path in (ROOT / "hesskit").rglob("*") if path.is_file())
    wanted = {
        str(path.relative_to(ROOT))
        for path in files
        if path.suffix in {".py", ".js", ".css", ".json", ".csv", ".toml"}
    }
    assert {"hesskit/stage/assets/stage.js", "hesskit/maths/surfaces/gallery.toml"} <= wanted
    assert "hesskit/course/lessons/jupyter/course/jupyter_server_config.d/hesskit.json" in wanted
    paper = ("hesskit/homework/__init__.", "hesskit/homework/paper/")  # the rest is the instructor's
    wanted = {name for name in wanted if not name.startswith("hesskit/homework/") or name.startswith(paper)}
    assert wanted - {name for name in wanted if ".ipynb_checkpoints" in name} <= wheel


def test_the_wheel_carries_nothing_else(wheel: set[str]) -> None:
    whole = f"hesskit-{hesskit.__version__}"
    assert {name.split("/")[0] for name in wheel} == {"hesskit", f"{whole}.dist-info", f"{whole}.data"}
    assert not [
        name for name in wheel if re.search(r"__pycache__|checkpoint|\.gitkeep|backup|/\.hesskit", name)
    ]
    licences = {name.rsplit("/", 1)[1] for name in wheel if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-lessons.md"}


def test_the_wheel_puts_the_extension_where_jupyter_looks(wheel: set[str]) -> None:
    data = f"hesskit-{hesskit.__version__}.data/data/"
    files = {"package.json", "install.json", "static/living.js"}
    found = {name.removeprefix(data) for name in wheel if name.startswith(data)}
    assert found == {f"share/jupyter/labextensions/hesskit/{file}" for file in files}
    described = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    assert described["version"] == hesskit.__version__
    assert (EXTENSION / described["jupyterlab"]["_build"]["load"]).is_file()
    assert f'const MARK = "{LIVING}"' in (EXTENSION / "static" / "living.js").read_text(encoding="utf-8")


def test_the_instructor_s_wheel_belongs_to_this_one() -> None:
    text = (ROOT / "tools" / "homework_wheel" / "pyproject.toml").read_text(encoding="utf-8")
    own = tomllib.loads(text)["project"]
    assert own["version"] == hesskit.__version__
    assert f"hesskit[slides]=={hesskit.__version__}" in own["dependencies"]
    assert PROJECT["optional-dependencies"]["homework"] == [f"hesskit-homework=={hesskit.__version__}"]
    assert {need for need in own["dependencies"] if "hesskit" not in need} <= {
        *PROJECT["optional-dependencies"]["test"]
    }


def test_environment_and_project_agree() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *packages, own = [item for item in environment["dependencies"] if item != "pip"]
    assert own == {"pip": ["-e ."]}
    assert sorted(packages) == sorted([f"python{PROJECT['requires-python']}", *PROJECT["dependencies"]])


def test_versions_agree() -> None:
    assert PROJECT["version"] == hesskit.__version__
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_each_test_is_run_by_one_of_the_readmes_two_commands() -> None:
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = set(whole["tool"]["pytest"]["ini_options"]["testpaths"])
    folders = {path.relative_to(ROOT).parts[1] for path in (ROOT / "tests").glob("*/**/test_*.py")}
    assert named == {"tests/test_*.py", "hesskit", "notebooks"} | {
        f"tests/{one}" for one in folders - {"browser"}
    }
    commands = re.findall(r"^.*\.venv/bin/pytest.*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert [line.rpartition(" && ")[2] for line in commands] == [
        ".venv/bin/pytest",
        ".venv/bin/pytest tests/browser",
    ]


def test_the_readme_has_the_two_commands_and_its_pictures() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/hesskit lab\n" in text
    assert 'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/pytest\n' in text
    for alt, target in re.findall(r"!\[([^]]*)\]\(([^)]+)\)", text):
        assert len(alt) > 20
        assert (ROOT / target).is_file()
    for target in re.findall(r"(?<!!)\[[^]]+\]\((?!https?:)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", hesskit.__all__)
def test_every_public_name_is_there_and_described(name: str) -> None:
    value = getattr(hesskit, name)
    assert name in dir(hesskit)
    assert isinstance(value, str | Mapping) or value.__doc__


def test_the_public_names_stay_few() -> None:
    rooms = {name for name in hesskit.__all__ if isinstance(getattr(hesskit, name), ModuleType)}
    assert rooms == {"explore", "scale", "tools"}  # each is a face with names of its own
    assert len(hesskit.__all__) - len(rooms) < 30
    with pytest.raises(AttributeError, match="no attribute 'hessain'"):
        hesskit.hessain  # noqa: B018


def test_importing_hesskit_loads_nothing_heavy() -> None:
    code = f"import sys, hesskit; print(*{HEAVY!r} & {{*sys.modules}})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b""


def test_the_readme_counts_what_there_is() -> None:
    from hesskit.course.exercises.exercise import exercises_of, lessons

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{sum(len(exercises_of(number)) for number in lessons())} exercises" in text
    stored = "".join(path.read_text("utf-8") for path in sorted((ROOT / "notebooks").glob("*.ipynb")))
    minutes = [int(found) for found in re.findall(r"\*\*Time:\*\* (\d+) minutes", stored)]
    assert f"{sum(minutes)} minutes" in text
