"""hesskit where Python itself runs in a browser: no locks, no JupyterLab to look into."""

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from hesskit.course.lessons.doctor import look_at_widgets, ready

progress_file = import_module("hesskit.course.lessons.progress")


@pytest.fixture
def browser_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")


def loaded_again(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A second copy of a module, loaded as things are now."""
    spec = spec_from_file_location("loaded_again", str(module.__file__))
    assert spec is not None
    assert spec.loader is not None
    copy = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, copy)  # where a dataclass looks its module up
    spec.loader.exec_module(copy)
    return copy


@pytest.mark.usefixtures("browser_python")
def test_progress_is_kept_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pyodide has a module fcntl, but no flock in it."""
    monkeypatch.setitem(sys.modules, "fcntl", ModuleType("fcntl"))
    module = loaded_again(progress_file, monkeypatch)
    path = tmp_path / ".hesskit" / "progress.json"
    entry = {"tries": 1, "right": True, "beliefs": {}}
    assert module.update(path, lambda records: records.update({"0.1": entry})) == ""
    assert module.read(path) == ({"0.1": entry}, "")


@pytest.mark.usefixtures("browser_python")
def test_all_is_ready_without_a_jupyterlab_to_look_into(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("jupyter_core", "jupyter_core.paths"):
        monkeypatch.setitem(sys.modules, name, None)
    assert list(look_at_widgets()) == []
    found = ready()
    assert found.well
    assert "jupyterlab" not in repr(found)
    assert "JupyterLab has the browser's half of the widgets" in repr(found)
