"""The doctor's findings: each well, or with what to do, and never a traceback."""

import sys
from pathlib import Path

import pytest

from hesskit.course.lessons import doctor
from hesskit.course.lessons import launch as server
from hesskit.course.lessons.doctor import examine


def test_a_good_installation_is_found_well(tmp_path: Path) -> None:
    findings = examine(tmp_path / "not" / "yet")
    assert [str(finding) for finding in findings if not finding.well] == []
    text = "\n".join(map(str, findings))
    for word in ("Python 3", "sympy", "jupyterlab", sys.executable, "anywidget", "picture was drawn"):
        assert word in text
    assert not (tmp_path / "not").exists()


def test_missing_and_old_packages_are_named_with_the_cure() -> None:
    needs = ["hesskit-missing>=1", "numpy>=999", "numpy>=1", 'absent>=1; extra == "test"']
    missing, old, good = doctor.look_at_packages(needs)
    assert not missing.well and "hesskit-missing is missing" in missing.text
    assert f"{sys.executable} -m pip install 'numpy>=999'" in old.cure
    assert not old.well and good.well


def test_a_look_that_fails_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_at_drawing() -> None:
        raise RuntimeError("no fonts")

    monkeypatch.setattr(doctor, "look_at_drawing", look_at_drawing)
    (ill,) = [finding for finding in examine(tmp_path) if not finding.well]
    assert str(ill) == "MEND looking at drawing failed (no fonts); install hesskit again"


def test_widgets_absent_from_jupyter_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda *_: [str(tmp_path)])
    findings = list(doctor.look_at_widgets())
    assert [finding.well for finding in findings] == [False, False]
    assert "--force-reinstall ipywidgets" in findings[0].cure


@pytest.mark.parametrize(
    ("program", "well"), [("python", True), (sys.executable, True), ("/opt/other/python", False)]
)
def test_the_kernel_must_be_this_python(program: str, well: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Specification:
        argv = (program, "-m", "ipykernel_launcher")

    monkeypatch.setattr(
        "jupyter_client.kernelspec.KernelSpecManager.get_kernel_spec", lambda *_: Specification()
    )
    (finding,) = doctor.look_at_kernel()
    assert finding.well is well
    assert (program in finding.text) or well


def test_a_folder_that_cannot_be_written_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    (finding,) = doctor.look_at_folder(tmp_path / "file")
    assert not finding.well and "is a file" in finding.text

    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    (finding,) = doctor.look_at_folder(tmp_path)
    assert not finding.well and "Permission denied" in finding.text


def test_a_server_that_cannot_be_sped_up_is_no_illness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "kernel_websocket_handler", lambda: None)
    (finding,) = doctor.look_at_server()
    assert finding.well and "a little later" in finding.text
