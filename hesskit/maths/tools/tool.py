"""What every tool is made of: its verbs, its traps, how it is looked for, and how a formula is put in its words.

A tool is another program that can give a Hessian. Nothing of it is imported before it is asked for.
"""

import contextlib
import importlib.util
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module, metadata
from typing import Any, TypeVar

import numpy as np
import sympy
from numpy.typing import NDArray

from hesskit.maths.calculus import called_with_point
from hesskit.maths.surfaces import NODES, SECONDS, Surface, prepare, required

T = TypeVar("T")
Floats = NDArray[np.float64]
COMPILING = 30.0  # seconds of work: another program's compiler is slower than SymPy
WHOLE_SET = 'pip install "hesskit[tools]"'
_lock = threading.RLock()  # an import, and SymPy's lambdify, fill tables shared by all threads


class MissingTool(ImportError):
    """Says in one sentence which tool is not installed, and the line that installs it."""


@dataclass(frozen=True)
class Trapped:
    """What a tool does by default: the Hessian it gives, or None where it refuses, and one sentence about it."""

    hessian: Floats | None
    said: str


@dataclass(frozen=True)
class Trap:
    """What a tool gets wrong by default.

    Attributes
    ----------
    name : str
        One word for it, such as "float32".
    title : str
        What a switch says.
    spring : callable
        From a Surface and a point (n,) to what happens there, a `Trapped`.
    """

    name: str
    title: str
    spring: Callable[[Surface, Floats], Trapped]


@dataclass(frozen=True)
class Tool:
    """A program that can give a Hessian, and how it is asked.

    Attributes
    ----------
    name : str
        As in `hessian(f, point, route=name)`.
    title : str
        As its makers write it.
    module : str
        What is imported of it; empty for a program of its own.
    install : str
        The line that installs it, and what else to know.
    distributions : tuple of str
        What its version may be installed as.
    translate : callable
        From a Surface to the same function in the tool's own words.
    run : callable
        From a Surface, or a function written for the tool, a verb ("gradient", "hessian" or "hvp"), points (N, n) and,
        for H v, directions (N, n) to arrays (N, n) or, of Hessians, (N, n, n).
    traps : tuple of Trap
    found : callable, optional
        The version of a tool that is no module, or None where it is not here.

    Examples
    --------
    >>> from hesskit.maths.tools import TOOLS
    >>> TOOLS["jax"].title, TOOLS["jax"].install
    ('JAX', 'pip install "hesskit[tools]"')
    """

    name: str
    title: str
    module: str
    translate: Callable[[Surface], Any] = field(repr=False)
    run: Callable[..., Any] = field(repr=False)
    traps: tuple[Trap, ...] = ()
    install: str = WHOLE_SET
    distributions: tuple[str, ...] = ()
    found: Callable[[], str | None] | None = field(default=None, repr=False)

    def available(self) -> bool:
        """Whether it is installed; asking imports nothing of it."""
        if self.found is not None:
            return self.found() is not None
        package = self.module.partition(".")[0]
        try:
            return sys.modules.get(package) is not None or importlib.util.find_spec(package) is not None
        except (ImportError, ValueError):
            return False

    def version(self) -> str:
        """Its version, or an empty text where it is not here."""
        if self.found is not None:
            return self.found() or ""
        for name in (*self.distributions, self.module):
            with contextlib.suppress(metadata.PackageNotFoundError):
                return metadata.version(name)
        return ""

    def gradient(self, f: Any, points: Floats) -> Floats:
        """Gradients (..., n) of a Surface, or of a function written for the tool, at points (..., n)."""
        return self._asked(f, "gradient", points)

    def hessian(self, f: Any, points: Floats) -> Floats:
        """Hessians (..., n, n) at points (..., n)."""
        return self._asked(f, "hessian", points)

    def hvp(self, f: Any, points: Floats, directions: Floats) -> Floats:
        """Products H v (..., n); points and directions are both (..., n)."""
        return self._asked(f, "hvp", points, directions)

    def _asked(self, f: Any, verb: str, *arrays: Floats) -> Floats:
        """What the tool answers; it is given N points, one a row."""
        shape, n = arrays[0].shape, arrays[0].shape[-1]
        if verb == "hessian":
            shape = (*shape, n)
        if not arrays[0].size:
            return np.zeros(shape)
        try:
            found = self.run(f, verb, *(each.reshape(-1, n) for each in arrays))
        except (TypeError, AttributeError) as error:
            if not isinstance(f, Surface):
                raise
            said = f"{self.title} has no number for this formula: take another route. It says: {first_line(error)}"
            raise ValueError(said) from None
        return np.asarray(found, dtype=float).reshape(shape)


def missing(title: str, install: str = WHOLE_SET) -> MissingTool:
    """The error for a tool that is not here.

    Examples
    --------
    >>> missing("JAX")
    MissingTool('JAX is not installed here; this line installs it: pip install "hesskit[tools]"')
    """
    return MissingTool(f"{title} is not installed here; this line installs it: {install}")


