"""The TensorFlow route: a gradient tape within a tape, traced into a graph once for each formula.

A formula works on all its points at once. A function written with tf is asked point by point: TensorFlow's own map
over points (`vectorized_map`) follows few functions. It is tried in a graph first, which refuses what a tape takes for
a constant: float(x), or a function of math or numpy. Importing TensorFlow takes from ten seconds to forty.
"""

import contextlib
import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from hesskit.maths.surfaces import Surface
from hesskit.maths.tools.tool import (
    COMPILING,
    Tool,
    Trap,
    Trapped,
    followed,
    load,
    quiet,
    translated,
    within_budget,
    written,
)

Floats = NDArray[np.float64]


def _tensorflow() -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # read once, when it is imported
    return load("tensorflow", "TensorFlow")


def translate(f: Surface) -> Callable[[Any], Any]:
    """The same function with TensorFlow's functions.

    Parameters
    ----------
    f : Surface

    Returns
    -------
    callable
        From a point (..., n) to numbers (...); its docstring is the formula as SymPy prints it for TensorFlow.
    """
    tf = _tensorflow()
    from sympy.printing.tensorflow import TensorflowPrinter  # it imports TensorFlow

    printer = TensorflowPrinter({"fully_qualified_modules": False, "allow_unknown_functions": True})
    printer.mapping = {**printer.mapping, sympy.erfc: "tensorflow.math.erfc"}

    def alike(*both: Any) -> list[Any]:
        """Python's numbers as tensors of the other's kind: in a graph TensorFlow does not convert them itself."""
        kind = next((each.dtype for each in both if tf.is_tensor(each)), tf.float64)
        return [each if tf.is_tensor(each) else tf.constant(each, kind) for each in both]

    own = {
        "pow": lambda a, b: tf.pow(*alike(a, b)),
        "where": lambda where, a, b: tf.where(where, *alike(a, b)),
    }
    names = {name: getattr(tf.math, name) for name in dir(tf.math)} | own
    function = translated(f, "TensorFlow", printer, names)

    def at(point: Any) -> Any:
        value = function(*[point[..., i] for i in range(len(f.variables))])
        return tf.cast(value, point.dtype) + tf.zeros_like(point[..., 0])

    at.__doc__ = function.__doc__
    return at


def _operator(function: Callable[[Any], Any], verb: str) -> Callable[..., Any]:
    """The gradient, the Hessian or the product H v at points (N, n), whose values are one tensor (N,)."""
    tf = _tensorflow()
    rest: dict[str, Any] = {"unconnected_gradients": tf.UnconnectedGradients.ZERO}

    def slopes(p: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(p)
            value = function(p)
        return tape.gradient(value, p, **rest)

    def bends(p: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(p)
            gradient = slopes(p)
        return tape.batch_jacobian(gradient, p, **rest)

    def along(p: Any, v: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(p)
            slope = tf.reduce_sum(slopes(p) * v, axis=-1)
        return tape.gradient(slope, p, **rest)

    operators: dict[str, Callable[..., Any]] = {"gradient": slopes, "hessian": bends, "hvp": along}
    return operators[verb]


@lru_cache(maxsize=128)
def _kept(f: Surface, verb: str) -> Any:
    """An operator of a formula as a graph that serves any number of points."""
    tf, operator = _tensorflow(), _operator(translate(f), verb)
    points = tf.TensorSpec((None, len(f.variables)), tf.float64)
    graph = tf.function(operator, input_signature=[points] * (1 + (verb == "hvp")), autograph=False)
    return within_budget(graph.get_concrete_function, "tracing this formula with TensorFlow", COMPILING)


def _run(f: Any, verb: str, *arrays: Floats) -> Floats:
    """What TensorFlow answers at points (N, n)."""
    tf, n = _tensorflow(), arrays[0].shape[-1]
    with quiet("tensorflow"):
        if isinstance(f, Surface):
            return np.asarray(_kept(f, verb)(*map(tf.constant, arrays)))
        function = written(f, n, "TensorFlow")

        def row(p: Any) -> Any:
            value = tf.convert_to_tensor(function(p[0]))
            if value.shape.num_elements() != 1:
                raise TypeError(f"it returned a tensor of shape {value.shape}.")
            return tf.reshape(tf.cast(value, tf.float64), (1,))

        def one(*p: Floats) -> Any:
            points = [tf.constant(each[None]) for each in p]
            with contextlib.suppress(tf.errors.OperatorNotAllowedInGraphError):  # an `if` is no harm
                tf.function(row, autograph=False).get_concrete_function(points[0])
            return _operator(row, verb)(*points)[0]

        words = "write it with tf's functions, returning one number"
        return np.asarray(followed("TensorFlow", words, one, None, arrays))


def _retracing(f: Surface, point: Floats) -> Trapped:
    """Give a graph Python numbers in place of tensors: each new number is a new graph."""
    tf, function, traces = _tensorflow(), translate(f), [0]

    def count(*coordinates: float) -> Any:
        traces[0] += 1
        return _operator(function, "hessian")(tf.constant([coordinates], tf.float64))[0]

    graph = tf.function(count, autograph=False)
    with quiet("tensorflow"):
        found = [graph(*[float(each) + step for each in point]) for step in (0.0, 0.1, 0.2)]
    said = f"{traces[0]} points as Python numbers: {traces[0]} graphs traced. Points as tensors: one graph for all."
    return Trapped(np.asarray(found[0], dtype=float), said)


def _float32(f: Surface, point: Floats) -> Trapped:
    tf = _tensorflow()
    with quiet("tensorflow"):
        found = _operator(translate(f), "hessian")(tf.constant([point.tolist()]))[0]
    return Trapped(
        np.asarray(found, dtype=float), "tf.constant((1.2, 3.4)) is float32: seven digits, not sixteen."
    )


TENSORFLOW = Tool(
    "tensorflow", "TensorFlow", "tensorflow", translate, _run,
    traps=(
        Trap("float32", "in float32, as tf.constant makes it", _float32),
        Trap("retracing", "at three points given as Python numbers", _retracing),
    ),
    distributions=("tensorflow-cpu", "tensorflow"),
)  # fmt: skip
