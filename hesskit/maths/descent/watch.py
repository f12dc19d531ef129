"""Watch a run: loss, |∇f|, λ_min, λ_max and κ of every step, written to a folder that TensorBoard or MLflow shows.

No server is started and nothing leaves the machine: TensorBoard reads event files, MLflow one SQLite file.
"""

import os
import re
import time
import warnings
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from hesskit.maths.calculus import hessian as hessian_at
from hesskit.maths.descent.result import Descent
from hesskit.maths.surfaces import Objective, Surface

Floats = NDArray[np.float64]
METRICS = ("loss", "gradient norm", "lambda_min", "lambda_max", "kappa")
MOST = 500  # coordinates: of a larger Hessian the eigenvalues would cost more than the run
_NAME = re.compile(r"[\w][\w .=-]{0,79}")


class _Book(Protocol):
    """Where the numbers of a run are written, under which name."""

    run: str

    def write(self, step: int, numbers: Mapping[str, float]) -> None: ...
    def close(self) -> None: ...


class Watch:
    """What `watch` gives: call it at every step of a loop; `descend` does so as its `callback`.

    It is a context manager too, for a loop of your own; one that nobody holds any more closes itself.
    """

    def __init__(self, to: str, folder: Path, run: str) -> None:
        self.to, self.folder, self.steps = to, folder, 0
        self._book = _BOOKS[to](folder, run)
        self.run = self._book.run
        self.close: Callable[[], Any] = weakref.finalize(self, self._book.close)

    def __call__(
        self, step: int, *, value: Any, gradient: Any = None, hessian: Any = None, point: Any = None
    ) -> None:
        """Write the numbers of one step.

        Parameters
        ----------
        step : int
        value : float
            The loss.
        gradient : array_like, optional
            Of any shape; also a tensor of PyTorch. Its length is written.
        hessian : array_like of shape (n, n), or callable, optional
            Where it is a function of nothing, it is asked only where n is at most 500.
        point : array_like, optional
            Where the run stands; it is not written.
        """
        norm = float(np.linalg.norm(_numbers(gradient))) if gradient is not None else None
        self._write(step, float(_numbers(value)), norm, self._matrix(hessian, gradient))

    def _matrix(self, hessian: Any, gradient: Any) -> Floats | None:
        if callable(hessian):
            small = gradient is not None and _numbers(gradient).size <= MOST
            return _numbers(hessian()) if small else None
        return None if hessian is None else _numbers(hessian)

    def _write(self, step: int, value: float, norm: float | None, matrix: Floats | None) -> None:
        found = {"loss": value}
        if norm is not None:
            found["gradient norm"] = norm
        if matrix is not None and len(matrix) <= MOST and np.isfinite(matrix).all():
            bends = np.linalg.eigvalsh(matrix)
            sizes = np.sort(np.abs(bends))
            found |= {"lambda_min": float(bends[0]), "lambda_max": float(bends[-1])}
            if sizes[0] > 0:  # the κ of a singular matrix is no number that a curve could show
                found["kappa"] = float(sizes[-1] / sizes[0])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a library's warnings are not for learners
            self._book.write(int(step), found)
        self.steps += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self.close()

    @property
    def command(self) -> str:
        """The line that opens the folder in the program; type it in a terminal."""
        return _COMMANDS[self.to].format(folder=self.folder.as_posix())

    def __repr__(self) -> str:
        points = f"{self.steps} point{'' if self.steps == 1 else 's'}"
        return (
            f"{points} of the run {self.run!r} are in {self.folder.as_posix()}. To see them: {self.command}"
        )


def watch(
    descent: Descent | None = None,
    objective: Surface | Objective | Callable[..., Any] | None = None,
    *,
    to: str,
    folder: str | os.PathLike[str],
    run: str = "",
) -> Watch:
    """Write a run for TensorBoard or MLflow: loss, |∇f|, λ_min, λ_max and κ, step by step.

    Three ways to use it: `descend(f, start, callback=watch(to=…, folder=…))` while it runs,
    `watch(descend(f, start), f, to=…, folder=…)` afterwards, and in a loop of your own, of PyTorch say,
    `log = watch(to=…, folder=…)`, then `log(step, value=loss, gradient=g, hessian=H)`.

    Parameters
    ----------
    descent : Descent, optional
        A run that is done.
    objective : Surface, Objective or callable, optional
        What was minimised: only with it are the eigenvalues of a run that is done known.
    to : {"tensorboard", "mlflow"}
    folder : path
        Where to write; it is made where there is none, and runs that are in it stay.
    run : str
        The run's name; without one it is counted: "run 1", "run 2", ….

    Returns
    -------
    Watch
        Says what was written and how to see it.

    Raises
    ------
    ValueError
        If there is no such program, the name will not do, or a run of this name is there already.
    ImportError
        If the program is not installed; the sentence has the line that installs it.
    """
    if to not in _BOOKS:
        raise ValueError(f"a run is written to 'tensorboard' or to 'mlflow', not to {to!r}.")
    if run and not _NAME.fullmatch(run):
        raise ValueError(f"a run's name is made of letters, digits, spaces and . = - _, unlike {run!r}.")
    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise ValueError(f"{place.as_posix()} is a file: give a folder.")
    watching = Watch(to, place, run)
    if descent is not None:
        # of a long run in many variables not every point is kept
        known = objective is not None and len(descent.points) == len(descent.values)
        known = known and descent.points.shape[1] <= MOST
        for k, (value, norm) in enumerate(zip(descent.values, descent.gradient_norms, strict=True)):
            matrix = hessian_at(objective, descent.points[k]) if known else None  # type: ignore[arg-type]
            watching._write(k, float(value), float(norm), matrix)
        watching.close()
    return watching


