"""The glossary: each term once, every reference resolves, and the numbers of the examples are true."""

import re

import glossary_checks_4
import glossary_checks_5
import glossary_checks_6
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from hesskit.course.exercises.tables import lessons
from hesskit.course.lessons.glossary import TERMS, find, glossary, plain_words, words
from hesskit.course.text import to_html, to_plain

x, y, t = sympy.symbols("x y t", real=True)
NAMES = [term.name for term in TERMS]
each_term = pytest.mark.parametrize("term", TERMS, ids=NAMES)
M = np.array([[2.0, 3.0], [3.0, 2.0]])
Q = x**2 + 3 * x * y + y**2


def gradient(f, point=(0, 0)):
    return [f.diff(v).subs({x: point[0], y: point[1]}) for v in (x, y)]


def hessian(f, point=(0, 0)):
    return sympy.hessian(f, (x, y)).subs({x: point[0], y: point[1]})


def eigenvalues(*rows):
    return np.round(np.linalg.eigvalsh(np.array(rows, dtype=float)), 12).tolist()


def second_difference(f, a, h):
    return (f(a + h) - 2 * f(a) + f(a - h)) / h**2


def mixed_partials_at_0():
    h = sympy.Symbol("h", real=True)
    g = x * y * (x**2 - y**2) / (x**2 + y**2)
    return [sympy.limit(g.subs(x, h) / h, h, 0).diff(y), sympy.limit(g.subs(y, h) / h, h, 0).diff(x)]


def sign_changes_on_a_ring(f, radius=0.1):
    angle = np.linspace(0.001, 2 * np.pi + 0.001, 3601)
    signs = np.sign(sympy.lambdify((x, y), f)(radius * np.cos(angle), radius * np.sin(angle)))
    return int(np.count_nonzero(np.diff(signs)))


def newton_step(f, point):
    return list(-hessian(f, point).inv() * sympy.Matrix(gradient(f, point)))


def model(f, point, order):
    along = f.subs({x: point[0] + t * (x - point[0]), y: point[1] + t * (y - point[1])}, simultaneous=True)
    return sympy.series(along, t, 0, order + 1).removeO().subs(t, 1)


def is_zero(expression):
    return sympy.simplify(expression) == 0


