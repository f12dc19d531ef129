"""Time sums over rows and products H·v side by side with what others offer, and measure the memory of a large fit.

Run ``python benchmarks/scale.py [--quick] [--rows 10000000] [--only steps|columns|memory|rosenbrock]``. Every way is
timed in the same run, the ways taking turns, and the best of a few rounds counts; ratios, and exponents fitted to the
growth, are what to look at. What is not installed is a row that says so. The large fit runs in a process of its own,
whose largest resident memory the operating system tells.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from hesskit import LogisticLoss, descend, scale

COLUMNS = 20
SAME = 1e-5  # how closely the coefficients of all ways agree


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    read.add_argument("--quick", action="store_true", help="a look, in about a minute")
    read.add_argument("--rows", type=int, default=10_000_000, help="of the large fit")
    read.add_argument("--only", choices=["steps", "columns", "memory", "rosenbrock"])
    read.add_argument("--child", help=argparse.SUPPRESS)
    given = read.parse_args()
    if given.child:
        return large_fit(given.child, given.rows)
    sections: dict[str, Callable[[], None]] = {
        "steps": lambda: steps(
            (60_000, 120_000, 240_000) if given.quick else (100_000, 400_000, 1_600_000), given.quick
        ),
        "columns": lambda: columns((5, 10, 20, 40) if given.quick else (5, 10, 20, 40, 80, 160), given.quick),
        "memory": lambda: memory(200_000 if given.quick else given.rows),
        "rosenbrock": lambda: rosenbrock(10_000 if given.quick else 1_000_000),
    }
    for name, section in sections.items():
        if given.only in (None, name):
            section()
    print(f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; NumPy {np.__version__}.")
    return None


def best(
    ways: dict[str, Callable[[], Any]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> tuple[dict[str, float], dict[str, Any]]:
    """The least seconds of each way over rounds in which they take turns, and what each gave."""
    seconds, gave = dict.fromkeys(ways, np.inf), {}
    for _ in range(rounds):
        for name, way in ways.items():
            began = clock()
            gave[name] = way()
            seconds[name] = min(seconds[name], clock() - began)
    return seconds, gave


def exponent(sizes: Any, seconds: Any) -> float:
    """The power of the size that the seconds grow with."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


# ------------------------------------------------------------ fits against rows


def fits(X: Any, y: Any, stored: Any) -> dict[str, Callable[[], Any]]:
    """Ways to fit the same rows: from data to coefficients, checks of the data included."""
    import dask

    def threads(count: int) -> Callable[[], Any]:
        def fit() -> Any:
            with dask.config.set(num_workers=count):
                return LogisticLoss(X, y).fit().points[-1]

        return fit

    def disk() -> Any:
        return LogisticLoss(stored.X, stored.y).fit().points[-1]

    ways = {f"hesskit, memory, {count} thread{'s' * (count > 1)}": threads(count) for count in (1, 2, 4)}
    return {**ways, "hesskit, disk, threads": disk, **others(X, y)}


def others(X: Any, y: Any) -> dict[str, Callable[[], Any]]:
    """The same fit by what else is installed."""
    ways: dict[str, Callable[[], Any]] = {}
    if find_spec("sklearn"):
        from sklearn.linear_model import LogisticRegression

        for solver in ("newton-cholesky", "lbfgs"):

            def fit(solver: str = solver) -> Any:
                model = LogisticRegression(C=np.inf, solver=solver, tol=1e-8, max_iter=1000).fit(X, y)
                return np.append(model.intercept_, model.coef_[0])

            ways[f"scikit-learn, {solver}"] = fit
    if find_spec("statsmodels"):
        from statsmodels.discrete.discrete_model import Logit

        design = np.insert(X, 0, 1.0, axis=1)
        ways["statsmodels, newton"] = lambda: Logit(y, design).fit(disp=0, tol=1e-8).params
    if find_spec("dask_ml"):
        import dask.array as da
        from dask_ml.linear_model import LogisticRegression as Lazy

        def lazy() -> Any:
            model = Lazy(solver="newton", C=1e10).fit(
                da.from_array(X, chunks=(50_000, -1)), da.from_array(y, chunks=50_000)
            )
            return np.append(model.intercept_, model.coef_)

        ways["dask-ml, newton"] = lazy
    return ways


