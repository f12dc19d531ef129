"""Other right forms of the answers of hw6, and what makes its versions equally hard."""

from __future__ import annotations

from typing import Any

from hesskit.homework.assignments.writing import point
from hesskit.homework.question import Given


def q1_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    a, c, p, v = (given[name] for name in "acpv")
    gigabytes, took, timed = question._gigabytes(given), given["took"], given["timed"]
    right = question._products(given)[0]
    return (
        "import autograd.numpy as anp\n"
        "from autograd import hessian_vector_product\n"
        f"f = lambda x: {a} / 12 * anp.sum(x**4) + {c} / 2 * anp.sum(x) ** 2\n"
        f"Hv = hessian_vector_product(f)(anp.array({p}, dtype=float), anp.array({v}, dtype=float))\n"
        f"largest = anp.sqrt({gigabytes} * 1e9 / 8)\n"
        f"seconds = {took} * (largest / {timed}) ** 3",
        "import numpy as np\n"
        f"p, v = np.array({p}), np.array({v})\n"
        f"slope = lambda x: {a} / 3 * x**3 + {c} * x.sum()\n"
        "Hv = (slope(p + 1e-4 * v) - slope(p - 1e-4 * v)) / 2e-4\n"
        f"largest = int(({gigabytes} * 10**9 / 8) ** 0.5 + 0.5)\n"
        f"seconds = f'{{{took} * (largest / {timed}) ** 3:.4g}}'",
        "import sympy\n"
        f"Hv = sympy.Matrix({right})\n"
        f"largest = '{given['largest'] // 1000} * 10^3'\n"
        f"seconds = '{took} * {given['largest']}^3 / {timed}^3'",
    )


def q1_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (sorted(given["p"]) == [-2, 1, 2, 3], sorted(map(abs, given["v"])) == [1, 1, 2, 3])


def q2_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    return (
        "import numpy as np\n"
        "def newton_step(gradients, hessians, rows):\n"
        "    g = np.average(gradients, axis=0, weights=rows)\n"
        "    H = np.average(hessians, axis=0, weights=rows)\n"
        f"    return -np.linalg.inv(H + {given['damping']} * np.identity(g.size)) @ g",
        "import numpy as np\n"
        "def newton_step(gradients, hessians, rows):\n"
        "    m, n = 0, gradients.shape[1]\n"
        "    g, H = np.zeros(n), np.zeros((n, n))\n"
        "    for one, other, count in zip(gradients, hessians, rows):\n"
        "        m, g, H = m + count, g + count * one, H + count * other\n"
        f"    return list(np.linalg.solve(H / m + np.diag([{given['damping']}] * n), -g / m))",
        "import numpy as np\n"
        "def newton_step(gradients, hessians, rows):\n"
        "    g, H = (np.einsum('k,k...->...', rows, sent) for sent in (gradients, hessians))\n"
        f"    return np.linalg.solve(H + {given['damping']} * rows.sum() * np.eye(len(g)), -g)[:, None]",
    )


def q2_profile(question: Any, given: Given) -> tuple[object, ...]:
    return tuple((len(gradients), len(gradients[0])) for gradients, _, _ in given["probes"])


def q3_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    middle, a, b, c, d, e, f = given["names"]  # the arms a, b, c end in d, e, f
    lost = question._lost(question._pairs(given["names"]))
    return (
        f"import numpy\norder = numpy.array({[d, a, e, b, f, c, middle]})\nlost = numpy.int64({lost})",
        f"order = '{point((f, e, c, b, middle, d, a))}'\nlost = '{lost}'",
        f"import sympy\norder = sympy.Matrix({[e, d, b, a, middle, c, f]})\nlost = {lost}.0",
    )


def q3_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (tuple(sorted(given["names"])), given["names"][0] in (2, 3))


def q4_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    k = given["covariance"]
    return (
        f"import numpy\nvariances = numpy.array([{k} + 1e-9, {k}])",
        f"variances = '({k} + 1/1000000, {k})'",
        f"variances = [{k - 1.5e-6!r}, {k + 2e-6!r}]",
        f"variances = ({k} + 1e-7, {k} + 1e-7)",
    )


def q4_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (110 <= given["covariance"] <= 490,)


def q5_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    full, flat, _ = (question._label(given, role) for role in question._ROLES)
    saves = given["price"] - given["end"]
    return (
        f"limited, most, saves = {full.lower()!r}, {flat!r}, {saves + 0.9}",
        f"import numpy\nlimited = numpy.array({full!r})\nmost = {f' {flat} '!r}\nsaves = numpy.float64({saves - 0.9})",
    )


def q5_profile(question: Any, given: Given) -> tuple[object, ...]:
    return tuple(sorted(given["roles"].values()))


def q6_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (2 <= given["millions"] <= 9,)
