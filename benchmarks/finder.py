"""Time critical_points on typed functions, check that every point is found and no other, and tell the slowest ten.

Run ``python benchmarks/finder.py [budget]``. The expected counts were worked out by hand or by an independent search
(SciPy's fsolve from 3600 starts, polished with mpmath); "sets" counts whole curves of critical points. For the hard
functions at the end (SciPy's and others' test functions for global optimisers) no count is known: what is asked of
them is that they come back within the budget. Seconds are of work, in the budget too: what else the machine does is
not measured.
"""

import statistics
import sys
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


HARD = [  # formula, domain, variables
    ("exp(-3(x-0.37)^2-10(y-0.12)^2)+1.2exp(-0.1(x-0.47)^2-10(y-0.44)^2)", None, "x y"),
    ("x^(0.333)+y^2-x", None, "x y"),
    ("(y-tan(x))^2+x^8", ((-0.75, 0.75), (-0.75, 0.75)), "x y"),
    ("(x^2-1)^2+(x^2y-x-1)^2", ((-1e9, 1e9), (-1e9, 1e9)), "x y"),
    ("sin(x)+sin(2y)+sin(x+2y)", HALF_PI_BOX, "x y"),
    ("-exp(cos(2pi x)/2+cos(2pi y)/2)-20exp(-sqrt(x^2/2+y^2/2)/5)", ((-35, 35), (-35, 35)), "x y"),
    ("5exp(sin(3y)+cos(3x))-200exp(-sqrt(x^2+y^2)/50)", ((-32, 32), (-32, 32)), "x y"),
    ("|x^2+x y+y^2|+|sin(x)|+|cos(y)|", ((-500, 500), (-500, 500)), "x y"),
    ("-exp(-(x-pi)^2-(y-pi)^2)cos(x)cos(y)", ((-100, 100), (-100, 100)), "x y"),
    ("-x sin(sqrt(|-x+y+47|))-(y+47)sin(sqrt(|x/2+y+47|))", ((-512.1, 512), (-512.1, 512)), "x y"),
    ("x^2/4000+y^2/4000-cos(x)cos(0.707106781186547y)+1", ((-100, 100), (-100, 100)), "x y"),
    ("(sin(x^2+y^2)^2-1/2)/(x^2/1000+y^2/1000+1)^2+1/2", ((-100, 100), (-100, 100)), "x y"),
    ("(cos(sin(|x^2-y^2|))^2-1/2)/(x^2/1000+y^2/1000+1)^2+1/2", ((-100, 100), (-100, 100)), "x y"),
    ("x/100+y/100+sqrt(|cos(sqrt(|x^2+y|))|)", ((-10, 10), (-10, 10)), "x y"),
    ("-exp(-exp(-|sqrt(x^2+y^2)/pi-1|)/|cos(x)cos(y)|)", ((-11, 11), (-11, 11)), "x y"),
    ("-sin(x)sin(x^2/pi)^20-sin(y)sin(2y^2/pi)^20", ((0, 3.14159), (0, 3.14159)), "x y"),
    ("x^2+y^2-100cos(x)^2-100cos(x^2/30)-100cos(y)^2-100cos(y^2/30)", ((-50, 50), (-50, 50)), "x y"),
    ("x^6(sin(1/x)+2)+y^6(sin(1/y)+2)", ((-1, 1), (-1, 1)), "x y"),
    ("sin(x)+y^2", ((-10000, 10000), (-10000, 10000)), "x y"),
    ("sin(x)sin(y)", ((-100, 100), (-100, 100)), "x y"),
    (
        "-exp(-3(x-0.3689)^2-10(y-0.117)^2-30(z-0.2673)^2)-1.2exp(-0.1(x-0.4699)^2-10(y-0.4387)^2-35(z-0.747)^2)"
        "-3exp(-3(x-0.1091)^2-10(y-0.8732)^2-30(z-0.5547)^2)-3.2exp(-0.1(x-0.0381)^2-10(y-0.5743)^2-35(z-0.8828)^2)",
        ((0, 1), (0, 1), (0, 1)), "x y z",
    ),
    (
        "(z/(1+exp(y-14x))-10.8)^2+(z/(1+exp(y-28x))-22.33)^2+(z/(1+exp(y-42x))-39.35)^2",
        ((0.01, 0.5), (0.5, 5), (10, 200)), "x y z",
    ),
    ("x^6+y^6+z^6-3x^2y^2z^2", ((-2, 2), (-2, 2), (-2, 2)), "x y z"),
]  # fmt: skip
BUDGET = 3.0


def main() -> None:
    budget = float(sys.argv[1]) if len(sys.argv) > 1 else BUDGET
    time.perf_counter = time.process_time
    critical_points(Surface("x^2 + y^2 + x"))  # imports are not what is measured
    seconds: dict[str, float] = {}
    print(f"{'function':<50} {'seconds':>8} {'points':>7} {'sets':>5}  found")
    for formula, domain, points, sets in CASES:
        counts, complete = timed(formula, domain, "x y", budget, seconds)
        verdict = "all, proved" if complete else "all, not proved"
        verdict = verdict if counts == (points, sets) else f"WRONG: expected {points} and {sets}"
        print(f"{formula[:50]:<50} {seconds[formula]:8.3f} {counts[0]:7d} {counts[1]:5d}  {verdict}")
    print(f"median {statistics.median(seconds.values()):.3f} s, slowest {max(seconds.values()):.3f} s")
    for formula, domain, names in HARD:
        counts, complete = timed(formula, domain, names, budget, seconds)
        verdict = "all, proved" if complete else "what there was time for"
        print(f"{formula[:50]:<50} {seconds[formula]:8.3f} {counts[0]:7d} {counts[1]:5d}  {verdict}")
    print(f"\nThe slowest ten, each against its budget of {budget:g} s:")
    for formula in sorted(seconds, key=lambda name: -seconds[name])[:10]:
        within = "within" if seconds[formula] <= budget else "OVER"
        print(f"{formula[:50]:<50} {seconds[formula]:8.3f}  {within}")


def timed(formula, domain, names, budget, seconds):
    """Search once; note the seconds; return the numbers of points and of sets, and whether they are all."""
    start = time.perf_counter()
    found = critical_points(Surface(formula, names), domain, budget=budget)
    seconds[formula] = time.perf_counter() - start
    return (sum(p.set is None for p in found), sum(p.set is not None for p in found)), found.complete


if __name__ == "__main__":
    main()
