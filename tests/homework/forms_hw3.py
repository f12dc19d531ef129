"""Other right forms of the answers of hw3, and what makes its versions equally hard."""

from __future__ import annotations

from typing import Any

from hesskit.homework.assignments.writing import define
from hesskit.homework.question import Given


def q1_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    a, b, c = given["a"], given["b"], given["c"]
    return (
        "import sympy\n"
        "x, y = sympy.symbols('x y')\n"
        f"model = ({a} + {b}*x) * (1 + {c}*y) + sympy.Rational({a * c * c}, 2) * y**2",
        f"from hesskit import Surface\nmodel = Surface({question._model(given)!r})",
        define(model=f"{a} + ({b})x + ({a * c})y + 1/2*(2*({b * c})x*y + ({a * c * c})y^2)"),
        define(model=question._model(given).replace("^", "**")),
    )


def q1_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (given["c"] % 2, given["a"] % 2, abs(given["b"]) > 1, len(question._model(given).split()))


def q2_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    plane, model = question._right(given)
    return (
        f"plane_error = {given['plane']} / {given['times']}**2\nmodel_error = {given['model']} / {given['times']}**3",
        f"plane_error = '{plane * 1e4:g}e-4'\nmodel_error = '{model * 1e6:g}/1000000'",
        f"import numpy\nplane_error = numpy.float64({plane})\nmodel_error = numpy.array([{model * 1.0004}])",
    )


def q2_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (given["times"] > 2, given["plane"] < 1, given["model"] < 1)


def q3_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    return (
        "import numpy as np\n"
        "def taylor(value, gradient, H, centre, point):\n"
        f"    d = {given['way']} * (point - centre).reshape(-1, 1)\n"
        "    g = gradient.reshape(-1, 1)\n"
        "    return value + g.T @ d + d.T @ H @ d / 2",
        "def taylor(value, gradient, H, centre, point):\n"
        "    n = len(point)\n"
        "    total = value\n"
        "    for i in range(n):\n"
        f"        total += {given['way']} * gradient[i] * (point[i] - centre[i])\n"
        "        for j in range(n):\n"
        f"            total += {given['way'] ** 2} * H[i][j] * (point[i] - centre[i]) * (point[j] - centre[j]) / 2\n"
        "    return [total]",
    )


def q3_profile(question: Any, given: Given) -> tuple[object, ...]:
    return tuple(len(probe[1]) for probe in given["probes"])


def q4_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    (p, q), (c, d) = given["point"], given["direction"]
    slope, bend = given["slope"], given["bend"]
    return (
        define(f=f"({slope * 5 / c})(x - ({p})) + ({bend * 25 / (2 * c * c)})(x - ({p}))^2"),
        define(
            f=question._formula(given, question._shape(slope, bend))
            + f" + ({d}(x - ({p})) - ({c})(y - ({q})))^2 + 11"
        ),
        "import sympy\n"
        "x, y = sympy.symbols('x y')\n"
        f"w = ({c}*(x - ({p})) + ({d})*(y - ({q}))) / 5\n"
        f"f = sympy.expand({slope}*w + sympy.Rational({bend}, 2)*w**2 + w**3)",
    )


def q4_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (
        sorted(map(abs, given["direction"])) == [3, 4],
        given["slope"] > 0,
        given["bend"] < 0,
    )


def q5_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    gradient, level, steepest = (
        line.split(" = ")[1].strip("'") for line in question.reference(given).splitlines()
    )
    return (
        define(gradient=gradient, level=f" {level}", steepest=steepest.lower()),
        f"import numpy\ngradient = numpy.int64({gradient})\nlevel = {level}.0\nsteepest = '({steepest})'",
    )


def q5_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (tuple(sorted(given["ways"].values())), tuple(sorted(given["spots"].values())))


def q6_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (given["a"] * given["b"] != 0,)
