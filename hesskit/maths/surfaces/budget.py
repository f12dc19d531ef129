"""How long a step may take and how much memory it may fill: whatever depends on what was typed is worked within.

Where sympy stumbles (it compares what it does not see to be real, and raises a TypeError), a step is not done either.

A long step of sympy does not look at a clock. A watching thread does, and stops the step with an exception; where there
are no threads (Python in a browser) every call of a function looks at the clock instead.

Glossary: a *step* is a function without arguments; it is *stopped* when its time or its memory is spent.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

import mpmath
from sympy.ntheory.multinomial import multinomial_coefficients

from hesskit.maths.surfaces.lexer import FormulaError

T = TypeVar("T")
U = TypeVar("U")

_PLANNED = 3.0  # the whole time for which the parts of a long step are planned
SECONDS = (
    _PLANNED if sys.platform != "emscripten" else 12.0
)  # Python in a browser takes several times as long
MEMORY = 600 * 2**20  # bytes that a step may add to what the process holds
_INTERVAL = 0.02  # seconds between two looks at the clock
_PATIENCE = 4.0  # what has to end is not refused because the machine does other things too
_BLOCK = 96  # bytes: of the many small objects that sympy makes, on average
_THREADS = sys.platform != "emscripten"


class Spent(BaseException):
    """A step was stopped; no Exception, because sympy catches those to try another way."""


class _Step:
    """One step under watch."""

    def __init__(self, seconds: float, memory: float, outer: _Step | None, patience: float) -> None:
        self.thread = threading.get_ident()
        self.whole: float = seconds if outer is None else outer.whole
        self.clock = _thread_clock() if patience > 1 else None
        self.deadline = time.perf_counter() + seconds * (1 if self.clock is None else patience)
        self.enough = _worked(self.clock) + seconds
        self.most = _memory() + memory
        if outer is not None:
            self.deadline, self.most = min(self.deadline, outer.deadline), min(self.most, outer.most)
        self.lock = threading.Lock()
        self.thrown, self.when, self.closed = 0, 0.0, False

    def over(self) -> bool:
        """Whether the time or the memory is spent."""
        return self.late() or _memory() > self.most

    def late(self) -> bool:
        """Whether the time is spent."""
        return time.perf_counter() > self.deadline or _worked(self.clock) > self.enough

    def stop(self) -> None:
        """Throw Spent into the step; again if it was swallowed half a second ago."""
        with self.lock:
            now = time.perf_counter()
            if not self.closed and (not self.thrown or now - self.when > 0.5):
                self.thrown, self.when = self.thrown + 1, now
                _throw(self.thread, Spent)

    def close(self, received: int) -> None:
        """End the step: from here on nothing is thrown, and what is on its way is waited for."""
        while not self.closed:
            try:
                with self.lock:
                    self.closed = True
            except Spent:
                received += 1
        for _ in range(100):
            if received >= self.thrown or not _THREADS:
                return
            try:
                time.sleep(1e-3)
            except Spent:
                received += 1
        _throw(self.thread, None)


_LOOP = multinomial_coefficients.__code__  # sympy's expansion of (a + b + …)ⁿ: seconds without one call
_current: ContextVar[_Step | None] = ContextVar("step", default=None)
_watched: dict[int, list[_Step]] = {}  # the steps of each thread, the innermost last
_watch: list[threading.Thread] = []
_awake = threading.Event()


def attempt(
    work: Callable[[], T],
    otherwise: U,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    patience: float = 1.0,
) -> T | U:
    """Do a step; where its time or memory is spent before it ends, or sympy fails at it, give something else.

    Parameters
    ----------
    work : callable
        The step. What it changes should be its own: it may be stopped anywhere.
    otherwise : object
        What is returned when the step was stopped, or when sympy or mpmath raised an error of their own.
    seconds : float
        Never longer than a step that this one is part of.
    memory : int
        In bytes, beyond what is in use when the step begins.
    patience : float
        So many times as long by the clock where the machine does other things too: then the seconds are of work.

    Examples
    --------
    >>> attempt(lambda: 6 * 7, None)
    42
    >>> attempt(lambda: [n for n in iter(int, 1)], "too long", 0.05)
    'too long'
    >>> attempt(lambda: mpmath.mpf("one"), "no number")
    'no number'
    """
    if seconds <= 0 or time_left() <= 0:
        return otherwise
    step = _Step(seconds, memory, _current.get(), patience)
    precision = mpmath.mp.prec
    problem: BaseException | None = None
    steps = _watched.setdefault(step.thread, [])
    steps.append(step)
    try:
        try:
            result = copy_context().run(_inside, step, work)
        except Spent:
            raise
        except BaseException as error:
            problem = error
        step.close(0)
    except Spent:
        step.close(1)
        if not step.thrown:  # meant for a step that this one is part of
            raise
        mpmath.mp.prec = precision
        return otherwise
    finally:
        steps.remove(step)
    if problem is not None:
        if _is_sympys(problem):
            return otherwise
        raise problem
    return result


def _is_sympys(problem: BaseException) -> bool:
    """Tell whether an error was raised by sympy or mpmath, not by us or by what we were given."""
    place = problem.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    room = "" if place is None else place.tb_frame.f_globals.get("__name__", "")
    return isinstance(problem, Exception) and room.split(".")[0] in ("sympy", "mpmath")


def required(work: Callable[[], T], what: str, seconds: float = SECONDS) -> T:
    """Do a step that has to end; where its time or its memory is spent before, raise a sentence.

    As a part of another step it simply belongs to that one's time.

    Parameters
    ----------
    work : callable
        The step.
    what : str
        What it does, for the sentence, such as "the gradient of this formula".
    seconds : float
        Of work: where the machine does other things too, up to four times as long by the clock.

    Raises
    ------
    FormulaError
        If it did not end.

    Examples
    --------
    >>> required(lambda: 6 * 7, "to multiply")
    42
    """
    if _current.get() is not None:
        return work()

    def told() -> tuple[T | None, Exception | None]:
        try:
            return work(), None
        except Exception as error:  # sympy's too: it is the caller's to say what that means
            return None, error

    result = attempt(told, None, seconds, patience=_PATIENCE)
    if result is None:
        raise FormulaError(f"{what} takes more time or memory than there is: take a simpler formula")
    done, problem = result
    if problem is not None:
        raise problem
    return done  # type: ignore[return-value]


def _inside(step: _Step, work: Callable[[], T]) -> T:
    _current.set(step)
    if not _THREADS:
        return _traced(step, work)
    _watch_over()
    return work()


def time_left() -> float:
    """Seconds until the step that is being done will be stopped.

    Examples
    --------
    >>> time_left()
    inf
    """
    step = _current.get()
    return float("inf") if step is None else step.deadline - time.perf_counter()


def allotted(seconds: float) -> float:
    """Seconds for a part of a longer step: as planned, or in proportion where the whole is given more than 3 s.

    Examples
    --------
    >>> attempt(lambda: allotted(0.5), None, 3.0), attempt(lambda: allotted(0.5), None, 30.0)
    (0.5, 5.0)
    """
    step = _current.get()
    return seconds * max(1.0, (SECONDS if step is None else step.whole) / _PLANNED)


def _watch_over() -> None:
    """Wake the watch, or start it: after a fork there is none."""
    if not _watch or not _watch[-1].is_alive():
        if not _watch:
            sys.unraisablehook = _quietly(sys.unraisablehook)
        _watch[:] = [threading.Thread(target=_look, name="hesskit budget", daemon=True)]
        _watch[-1].start()
    _awake.set()


def _quietly(hook: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Say nothing where Spent met one of Python's own clean-ups, which swallow it: it will be thrown again."""
    return lambda problem: None if issubclass(problem.exc_type, Spent) else hook(problem)


