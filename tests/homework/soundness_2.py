"""Soundness of homework 2 to 6, computed with NumPy alone."""

import numpy as np

from tests.homework.graders_referee import question


def signs(entries):
    """The signs of the eigenvalues of [[a, b], [b, c]], ascending."""
    a, b, c = entries
    values = np.linalg.eigvalsh(np.array([[a, b], [b, c]], dtype=float))
    return tuple(int(s) for s in np.sign(np.where(abs(values) < 1e-9, 0, values)))


def cubic(given):
    """hw2 q1: two critical points, D > 0 at the one and D < 0 at the origin."""
    a, b, k, (x, y) = given["a"], given["b"], given["k"], given["point"]
    assert (x, y) != (0, 0) and k != 0
    assert 3 * a * x * x + k * y == 0 == 3 * b * y * y + k * x
    assert 36 * a * b * x * y - k * k > 0


def four_points(given):
    """hw2 q2: what each of the four is called, from its numbers alone."""
    wanted = {"positive diagonal": (-1, 1), "slope": (1, 1), "singular": (0, 1), "maximum": (-1, -1)}
    for case, (slope, entries) in zip(given["cases"], given["points"], strict=True):
        assert signs(entries) == wanted[case]
        assert (slope != [0, 0]) == (case == "slope")
        if case == "positive diagonal":
            assert entries[0] > 0 and entries[2] > 0


def kinds(given):
    """hw2 q3: eigenvalues are zero, or large, but for one on either side of the threshold."""
    tiny, near = float("{}e-{}".format(*given["tiny"])), 0
    found = []
    for ((*rows,),) in given["probes"]:
        h = np.array(rows)
        values = np.linalg.eigvalsh(h)
        assert (h == h.T).all()
        near += sum(bool(np.isclose(abs(v), [0.7 * tiny, 1.5 * tiny], rtol=1e-6).any()) for v in values)
        assert all(abs(v) < 1e-10 or abs(v) > 0.5 or 0.6 * tiny < abs(v) < 1.6 * tiny for v in values)
        clear = np.sign(np.where(abs(values) < tiny, 0, values))
        found.append(
            "saddle"
            if clear[0] * clear[-1] < 0
            else {1: "minimum", -1: "maximum"}.get(clear[0] * clear[-1] and clear[0], "none")
        )
    assert sorted(found) == ["maximum", "minimum", *["none"] * 3, *["saddle"] * 4] and near == 2


def degenerate(given):
    p, q = given["point"]
    assert p * q != 0 and p != q


def four_marks(given):
    """hw2 q5: gradient and Hessian of s(u³/3 − u) + t(v³/3 − v) at the marks."""
    s, t, (c, d) = given["s"], given["t"], given["turn"]
    assert abs(c * c + d * d - 1) < 1e-12
    for label, (x, y) in given["marks"].items():
        u, v = c * x + d * y, c * y - d * x
        slope = max(abs(s * (u * u - 1)), abs(t * (v * v - 1)))
        bends = np.sign([2 * s * u, 2 * t * v]).tolist()
        assert max(abs(x), abs(y)) < 1.9
        if given["kinds"][label] == "not critical":
            assert slope > 0.9
        else:
            assert slope < 1e-5
            wanted = {"a minimum": [[1, 1]], "a maximum": [[-1, -1]], "a saddle": [[1, -1], [-1, 1]]}
            assert bends in wanted[given["kinds"][label]]


def lowest(given):
    a, b, c = (given[name] for name in "abc")
    x, y = c + 2.0, 100.0
    assert min(a, b, c) > 0 and a * x * x + b * y * y * (c - x) ** 3 < 0


def nonzero(*names):
    def check(given):
        assert all(given[name] != 0 for name in names)

    return check


def expansion(given):
    """hw3 q1: against central differences; six numbers, one of them zero."""
    a, b, c = given["a"], given["b"], given["c"]

    def f(x, y):
        return (a + b * x) * np.exp(c * y)

    h = 1e-3
    assert abs((f(h, h) - f(h, -h) - f(-h, h) + f(-h, -h)) / (4 * h * h) - b * c) < 1e-2
    assert abs((f(0, h) - 2 * f(0, 0) + f(0, -h)) / h**2 - a * c * c) < 1e-1
    assert a * b * c != 0


def nearer(given):
    assert given["times"] >= 3 and 0 < given["model"] < given["far"] and 0 < given["plane"] < given["far"]


def taylor(given):
    for value, gradient, h, centre, point in given["probes"]:
        h = np.array(h)
        assert value and all(gradient) and (h == h.T).all() and (np.diag(h) != 0).all()
        assert h[0, 1] != 0 and all(centre) and np.all(np.subtract(point, centre))


def direction(given):
    assert np.hypot(*given["direction"]) == 5 and given["slope"] > 0 > given["bend"]