def steps(sizes: tuple[int, ...], quick: bool) -> None:
    """Whole fits, and one Newton step (value, gradient and Hessian at a new point), against rows and workers."""
    found: dict[str, list[float]] = {}
    work: dict[str, list[float]] = {}
    step: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            stored = scale.simulated(folder, rows, COLUMNS)
            X, y = np.array(stored.X), np.array(stored.y, dtype=float)
            seconds, gave = best(fits(X, y, stored), 2 if quick else 3)
            worked = best(fits(X, y, stored), 2, time.process_time)[0]  # of all threads of this process
            for name, value in seconds.items():
                found.setdefault(name, []).append(value)
                work.setdefault(name, []).append(worked[name])
                apart = float(np.abs(gave[name] - gave["hesskit, disk, threads"]).max())
                assert apart < SAME, f"{name} is {apart:.1e} away"
            for name, value in newton_steps(X, y, stored, quick).items():
                step.setdefault(name, []).append(value)
    table("a fit, in seconds", "rows", sizes, found, "scikit-learn, newton-cholesky")
    table("a fit, in seconds of processors", "rows", sizes, work, "scikit-learn, newton-cholesky")
    for module, name in (("sklearn", "scikit-learn"), ("statsmodels", "statsmodels"), ("dask_ml", "dask-ml")):
        if not find_spec(module):
            print(f"| {name} | not installed |")
    if "scikit-learn, newton-cholesky" in found:
        ours = min(seconds[-1] for name, seconds in found.items() if name.startswith("hesskit, memory"))
        ratio = ours / found["scikit-learn, newton-cholesky"][-1]
        print(
            f"\n{'met' if ratio <= 1 else 'MISSED'}: no slower than newton-cholesky in memory: {ratio:.2f} of its time"
        )
    table("one Newton step, in seconds", "rows", sizes, step, "memory, 1 worker")
    growth = exponent(sizes, step["memory, 1 worker"])
    print(f"\n{'met' if growth < 1.1 else 'MISSED'}: linear in rows: rows^{growth:.2f}")


def newton_steps(X: Any, y: Any, stored: Any, quick: bool) -> dict[str, float]:
    """One pass that gives value, gradient and Hessian, with 1, 2 and 4 workers: threads, and processes of a cluster."""
    import dask

    seconds = {}
    memory, disk = LogisticLoss(X, y, ridge=1e-9), LogisticLoss(stored.X, stored.y, ridge=1e-9)
    points = iter(np.random.default_rng(0).normal(size=(1000, COLUMNS + 1)) / 10)

    def step(loss: Any) -> Callable[[], Any]:
        def newly() -> Any:
            p = next(points)
            return loss.value(p), loss.gradient(p), loss.hessian(p)

        return newly

    for count in (1, 2, 4):
        with dask.config.set(num_workers=count):
            names = {
                f"memory, {count} worker{'s' * (count > 1)}": step(memory),
                f"disk, {count} threads": step(disk),
            }
            seconds |= best(names, 2 if quick else 5)[0]
    for count in (1, 2) if quick else (1, 2, 4):
        with scale.connect(workers=count):
            seconds |= best({f"disk, {count} processes": step(disk)}, 2 if quick else 5)[0]
    return seconds


def columns(sizes: tuple[int, ...], quick: bool) -> None:
    """One Newton step against columns, in memory."""
    rows, found = (20_000 if quick else 200_000), []
    draw = np.random.default_rng(0)
    for n in sizes:
        X = draw.normal(size=(rows, n))
        loss = LogisticLoss(X, np.arange(rows) % 2, ridge=1e-9)
        points = iter(draw.normal(size=(1000, n + 1)) / 10)
        loss.hessian(next(points))
        found.append(best({"": lambda loss=loss, points=points: loss.hessian(next(points))}, 3)[0][""])
    table(
        f"one Newton step on {rows:,} rows, in seconds",
        "columns",
        sizes,
        {"hesskit, memory": found},
        "hesskit, memory",
    )


def table(title: str, what: str, sizes: tuple[int, ...], found: dict[str, list[float]], beside: str) -> None:
    """Lay out as Markdown, each way with its ratio to another at the largest size and the exponent of its growth."""
    print(f"\n**{title}**\n\n| | {' | '.join(f'{size:,} {what}' for size in sizes)} | ÷ {beside} | growth |")
    print("|---" * (len(sizes) + 3) + "|")
    for name, seconds in found.items():
        ratio = f"{seconds[-1] / found[beside][-1]:.2f}" if beside in found else "–"
        cells = " | ".join(f"{value:.3g}" for value in seconds)
        print(f"| {name} | {cells} | {ratio} | {what}^{exponent(sizes, seconds):.2f} |")


