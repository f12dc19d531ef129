"""Other right forms of the answers of hw5, and what makes its versions equally hard."""

from __future__ import annotations

from typing import Any

from hesskit.homework.assignments.writing import define, point, rows
from hesskit.homework.question import Given


def q1_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    gradient, h = question._right(given)
    return (
        "import numpy as np\n"
        f"X = np.stack([np.ones(4), {given['x']}], axis=1)\n"
        f"p = 1 / (1 + np.exp(-X @ [0, np.log({given['odds']})]))\n"
        f"gradient = X.T @ (p - {given['y']}) / 4\n"
        "H = X.T @ np.diag(p * (1 - p)) @ X / 4",
        "from sympy import Rational\n"
        f"gradient = [{', '.join(f'Rational({str(v)!r})' for v in gradient)}]\n"
        f"H = [[{', '.join(str(float(v)) for v in h[0])}], [{', '.join(str(float(v)) for v in h[1])}]]",
        f"gradient = '{question._pair(gradient)}'\nH = '{rows(h)}'",
    )


def q1_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (tuple(sorted(map(abs, given["x"]))), len(given["y"]), question._is_sound(given))


def q2_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    return (
        "import numpy as np\n"
        "def loss_hessian(X, beta):\n"
        "    z = np.clip(X @ beta, -500, 500)\n"
        "    p = 1 / (1 + np.exp(-z))\n"
        f"    return (X * (p * (1 - p))[:, None]).T @ X / X.shape[0] + {given['ridge']} * np.eye(X.shape[1])",
        "import numpy as np\n"
        "from hesskit import LogisticLoss\n"
        "def loss_hessian(X, beta):\n"
        f"    return LogisticLoss(X, np.arange(len(X)) % 2, {given['ridge']}, intercept=False).hessian(beta)",
        "import math\n"
        "def loss_hessian(X, beta):\n"
        "    m, n = X.shape\n"
        "    H = [[0.0] * n for _ in range(n)]\n"
        "    for row in X:\n"
        "        z = abs(sum(a * b for a, b in zip(row, beta)))\n"
        "        w = math.exp(-z) / (1 + math.exp(-z)) ** 2\n"
        "        for i in range(n):\n"
        "            for j in range(n):\n"
        "                H[i][j] += w * row[i] * row[j] / m\n"
        f"    return [[H[i][j] + {given['ridge']} * (i == j) for j in range(n)] for i in range(n)]",
    )


def q2_profile(question: Any, given: Given) -> tuple[object, ...]:
    return tuple((len(x), len(beta)) for x, beta in given["probes"])


def q3_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    beta, row = given["beta"], given["corner"]
    return (
        f"import numpy\nbeta = 7 * numpy.array({beta})\nrow = numpy.int64({row})",
        f"beta = '{point([beta[0] + 0.25, *beta[1:]])}'\nrow = '{row}'",
        f"import sympy\nbeta = sympy.Matrix({[1.1 * beta[0], *beta[1:]]})\nrow = {row}.0",
    )


def q3_profile(question: Any, given: Given) -> tuple[object, ...]:
    return tuple(sorted(round(abs(m), 9) for m in question._margins(given, *given["beta"])))


def q4_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    low, high = question._interval(given, question._all_widths(given)[0])
    return (
        "import numpy as np\n"
        f"error = np.sqrt(np.linalg.inv({given['m']} * np.array({given['H']}))[1, 1])\n"
        f"interval = {given['slope']} + 1.96 * error * np.array([-1, 1])",
        f"interval = [{low:.3f}, {high:.3f}]",
        f"interval = '{low:.3f}, {high:.4f}'",
    )


def q4_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (given["H"][0][1] > 0, given["H"][0][0] > given["H"][1][1])


def q5_alternatives(question: Any, given: Given) -> tuple[str, ...]:
    return (define(**given["ridges"]), "import numpy\n" + q5_as_numpy(question, given))


def q5_as_numpy(question: Any, given: Given) -> str:
    return "\n".join(f"{label} = numpy.float64({ridge})" for label, ridge in given["ridges"].items())


def q5_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (tuple(sorted(given["ridges"].values())), sum(given["y"]))


def q6_profile(question: Any, given: Given) -> tuple[object, ...]:
    return (len(given["x"]), sum(given["y"]))
