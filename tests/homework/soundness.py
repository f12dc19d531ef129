"""What must hold for the data of every version, by question: computed with NumPy alone."""

import numpy as np

from tests.homework import soundness_2

SOUND = {}


def sound(assignment, question):
    def register(check):
        SOUND[assignment, question] = check
        return check

    return register


def signs(matrix):
    values = np.linalg.eigvalsh(np.asarray(matrix, dtype=float))
    assert np.abs(values).min() > 1e-9, "singular"
    return int(np.sum(values < 0)), int(np.sum(values > 0))


@sound("hw1", "q1")
def _(given):
    a, b, (x, y) = given["a"], given["b"], given["point"]
    h = np.array([[2 * a * y, 2 * a * x + 3 * b * y * y], [2 * a * x + 3 * b * y * y, 6 * b * x * y]])
    assert (h != 0).all() and abs(np.linalg.det(h)) > 0.5
    assert x != y and given["c"] != 0


@sound("hw1", "q2")
def _(given):
    for h, u in given["probes"]:
        h, u = np.array(h), np.array(u)
        assert (h == h.T).all() and u.any()
        assert h[0, 1] != 0
    assert signs(given["H"]) == (1, 1)
    assert np.linalg.norm(given["u"]) in (5, 10)
    values = [float(np.array(u) @ np.array(h) @ np.array(u)) for h, u in given["probes"]]
    assert any(abs(value) > 1e-9 for value in values)


@sound("hw1", "q3")
def _(given):
    d = given["diagonal"]
    assert len(d) == 3 and min(d) > 0
    k = sum(d)
    h = np.array([[d[0], k, k], [k, d[1], k], [k, k, d[2]]])
    assert signs(h) == (2, 1) and np.linalg.det(h) > 0


@sound("hw1", "q4")
def _(given):
    assert len({tuple(entry) for entry in given["matrices"]}) == 6
    for a, b, c in given["matrices"]:
        values = np.linalg.eigvalsh([[a, b], [b, c]])
        assert abs(values[0]) > 1e-9 and values[1] - values[0] > 0.5
    shown = [tuple(entry) for entry in given["panels"].values()]
    assert len(set(shown)) == 3
    assert sorted(np.sign(a * c - b * b) for a, b, c in shown) == [-1, 1, 1]


@sound("hw1", "q5")
def _(given):
    a, b = given["a"], given["b"]

    def g(x, y):
        return x * y * (a * x * x - b * y * y) / (x * x + y * y)

    small = 1e-7
    first = [g(small, y) / small for y in (0.5, -0.5)]  # the slope along x on the y-axis
    second = [g(x, small) / small for x in (0.5, -0.5)]
    mixed = first[0] - first[1], second[0] - second[1]
    assert abs(mixed[0] + b) < 1e-5 and abs(mixed[1] - a) < 1e-5
    assert abs(mixed[0]) != abs(mixed[1])


@sound("hw1", "q6")
def _(given):
    h = np.array(given["H"])
    assert (np.diag(h) > 0).all() and signs(h) == (1, 1)
    assert min(h.sum(), h[0, 0] + h[1, 1] - 2 * h[0, 1]) < 0  # along one of the diagonals it bends down


soundness_2.register(sound)