def arrows(given):
    """hw3 q5: what each arrow does to f, and how steep it is at the marks."""
    s, (c, d) = given["s"], given["turn"]
    metric = s * (np.outer([c, d], [c, d]) + 4 * np.outer([-d, c], [-d, c]))
    gradient = metric @ given["start"]
    rises = {way: gradient @ given["steps"][number] for number, way in given["ways"].items()}
    best = np.linalg.norm(gradient) * 0.8
    assert abs(rises["up"] - best) < 1e-3 and abs(rises["down"] + best) < 1e-3 and abs(rises["along"]) < 1e-3
    assert 0.1 * best < abs(rises["centre"]) < 0.9 * best
    steep = {name: np.linalg.norm(metric @ given["places"][spot]) for spot, name in given["spots"].items()}
    assert steep["steep"] > 1.8 * max(steep["high"], steep["low"])
    height = {
        name: abs(np.dot(given["places"][spot], metric @ given["places"][spot]))
        for spot, name in given["spots"].items()
    }
    distance = {name: np.hypot(*given["places"][spot]) for spot, name in given["spots"].items()}
    assert distance["high"] > distance["steep"] > distance["low"] and height["low"] < height["high"]


def two_steps(given):
    """hw4 q1: Newton's step solves its equation, and every wrong way ends elsewhere."""
    a, b, c, (p, q), d = given["a"], given["b"], given["c"], given["point"], np.array(given["step"])
    h = np.array([[6 * a * p, b], [b, 2 * c]], dtype=float)
    g = -h @ d
    assert np.linalg.eigvalsh(h)[0] > 0.1 and (g != 0).all() and b != 0
    start = np.array([p, q])
    newton = [d, -d, -h @ g, -g / np.diag(h), -g]
    descent = [-0.1 * g, 0.1 * g, -g, -0.1 * g / np.linalg.norm(g)]
    for ends in ([*(start + e for e in newton), d], descent):
        assert all(np.abs(e - f).max() > 1e-3 for i, e in enumerate(ends) for f in ends[:i])


def step_size(given):
    flat, steep = np.linalg.eigvalsh([[2 * given["a"], given["b"]], [given["b"], 2 * given["a"]]])
    assert 0.5 < flat < steep / 1.5
    assert abs(1 - given["t"] * flat) > abs(1 - given["t"] * steep)
    assert 0 < given["t"] < 2 / steep


def loop(given):
    """hw4 q3: strictly convex everywhere, so every step exists, and the loop has something to do."""
    assert 4 * given["a"] * given["c"] > given["b"] ** 2 > 0 and given["e"] != 0
    for start, _ in given["probes"]:
        assert all(start)


def uphill(given):
    assert all(np.subtract(given["end"], given["start"])) and given["start"][0] != given["start"][1]


def falling(given):
    assert (
        given["cycle"][0] != given["cycle"][1] and 0 < given["start"] < 1 and given["powers"] in (2, 3, 5, 6)
    )


def races(given):
    times = np.multiply(given["steps"], given["seconds"])
    assert times[0] > 2.5 * times[1] and given["steps"][0] * 10 < given["steps"][1]
    assert given["eigenvalues"][0] < 0 < given["eigenvalues"][1]


def logistic(given):
    """hw5 q1: both entries of the gradient count, and H is positive definite."""
    x, y = np.array(given["x"]), np.array(given["y"])
    p = 1 / (1 + np.exp(-np.log(given["odds"]) * x))
    gradient = np.array([np.mean(p - y), np.mean((p - y) * x)])
    w = p * (1 - p)
    assert np.abs(gradient).min() > 1e-3 and abs(abs(gradient[0]) - abs(gradient[1])) > 1e-3
    assert signs((w.mean(), (w * x).mean(), (w * x * x).mean())) == (1, 1) and abs((w * x).mean()) > 1e-3
    assert 0 < y.sum() < len(y)


def designs(given):
    margins = []
    for x, beta in given["probes"]:
        x = np.array(x)
        assert np.linalg.matrix_rank(x) == x.shape[1] and (x[:, 0] == 1).all()
        margins.append(np.abs(x @ np.array(beta)).max())
    assert max(margins[:2]) < 40 and margins[2] > 750


def separable(given):
    """hw5 q3: separated with room, every coefficient counts, and the corner lies between the others."""
    table = np.array(given["rows"])
    design, labels = np.column_stack([np.ones(6), table[:, :2]]), 2 * table[:, 2] - 1
    assert (labels * (design @ given["beta"]) >= 0.5).all() and all(given["beta"])
    assert np.linalg.matrix_rank(design) == 3 and sorted(labels) == [-1, -1, -1, 1, 1, 1]
    corner = table[given["corner"] - 1]
    friends = [row for row in table if row[2] == corner[2] and (row != corner).any()]
    others = [row for row in table if row[2] != corner[2]]
    middle = np.mean([row[:2] for row in friends], axis=0)
    assert any(
        np.allclose((corner[:2] * 3 + row[:2]) / 4, middle) for row in others
    )  # on the way to another label


