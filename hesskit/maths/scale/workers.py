"""Where blocks are worked on: this process, its threads, or a Dask cluster, which `connect` opens or reaches.

Who works, and when, is Dask's to decide; what is added up with what is decided here, by the number of jobs alone. So
the last digit does not depend on how many workers there are, on which of them comes late, or on one that dies.
"""

import contextlib
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from types import TracebackType
from typing import Any, TextIO

Job = tuple[Callable[..., Any], tuple[Any, ...]]
Combine = Callable[[list[Any]], Any]
_BRANCHES = 8  # how many sums are added at a time
_PATIENCE = 10.0  # seconds that a scheduler has to answer


class ClusterError(RuntimeError):
    """What kept a cluster from an answer, in one sentence; a notebook shows the sentence and nothing else."""

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Workers:
    """Who works on the blocks.

    Attributes
    ----------
    workers, threads : int
        Processes, and threads in all of them.
    address : str
        Of the scheduler; empty in this process.
    dashboard : str
        Where a browser sees the cluster at work; empty in this process.
    note : str
        What else there is to say.

    Examples
    --------
    >>> Workers(1, 2)
    2 threads of this process
    """

    workers: int
    threads: int
    address: str = ""
    dashboard: str = ""
    note: str = ""

    def __str__(self) -> str:
        if not self.address:
            said = (
                f"{self.threads} threads of this process"
                if self.threads > 1
                else "this process, block by block"
            )
        else:
            who = f"{_counted(self.workers, 'worker')} with {_counted(self.threads, 'thread')}"
            said = f"{who}, scheduler {self.address}"
        if self.dashboard:
            said += f", dashboard {self.dashboard}"
        return f"{said}: {self.note}" if self.note else said

    __repr__ = __str__

    def _repr_html_(self) -> str:
        text = escape(str(self))
        link = escape(self.dashboard, quote=True)
        anchor = f'<a href="{link}" target="_blank">{link}</a>'
        return f"<p>{text.replace(link, anchor) if link else text}</p>"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _open_client() -> Any:
    """The Dask client that is open, if one is: whoever opened it wants the work done there."""
    distributed = sys.modules.get("distributed")
    if distributed is None:
        return None
    try:
        client = distributed.Client.current()
    except ValueError:
        return None
    return client if client.status == "running" else None


def where() -> Workers:
    """Who would work on blocks now.

    Returns
    -------
    Workers
        The cluster of an open `dask.distributed.Client`, or else this process: with a thread for each core where
        Dask is installed, and one block after another where it is not, as in a browser.

    Examples
    --------
    >>> where().workers
    1
    """
    client = _open_client()
    if client is not None:
        return _cluster_of(client)
    if sys.platform == "emscripten":
        return Workers(1, 1, note="a browser has no Dask")
    if find_spec("dask") is None:
        return Workers(1, 1, note='Dask is not installed (pip install "hesskit[scale]")')
    import dask

    return Workers(1, int(dask.config.get("num_workers", None) or os.cpu_count() or 1))


def _cluster_of(client: Any) -> Workers:
    info = client.scheduler_info(n_workers=-1)
    known = info.get("workers", {})
    threads = sum(int(each["nthreads"]) for each in known.values())
    dashboard = str(client.dashboard_link) if "dashboard" in info.get("services", {}) else ""
    note = "" if find_spec("bokeh") else "a dashboard draws with bokeh (pip install bokeh)"
    if not known:
        note = f"no worker yet, so what is asked waits for one (dask worker {info['address']})"
    return Workers(len(known), threads, str(info["address"]), dashboard, note)