P = x**2 * y
CHECKS = {
    **glossary_checks_4.CHECKS,
    **glossary_checks_5.CHECKS,
    **glossary_checks_6.CHECKS,
    "partial derivative": lambda: [P.diff(x), P.diff(y)] == [2 * x * y, x**2],
    "gradient": lambda: gradient(P, (1, 2)) == [4, 1],
    "second partial": lambda: [P.diff(x, 2), P.diff(y, 2)] == [2 * y, 0],
    "mixed partial": lambda: P.diff(x, y) == P.diff(y, x) == 2 * x,
    "Hessian": lambda: sympy.hessian(Q, (x, y)) == sympy.Matrix([[2, 3], [3, 2]]),
    "route": lambda: (
        (x**4).diff(x, 2).subs(x, 1) == 12
        and round(second_difference(lambda a: a**4, 1.0, 0.01), 6) == 12.0002
    ),
    "finite difference": lambda: round(second_difference(lambda a: a**4, 1.0, 0.1), 9) == 12.02,
    "step": lambda: 0.00005 < np.finfo(float).eps ** 0.25 < 0.0002,
    "truncation": lambda: is_zero(second_difference(lambda a: a**4, 1, t) - 12 - 2 * t**2),
    "rounding": lambda: 1 + 1e-16 == 1,
    "direction": lambda: np.hypot(3, 4) == 5 and np.allclose(np.array([3, 4]) / 5, [0.6, 0.8]),
    "curvature": lambda: np.isclose(np.array([0.6, 0.8]) @ M @ np.array([0.6, 0.8]), 4.88),
    "quadratic form": lambda: is_zero(
        (sympy.Matrix([[x, y]]) * sympy.Matrix([[1, 2], [2, 5]]) * sympy.Matrix([x, y]))[0]
        - (x**2 + 4 * x * y + 5 * y**2)
    ),
    "eigenvalue": lambda: eigenvalues(*M) == [-1, 5],
    "eigenvector": lambda: (M @ [1, 1]).tolist() == [5, 5] and (M @ [1, -1]).tolist() == [-1, 1],
    "Clairaut–Schwarz": lambda: mixed_partials_at_0() == [-1, 1],
    "symmetric": lambda: (
        (M == M.T).all() and not np.array_equal([[0, -1], [1, 0]], np.transpose([[0, -1], [1, 0]]))
    ),
    "definite": lambda: eigenvalues([2, 1], [1, 2]) == [1, 3],
    "indefinite": lambda: eigenvalues(*M)[0] < 0 < eigenvalues(*M)[1],
    "semidefinite": lambda: eigenvalues(*np.diag([1, 0])) == [0, 1],
    "singular": lambda: eigenvalues(*np.diag([1, -1, 0])) == [-1, 0, 1],
    "determinant": lambda: (
        np.isclose(np.linalg.det(np.diag([-1.0, -1.0, 1.0])), 1)
        and eigenvalues(*np.diag([-1, -1, 1])) == [-1, -1, 1]
    ),
    "critical point": lambda: (
        sympy.solve([(x**3 - 3 * x + y**2).diff(v) for v in (x, y)], [x, y]) == [(-1, 0), (1, 0)]
    ),
    "second-derivative test": lambda: gradient(Q) == [0, 0] and eigenvalues(*hessian(Q).tolist()) == [-1, 5],
    "D": lambda: hessian(Q).det() == -5,
    "kind": lambda: hessian(x**4 + y**4).is_zero_matrix,
    "minimum": lambda: gradient(x**2 + y**2) == [0, 0] and hessian(x**2 + y**2).is_positive_definite,
    "maximum": lambda: gradient(-(x**4) - y**4) == [0, 0] and hessian(-(x**4) - y**4).det() == 0,
    "saddle": lambda: (
        hessian(x**2 - y**2).det() == -4
        and hessian(x**3 - 3 * x * y**2).det() == 0
        and sign_changes_on_a_ring(x**3 - 3 * x * y**2) > 0
    ),
    "trace": lambda: np.trace(M) == 4 == sum(eigenvalues(*M)),
    "map of Hessians": lambda: (
        eigenvalues([2, 0], [0, 2]) == [2, 2] and is_zero((x + y) ** 2 / 4 - x * y - (x - y) ** 2 / 4)
    ),
    "inconclusive": lambda: (
        hessian(x**4 + y**4).det() == 0 == hessian(x**2 + y**3).det()
        and sign_changes_on_a_ring(x**2 + y**3) > 0
        and sign_changes_on_a_ring(x**4 + y**4) == 0
    ),
    "degenerate": lambda: hessian(x**2 + y**4).det() == 0 and sign_changes_on_a_ring(x**2 + y**4) == 0,
    "nature": lambda: (
        hessian(x**2 - y**4) == hessian(x**2 + y**4)
        and sign_changes_on_a_ring(x**2 - y**4) > 0
        and sign_changes_on_a_ring(x**2 + y**4) == 0
    ),
    "ring": lambda: sign_changes_on_a_ring(x**3 - 3 * x * y**2) == 6,
    "monkey saddle": lambda: hessian(x**3 - 3 * x * y**2).is_zero_matrix,
    "minimum along every line": lambda: is_zero(((y - x**2) * (y - 3 * x**2)).subs(y, 2 * x**2) + x**4),
    "isolated": lambda: (
        sympy.solve([4 * x**3, 4 * y**3], [x, y]) == [(0, 0)]
        and [((x - y) ** 2).diff(v).subs(y, x) for v in (x, y)] == [0, 0]
    ),
    "local": lambda: (
        (x**2 + y**2 * (1 - x) ** 3).subs({x: 3, y: 3}) == -63
        and hessian(x**2 + y**2 * (1 - x) ** 3) == sympy.diag(2, 2)
    ),
    "global": lambda: (x**3 - 3 * x + y**2).subs({x: -5, y: 0}) == -110,
    "necessary": lambda: (
        gradient(x**2 + y**3) == [0, 0] and eigenvalues(*hessian(x**2 + y**3).tolist()) == [0, 2]
    ),
    "sufficient": lambda: hessian(x**4 + y**4).is_zero_matrix,
    "Taylor model": lambda: is_zero(
        model(sympy.exp(x + 2 * y), (0, 0), 2) - (1 + (x + 2 * y) + (x + 2 * y) ** 2 / 2)
    ),
    "order": lambda: [model(sympy.cos(x), (0, 0), n) for n in range(3)] == [1, 1, 1 - x**2 / 2],
    "tangent plane": lambda: is_zero(model(P, (1, 2), 1) - (2 + 4 * (x - 1) + (y - 2))),
    "centre": lambda: (
        np.isclose(float(model(P, (1, 2), 2).subs({x: 1.2, y: 2.5})), 3.58) and np.isclose(1.2**2 * 2.5, 3.6)
    ),
    "remainder": lambda: (
        round(np.exp(0.1) - 1.105, 5) == 0.00017
        and 1.105 < np.exp(0.1) < 1.11
        and round(1.11 * 0.1**3 / 6, 6) == 0.000185
    ),
    "slope": lambda: 2**3 == 8 and [sympy.cos(x).diff(x, n).subs(x, 0) for n in (3, 4)] == [0, 1],
    "level curve": lambda: (
        3**2 + 4**2 == 25 and gradient(x**2 + y**2, (3, 4)) == [6, 8] and np.dot([6, 8], [4, -3]) == 0
    ),
    "directional derivative": lambda: np.isclose(np.dot([4, 1], [3, 4]) / 5, 3.2),
    "steepest ascent": lambda: np.isclose(np.dot([3, 4], [0.6, 0.8]), 5),
    "convex set": lambda: np.hypot(1, 0) == np.hypot(-1, 0) == 1 != np.hypot(0, 0),
    "convex": lambda: eigenvalues(*hessian((x - y) ** 2).tolist()) == [0, 4],
    "strictly convex": lambda: (t**4).diff(t, 2).subs(t, 0) == 0,
    "tilted bowl": lambda: (
        gradient(sympy.exp(x) + sympy.exp(y)) == [1, 1]
        and hessian(sympy.exp(x) + sympy.exp(y)) == sympy.eye(2)
    ),
    "minimiser": lambda: sympy.solve([2 * x - 2, 2 * y], [x, y]) == {x: 1, y: 0},
    "Newton step": lambda: (
        newton_step(x**4 + 2 * x * y + y**2, (1, 1)) == [sympy.Rational(-1, 5), sympy.Rational(-9, 5)]
    ),
}


