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
    function_of_point,
    load,
    quiet,
    refusal,
    translated,
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


def _operator(function: Callable[[Any], Any], verb: str, many: bool) -> Callable[..., Any]:
    """The gradient, the Hessian or the product H v, of one point or, with `vmap`, of many."""
    torch = _torch()
    grad = torch.func.grad(function)
    operators: dict[str, Callable[..., Any]] = {
        "gradient": grad,
        "hessian": torch.func.hessian(function),
        "hvp": lambda p, v: torch.func.jvp(grad, (p,), (v,))[1],
    }
    if many:
        return torch.func.vmap(operators[verb])  # type: ignore[no-any-return]
    if verb == "hessian":
        return lambda p: torch.autograd.functional.hessian(function, p)
    return operators[verb]


def _run(f: Any, verb: str, *arrays: Floats) -> Floats:
    """Apply an operator to arrays (..., n)."""
    torch, n = _torch(), arrays[0].shape[-1]
    many = arrays[0].ndim > 1
    flat = [torch.from_numpy(np.array(each.reshape(-1, n) if many else each)) for each in arrays]
    function = function_of_point(f, n, "PyTorch", _translate)
    with quiet():
        try:
            found = _operator(function, verb, many)(*flat)
        except ValueError:
            raise
        except Exception as error:
            if not many:
                raise refusal(
                    "PyTorch", "write it with torch's functions, returning one number", error
                ) from error
            one = _operator(function, verb, False)  # vmap refuses an `if` that asks for a number
            found = torch.stack([one(*each) for each in zip(*flat, strict=True)])
    result = _plain(found)
    return result.reshape(*arrays[0].shape[:-1], *result.shape[1:]) if many else result


def _plain(tensor: Any) -> Floats:
    return np.asarray(tensor.detach().numpy(), dtype=float)


def gradient(f: Any, points: Floats) -> Floats:
    """Gradients (..., n) of a Surface, or of a function written with torch, at points (..., n)."""
    return _run(f, "gradient", points)


def hessian(f: Any, points: Floats) -> Floats:
    """Hessians (..., n, n) at points (..., n)."""
    return _run(f, "hessian", points)


def hvp(f: Any, points: Floats, directions: Floats) -> Floats:
    """Products H v (..., n): the derivative of ∇f along v; the Hessian is never formed."""
    return _run(f, "hvp", points, directions)


def compiled(f: Any) -> Callable[[Floats], Floats]:
    """The Hessian as one function of a point (n,), as PyTorch runs it: `torch.compile` would need a C++ compiler."""
    torch = _torch()

    def call(point: Floats) -> Floats:
        function = function_of_point(f, len(point), "PyTorch", _translate)
        return _plain(torch.autograd.functional.hessian(function, torch.from_numpy(np.array(point))))

    return call


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
    return Trapped(hessian(f, np.trunc(point)), "This PyTorch takes whole numbers.")


TORCH = Tool(
    "torch", "PyTorch", "torch", translate, gradient, hessian, hvp, compiled,
    traps=(
        Trap("float32", "in float32, as torch.tensor makes it", _float32),
        Trap("integers", "at whole numbers of Python", _integers),
    ),
    install=INSTALL,
)  # fmt: skip