def _numbers(given: Any) -> Floats:
    """Numbers of any library as an array; of a tensor without its graph."""
    if hasattr(given, "detach"):
        given = given.detach().cpu()
    return np.asarray(given, dtype=np.float64)


class _EventFile:
    """TensorBoard's own format: a file of records, one for each step. TensorFlow is not needed, nor imported."""

    def __init__(self, folder: Path, run: str) -> None:
        try:
            from tensorboard.compat.proto.event_pb2 import Event
            from tensorboard.compat.proto.summary_pb2 import Summary
            from tensorboard.summary.writer.record_writer import RecordWriter
        except ImportError:
            raise ImportError("TensorBoard is not installed here: run pip install tensorboard.") from None
        self._event, self._summary = Event, Summary
        folder.mkdir(parents=True, exist_ok=True)
        self.run = run or _counted({path.name for path in folder.iterdir()})
        place = folder / self.run
        if place.exists():
            raise ValueError(
                f"there is a run {self.run!r} in {folder.as_posix()} already: give another name."
            )
        place.mkdir()
        self._file = (place / f"events.out.tfevents.{int(time.time())}.hesskit").open("wb")
        self._records = RecordWriter(self._file)
        self._put(Event(wall_time=time.time(), file_version="brain.Event:2"))

    def _put(self, event: Any) -> None:
        self._records.write(event.SerializeToString())
        self._file.flush()  # a run that is still going on can be looked at

    def write(self, step: int, numbers: Mapping[str, float]) -> None:
        """Add one step."""
        # one prefix for all: TensorBoard then shows them side by side
        values = [self._summary.Value(tag=f"run/{name}", simple_value=one) for name, one in numbers.items()]
        self._put(self._event(wall_time=time.time(), step=step, summary=self._summary(value=values)))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Database:
    """MLflow's SQLite store, one file in the folder: its store of plain files is no more since MLflow 3.13."""

    def __init__(self, folder: Path, run: str) -> None:
        # MLflow reports to its makers unless it is told not to
        os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
        os.environ.setdefault("DO_NOT_TRACK", "true")
        os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "ERROR")
        if "?" in str(folder.absolute()) or "#" in str(folder.absolute()):
            raise ValueError(f"MLflow cannot write to a folder with ? or # in its name: {folder.as_posix()}.")
        folder.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._client = _mlflow_client(f"sqlite:///{(folder / 'mlflow.db').absolute().as_posix()}")
            found = self._client.get_experiment_by_name("hesskit")
            files = (folder / "artifacts").absolute().as_uri()
            made = found.experiment_id if found else self._client.create_experiment("hesskit", files)
            names = {one.info.run_name for one in self._client.search_runs([made])}
            self.run = run or _counted(names)
            if self.run in names:
                raise ValueError(
                    f"there is a run {self.run!r} in {folder.as_posix()} already: give another name."
                )
            self._id = self._client.create_run(made, run_name=self.run).info.run_id

    def write(self, step: int, numbers: Mapping[str, float]) -> None:
        """Add one step."""
        from mlflow.entities import Metric

        now = int(1000 * time.time())
        self._client.log_batch(
            self._id, [Metric(name, number, now, step) for name, number in numbers.items()]
        )

    def close(self) -> None:
        """Say that the run is done."""
        self._client.set_terminated(self._id)


def _mlflow_client(address: str) -> Any:
    """MLflow's client for a store; without a word of MLflow's own."""
    import logging

    try:
        import sqlalchemy as _sqlalchemy  # noqa: F401  # what mlflow-skinny lacks
        from mlflow.tracking import MlflowClient
    except ImportError:
        raise ImportError("MLflow is not installed here: run pip install mlflow.") from None
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return MlflowClient(tracking_uri=address)


def _counted(taken: set[str]) -> str:
    """The first of "run 1", "run 2", … that is free."""
    return next(name for k in range(1, len(taken) + 2) if (name := f"run {k}") not in taken)


_BOOKS: dict[str, Callable[[Path, str], _Book]] = {"tensorboard": _EventFile, "mlflow": _Database}
_COMMANDS = {
    "tensorboard": 'tensorboard --logdir "{folder}"',
    "mlflow": 'mlflow ui --backend-store-uri "sqlite:///{folder}/mlflow.db"',
}