def load(module: str, title: str, install: str = WHOLE_SET) -> Any:
    """Import a tool's module without its noise; say in a sentence if it is not there.

    Examples
    --------
    >>> load("math", "Python's mathematics").pi
    3.141592653589793
    """
    if sys.modules.get(module) is not None:
        return sys.modules[module]
    with _lock, quiet():
        try:
            return import_module(module)
        except ModuleNotFoundError as error:
            if module.startswith(str(error.name)):
                raise missing(title, install) from None
            raise
        except (ImportError, OSError) as error:  # such as a library of the system's that is too old
            raise MissingTool(f"{title} is installed but does not start here: {first_line(error)}") from error


@contextlib.contextmanager
def quiet(logger: str = "") -> Iterator[None]:
    """Keep a tool's warnings, and what it writes to a log, from the learner.

    Examples
    --------
    >>> with quiet():
    ...     warnings.warn("not for learners")
    """
    log = logging.getLogger(logger) if logger else None
    level = log.level if log else logging.NOTSET
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if log:
            log.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            if log:
                log.setLevel(level)


def first_line(error: BaseException) -> str:
    """What an error of a tool's says, in one line.

    Examples
    --------
    >>> first_line(ValueError("no such thing.\\nHere is a long story."))
    'no such thing.'
    """
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def translated(f: Surface, title: str, printer: Any, names: Mapping[str, Any]) -> Callable[..., Any]:
    """Compile a surface's formula to a function of n of a tool's numbers, in the words of one of SymPy's printers.

    Parameters
    ----------
    f : Surface
    title : str
        The tool's, for the sentence that says which function it lacks.
    printer : sympy.printing.codeprinter.CodePrinter
    names : mapping of str to object
        What the printed words mean.

    Examples
    --------
    >>> from sympy.printing.numpy import NumPyPrinter
    >>> printer = NumPyPrinter({"fully_qualified_modules": False})
    >>> translated(Surface("sin(x) y"), "numpy", printer, vars(np))(0.0, 1.0).item()
    0.0
    """

    def work() -> tuple[Callable[..., Any], str]:
        expr = through_others(prepare(f.expr))
        function = sympy.lambdify(list(f.variables), expr, modules=[dict(names)], printer=printer)
        return function, str(printer.doprint(expr))

    try:
        function, words = within_budget(work, f"translating this formula for {title}")
    except NotImplementedError as error:
        lacking = first_line(error).rpartition(" ")[2]
        raise ValueError(f"{title} has no word for {lacking}: take another route.") from None

    def called(*coordinates: Any) -> Any:
        try:
            return function(*coordinates)
        except NameError as error:
            raise ValueError(f"{title} has no word for {error.name}: take another route.") from None

    called.__doc__ = words
    return called


def through_others(expr: sympy.Expr) -> sympy.Expr:
    """Write a secant and its like through sines and cosines, and a step as its pieces: every tool has those.

    Examples
    --------
    >>> through_others(sympy.sec(sympy.Symbol("x")))
    1/cos(x)
    """
    for row in NODES.values():
        if not isinstance(row.build, type):
            expr = expr.replace(row.node, row.build)
    return expr.replace(sympy.Heaviside, lambda *u: sympy.Heaviside(*u).rewrite(sympy.Piecewise))


def within_budget(work: Callable[[], T], what: str, seconds: float = SECONDS) -> T:
    """Do what depends on a formula that was typed, one at a time, or say in a sentence that it takes too long.

    Examples
    --------
    >>> within_budget(lambda: 6 * 7, "to multiply")
    42
    """
    with _lock:  # outside: what others import or compile meanwhile takes this one's time and memory
        return required(work, what, seconds)


def written(f: Any, n: int, title: str) -> Callable[[Any], Any]:
    """A function that someone wrote for a tool, as a function of one point (n,)."""
    if hasattr(f, "value"):
        raise TypeError(f"{title} needs a formula or a function written for it, not a {type(f).__name__}.")
    return called_with_point(f, n)


def followed(
    title: str,
    words: str,
    one: Callable[..., Any],
    many: Callable[..., Any] | None,
    arrays: tuple[Floats, ...],
) -> Any:
    """What a tool makes of a function that someone wrote: of all points at once if it can, else of one by one.

    Where a function asks in an `if` which number it was given, `vmap` refuses; a loop over the points does not.

    Parameters
    ----------
    title, words : str
        The tool's, and how such a function is to be written, for the sentence about one that the tool cannot follow.
    one, many : callable
        From arrays (n,), or from arrays (N, n), to what is asked for; None where a tool has no `many`.
    arrays : tuple of ndarray, shape (N, n)

    Examples
    --------
    >>> followed("numpy", "write it so", np.outer, None, (np.eye(2), np.eye(2))).shape
    (2, 2, 2)
    """
    if many is not None and len(arrays[0]) > 1:
        with contextlib.suppress(Exception):
            return many(*arrays)
    try:
        return np.stack([np.asarray(one(*each), dtype=float) for each in zip(*arrays, strict=True)])
    except Exception as error:
        raise TypeError(
            f"{title} cannot follow this function: {words}. {title} says: {first_line(error)}"
        ) from None
