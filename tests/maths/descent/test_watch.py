"""watch: what it writes of every step, to which program, and what it says where it cannot."""

import sqlite3
import struct
import sys
from importlib import import_module

import numpy as np
import pytest

from hesskit import Surface, descend, watch

inner = import_module("hesskit.maths.descent.watch")
WELL = Surface("x^4/4 - x^2/2 + y^2/2")
START = (0.05, 1.0)


class Pages:
    """A book that only remembers."""

    def __init__(self, folder, run):
        self.run, self.lines, self.closed = run or "run 1", [], 0

    def write(self, step, numbers):
        self.lines.append((step, dict(numbers)))

    def close(self):
        self.closed += 1


@pytest.fixture
def pages(monkeypatch):
    made = []

    def open_book(folder, run):
        made.append(Pages(folder, run))
        return made[-1]

    monkeypatch.setitem(inner._BOOKS, "tensorboard", open_book)
    return made


def eigenvalues(p):
    """By hand: H = diag(3x² − 1, 1)."""
    return sorted((3 * p[0] ** 2 - 1, 1.0))


def test_the_callback_is_told_every_point_and_costs_the_method_nothing():
    seen = []
    plain = descend(WELL, START, "gradient descent", step_size=0.2, max_steps=30)
    watched = descend(
        WELL, START, "gradient descent", step_size=0.2, max_steps=30,
        callback=lambda step, **told: seen.append((step, told, told["hessian"]())),
    )  # fmt: skip
    assert [step for step, _, _ in seen] == list(range(plain.steps + 1))
    assert (watched.work == plain.work).all() and (watched.points == plain.points).all()
    for (_, told, matrix), p, value in zip(seen, plain.points, plain.values, strict=True):
        assert (told["point"] == p).all() and told["value"] == value
        assert np.allclose(told["gradient"], [p[0] ** 3 - p[0], p[1]])
        assert np.allclose(matrix, np.diag([3 * p[0] ** 2 - 1, 1]))


@pytest.mark.parametrize(
    "f", [WELL, lambda x, y: x**4 / 4 - x**2 / 2 + y**2 / 2], ids=["surface", "function"]
)
def test_while_it_runs_and_afterwards_the_same_is_written(pages, f):
    descent = descend(f, START, "newton line search", callback=watch(to="tensorboard", folder="runs"))
    said = watch(descent, f, to="tensorboard", folder="runs")
    during, after = (book.lines for book in pages)
    assert [book.closed for book in pages] == [
        1,
        1,
    ]  # the callback closed itself when nobody held it any more
    assert len(during) == len(after) == descent.steps + 1
    for (step, told), (_, later), p in zip(during, after, descent.points, strict=True):
        low, high = eigenvalues(p)
        wanted = {
            "loss": p[0] ** 4 / 4 - p[0] ** 2 / 2 + p[1] ** 2 / 2,
            "gradient norm": np.hypot(p[0] ** 3 - p[0], p[1]),
            "lambda_min": low, "lambda_max": high, "kappa": max(abs(low), abs(high)) / min(abs(low), abs(high)),
        }  # fmt: skip
        assert told.keys() == later.keys() == wanted.keys()
        for name, value in wanted.items():
            assert np.isclose(told[name], value, atol=1e-12) and np.isclose(later[name], value, atol=1e-12), (
                step
            )
    assert repr(said).endswith('To see them: tensorboard --logdir "runs"')


def test_a_loop_of_ones_own_says_what_it_has(pages):
    with watch(to="tensorboard", folder="runs", run="mine") as log:
        log(0, value=np.float32(2.0), gradient=[[3.0], [4.0]], hessian=np.diag([0.0, 2.0]))
        log(1, value=1.0)
        log(2, value=1.0, gradient=np.ones(2), hessian=np.full((2, 2), np.nan))
    assert pages[0].lines == [
        (
            0,
            {"loss": 2.0, "gradient norm": 5.0, "lambda_min": 0.0, "lambda_max": 2.0},
        ),  # singular: κ is no number
        (1, {"loss": 1.0}),
        (2, {"loss": 1.0, "gradient norm": np.sqrt(2)}),
    ]
    assert pages[0].closed == 1 and log.run == "mine" and "3 points of the run 'mine'" in repr(log)


