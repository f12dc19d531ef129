"""Right answers once more, by routes that the judges do not take: SymPy, SciPy, differences and simulated runs."""

import ast
import json

import numpy as np
import sympy
from scipy.optimize import brentq, linprog

from hesskit import LogisticLoss
from hesskit.homework.assignments.catalogue import assignments
from hesskit.maths.surfaces.parsing import parse


def question(lesson, name):
    """One question of one assignment."""
    assignment = next(found for key, found in assignments().items() if key.startswith(lesson))
    return next(found for found in assignment.questions if found.name == name)


def drawn(setup):
    """What a setup cell draws: the text in its call."""
    return json.loads(ast.literal_eval(setup[setup.index("picture(") + len("picture") :]))


x, y, z = (sympy.Symbol(name, real=True) for name in "xyz")


def hw1_q1(given, data):
    f = given["a"] * x**2 * y + given["b"] * x * y**3 + given["c"] * x
    wanted = sympy.hessian(f, (x, y))
    entries = [cell.strip() for cell in data["H"].replace("[", "").replace("]", "").split(",")]
    assert [sympy.expand(parse(cell)) for cell in entries] == list(wanted)
    assert sympy.Matrix(data["H_at_p"]) == wanted.subs(dict(zip((x, y), given["point"], strict=True)))


def hw1_q3(given, data):
    h = sympy.hessian(parse(data["f"], ("x", "y", "z")), (x, y, z))
    assert list(h.diagonal()) == given["diagonal"] and h.det() > 0
    assert np.linalg.eigvalsh(np.array(h, dtype=float))[0] < 0


def hw2_q1(given, data):
    f = given["a"] * x**3 + given["b"] * y**3 + given["k"] * x * y
    found = sympy.solve([f.diff(x), f.diff(y)], [x, y], dict=True)
    real = {(s[x], s[y]) for s in found if s[x].is_real and s[y].is_real}
    assert real == {tuple(map(sympy.Integer, spot)) for spot in data["points"]}
    assert tuple(data["saddle"]) in real
    for spot in real:
        h = np.array(sympy.hessian(f, (x, y)).subs(dict(zip((x, y), spot, strict=True))), dtype=float)
        low, high = np.linalg.eigvalsh(h)
        kind = "saddle" if low < 0 < high else "minimum" if low > 0 else "maximum"
        assert kind == ("saddle" if spot == tuple(data["saddle"]) else data["other"])


def hw2_q4(given, data):
    f = sympy.lambdify((x, y), parse(data["f"]))
    p, q = map(float, given["point"])
    turns = np.linspace(0, 2 * np.pi, 721)
    rises = f(p + 0.01 * np.cos(turns), q + 0.01 * np.sin(turns)) - f(p, q)
    assert (rises > 0).all() if given["kind"] == "minimum" else (rises < 0).all()
    h = sympy.hessian(parse(data["f"]), (x, y)).subs({x: given["point"][0], y: given["point"][1]})
    assert h.det() == 0 and h[0, 1] != 0


def hw3_q1(given, data):
    f = (given["a"] + given["b"] * x) * sympy.exp(given["c"] * y)
    t = sympy.Symbol("t")
    series = sympy.series(f.subs({x: t * x, y: t * y}, simultaneous=True), t, 0, 3).removeO().subs(t, 1)
    assert sympy.expand(series - sympy.nsimplify(parse(data["model"]))) == 0


def hw3_q4(given, data):
    s = sympy.Symbol("s")
    (p, q), (u, v) = given["point"], given["direction"]
    length = sympy.sqrt(u * u + v * v)
    along = parse(data["f"]).subs({x: p + s * u / length, y: q + s * v / length}, simultaneous=True)
    assert sympy.nsimplify(along.diff(s).subs(s, 0)) == given["slope"]
    assert sympy.nsimplify(along.diff(s, 2).subs(s, 0)) == given["bend"]


def hw4_q1(given, data):
    """From the formula that the student reads."""
    f = parse(question("hw4", "q1").text(given).split("$")[1].split("=")[1])
    start = sympy.Matrix(given["point"])
    at = dict(zip((x, y), given["point"], strict=True))
    gradient = sympy.Matrix([f.diff(x), f.diff(y)]).subs(at)
    step = sympy.hessian(f, (x, y)).subs(at).LUsolve(-gradient)
    assert list(start + step) == data["newton_point"]
    assert np.allclose(np.array(start - gradient / 10, dtype=float).ravel(), data["descent_point"])


def hw4_q2(given, data):
    """By running it: the factor after many steps, and both sides of the limit."""
    h = np.array([[2 * given["a"], given["b"]], [given["b"], 2 * given["a"]]])

    def size(t, steps):
        point = np.array([1.0, 0.3])
        for _ in range(steps):
            point = point - t * h @ point
        return np.linalg.norm(point)

    assert abs(size(given["t"], 61) / size(given["t"], 60) - data["factor"]) < 1e-3
    limit = float(sympy.Rational(data["limit"]))
    assert size(0.98 * limit, 4000) < 1e-6 and size(1.02 * limit, 4000) > 1e6


def hw4_q4(given, data):
    f, at = parse(data["f"]), dict(zip((x, y), given["start"], strict=True))
    gradient = sympy.Matrix([f.diff(x), f.diff(y)]).subs(at)
    step = sympy.hessian(f, (x, y)).subs(at).LUsolve(-gradient)
    assert list(sympy.Matrix(given["start"]) + step) == given["end"] and (gradient.T * step)[0] > 0


def hw4_q5(given, data):
    """From the numbers in the picture."""
    for label, (_, errors) in drawn(question("hw4", "q5").setup(given))["panels"][0]["curves"].items():
        logs = np.log(errors)
        if data[label] == "linear":
            assert np.allclose(np.exp(np.diff(logs)), data["linear_factor"], rtol=0.03)
        elif data[label] == "quadratic":
            assert np.allclose(logs[2:] / logs[1:-1], 2, rtol=0.05)
        else:
            assert min(errors) > 0.1


