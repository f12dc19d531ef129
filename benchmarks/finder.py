"""Time critical_points on 25 typed functions and check that every point is found and no other.

Run ``python benchmarks/finder.py``. The expected counts were worked out by hand or by an independent search
(SciPy's fsolve from 3600 starts, polished with mpmath); "sets" counts whole curves of critical points.
"""

import statistics
import time

from hesskit.maths.critical.finder import critical_points
from hesskit.maths.surfaces.surface import Surface

HALF_PI_BOX = ((-4, 4), (-4, 4))
CASES = [  # formula, domain, isolated points, sets
    ("x^2 + 3xy + y^2", None, 1, 0),
    ("x^3 - 3x + y^2", None, 2, 0),
    ("x^3 + y^3 - 3xy", None, 2, 0),
    ("x^3 - 3xy^2", None, 1, 0),
    ("x^4 + y^4 - 4xy + 1", None, 3, 0),
    ("x^4 - 2x^2 + y^4 - 2y^2", None, 9, 0),
    ("(y - x^2)(y - 3x^2)", None, 1, 0),
    ("(y - x^2)^2 - x^6", None, 1, 0),
    ("(x^2 + y^2 - 1)^2", None, 1, 1),
    ("x^2 y^2", None, 0, 2),
    ("100(y - x^2)^2 + (1 - x)^2", None, 1, 0),
    ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", ((-6, 6), (-6, 6)), 9, 0),
    ("(4 - 2.1x^2 + x^4/3)x^2 + xy + (-4 + 4y^2)y^2", ((-3, 3), (-2, 2)), 15, 0),
    ("2x^2 - 1.05x^4 + x^6/6 + xy + y^2", ((-3, 3), (-3, 3)), 5, 0),
    ("x^2 + y^2 (1 - x)^3", None, 1, 0),
    ("x^2 + y^2 - 2cos(3x) - 2cos(3y)", ((-2.5, 2.5), (-2.5, 2.5)), 25, 0),
    ("sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1", ((-1.5, 4), (-3, 4)), 3, 0),
    ("sin(x) sin(y)", HALF_PI_BOX, 13, 0),
    ("y sin(x) + y^2/4", HALF_PI_BOX, 5, 0),
    ("(x^2 + 2y^2) exp(-x^2 - y^2)", None, 5, 0),
    ("xy exp(-x^2 - y^2)", None, 5, 0),
    ("3x exp(y) - x^3 - exp(3y)", None, 1, 0),
    ("-log(x) - log(y) - log(1 - x - y)", ((0, 1), (0, 1)), 1, 0),
    ("xy + sqrt(9 - x^2 - y^2)", ((-2.5, 2.5), (-2.5, 2.5)), 3, 0),
    (
        "3(1 - x)^2 exp(-x^2 - (y + 1)^2) - 10(x/5 - x^3 - y^5) exp(-x^2 - y^2) - exp(-(x + 1)^2 - y^2)/3",
        ((-3, 3), (-3, 3)), 9, 0,
    ),
]  # fmt: skip


def main() -> None:
    critical_points(Surface("x^2 + y^2 + x"))  # imports are not what is measured
    seconds = []
    print(f"{'function':<50} {'seconds':>8} {'points':>7} {'sets':>5}  found")
    for formula, domain, points, sets in CASES:
        start = time.perf_counter()
        found = critical_points(Surface(formula), domain)
        seconds.append(time.perf_counter() - start)
        counts = sum(p.set is None for p in found), sum(p.set is not None for p in found)
        verdict = "all, proved" if found.complete else "all, not proved"
        verdict = verdict if counts == (points, sets) else f"WRONG: expected {points} and {sets}"
        print(f"{formula[:50]:<50} {seconds[-1]:8.3f} {counts[0]:7d} {counts[1]:5d}  {verdict}")
    print(f"median {statistics.median(seconds):.3f} s, slowest {max(seconds):.3f} s")


if __name__ == "__main__":
    main()