def test_a_large_hessian_is_not_even_asked_for(pages):
    log = watch(to="tensorboard", folder="runs")
    log(0, value=1.0, gradient=np.ones(501), hessian=lambda: pytest.fail("it was asked for"))
    assert set(pages[0].lines[0][1]) == {"loss", "gradient norm"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"to": "excel"}, "written to 'tensorboard' or to 'mlflow', not to 'excel'"),
        ({"to": "mlflow", "run": "../up"}, "a run's name is made of letters"),
        ({"to": "mlflow", "folder": __file__}, "is a file: give a folder"),
    ],
)
def test_what_cannot_be_is_said(asked, said, tmp_path):
    with pytest.raises(ValueError, match=said):
        watch(**{"folder": tmp_path / "runs", **asked})
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(("to", "module"), [("tensorboard", "tensorboard"), ("mlflow", "mlflow.tracking")])
def test_a_missing_program_is_named_with_the_line_that_installs_it(to, module, tmp_path, monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == to]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, to, None)
    with pytest.raises(ImportError, match=f"is not installed here: run pip install {to}"):
        watch(to=to, folder=tmp_path / "runs")


def records(path):
    """The records of an event file, read by the description of its format: length, checksum, data, checksum."""
    data = path.read_bytes()
    while data:
        (length,) = struct.unpack("<Q", data[:8])
        yield data[12 : 12 + length]
        data = data[16 + length :]


def test_tensorboard_reads_it_without_tensorflow(tmp_path):
    proto = pytest.importorskip("tensorboard.compat.proto.event_pb2")
    before = "tensorflow" in sys.modules
    descent = descend(WELL, START, "newton line search", callback=watch(to="tensorboard", folder=tmp_path))
    watch(descent, WELL, to="tensorboard", folder=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run 1", "run 2"]
    (file,) = (tmp_path / "run 1").iterdir()
    events = [proto.Event.FromString(one) for one in records(file)]
    assert events[0].file_version == "brain.Event:2"
    found = {(e.step, v.tag): v.simple_value for e in events[1:] for v in e.summary.value}
    for step, p in enumerate(descent.points):
        assert np.isclose(found[step, "run/lambda_min"], eigenvalues(p)[0], atol=1e-6)
    assert ("tensorflow" in sys.modules) is before
    with pytest.raises(ValueError, match="a run 'run 1' in"):
        watch(to="tensorboard", folder=tmp_path, run="run 1")


def test_mlflow_keeps_it_in_one_sqlite_file(tmp_path, capfd):
    pytest.importorskip("mlflow")
    folder = tmp_path / "my runs"
    descent = descend(WELL, START, "newton line search", callback=watch(to="mlflow", folder=folder))
    said = watch(descent, WELL, to="mlflow", folder=folder, run="later")
    with sqlite3.connect(folder / "mlflow.db") as store:
        rows = store.execute("SELECT run_uuid, key, step, value FROM metrics").fetchall()
        runs = dict(store.execute("SELECT name, status FROM runs").fetchall())
    store.close()
    assert runs == {"run 1": "FINISHED", "later": "FINISHED"}
    lows = sorted((step, value) for _, key, step, value in rows if key == "lambda_min")[::2]
    assert np.allclose([value for _, value in lows], [eigenvalues(p)[0] for p in descent.points])
    assert "sqlite:///" in repr(said) and "mlflow ui" in repr(said)
    assert capfd.readouterr() == ("", "")  # MLflow and alembic like to talk


def test_a_training_loop_of_pytorch(pages):
    torch = pytest.importorskip("torch")
    w = torch.tensor([0.05, 1.0], dtype=torch.float64, requires_grad=True)

    def loss_of(w):
        return w[0] ** 4 / 4 - w[0] ** 2 / 2 + w[1] ** 2 / 2

    log = watch(to="tensorboard", folder="runs")
    for step in range(20):
        loss = loss_of(w)
        g = torch.autograd.grad(loss, w)[0]
        log(step, value=loss, gradient=g, hessian=torch.autograd.functional.hessian(loss_of, w))
        w = (w - 0.2 * g).detach().requires_grad_()
    own = descend(WELL, START, "gradient descent", step_size=0.2, max_steps=19).points
    lows = [told["lambda_min"] for _, told in pages[0].lines]
    assert np.allclose(lows, [eigenvalues(p)[0] for p in own])
