"""One Hessian by every tool that is here: at one point and on a 200 × 200 grid, of 2 variables and of 50, in one run.

    python benchmarks/tools.py [--quick]

"compiled" is the fastest way a tool has (JAX's jit, torch.compile, a graph of TensorFlow's); "as it comes" is its own
function of a Hessian called on the same formula. torch.compile needs a C++ compiler: what does not work here is left
out, with a line that says so. The first call at a point is shown in seconds: importing, translating and compiling are
in it. All else is a ratio to the symbolic route, which is the result: seconds are the machine's. Every matrix is
compared with the symbolic one. Where a whole grid would take more than some seconds, fewer points are timed and the
time is scaled (≈); of 50 variables a grid's Hessians would fill 800 MB, so there it always is.
"""

import argparse
import os
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import sympy

from hesskit import Surface, hessian
from hesskit.maths.calculus import number, text_table
from hesskit.maths.tools import TOOLS

GRID = 200 * 200
SIZES = (
    3,
    200,
    4000,
    GRID,
)  # points at once; were there two of two variables, torch.compile would compile twice
ROUTES = ("jax", "torch", "tensorflow", "scipy", "octave")


def surfaces() -> dict[int, Surface]:
    """A formula of two variables, and one of fifty, in which each meets the next."""
    x = sympy.symbols("x0:50", real=True)
    long = sympy.Add(*[sympy.sin(a * b) + a**4 for a, b in pairwise(x)])
    return {2: Surface("exp(x y) sin(x) + x^4 y^2"), 50: Surface(long, variables=x)}


def ways(f: Surface) -> Iterator[tuple[str, Callable[[Any], Any], Callable[[Any], Any]]]:
    """A name, the Hessian at one point, and the Hessians of many."""
    for route in ("symbolic", "autograd", "difference"):
        call = lambda p, route=route: hessian(f, p, route=route)  # noqa: E731
        yield route, call, call
    for route in ROUTES:
        tool = TOOLS[route]
        if not tool.available():
            print(f"{tool.title} is not installed here: {tool.install}")
            continue
        if route in ("scipy", "octave"):  # there is nothing to compile
            yield tool.title, *[lambda p, tool=tool: tool.hessian(f, p)] * 2
            continue
        own: list[Any] = []

        def plain(p: Any, tool: Any = tool, own: list[Any] = own) -> Any:
            own[:] = own or [tool.translate(f)]
            return tool.hessian(own[0], p)

        yield f"{tool.title}, as it comes", plain, plain
        fast = [lambda p, tool=tool: tool.hessian(f, p)] * 2  # a tool keeps what it has compiled of a formula
        yield f"{tool.title}, compiled", *(torch_compiled(f) if route == "torch" else fast)


def torch_compiled(f: Surface) -> list[Callable[[Any], Any]]:
    """PyTorch's Hessian of one point and of many, by torch.compile, which cannot map forward derivatives."""
    import torch

    function, derive = TOOLS["torch"].translate(f), torch.func
    many = derive.vmap(derive.jacrev(derive.grad(function)))
    calls = [torch.compile(derive.hessian(function)), torch.compile(many, dynamic=True)]
    return [lambda p, call=call: call(torch.from_numpy(p)).numpy() for call in calls]


def at_point(call: Callable[[Any], Any], point: Any, seconds: float) -> tuple[float, float]:
    """Seconds of the first call, and the median of those after it."""
    begun = time.perf_counter()
    call(point)
    first = time.perf_counter() - begun
    times: list[float] = []
    end = time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        begun = time.perf_counter()
        call(point)
        times.append(time.perf_counter() - begun)
    return first, statistics.median(times)


def on_grid(call: Callable[[Any], Any], points: Any, seconds: float) -> tuple[float, bool]:
    """Seconds for a whole grid, and whether they are scaled from fewer points."""
    took, done = 0.0, 0
    for size in [size for size in SIZES if size <= len(points)]:
        if took > seconds or (done and took / done * size > 60):  # many tools take no longer for more points
            break
        for _ in range(2):  # the first may compile for this number of points
            begun = time.perf_counter()
            call(points[:size])
            took, done = time.perf_counter() - begun, size
            if took > 20:
                break
    return took / done * GRID, done < GRID


def table(n: int, f: Surface, seconds: float, largest: int) -> list[tuple[str, ...]]:
    """One row a way: its error, its first call, and its ratios to the symbolic route."""
    points = np.random.default_rng(0).uniform(0.3, 1.2, (largest, n))
    rows: list[tuple[str, ...]] = [("way", "error", "first call", "a point", f"{GRID} points")]
    exact = f.hessian(points[:3])
    own: tuple[float, float] | None = None
    for name, one, many in ways(f):
        try:
            first, later = at_point(one, points[0], seconds)
            error = max(np.abs(one(points[0]) - exact[0]).max(), np.abs(many(points[:3]) - exact).max())
            grid, scaled = on_grid(many, points, 4 * seconds)
        except Exception as problem:  # other programs' own errors are many
            print(f"{name}: left out, it does not work here ({type(problem).__name__}).")
            continue
        own = own or (later, grid)
        rows.append(
            (
                name, number(error / np.abs(exact).max(), 1), f"{first:.2g} s", f"{number(later / own[0], 2)} ×",
                f"{'≈ ' if scaled else ''}{number(grid / own[1], 2)} ×",
            )
        )  # fmt: skip
        print(f"{n} variables: {name}", file=sys.stderr, flush=True)
    print(f"n = {n}; the symbolic route: {own[0] * 1e6:.0f} µs a point, {own[1]:.2g} s a grid" if own else "")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the time, on fewer points")
    quick = parser.parse_args().quick
    warnings.filterwarnings("ignore", module="torch")  # its compiler warns of its own parts
    versions = [f"{tool.title} {tool.version()}" for tool in TOOLS.values() if tool.available()]
    print(f"Python {platform.python_version()}, {', '.join(versions)}")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    for n, f in surfaces().items():
        largest = 200 if quick else GRID if n == 2 else 4000
        print(text_table(table(n, f, 0.2 if quick else 2.0, largest)), "\n", flush=True)


if __name__ == "__main__":
    main()