class Connection:
    """An open cluster: closes what it opened, at the end of a ``with`` or by `close`.

    Attributes
    ----------
    client : dask.distributed.Client or None
        None where there is no Dask and this process does the work.
    """

    def __init__(self, client: Any, ours: bool) -> None:
        self.client = client
        self._ours = ours

    @property
    def workers(self) -> Workers:
        """Who works now."""
        if self.client is None:
            return where()
        if self.client.status != "running":
            return Workers(0, 0, "closed", note="work is done in this process again")
        return _cluster_of(self.client)

    @property
    def dashboard(self) -> str:
        """The address at which a browser sees the cluster at work; empty if there is none."""
        return self.workers.dashboard

    def close(self) -> None:
        """Let go of the cluster: what was started here ends, a scheduler that was reached goes on."""
        if self._ours and self.client is not None:
            with _quiet():
                self.client.close()
                if self.client.cluster is not None:
                    self.client.cluster.close()

    def __enter__(self) -> "Connection":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return str(self.workers)

    def _repr_html_(self) -> str:
        return self.workers._repr_html_()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Nothing that Dask warns of or logs on its way up or down is for learners."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def connect(address: str | None = None, workers: int | None = None) -> Connection:
    """Have blocks worked on by processes of this machine, or by a cluster.

    Parameters
    ----------
    address : str, optional
        Of a scheduler, such as ``"tcp://192.168.0.7:8786"``; without one, worker processes are started on this machine,
        or those of a `dask.distributed.Client` that is open already are taken.
    workers : int, optional
        How many processes to start here; as many as there are cores if it is not said.

    Returns
    -------
    Connection
        Prints who works and where the dashboard is; a context manager, whose end closes what was opened.

    Raises
    ------
    ClusterError
        If no scheduler answers at the address.

    Notes
    -----
    In a script, as opposed to a notebook, whatever starts processes stands below ``if __name__ == "__main__":``.
    Without Dask the work is done in this process, and the connection says so.

    Examples
    --------
    >>> connect("tcp://no-port")
    Traceback (most recent call last):
    hesskit.maths.scale.workers.ClusterError: ...
    """
    if find_spec("distributed") is None:
        if address is not None:
            raise ClusterError(f'to reach {address} Dask is needed: pip install "hesskit[scale]".')
        return Connection(None, ours=False)
    client = _open_client()
    if client is not None and address in (None, client.scheduler.address):
        return Connection(client, ours=False)
    from distributed import Client, LocalCluster

    for name in ("distributed", "distributed.client"):  # Dask gives the client a level of its own
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with _quiet():
        if address is None:
            count = workers or os.cpu_count() or 1
            cluster = LocalCluster(n_workers=count, threads_per_worker=1, silence_logs=logging.CRITICAL)
            return Connection(Client(cluster), ours=True)
        try:
            return Connection(Client(address, timeout=_PATIENCE), ours=True)
        except (OSError, ValueError, TypeError):
            raise ClusterError(
                f"no scheduler answers at {address}: is it started (dask scheduler), "
                "and is this the address that it prints?"
            ) from None


# A bar that shows how far each pass over the blocks is.

_BAR: ContextVar["Progress | None"] = ContextVar("bar", default=None)
_WIDTH = 30


class Progress:
    """Counts passes over the blocks, and shows how far each is."""

    def __init__(self, file: TextIO) -> None:
        self.file, self.passes, self.blocks, self._done = file, 0, 0, 0

    def begin(self, blocks: int) -> None:
        """A pass begins."""
        self.passes, self.blocks, self._done = self.passes + 1, blocks, 0
        self._show()

    def step(self, *_: Any) -> None:
        """One more block is done."""
        before, self._done = self._done, self._done + 1
        if 100 * before // self.blocks != 100 * self._done // self.blocks:
            self._show()

    def _show(self) -> None:
        share = min(self._done / self.blocks, 1.0)
        bar = "█" * round(share * _WIDTH)
        self.file.write(f"\rpass {self.passes}: {bar:<{_WIDTH}} {share:4.0%} of {self.blocks} blocks")
        self.file.flush()

    def __repr__(self) -> str:
        return f"{_counted(self.passes, 'pass').replace('passs', 'passes')} over {_counted(self.blocks, 'block')}"


@contextlib.contextmanager
def progress(file: TextIO | None = None) -> Iterator[Progress]:
    """Show a bar for each pass over the blocks while the body of ``with`` runs.

    Parameters
    ----------
    file : text file, optional
        Where to write; standard output if it is not said.

    Yields
    ------
    Progress
        Its `passes` and `blocks` are counted.

    Examples
    --------
    >>> import io
    >>> with progress(io.StringIO()) as bar:
    ...     map_reduce([(int, ())] * 20, sum)
    0
    >>> bar
    1 pass over 20 blocks
    """
    bar = Progress(sys.stdout if file is None else file)
    token = _BAR.set(bar)
    try:
        yield bar
    finally:
        _BAR.reset(token)
        if bar.passes:
            bar.file.write("\n")


# One map-reduce.


@dataclass(frozen=True)
class Fault:
    """What went wrong with a job, in one sentence: it is passed on, since it is to be said here and not on a worker."""

    sentence: str


@dataclass(frozen=True)
class _Guarded:
    """A job that never raises."""

    work: Callable[..., Any]

    def __call__(self, *given: Any) -> Any:
        try:
            return self.work(*given)
        except Exception as error:  # whatever a file, a format or a worker's Python can do
            return Fault(f"{self.work} could not be done: {_said(error)}")


@dataclass(frozen=True)
class _Combining:
    """Combines results in their order; the first fault goes on alone."""

    combine: Combine

    def __call__(self, results: list[Any]) -> Any:
        return next((each for each in results if isinstance(each, Fault)), None) or self.combine(results)


def _said(error: BaseException) -> str:
    """The first line of what an error says, with its name."""
    line = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {line}" if line else type(error).__name__


