"""Other right forms of the answers of hw4, and what makes its versions equally hard."""

from __future__ import annotations

from typing import Any

import numpy as np

from hesskit.homework.assignments.writing import define
from hesskit.homework.question import Given


def q1_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    (a, b), (c, d) = question._right(given)
    return (
        f"import numpy\nnewton_point = numpy.array([{a}, {b}])\ndescent_point = [{c}, {d}]",
        "import sympy\n"
        f"newton_point = sympy.Matrix([{a}, {b}])\n"
        f"descent_point = (sympy.Rational('{c}'), sympy.Rational('{d}'))",
        f"newton_point = '({a}, {b})'\ndescent_point = '{round(c * 10)}/10, {round(d * 10)}/10'",
    )


def q1_profile(question: Any, given: Given) -> tuple[object, ...]:
    h, gradient = question._at_point(given)
    (a, mixed, c), terms_shown = (
        h,
        question.text(given).split("$")[1].count(" + ") + question.text(given).split("$")[1].count(" - "),
    )
    return a * c > mixed * mixed, 0 in gradient, terms_shown, sorted(map(abs, given["step"])) == [2, 3]


def q2_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    flat, steep = question._eigenvalues(given)
    return (
        f"limit = {2 / steep!r}\nfactor = {1 - given['t'] * flat:.3f}",
        f"limit = {2 / steep:.3g}\nfactor = '1 - {given['t']}*{flat}'",
        f"import sympy\nlimit = sympy.Rational(2, {steep})\nfactor = 1 - sympy.Rational('{given['t']}')*{flat}",
    )


def q2_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (question._eigenvalues(given)[0] > 0, given["t"] * sum(question._eigenvalues(given)) < 2)


def q3_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    a, b, c, e, t = (given[name] for name in ("a", "b", "c", "e", "part"))
    made = f"from hesskit import Surface\nsurface = Surface({question._formula(given)!r})\n"
    return (
        made + question._code(given, "+ PART * np.linalg.inv(H) @ -g"),
        made + "import numpy as np\n"
        "def newton(start, steps):\n"
        "    if steps == 0:\n"
        "        return list(start)\n"
        "    d = np.linalg.solve(surface.hessian(start), -surface.gradient(start))\n"
        f"    return newton(start + {t} * d, steps - 1)",
        "def newton(start, steps):\n"
        "    x, y = start\n"
        "    for _ in range(steps):\n"
        f"        g, k = 4*x**3 + {2 * a}*x + ({b})*y + ({e}), ({b})*x + {2 * c}*y\n"
        f"        h = 12*x*x + {2 * a}\n"
        f"        D = h*{2 * c} - 1\n"
        f"        x, y = x - {t}*({2 * c}*g - ({b})*k)/D, y - {t}*(h*k - ({b})*g)/D\n"
        "    return (x, y)",
    )


def q3_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (abs(given["b"]), tuple(steps for _, steps in given["probes"]))


def q4_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    return (
        define(f=question._formula(given, "5 - 3u^2 + u v - 2v^2")),
        f"from hesskit import Surface\nf = Surface({question._formula(given, '-u^2 - 4v^2')!r})",
        "import sympy\n"
        "x, y = sympy.symbols('x y')\n"
        f"f = sympy.expand(-(x - ({given['end'][0]}))**2 - sympy.Rational(1, 2)*(y - "
        f"({given['end'][1]}))**2)",
        define(f=question._formula(given, "-u^2 - v^2") + " + " + question._formula(given, "u^3", "start")),
    )


def q4_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (0 in given["start"], 0 in np.subtract(given["end"], given["start"]))


def q5_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    named = {label: way.upper() for label, way in given["ways"].items()}
    words = {
        label: way.replace("c", "cally").replace("linear", "linearly") for label, way in given["ways"].items()
    }
    return (
        define(**named) + f"\nlinear_factor = 10 ** (-{given['powers']} / 10)",
        define(**words) + f"\nlinear_factor = '10^(-{given['powers']}/10)'",
        define(**given["ways"]) + f"\nlinear_factor = {10 ** (-given['powers'] / 10):.2f}",
        define(**given["ways"]) + f"\nlinear_factor = {1.05 * 10 ** (-given['powers'] / 10)}",
    )


def q5_profile(question: Any, given: Given) -> tuple[object, ...]:
    return tuple(sorted(given["ways"].values()))


def q6_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (question._total(given, 0) > 2 * question._total(given, 1), given["eigenvalues"][0] < 0)
