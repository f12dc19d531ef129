"""The PyTorch route: `torch.autograd.functional.hessian` for one point, `torch.func.hessian` with `vmap` for many.

For one point the older function is several times as fast. `torch.func` has no product of its own: it is the
derivative of ∇f along v (`jvp` of `grad`). Numbers are float64: `torch.tensor((1.2, 3.4))` alone would be float32.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from hesskit.maths.surfaces import Surface
from hesskit.maths.tools.tool import (
    WHOLE_SET,
    Tool,
    Trap,
    Trapped,
    first_line,
    followed,
    load,
    quiet,
    translated,
    written,
)

Floats = NDArray[np.float64]
INSTALL = (
    f'{WHOLE_SET} (on Linux first install PyTorch\'s CPU build, as the page "Get started" of pytorch.org says '
    "for Compute Platform: CPU; the one for graphics cards is several gigabytes)"
)


def _torch() -> Any:
    return load("torch", "PyTorch", INSTALL)


def translate(f: Surface) -> Callable[[Any], Any]:
    """The same function with PyTorch's functions.

    Parameters
    ----------
    f : Surface

    Returns
    -------
    callable
        From a point (..., n) to numbers (...); its docstring is the formula as SymPy prints it for PyTorch.
    """
    torch = _torch()
    from sympy.printing.pytorch import TorchPrinter  # it imports PyTorch

    printer = TorchPrinter({"fully_qualified_modules": False, "allow_unknown_functions": True})
    own = {sympy.erfc: "torch.erfc", sympy.Max: "torch.larger", sympy.Min: "torch.smaller"}
    printer.mapping = {**printer.mapping, **own}

    def tensor(number: Any) -> Any:
        return torch.as_tensor(number, dtype=torch.float64)

    names = {
        **vars(torch),
        "larger": lambda a, b: torch.maximum(tensor(a), tensor(b)),
        "smaller": lambda a, b: torch.minimum(tensor(a), tensor(b)),
    }
    function = translated(f, "PyTorch", printer, names)

    def at(point: Any) -> Any:
        value = function(*[point[..., i] for i in range(len(f.variables))])
        return torch.as_tensor(value, dtype=point.dtype).expand(point.shape[:-1])

    at.__doc__ = function.__doc__
    return at


_translate = lru_cache(maxsize=128)(translate)


def _operators(function: Callable[[Any], Any], verb: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The gradient, the Hessian or the product H v of one point, and of many by `vmap`."""
    torch = _torch()
    grad = torch.func.grad(function)
    operators: dict[str, Callable[..., Any]] = {
        "gradient": grad,
        "hessian": torch.func.hessian(function),
        "hvp": lambda p, v: torch.func.jvp(grad, (p,), (v,))[1],
    }
    one = operators[verb]
    if verb == "hessian":
        one = lambda p: torch.autograd.functional.hessian(function, p)  # noqa: E731
    return one, torch.func.vmap(operators[verb])


def _run(f: Any, verb: str, *arrays: Floats) -> Floats:
    """What PyTorch answers at points (N, n)."""
    torch, n = _torch(), arrays[0].shape[-1]
    tensors = tuple(torch.from_numpy(np.array(each)) for each in arrays)
    with quiet():
        if isinstance(f, Surface):
            one, many = _operators(_translate(f), verb)
            return _plain(many(*tensors) if len(tensors[0]) > 1 else one(*[each[0] for each in tensors]))
        one, many = _operators(_seen_through(written(f, n, "PyTorch")), verb)
        words = "write it with torch's functions, returning one number"
        plain = [lambda *p, each=each: _plain(each(*p)) for each in (one, many)]
        return np.asarray(followed("PyTorch", words, plain[0], plain[1], tensors))


def _seen_through(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function someone wrote, which may not turn its point into a float: PyTorch would take that for a constant."""
    torch = _torch()
    base: Any = torch.overrides.TorchFunctionMode

    class Watch(base):  # type: ignore[misc]
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            if getattr(func, "__name__", "") in ("__float__", "item", "tolist") and args[0].requires_grad:
                raise TypeError("float, or a function of math, hides what becomes of the point.")
            return func(*args, **(kwargs or {}))

    def call(point: Any) -> Any:
        with Watch():
            return torch.as_tensor(function(point)).reshape(())

    return call


def _plain(tensor: Any) -> Floats:
    return np.asarray(tensor.detach().numpy(), dtype=float)


def _float32(f: Surface, point: Floats) -> Trapped:
    torch = _torch()
    found = torch.autograd.functional.hessian(_translate(f), torch.tensor(point.tolist()))
    return Trapped(_plain(found), "torch.tensor((1.2, 3.4)) is float32: seven digits, not sixteen.")


def _integers(f: Surface, point: Floats) -> Trapped:
    torch = _torch()
    try:
        torch.tensor([int(each) for each in point]).requires_grad_()
    except RuntimeError as error:
        return Trapped(
            None, f"PyTorch refuses whole numbers: write (1., 2.), not (1, 2). It says: {first_line(error)}"
        )
    return Trapped(TORCH.hessian(f, np.trunc(point)), "This PyTorch takes whole numbers.")


TORCH = Tool(
    "torch", "PyTorch", "torch", translate, _run,
    traps=(
        Trap("float32", "in float32, as torch.tensor makes it", _float32),
        Trap("integers", "at whole numbers of Python", _integers),
    ),
    install=INSTALL,
)  # fmt: skip