# ------------------------------------------------------------ larger than memory


def memory(rows: int) -> None:
    """The large fit from a disk in a process of its own, and a smaller one against the same rows in memory."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("HESSKIT_SCRATCH")) as folder:
        command = [sys.executable, __file__, "--child", folder, "--rows", str(rows)]
        told = json.loads(
            subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1]
        )
        stored = scale.simulated(folder, 100_000, COLUMNS)
        disk = LogisticLoss(stored.X, stored.y)
        design = LogisticLoss(
            np.array(stored.X[:10]).tolist(), [0, 1] * 5, ridge=1.0
        )  # one that holds all rows at once
        for name, value in {
            "design": np.insert(np.array(stored.X), 0, 1.0, axis=1), "y": np.array(stored.y, dtype=float),
            "rows": 100_000, "ridge": 0.0,
        }.items():  # fmt: skip
            object.__setattr__(design, name, value)
        ours, theirs = disk.fit().points[-1], design.fit().points[-1]
        apart = np.abs(disk.standard_errors(ours) / design.standard_errors(theirs) - 1).max()
    print(f"\n**{rows:,} rows × {COLUMNS} columns from a disk ({rows * 8 * COLUMNS / 1e9:.2g} GB)**\n")
    print(f"{told['stopped']}\n")
    print(
        f"| written | fitted | passes | largest resident memory | of which before | target |\n{'|---' * 6}|"
    )
    most = told["most"]
    print(
        f"| {told['written']:.1f} s | {told['fitted']:.1f} s | {told['passes']} | {most / 1e6:.0f} MB | "
        f"{told['before'] / 1e6:.0f} MB | {'met' if most < 1e9 else 'MISSED'}: below 1 GB |"
    )
    print(
        f"\n100,000 rows by blocks and all at once: coefficients {np.abs(ours - theirs).max():.1e} apart, "
        f"standard errors {apart:.1e} (target 1e-8)."
    )


def large_fit(folder: str, rows: int) -> None:
    """Write the rows, fit them, and tell what it took; the writing counts towards the memory too."""

    def resident() -> int:
        """The most so far, in bytes: of this process alone, not of the one that started it."""
        status = Path("/proc/self/status")
        if status.is_file():
            return 1024 * int(status.read_text().partition("VmHWM:")[2].split()[0])
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

    before, began = resident(), time.perf_counter()
    with scale.progress(sys.stderr) as bar:
        stored = scale.simulated(folder, rows, COLUMNS)
        written = time.perf_counter() - began
        began = time.perf_counter()
        loss = LogisticLoss(stored.X, stored.y)
        fit = loss.fit()
        errors = loss.standard_errors(fit.points[-1])
    assert fit.kind == "minimum" and (np.abs(fit.points[-1] - stored.coefficients) < 6 * errors).all()
    told = {"before": before, "most": resident(), "written": written, "fitted": time.perf_counter() - began}
    print(json.dumps({**told, "passes": bar.passes, "stopped": fit.stopped}))


# ------------------------------------------------------------ many unknowns


def rosenbrock(n: int) -> None:
    """Newton–CG on the extended Rosenbrock function beside SciPy's, with the same gradients and products."""
    from scipy.optimize import minimize

    f = scale.Rosenbrock(n)
    start = np.tile([-1.2, 1.0], n // 2)

    def ours() -> Any:
        descent = descend(f, start, "newton-cg", max_steps=300)
        return descent.points[-1], str(descent.evaluations)

    def scipys(method: str) -> Callable[[], Any]:
        def solve() -> Any:
            found = minimize(
                f.value, start, jac=f.gradient, hessp=f.hvp, method=method, options={"maxiter": 300}
            )
            return found.x, f"{found.nfev} of f, {found.njev} of ∇f, {found.nhev} of H·v"

        return solve

    ways = {
        "hesskit, newton-cg": ours,
        "SciPy, Newton-CG": scipys("Newton-CG"),
        "SciPy, trust-ncg": scipys("trust-ncg"),
    }
    seconds, gave = best(ways, 1)
    print(
        f"\n**the extended Rosenbrock function of {n:,} variables**\n\n"
        "| | seconds | largest error | evaluations |\n|---|---|---|---|"
    )
    for name, value in seconds.items():
        point, evaluations = gave[name]
        print(f"| {name} | {value:.2f} | {np.abs(point - 1).max():.1e} | {evaluations} |")


if __name__ == "__main__":
    main()