def interval(given):
    (a, b), (_, c) = given["H"]
    assert a * c - b * b > 1e-3 and given["slope"] > 0


def ridges(given):
    slopes = [abs(question("hw5", "q5").fitted(given, float(ridge))[1]) for ridge in ("0.002", "0.5", "5")]
    assert slopes[0] > 1.4 * slopes[1] > 1.96 * slopes[2] > 0.1


def never_ends(given):
    x, y = np.array(given["x"]), np.array(given["y"])
    sides = (x > given["cut"]).astype(int)
    assert (sides == y).all() or (sides == 1 - y).all()
    assert given["cut"] not in given["x"]


def apart(values, least=1e-3):
    """No two of these vectors are the same."""
    found = [np.ravel(value).astype(float) for value in values]
    return all(len(u) != len(v) or abs(u - v).max() > least for i, u in enumerate(found) for v in found[:i])


def costs(given):
    """hw6 q1: sizes far enough apart that no power is another, and no wrong product is the right one."""
    ratio = given["largest"] / given["timed"]
    assert ratio >= 4 and apart([ratio, ratio**2, ratio**3, ratio**3 / 3], 1)
    p, v, a, c = (np.array(given[name]) for name in "pvac")
    h = np.diag(a * p**2) + c
    whole = (h @ v) + a * (p * v**2 + v**3 / 3)
    slope = a * p**3 / 3 + c * p.sum()
    assert (h != 0).all() and apart([h @ v, np.diag(h) * v, a * p**2 * v, whole, slope])
    assert v.sum() not in v


def machines(given):
    """hw6 q2: every block bends up, the blocks differ, and weights, damping and the single steps count."""
    ends = []
    for gradients, hessians, rows in given["probes"]:
        g, h, rows = (np.array(sent, dtype=float) for sent in (gradients, hessians, rows))
        assert np.linalg.eigvalsh(h).min() > 0.5 and len(set(rows)) == len(rows)
        found = []
        for w in (rows / rows.sum(), np.full(len(rows), 1 / len(rows)), rows, np.eye(len(rows))[0]):
            for damping in (given["damping"], 0):
                damped = np.tensordot(w, h, axes=1) + damping * np.eye(len(h[0]))
                found.append(np.linalg.solve(damped, -w @ g))
        damped = h + given["damping"] * np.eye(len(h[0]))
        found.append(rows / rows.sum() @ np.linalg.solve(damped, -g[..., None])[..., 0])
        ends.append(found)
    right = [np.concatenate(one) for one in zip(*ends, strict=True)]
    assert all(abs(one - right[0]).max() > 1e-4 for one in right[1:])


def fill_in(given):
    """hw6 q3: by Cholesky itself, four to seven zeros of fifteen are lost in the natural order."""
    middle, *others = given["names"]
    ties = [(middle, arm) for arm in others[:3]] + list(zip(others[:3], others[3:], strict=True))
    h = 10 * np.eye(7)
    for i, j in ties:
        h[i - 1, j - 1] = h[j - 1, i - 1] = 1
    factor = np.abs(np.linalg.cholesky(h)) > 1e-12
    assert 4 <= (factor & (h == 0)).sum() <= 7 and (np.tril(h == 0)).sum() == 15 and middle != 1


def two_funds(given):
    """hw6 q4: the covariance is a number of float32 itself, with a spacing that the reference stays below."""
    k = np.float32(given["covariance"])
    assert k == given["covariance"] and 4e-6 < np.spacing(k) < 1e-4


def dispatch(given):
    """hw6 q5: one station is full below the price, the others are free, and the full one is the flattest."""
    price, (full, flat, steep) = given["price"], (given["stations"][r] for r in ("full", "flat", "steep"))
    at_limit = [start + slope * limit for start, slope, limit in (full, flat, steep)]
    assert abs(at_limit[0] - given["end"]) < 1e-9 and at_limit[0] <= price - 10
    assert min(at_limit[1:]) > price + 3
    assert 2 * full[1] < flat[1] <= steep[1] / 2 and steep[0] < min(full[0], flat[0])
    assert apart([[price], [given["end"]], [price - given["end"]], [0]], 4) and flat[2] > full[2]


def success(given):
    assert given["millions"] >= 2 and given["slope"] >= 2


CHECKS = {
    "hw2": (cubic, four_points, kinds, degenerate, four_marks, lowest),
    "hw3": (expansion, nearer, taylor, direction, arrows, nonzero("a", "b")),
    "hw4": (two_steps, step_size, loop, uphill, falling, races),
    "hw5": (logistic, designs, separable, interval, ridges, never_ends),
    "hw6": (costs, machines, fill_in, two_funds, dispatch, success),
}


def register(sound):
    for assignment, checks in CHECKS.items():
        for place, check in enumerate(checks):
            sound(assignment, f"q{place + 1}")(check)
