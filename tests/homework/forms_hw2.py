"""Other right forms of the answers of hw2, and what makes its versions equally hard."""

from __future__ import annotations

from typing import Any

from hesskit.homework.assignments.writing import define
from hesskit.homework.question import Given


def q1_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    x, y = given["point"]
    kind = question._kind(given)
    return (
        f"import numpy\npoints = numpy.array([[{x}, {y}], [0, 0]])\nsaddle = numpy.zeros(2)\nother = {kind!r}",
        f"points = '({x}, {y}), (0, 0)'\nsaddle = '(0, 0)'\nother = 'local {kind[2:]}'",
        f"points = [({float(x)}, {float(y)}), (0.0, 1e-12)]\nsaddle = [0, 0.0]\nother = '{kind[2:5].upper()}'",
        "import sympy\n"
        f"points = [sympy.Matrix([{x}, {y}]), (0, 0)]\n"
        "saddle = sympy.Matrix([0, 0])\n"
        f"other = '{kind[2:].title()}'",
    )


def q1_profile(question: Any, given: Given) -> tuple[object, ...]:
    a, b, k, (x, y) = given["a"], given["b"], given["k"], given["point"]
    return (
        0 in (a, b, k, x, y),
        question._partials(given, x, y),
        36 * a * b * x * y > k * k,
        max(map(abs, (a, b, k))) <= 12,
    )


def q2_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    right = [question._RIGHT[case] for case in given["cases"]]
    return (
        define(**{f"P{place + 1}": word.title() + "." for place, word in enumerate(right)}),
        define(**{f"P{place + 1}": word.replace("a s", "s") + " " for place, word in enumerate(right)}),
    )


def q2_profile(question: Any, given: Given) -> tuple[object, ...]:
    return tuple(sorted(given["cases"]))


def q3_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    return (
        question.reference(given).replace("np.linalg.eigvalsh(H)", "np.linalg.eigh(H)[0]"),
        question._written(question._START, given)
        + "    v = np.sign(np.where(abs(values) <= tiny, 0, values))\n"
        "    if v.min() * v.max() < 0:\n"
        "        return 'Saddle point'\n"
        "    if 0 in v:\n"
        "        return 'Inconclusive'\n"
        "    return 'local minimum' if v[0] > 0 else 'a maximum'",
        "import numpy as np\n"
        "def kind(H):\n"
        "    v = [complex(x).real for x in np.linalg.eigvals(H)]\n"
        f"    up, down = [x > {question._tiny(given)} for x in v], [x < -{question._tiny(given)} for x in v]\n"
        "    if any(up) and any(down):\n"
        "        return 'saddle'\n"
        "    return 'minimum' if all(up) else 'maximum' if all(down) else 'inconclusive'",
    )


def q3_profile(question: Any, given: Given) -> tuple[object, ...]:
    return tuple(sorted(question._by(question._right)(given)))


def q4_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    p, q = given["point"]
    sign = 1 if given["kind"] == "minimum" else -1
    return (
        define(f=question._formula(given, "(2u - 3v)^2 + u^4 + v^6") + " + 7"),
        "import sympy\n"
        "x, y = sympy.symbols('x y')\n"
        f"u, v = x - ({p}), y - ({q})\n"
        f"f = sympy.expand({sign} * ((u - v)**2 + u**4 / 2))",
        f"from hesskit import Surface\nf = Surface({question._formula(given, '(u + 2v)^2 + u^4')!r})",
        define(f=question._formula(given, "(u + v)^2")),
    )


def q4_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (len(set(given["point"])), 0 in given["point"])


def q5_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    right = given["kinds"]
    return (
        define(**{label: kind.replace("a m", "local m") for label, kind in right.items()}),
        define(**{label: kind.upper() for label, kind in right.items()}),
    )


def q5_profile(question: Any, given: Given) -> tuple[object, ...]:
    return tuple(sorted(given["kinds"].values()))


def q6_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (min(given.values()) > 0,)