def map_reduce(jobs: Sequence[Job], combine: Combine, here: bool = False) -> Any:
    """Do the jobs, and combine what they give in a tree whose shape depends on their number alone.

    Parameters
    ----------
    jobs : sequence of (callable, arguments)
        An argument may be a `dask.delayed.Delayed`.
    combine : callable
        From a list of neighbouring results, in their order, to one.
    here : bool
        Whether the data are in this process's memory, so that the work is done here even if a cluster is open.

    Returns
    -------
    object
        What `combine` made of all.

    Raises
    ------
    ValueError
        If a job could not be done; the sentence says which.
    ClusterError
        If the cluster went away, or its workers died again and again.

    Examples
    --------
    >>> map_reduce([(abs, (k,)) for k in range(100)], sum)
    4950
    """
    client = None if here else _open_client()
    bar = _BAR.get()
    if bar is not None:
        bar.begin(len(jobs))
    if client is not None:
        total = _on_cluster(client, jobs, _Combining(combine), bar)
    elif find_spec("dask") is not None and (len(jobs) > 1 or any(_promised(each) for each in jobs[0][1])):
        total = _in_threads(jobs, _Combining(combine), bar, here)
    else:
        total = _one_by_one(jobs, _Combining(combine), bar)
    if isinstance(total, Fault):
        raise ValueError(total.sentence)
    return total


def _tree(jobs: Sequence[Any], do: Callable[[Any], Any], combine: Combine) -> Any:
    """The same tree for results that are there and for results that are promised."""
    if len(jobs) == 1:
        return do(jobs[0])
    span = 1
    while span * _BRANCHES < len(jobs):
        span *= _BRANCHES
    return combine([_tree(jobs[i : i + span], do, combine) for i in range(0, len(jobs), span)])


def _one_by_one(jobs: Sequence[Job], combine: Combine, bar: Progress | None) -> Any:
    """In this process, one after another: what is held is one block and a few sums."""

    def do(job: Job) -> Any:
        result = _Guarded(job[0])(*job[1])
        if bar is not None:
            bar.step()
        return result

    return _tree(jobs, do, combine)


def _promised(given: Any) -> bool:
    """Whether an argument is a `dask.delayed.Delayed`."""
    return hasattr(given, "dask")


def _in_threads(jobs: Sequence[Job], combine: Combine, bar: Progress | None, here: bool) -> Any:
    """By Dask in this process: its own graph of plain tuples, since `dask.delayed` costs more than a small block."""
    import dask
    from dask.base import get_scheduler
    from dask.callbacks import Callback

    graph: dict[Any, Any] = {}
    for known in {
        id(each.dask): each.dask for _, given in jobs for each in given if _promised(each)
    }.values():
        graph.update(known)

    def put(name: str, *task: Any) -> str:
        key = f"{name} {len(graph)}"
        graph[key] = task
        return key

    def leaf(job: Job) -> str:
        return put("block", _Guarded(job[0]), *(each.key if _promised(each) else each for each in job[1]))

    top = _tree(jobs, leaf, lambda keys: put("sum", combine, keys))
    seen = Callback(posttask=lambda key, *_: bar.step() if bar and str(key).startswith("block ") else None)
    chosen = dask.config.get("scheduler", None)
    named = not here and chosen in ("sync", "synchronous", "single-threaded", "processes")
    scheduler = chosen if named else "threads"  # a client that was lost is still the choice, by name
    try:
        with seen:
            return get_scheduler(scheduler=scheduler)(graph, top)
    except Exception as error:  # of the graph that a dask.array came with: our own jobs do not raise
        return Fault(f"a block could not be made: {_said(error)}")


def _on_cluster(client: Any, jobs: Sequence[Job], combine: Combine, bar: Progress | None) -> Any:
    """On the cluster of a client, which may lose its workers or its scheduler meanwhile."""
    import dask

    leaves = [dask.delayed(_Guarded(work), pure=False)(*given) for work, given in jobs]
    tree = _tree(leaves, lambda leaf: leaf, dask.delayed(combine, pure=False))
    address = client.scheduler.address
    try:
        with _quiet():
            *parts, total = client.compute([*(leaves if bar else []), tree])
        for part in parts:
            part.add_done_callback(bar.step if bar else None)
        parts.clear()
        return total.result()
    except Exception as error:
        if type(error).__name__ == "KilledWorker":
            raise ClusterError(
                f"workers of {address} died again and again over the same blocks, as they do when memory runs out: "
                "give them more of it, or make the blocks smaller."
            ) from None
        if client.status != "running" or "ancel" in type(error).__name__ or isinstance(error, OSError):
            raise ClusterError(
                f"the scheduler at {address} went away before the sum was complete: connect again, or run this again "
                "without a cluster, and the same digits come from this process."
            ) from None
        raise ClusterError(f"the cluster at {address} could not do it: {_said(error)}") from None
