"""Refreshing notebooks, and nbval with pictures, on a widget that stores a still as an explorer does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from notebook_plugin import in_ci
from stored_notebooks import as_text, load

TESTS = Path(__file__).resolve().parent
TOOL = TESTS.parent / "tools" / "refresh_notebooks.py"
FIXTURES = TESTS / "fixtures"
PLUGIN_PATH = os.pathsep.join((str(TESTS), str(TOOL.parent)))
VIEW = "application/vnd.jupyter.widget-view+json"
PNG = "image/png"


def run(*command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {
        key: value for key, value in os.environ.items() if key != "CI" and not key.startswith("PYTEST")
    }
    environment = {**inherited, **environment}
    words = [sys.executable, *map(str, command)]
    return subprocess.run(words, capture_output=True, text=True, timeout=900, env=environment, check=False)


def edit(path: Path, change: Callable[[Any], None]) -> None:
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture notebook as a refresh stores it: run once, from no outputs, no ids and no known kernel."""
    folder = tmp_path_factory.mktemp("lessons")
    for name in ("picture.ipynb", "still_widget.py"):
        shutil.copy(FIXTURES / name, folder)

    def strip(notebook: Any) -> None:
        notebook["nbformat_minor"] = 4
        notebook["metadata"] = {"kernelspec": {"name": "nowhere", "display_name": "Nowhere"}, "widgets": {}}
        for cell in notebook["cells"]:
            del cell["id"]
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)

    path = folder / "picture.ipynb"
    edit(path, strip)
    done = run(TOOL, path)
    assert done.returncode == 0, done.stderr
    return path


def test_refresh_stores_stills_and_no_widgets(fresh: Path) -> None:
    notebook = load(fresh)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4]
    data = [output.data for cell in code for output in cell.outputs if "data" in output]
    assert [set(item) for item in data] == [
        {PNG, "text/plain"},
        {"text/plain"},
        {"text/plain"},
        {PNG, "text/plain"},
    ]
    assert code[1].outputs[0].metadata[PNG]["alt"].startswith("The point lies at (1, 1)")
    assert code[2].outputs[0].text == "one\ntwo <object object at 0x0>\n"
    assert notebook.metadata.kernelspec.name == "python3"
    assert "version" not in notebook.metadata.language_info
    assert "widgets" not in notebook.metadata
    assert [cell.id for cell in notebook.cells][2:4] == ["still", "print-one"]
    assert fresh.read_text().endswith("}\n")


def test_check_names_the_cells_that_differ_and_writes_nothing(fresh: Path) -> None:
    changed = fresh.with_name("changed.ipynb")
    shutil.copy(fresh, changed)
    edit(changed, lambda notebook: notebook["cells"][3]["outputs"][0].update(text=["one\n", "three\n"]))
    changed.write_text(as_text(load(changed)))
    before = fresh.read_bytes(), changed.read_bytes()
    done = run(TOOL, "--check", fresh, changed)
    assert done.returncode == 1
    assert done.stderr == f"{changed}: not as a fresh run gives it: cell 4 (print-one)\n"
    assert (fresh.read_bytes(), changed.read_bytes()) == before
    changed.unlink()


def test_failing_notebook_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "broken.ipynb"
    cells = [new_code_cell("x = 1"), new_code_cell("x / 0", metadata={"tags": ["raises-exception"]})]
    path.write_text(as_text(new_notebook(cells=cells)))
    before = path.read_bytes()
    done = run(TOOL, path)
    assert done.returncode == 1
    assert (
        done.stderr
        == f'{path}: cell 2 stopped with "ZeroDivisionError: division by zero"; nothing was written\n'
    )
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_html_export_shows_the_still(fresh: Path) -> None:
    from nbconvert import HTMLExporter

    page = HTMLExporter(template_name="classic").from_notebook_node(load(fresh))[0]
    assert page.count('src="data:image/png;base64,') == 2
    assert 'alt="The point lies at (0.5, 1)' in page
    assert f'<script type="{VIEW}">' not in page


def test_nbval_compares_pictures_and_text(fresh: Path, tmp_path: Path) -> None:
    """Cells 0 and 2 are as stored; the still of 1 shows another point, and the text of 3 is another."""
    shutil.copy(FIXTURES / "still_widget.py", tmp_path)
    path = tmp_path / "lesson.ipynb"
    shutil.copy(fresh, path)

    def change(notebook: Any) -> None:
        first, last = notebook["cells"][2]["outputs"][0], notebook["cells"][4]["outputs"][0]
        first["data"][PNG] = last["data"][PNG]
        last["data"]["text/plain"] = ["another sentence"]

    edit(path, change)
    options = ["--nbval", "--nbval-current-env", "--nbval-sanitize-with", TESTS / "nbval.cfg", "--color=no"]
    done = run(
        "-m", "pytest", "-p", "notebook_plugin", "-W", "error", "-rA", "--rootdir", tmp_path, *options, path,
        PYTHONPATH=PLUGIN_PATH,
    )  # fmt: skip
    lines = {
        line.split("Cell ")[-1][:1]: line.split()[0] for line in done.stdout.splitlines() if "::Cell " in line
    }
    assert lines == {"0": "PASSED", "1": "FAILED", "2": "PASSED", "3": "FAILED"}, done.stdout
    assert "picture 1: the picture differs from the stored one by an RMS of" in done.stdout
    assert "mismatch 'text/plain'" in done.stdout


def test_ci_must_not_skip(tmp_path: Path) -> None:
    """A marked skip is an error, one from within fails the test, an expected failure stays expected."""
    (tmp_path / "test_cell.py").write_text(
        "import pytest\n"
        "@pytest.mark.skip(reason='no browser')\ndef test_a(): pass\n"
        "def test_b(): pytest.importorskip('no_such_module')\n"
        "@pytest.mark.xfail(reason='known')\ndef test_c(): assert False\n"
    )
    (tmp_path / "test_module.py").write_text("import pytest\npytest.importorskip('no_such_module')\n")
    command = ("-m", "pytest", "-p", "notebook_plugin", "--rootdir", tmp_path, "-q", "--color=no", "-n", "1")
    done = run(*command, "--continue-on-collection-errors", tmp_path, PYTHONPATH=PLUGIN_PATH, CI="true")
    assert "1 failed, 1 xfailed, 2 errors" in done.stdout, done.stdout
    assert "CI must not skip, and this was skipped (Skipped: no browser)" in done.stdout
    assert done.returncode != 0


@pytest.mark.parametrize(
    ("ci", "strict"), [("true", True), ("1", True), ("", False), ("false", False), ("0", False)]
)
def test_skips_fail_only_in_ci(monkeypatch: pytest.MonkeyPatch, ci: str, strict: bool) -> None:
    monkeypatch.setenv("CI", ci)
    assert in_ci() is strict
