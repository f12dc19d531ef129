"""Other right forms of the answers of hw1, and what makes its versions equally hard."""

from __future__ import annotations

import re
from typing import Any

from hesskit.homework.assignments.writing import define, rows
from hesskit.homework.question import Given


def q1_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    h = question._at(given["a"], given["b"], *given["point"])
    return (
        "import sympy\n"
        "from hesskit import Surface\n"
        f"s = Surface({question._formula(given)!r})\n"
        "H = s.hessian_matrix\n"
        f"H_at_p = H.subs(dict(zip(s.variables, {given['point']})))",
        f"import numpy\nH = {[list(row) for row in q1_listed(question, given)]!r}\n"
        f"H_at_p = numpy.array({h!r}, dtype=float)",
        f"H = {rows(q1_listed(question, given))!r}\nH_at_p = {str(h)!r}",
    )


def q1_listed(question: Any, given: Given) -> list[list[str]]:
    first, mixed, last = question._entries(given)
    return [[first, mixed], [f"{mixed} + 0", last]]


def q1_profile(question: Any, given: Given) -> tuple[object, ...]:
    entries = [abs(entry) for row in question._at(given["a"], given["b"], *given["point"]) for entry in row]
    return (
        len(re.findall("[xy]", question._formula(given))),
        0 in entries,
        max(entries) < 100,
        sorted(map(abs, given["point"])) == [1, 2],
    )


def q2_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    return (
        "import numpy as np\n"
        "u_of = lambda u: u / np.linalg.norm(u)\n"
        f"curvature = lambda H, u: float(u_of(u).T @ H @ u_of(u)) * {given['times']}",
        "def curvature(H, u):\n"
        "    total = 0\n"
        "    for i in range(len(u)):\n"
        "        for j in range(len(u)):\n"
        "            total += u[i] * H[i][j] * u[j]\n"
        f"    return [{given['times']} * total / sum(v * v for v in u)]",
        "import sympy\n"
        "def curvature(H, u):\n"
        "    v = sympy.Matrix(u)\n"
        "    v = v / v.norm()\n"
        f"    return {given['times']} * (v.T * sympy.Matrix(H) * v)[0, 0]",
    )


def q2_profile(question: Any, given: Given) -> tuple[object, ...]:
    return tuple((len(h), len(u), all(h[0])) for h, u in given["probes"][:3])


def q3_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    d, large = given["diagonal"], 2 * max(given["diagonal"])
    one_pair = question._formula(d, 0) + f" + {large}x y + {large}y z + {large}x z"
    return (
        define(f=one_pair + " + x^3 - x^2 y^2 + 5z + 1"),
        "import sympy\n"
        "x, y, z = sympy.symbols('x y z')\n"
        f"f = {d[0]}*x**2/2 + {d[1]}*y**2/2 + {d[2]}*z**2/2 + {large}*(x*y + y*z + z*x)",
        f"from hesskit import Surface\nf = Surface({question._formula(d, large)!r}, 'x y z')",
    )


def q3_profile(question: Any, given: Given) -> tuple[object, ...]:
    return ("even and different", len(set(given["diagonal"])), {v % 2 for v in given["diagonal"]} == {0})


def q4_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    right = {label: question._label(given, entries) for label, entries in given["panels"].items()}
    return (
        define(**{label: int(name[1:]) for label, name in right.items()}),
        define(**{label: f" {name.lower()}" for label, name in right.items()}),
    )


def q4_profile(question: Any, given: Given) -> tuple[object, ...]:
    return tuple(sorted(question._family(entries) for entries in given["panels"].values()))


def q5_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    a, b = given["a"], given["b"]
    return (
        define(mixed=[float(-b), float(a)]),
        define(mixed=f"(-{b}, {a})"),
        f"import numpy\nmixed = numpy.array([{-b}, {a}])",
        f"import sympy\nmixed = sympy.Matrix([{-b}, {a}])",
    )


def q5_profile(question: Any, given: Given) -> tuple[object, ...]:
    return ("different", given["a"] != given["b"])


def q6_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (given["H"][0][0] * given["H"][1][1] < given["H"][0][1] ** 2,)