def test_enough_terms_each_defined_once():
    assert len(TERMS) >= 80
    looked_up = [plain_words(word) for term in TERMS for word in (term.name, *term.synonyms)]
    assert len(set(looked_up)) == len(looked_up), sorted(w for w in looked_up if looked_up.count(w) > 1)
    assert {term.lesson for term in TERMS} == {1, 2, 3, 4, 5, 6} <= set(lessons())


@each_term
def test_every_cross_reference_resolves(term):
    assert set(term.see) <= set(NAMES) - {term.name}
    assert len(set(term.see)) == len(term.see)
    assert 1 <= term.part <= {1: 5, 2: 7, 3: 5, 4: 7, 5: 5, 6: 6}[term.lesson]


@each_term
def test_texts_are_short_typeset_and_read_plainly(term):
    assert len(to_plain(f"{term.definition} {term.example}").split()) <= 60
    for text in (term.definition, term.example):
        assert text.count("$") % 2 == 0 and text.count("{") == text.count("}")
        assert not re.search(r"[\\{}$]", to_plain(text)), to_plain(text)
        assert text.endswith(".")
    assert len(re.findall(r"[.?] [A-Z]", term.definition)) <= 2  # one or two sentences, three short ones


@each_term
def test_examples_with_numbers_are_true(term):
    if re.search(r"\d", term.example):
        assert CHECKS[term.name](), term.example


def test_no_check_is_left_over():
    assert set(CHECKS) <= set(NAMES)


@each_term
def test_every_word_leads_to_its_term(term):
    for word in (term.name, *term.synonyms, term.name.upper(), f"the {term.name}", f" {term.name}. "):
        assert find(word) is term
        assert glossary(word).terms == (term,)


@each_term
def test_a_term_shows_itself(term):
    page = glossary(term.name)
    assert str(page).startswith(f"{term.name}: ") and f"Lesson {term.lesson} (" in str(page)
    bundle = page._repr_mimebundle_()
    assert bundle["text/plain"] == str(page) == repr(page)
    assert (
        to_html(term.definition) in bundle["text/html"]
        and f"<strong>{term.name}</strong>" in bundle["text/html"]
    )


@pytest.mark.parametrize(
    ("word", "name"),
    [("mixed derivative", "mixed partial"), ("Saddle points", "saddle"), ("stationary point", "critical point"),
     ("Hessian matrices", "Hessian"), ("eigenvalues", "eigenvalue"), ("contour", "level curve"),
     ("psd", "semidefinite"),     ("Clairaut-Schwarz", "Clairaut–Schwarz"), ("Schwarz's theorem", "Clairaut–Schwarz"),
     ("second derivative test", "second-derivative test"), ("determinant D", None), ("discriminant", "D")],
)  # fmt: skip
def test_synonyms(word, name):
    found = find(word)
    assert (found.name if found else None) == name


def test_all_terms_are_listed():
    page = glossary()
    assert all(name in str(page) for name in NAMES)
    assert str(page).startswith(f"Glossary: {len(TERMS)} terms;")
    assert glossary("  ") == page


@pytest.mark.parametrize(
    ("word", "near"),
    [("sadle", "saddle"), ("eigenvalu", "eigenvalue"), ("hesian", "Hessian"), ("convexe", "convex")],
)
def test_an_unknown_word_is_met_by_near_ones(word, near):
    page = glossary(word)
    assert (
        not page.terms
        and near in str(page)
        and str(page).startswith(f"The glossary has no “{word}”; did you mean")
    )


@pytest.mark.parametrize(
    "word", [3, None, ["saddle"], object(), b"saddle", "zzzzzz", "<script>$x$</script>", "x" * 10_000]
)
def test_nothing_is_raised_at_a_learner(word):
    page = glossary(word)
    assert not page.terms
    assert str(page).count("\n") == 0 and str(page).endswith((".", "?"))
    assert "<script>" not in page._repr_html_()


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=80))
def test_any_text_is_met(word):
    assert str(glossary(word))


def test_words_are_looked_up_as_they_are_typed():
    assert all(plain_words(word) == word for word in words())