def hw5_q1(given, data):
    beta = np.array([0, np.log(given["odds"])])
    loss = LogisticLoss(given["x"], given["y"])
    assert np.allclose([float(sympy.Rational(v)) for v in data["gradient"]], loss.gradient(beta))
    assert np.allclose([[float(sympy.Rational(v)) for v in row] for row in data["H"]], loss.hessian(beta))


def hw5_q3(given, data):
    """Is A w ≥ 1 solvable? Asked of SciPy, with each label changed in turn."""
    table = np.array(given["rows"], dtype=float)
    design, signs = np.column_stack([np.ones(6), table[:, :2]]), 2 * table[:, 2] - 1
    assert (signs * (design @ np.array(data["beta"])) > 0).all()
    ended = []
    for row in range(6):
        changed = np.where(np.arange(6) == row, -signs, signs)
        signed = changed[:, None] * design
        weak = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(6), bounds=[(-1, 1)] * 3)
        if -weak.fun < 1e-9:  # not even a direction in which no row loses and one wins
            ended.append(row + 1)
    assert ended == [data["row"]]


def hw5_q4(given, data):
    errors = np.sqrt(np.diag(np.linalg.inv(given["m"] * np.array(given["H"]))))
    assert np.allclose(data["interval"], given["slope"] + 1.96 * errors[1] * np.array([-1, 1]), atol=6e-4)


def hw5_q5(given, data):
    for label in "ABC":
        fit = LogisticLoss(given["x"], given["y"], ridge=data[label]).fit()
        assert np.allclose(fit.points[-1], question("hw5", "q5").fitted(given, data[label]), atol=1e-3)


def hw6_q1(given, data):
    """The bytes of a column, the product by SymPy."""
    column = np.zeros(data["largest"]).nbytes
    read = question("hw6", "q1").text(given).split(" gigabytes")[0].split()[-1]
    assert column * data["largest"] == round(float(read) * 10**9)
    unknowns = sympy.symbols("x1:5", real=True)
    f = sympy.Rational(given["a"], 12) * sum(u**4 for u in unknowns)
    f += sympy.Rational(given["c"], 2) * sum(unknowns) ** 2
    h = sympy.hessian(f, unknowns).subs(dict(zip(unknowns, given["p"], strict=True)))
    assert list(h * sympy.Matrix(given["v"])) == data["Hv"]
    n, seconds = given["timed"], given["took"]
    while n < data["largest"]:  # by hand: a little larger, and a little longer
        n, seconds = n * 1.00001, seconds * 1.00001**3
    assert abs(seconds / data["seconds"] - 1) < 1e-4


def hw6_q2(given, data):
    """By making the rows: the step of least squares over all of them at once."""
    for (gradients, hessians, rows), step in zip(given["probes"], data["newton_step"]["values"], strict=True):
        everything = [np.repeat(np.array(sent), rows, axis=0) for sent in (gradients, hessians)]
        g, h = (np.mean(sent, axis=0) for sent in everything)
        assert np.allclose(h @ step + given["damping"] * np.array(step), -g)


def hw6_q3(given, data):
    """By NumPy's Cholesky factor in the order that is handed in."""
    text = question("hw6", "q3").text(given)
    pairs = [tuple(map(int, pair.split(" and "))) for pair in text.split(": ")[1].split(".")[0].split(", ")]
    h = 10 * np.eye(8)[1:, 1:]
    for i, j in pairs:
        h[i - 1, j - 1] = h[j - 1, i - 1] = 1

    def lost(order):
        turned = h[np.ix_(np.array(order) - 1, np.array(order) - 1)]
        return int(((np.abs(np.linalg.cholesky(turned)) > 1e-12) & (turned == 0)).sum())

    assert lost(data["order"]) == 0 and lost(range(1, 8)) == data["lost"]


def hw6_q4(given, data):
    a, b = data["variances"]
    funds = np.array([[a, given["covariance"]], [given["covariance"], b]])
    assert np.linalg.eigvalsh(funds)[0] > 1e-9
    assert np.linalg.eigvalsh(funds.astype(np.float32).astype(float))[0] < 1e-10


def hw6_q5(given, data):
    """By SciPy, from the lines in the picture: the least cost, with a megawatt more of demand and of the limit."""
    curves = drawn(question("hw6", "q5").setup(given))["panels"][0]["curves"]
    lines = {label: (ys[0], (ys[1] - ys[0]) / xs[1], xs[1]) for label, (xs, ys) in curves.items()}
    demand = float(question("hw6", "q5").text(given).split(" megawatts at")[0].split()[-1])

    def cheapest(demand, more=0.0):
        b, slope, high = np.array([lines[label] for label in "ABC"]).T
        high = high + more * (np.array(list("ABC")) == data["limited"])
        at = brentq(lambda price: np.clip((price - b) / slope, 0, high).sum() - demand, 0, 200)
        made = np.clip((at - b) / slope, 0, high)
        return at, made, float((b * made + slope * made**2 / 2).sum())

    price, made, cost = cheapest(demand)
    assert abs(price - given["price"]) < 0.05
    assert [label for label, p in zip("ABC", made, strict=True) if p > lines[label][2] - 1e-6] == [
        data["limited"]
    ]
    assert "ABC"[int(np.argmax(cheapest(demand + 1)[1] - made))] == data["most"]
    assert abs((cost - cheapest(demand, 1.0)[2]) - data["saves"]) < 0.2


REFEREES = {tuple(name.split("_")): check for name, check in dict(globals()).items() if name.startswith("hw")}
