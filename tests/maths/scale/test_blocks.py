"""Sums over blocks: the same digits from every kind of array and whoever does the work, or one plain sentence."""

import io
import json
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from hesskit import scale
from hesskit.maths.scale import blocks as blocks_module
from hesskit.maths.scale import workers as workers_module
from hesskit.maths.statistics import LogisticLoss
from hesskit.maths.statistics.logistic_blocks import _Task

ROOT = Path(__file__).resolve().parents[3]
ROWS, COLUMNS = 3000, 5


class Gate:
    """An array by blocks, as Zarr's, whose row `at` is read once the file `open` is there; `reached` says who asked."""

    def __init__(self, table, folder=None, at=-1):
        self.table, self.shape, self.dtype, self.chunks = (
            table,
            table.shape,
            table.dtype,
            (100, table.shape[1]),
        )
        self.folder, self.at = folder, at

    def __getitem__(self, rows):
        if self.folder and rows.start <= self.at < rows.stop:
            (self.folder / f"reached-{os.getpid()}").touch()
            while not (self.folder / "open").exists():
                time.sleep(0.01)
        return self.table[rows]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Few rows make several blocks."""
    monkeypatch.setattr(blocks_module, "BLOCK", 2**14)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return scale.simulated(tmp_path_factory.mktemp("rows"), ROWS, COLUMNS)


@pytest.fixture(scope="module")
def plain(stored):
    """The fit of the same rows in memory, all at once."""
    loss = LogisticLoss(stored.X.tolist(), stored.y.tolist())
    assert loss.by_blocks is None
    beta = loss.fit().points[-1]
    return loss, beta, loss.standard_errors(beta)


def without_dask(monkeypatch):
    found = workers_module.find_spec
    monkeypatch.setattr(workers_module, "find_spec", lambda name: None if "d" in name[:2] else found(name))


def kinds_of_array(stored, folder):
    da = pytest.importorskip("dask.array")
    X, y = np.array(stored.X), np.array(stored.y)
    np.save(folder / "F.npy", np.asfortranarray(X))
    np.save(folder / "padded.npy", np.pad(X, ((7, 5), (0, 0))))
    lazy = da.from_array(X, chunks=(700, 3))
    return {
        "memory": (X, y.astype(bool)),
        "disk": (stored.X, stored.y),
        "disk, by columns": (np.load(folder / "F.npy", mmap_mode="r"), y.tolist()),
        "disk, part of a file": (np.load(folder / "padded.npy", mmap_mode="r")[7:-5], y[:, None]),
        "disk, changed in memory": (np.load(folder / "F.npy", mmap_mode="c"), y),
        "chunks": (Gate(X), y),
        "dask": (lazy, da.from_array(y, chunks=500)),
        "dask, lengths unknown": (
            da.concatenate([lazy, lazy[:9]])[da.arange(ROWS + 9, chunks=500) < ROWS],
            y,
        ),
    }


def test_every_kind_of_array_gives_what_memory_gives(stored, plain, tmp_path):
    loss, beta, errors = plain
    points = np.stack([beta, 0 * beta, 30 * beta])
    for name, (X, y) in kinds_of_array(stored, tmp_path).items():
        other = LogisticLoss(X, y)
        assert len(other.by_blocks.blocks.bounds) > 3, name
        assert other.value(points) == pytest.approx(loss.value(points), rel=1e-13), name
        assert other.gradient(points) == pytest.approx(loss.gradient(points), abs=1e-14), name
        assert other.hessian(points) == pytest.approx(loss.hessian(points), abs=1e-14), name
        assert other.hvp(points, beta) == pytest.approx(loss.hvp(points, np.stack([beta] * 3)), abs=1e-14), (
            name
        )
        assert other.value(beta) == other.value(points)[0] and other.gradient(beta).shape == beta.shape
        fit = other.fit()
        assert fit.kind == "minimum" and fit.points[-1] == pytest.approx(beta, abs=1e-12), name
        assert other.standard_errors(fit.points[-1]) == pytest.approx(errors, rel=1e-8), name
        assert other.probability(beta) == pytest.approx(loss.probability(beta), abs=1e-15), name
    ridged = LogisticLoss(stored.X, stored.y, ridge=0.1, intercept=False)
    twin = LogisticLoss(stored.X.tolist(), stored.y.tolist(), ridge=0.1, intercept=False)
    assert ridged.fit(method="newton-cg").points[-1] == pytest.approx(twin.fit().points[-1], abs=1e-8)
    assert "in 8 blocks" in repr(ridged)
    with pytest.raises(AttributeError, match="no whole design"):
        _ = ridged.design


@pytest.mark.parametrize("margin", [-1000.0, -40.0, 0.0, 1e-9, 40.0, 1000.0])
def test_blocks_keep_the_digits_at_margins_of_a_thousand(margin):
    one = LogisticLoss([[1.0, 0.0], [0.0, 1.0]], [1, 0], intercept=False)
    rows = LogisticLoss(Gate(np.eye(2)), [1, 0], intercept=False)
    beta = np.array([margin, -margin / 2])
    assert rows.value(beta) == pytest.approx(one.value(beta), rel=1e-15)
    assert rows.gradient(beta) == pytest.approx(one.gradient(beta), rel=1e-14, abs=0)
    assert rows.hessian(beta) == pytest.approx(one.hessian(beta), rel=1e-14, abs=0)


def test_without_dask_the_same_digits_come_from_one_block_after_another(stored, monkeypatch):
    pytest.importorskip("dask")
    loss = LogisticLoss(stored.X, stored.y)
    threads = loss.fit()
    assert "threads of this process" in repr(scale.where()) or scale.where().threads == 1
    without_dask(monkeypatch)
    alone = LogisticLoss(stored.X, stored.y).fit()
    assert np.array_equal(alone.points, threads.points) and np.array_equal(alone.values, threads.values)
    assert "block by block: Dask is not installed" in repr(scale.where())
    with scale.connect() as connection:
        assert repr(connection) == repr(scale.where())
    with pytest.raises(scale.ClusterError, match=r"to reach tcp://there:1 Dask is needed: pip install"):
        scale.connect("tcp://there:1")


@pytest.mark.parametrize("columns", [20, 160])
def test_on_a_block_blas_shares_nothing_among_threads_of_its_own(columns):
    """They would wait for one another, and where threads share the blocks already, take a hundred times as long."""
    task = _Task(True, np.zeros((1, columns + 1)))
    X, y = np.random.default_rng(0).standard_normal((20_000, columns)), np.arange(20_000) % 2

    def shared():
        everyone, alone = time.process_time(), time.thread_time()
        for _ in range(5):
            task(X, y, 0)
        return time.process_time() - everyone > 1.5 * (time.thread_time() - alone)

    # threads that BLAS had before this test spin for a while yet
    assert not all(shared() for _ in range(40))


def test_one_pass_for_each_newton_step_and_the_memory_of_a_few_blocks(
    stored, tmp_path, monkeypatch, with_peak
):
    without_dask(monkeypatch)
    monkeypatch.setattr(blocks_module, "BLOCK", 2**17)
    out = io.StringIO()
    X, y, _ = scale.simulated(tmp_path, 200_000, COLUMNS)
    loss = LogisticLoss(X, y)
    with scale.progress(out) as bar:
        fit, most = with_peak(loss.fit)
        # the start, each step, and round the end
        assert bar.passes <= fit.steps + 3
    assert most < X.nbytes / 2
    assert (
        out.getvalue().count("100% of 62 blocks") == bar.passes
        and repr(bar) == f"{bar.passes} passes over 62 blocks"
    )
    more, _, same = scale.simulated(tmp_path, 220_000, COLUMNS)
    assert np.array_equal(more[:200_000], X) and np.array_equal(
        same, scale.simulated(tmp_path, 200_000, COLUMNS)[2]
    )


def test_a_fault_in_the_rows_is_named_by_its_block(stored):
    X, y = np.array(stored.X), np.array(stored.y, dtype=float)

    def said(change_X=lambda X: X, change_y=lambda y: y):
        with pytest.raises(ValueError) as error:
            LogisticLoss(change_X(X.copy()), change_y(y.copy()))
        return str(error.value)

    def put(place, value):
        def change(array):
            array[place] = value
            return array

        return change

    block = r"(counted from 0; in block 6, rows 2250 to 2624)"
    assert (
        said(put((2500, 3), np.nan)) == f"X has nan in column 3 of row 2500 {block}: remove or mend that row."
    )
    assert said(put((2500, 3), -np.inf)).startswith(f"X has -inf in column 3 of row 2500 {block}")
    assert (
        said(change_y=put(2500, 2))
        == f"a label is 0 or 1, but row 2500 {block} has 2: write the classes as 0 and 1."
    )
    assert "row 2500" in said(change_y=put(2500, np.nan))
    assert "every label is 1" in said(change_y=put(slice(None), 1))
    assert "x1, x2 and x5 are collinear" in said(put((slice(None), 4), X[:, 0] + 2 * X[:, 1]))
    assert "x5 is all zeros" in said(put((slice(None), 4), 0.0))
    assert "shape is (2999,)" in said(change_y=lambda y: y[:-1])
    assert "of type" in said(lambda X: Gate(X.astype(str)))
    assert "6 coefficients cannot be fitted to 3 rows" in said(
        lambda X: Gate(X[:3]), lambda y: np.array([0, 1, 0])
    )
    nearly = put((slice(None), 4), X[:, 0] + 1e-6 * X[:, 4])  # the Gram matrix cannot tell, the triangle can
    assert LogisticLoss(nearly(X.copy()), y).rows == ROWS


def test_a_file_that_is_gone_is_one_sentence(tmp_path):
    X, y, beta = scale.simulated(tmp_path, 1000, COLUMNS)
    loss = LogisticLoss(X, y)
    (tmp_path / f"X-1000-{COLUMNS}-0.npy").unlink()
    with pytest.raises(
        ValueError, match=r"^block 0 \(rows 0 to 333\) could not be done: FileNotFoundError: .*X-1000"
    ):
        loss.value(beta)


def test_classes_are_told_apart_though_no_block_is_in_memory():
    random = np.random.default_rng(0)
    X = random.normal(size=(ROWS, COLUMNS))
    along = X @ np.arange(1.0, COLUMNS + 1)
    rare = np.zeros((ROWS, 1))
    rare[[1234, 2345]] = 1.0  # a column that a sample of the rows does not see
    touching = np.where(np.abs(along) < 0.5, 0.0, 1.0)[:, None] * X  # rows of zeros lie on every cut
    mixed = along > 0
    mixed[[77, 78]] = [along[77] <= 0, along[78] <= 0]
    halves = np.zeros(ROWS, dtype=bool)
    halves[[1234]] = True
    cases = {
        "separable": (X, along > 0),
        "overlapping": (X, mixed),
        "quasi-separable": (
            touching,
            np.where(np.abs(along) < 0.5, random.uniform(size=ROWS) < 0.5, along > 0),
        ),
        "rare, overlapping": (np.hstack([X, rare]), np.where(rare[:, 0] > 0, halves, mixed)),
        "rare, quasi-separable": (np.hstack([X, rare]), np.where(rare[:, 0] > 0, True, mixed)),
    }
    for name, (table, y) in cases.items():
        loss = LogisticLoss(Gate(table), y, intercept=False, ridge=1e-9)
        assert loss.separation.kind == name.rpartition(", ")[2], name
        assert (
            loss.separation.kind
            == LogisticLoss(table.tolist(), y, intercept=False, ridge=1e-9).separation.kind
        ), name
        w = loss.separation.direction
        assert w is None or ((2 * y - 1.0) * (table @ w)).min() > -1e-8 * np.abs(w).max()
    apart = LogisticLoss(Gate(X), along > 0.1)
    assert "the data are separable, so no minimum exists" in apart.fit(max_steps=30).stopped
    with pytest.raises(ValueError, match="no standard errors"):
        apart.standard_errors(np.ones(COLUMNS + 1))


# ------------------------------------------------------------ a cluster by its address


def waited(condition, what):
    """Wait for a condition; the deadline only keeps a fault from lasting for ever."""
    deadline = time.monotonic() + 240
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    """Start a scheduler or a worker of Dask as one does in a terminal."""
    pytest.importorskip("distributed")
    folder, started = tmp_path_factory.mktemp("cluster"), []
    paths = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    environment = {**os.environ, "PYTHONPATH": paths, "DASK_TEMPORARY_DIRECTORY": str(folder)}

    def start(*words):
        command = [sys.executable, "-m", "dask", *map(str, words), "--no-dashboard"]
        with (folder / "log").open("a") as log:
            started.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        return started[-1]

    start.folder = folder
    yield start
    for process in started:
        process.kill()
        process.wait()


def in_background(work):
    """Begin, and give a function that waits for the result or the error."""
    result = []

    def run():
        try:
            result.append(work())
        except Exception as error:
            result.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def outcome():
        waited(lambda: result, "no answer")
        thread.join()
        return result[0]

    return outcome


def test_a_late_worker_a_killed_worker_and_a_lost_scheduler(by_hand, stored, tmp_path):
    """One Newton fit on a cluster started by hand: its digits are those of this process, or it ends in a sentence."""
    with pytest.raises(
        scale.ClusterError, match=r"no scheduler answers at tcp://127\.0\.0\.1:1: is it started"
    ):
        scale.connect("tcp://127.0.0.1:1")
    X = Gate(np.array(stored.X))
    here = LogisticLoss(X, stored.y).fit()

    contact = by_hand.folder / "scheduler.json"
    scheduler = by_hand("scheduler", "--port", 0, "--host", "127.0.0.1", "--scheduler-file", contact)
    waited(contact.exists, "no scheduler")
    with scale.connect(json.loads(contact.read_text())["address"]) as connection:
        assert "no worker yet" in repr(connection) and scale.where() == connection.workers
        # when a scheduler is lost, the client writes tracebacks there
        assert not logging.getLogger("distributed.client").isEnabledFor(logging.ERROR)
        with scale.connect() as same:  # a client that is open already decides
            assert same.client is connection.client
        gate = Gate(X.table, tmp_path, at=1500)
        fit = in_background(lambda: LogisticLoss(gate, stored.y).fit())

        def worker():
            return by_hand("worker", connection.workers.address, "--no-nanny", "--nthreads", 1)

        first = worker()  # it joins late: the work waits for it
        waited(lambda: list(tmp_path.glob("reached-*")), "the block was not asked for")
        second = worker()
        waited(lambda: connection.workers.workers == 2, "the second worker did not join")
        assert list(tmp_path.glob("reached-*")) == [tmp_path / f"reached-{first.pid}"]
        first.kill()  # in the middle of a block
        waited(lambda: (tmp_path / f"reached-{second.pid}").exists(), "the block was not done again")
        (tmp_path / "open").touch()
        there = fit()
        assert np.array_equal(there.points, here.points) and np.array_equal(there.values, here.values)

        X.table[10, 0] = np.nan
        with pytest.raises(ValueError, match=r"X has nan in column 0 of row 10 \(.*block 0"):
            LogisticLoss(X, stored.y)
        X.table[10, 0] = stored.X[10, 0]

        (tmp_path / "open").unlink()
        fit = in_background(lambda: LogisticLoss(gate, stored.y).fit())
        waited(lambda: len(list(tmp_path.glob("reached-*"))) == 2, "the block was not asked for")
        scheduler.kill()
        lost = fit()
        assert isinstance(lost, scale.ClusterError) and "went away before the sum was complete" in str(lost)
        assert lost._render_traceback_() == [f"ClusterError: {lost}"]
        again = LogisticLoss(X, stored.y).fit()  # in this process
        assert np.array_equal(again.points, here.points)


def test_processes_of_this_machine_give_the_digits_of_this_process(stored):
    pytest.importorskip("distributed")
    here = LogisticLoss(stored.X, stored.y).fit()
    with scale.connect(workers=1) as connection, scale.progress(io.StringIO()) as bar:
        assert repr(connection).startswith("1 worker with 1 thread, scheduler tcp://127.0.0.1:")
        assert connection.dashboard in connection._repr_html_() and connection.dashboard.endswith("/status")
        there = LogisticLoss(stored.X, stored.y).fit()
        assert np.array_equal(there.points, here.points) and bar.passes <= there.steps + 4
    assert "closed" in repr(connection) and not scale.where().address
