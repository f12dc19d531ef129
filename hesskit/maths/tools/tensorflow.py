"""The TensorFlow route: a gradient tape within a tape, traced into a graph once for each formula.

A formula works on all its points at once. A function written with tf is asked point by point: TensorFlow's own map
over points (`vectorized_map`) follows few functions. Importing TensorFlow takes from ten seconds to forty.
"""

import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from hesskit.maths.surfaces import Surface
from hesskit.maths.tools.tool import (
    Tool,
    Trap,
    Trapped,
    function_of_point,
    load,
    point_by_point,
    quiet,
    refusal,
    translated,
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


def _traced(function: Callable[[Any], Any], verb: str, n: int) -> Any:
    """An operator as a graph that serves any number of points."""
    tf = _tensorflow()
    points = tf.TensorSpec((None, n), tf.float64)
    signature = [points, points] if verb == "hvp" else [points]
    return tf.function(_operator(function, verb), input_signature=signature, autograph=False)


@lru_cache(maxsize=128)
def _kept(f: Surface, verb: str) -> Any:
    return _traced(translate(f), verb, len(f.variables))


def _rows(f: Any, n: int) -> Callable[[Any], Any]:
    """A function written for one point (n,), as one of points (1, n)."""
    tf, function = _tensorflow(), function_of_point(f, n, "TensorFlow", translate)
    return lambda p: tf.reshape(function(p[0]), (1,))


def _run(f: Any, verb: str, *arrays: Floats) -> Floats:
    """Apply an operator to arrays (..., n)."""
    tf, n = _tensorflow(), arrays[0].shape[-1]
    flat = tuple(each.reshape(-1, n) for each in arrays)
    with quiet("tensorflow"):
        if isinstance(f, Surface):
            found = np.asarray(_kept(f, verb)(*map(tf.constant, flat)), dtype=float)
        else:
            one = _operator(_rows(f, n), verb)
            try:
                found = point_by_point(lambda *p: one(*[tf.constant(each[None]) for each in p])[0], flat)
            except Exception as error:
                words = "write it with tf's functions, returning one number"
                raise refusal("TensorFlow", words, error) from error
    return found.reshape(*arrays[0].shape, *found.shape[2:])


def gradient(f: Any, points: Floats) -> Floats:
    """Gradients (..., n) of a Surface, or of a function written with tf, at points (..., n)."""
    return _run(f, "gradient", points)


def hessian(f: Any, points: Floats) -> Floats:
    """Hessians (..., n, n), the Jacobian of the gradient, at points (..., n)."""
    return _run(f, "hessian", points)


def hvp(f: Any, points: Floats, directions: Floats) -> Floats:
    """Products H v (..., n), the gradient of ∇f·v: the Hessian is never formed."""
    return _run(f, "hvp", points, directions)


def compiled(f: Any) -> Callable[[Floats], Floats]:
    """The Hessian as one graph of a point (n,), traced at its first call and never again."""
    tf = _tensorflow()
    run: dict[int, Any] = {}

    def call(point: Floats) -> Floats:
        n = len(point)
        if n not in run:
            run[n] = _traced(translate(f) if isinstance(f, Surface) else _rows(f, n), "hessian", n)
        with quiet("tensorflow"):
            return np.asarray(run[n](tf.constant(point[None]))[0], dtype=float)

    return call


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
    "tensorflow", "TensorFlow", "tensorflow", translate, gradient, hessian, hvp, compiled,
    traps=(
        Trap("float32", "in float32, as tf.constant makes it", _float32),
        Trap("retracing", "at three points given as Python numbers", _retracing),
    ),
    distributions=("tensorflow-cpu", "tensorflow"),
)  # fmt: skip