def _look() -> None:
    """Stop the innermost step of every thread when it is over."""
    while True:
        _awake.wait()
        _awake.clear()
        idle = 0
        while idle < 50:
            time.sleep(_INTERVAL)
            innermost = [steps[-1] for steps in list(_watched.values()) if steps]
            idle = 0 if innermost else idle + 1
            for step in innermost:
                if step.over():
                    step.stop()


def _throw(thread: int, problem: type[BaseException] | None) -> None:
    given = None if problem is None else ctypes.py_object(problem)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), given)


def _traced(step: _Step, work: Callable[[], T]) -> T:
    """Do a step in the only thread there is: every call looks at the clock, and every line of a long loop."""
    before = sys.gettrace()

    def look(frame: Any, event: str, argument: Any) -> Any:
        if step.late() or (sys.getallocatedblocks() & 63 == 0 and step.over()):
            step.thrown += 1
            raise Spent
        return look if frame.f_code is _LOOP else None

    sys.settrace(look)
    try:
        return work()
    finally:
        sys.settrace(before)


def _thread_clock() -> int | None:
    """The clock of what this thread works; asked for by the thread itself, since one that has ended has none."""
    try:
        return time.pthread_getcpuclockid(threading.get_ident())
    except (AttributeError, OSError):
        return None


def _worked(clock: int | None) -> float:
    """Seconds of work by a thread's clock; 0 where there is none."""
    try:
        return 0.0 if clock is None else time.clock_gettime(clock)
    except OSError:
        return 0.0


def _memory() -> int:
    """Bytes that the process holds; where the system does not say, what Python's small objects come to."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * 4096
    except OSError:
        return sys.getallocatedblocks() * _BLOCK
