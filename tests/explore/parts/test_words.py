"""Numbers, points and matrices as they are said."""

import numpy as np
import pytest

from hesskit.explore.parts import labels as words


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"), (-0.0, "0"), (2, "2"), (1 / 3, "0.333"), (-1234.5, "−1234"), (1e-7, "10⁻⁷"), (-1e9, "−10⁹"),
        (2.5e-300, "2.5·10⁻³⁰⁰"), (999.9, "1000"), (99999.4, "99999"), (1e5, "10⁵"),
        (float("inf"), "∞"), (-np.inf, "−∞"), (np.nan, "undefined"),
    ],
)  # fmt: skip
def test_numbers(value, said):
    assert words.number(value) == said


def test_no_hyphen_stands_for_a_minus():
    for value in np.concatenate([-np.logspace(-12, 12, 25), -np.linspace(0, 2, 9)]):
        assert "-" not in words.number(value)


def test_rounding_noise_is_zero_and_small_numbers_are_not():
    assert words.tidy(1e-15, 5) == "0"
    assert words.tidy(1e-15, 1e-14) == "10⁻¹⁵"
    assert words.tidy(0, 0) == "0"


def test_vectors_rows_and_lists():
    assert words.vector((1, -0.5), 2) == "(1, −0.5)"
    assert words.rows(np.diag([1, 2, 3])) == "rows (1, 0, 0), (0, 2, 0) and (0, 0, 3)"
    assert words.conjunction(["a"]) == "a"
    assert words.conjunction(["a", "b"]) == "a and b"


def test_every_slot_of_a_matrix_is_filled():
    html = words.matrix_html("H", 2, 3)
    filled = words.matrix_numbers([[1, 2, 3], [4, 5, 1e-20]], "H")
    assert [f'data-slot="{slot}"' in html for slot in filled] == [True] * 6
    assert html.count("data-slot") == 6
    assert filled["H12"] == "0"


def test_a_matrix_that_is_not_finite_is_said():
    assert words.matrix_numbers([[np.nan, np.inf]], "H") == {"H00": "undefined", "H01": "∞"}


def test_every_shape_has_its_words():
    from hesskit.maths.calculus.definiteness import shape_of

    shapes = {shape_of((one, two)) for one in (-1, 0, 1) for two in (-1, 0, 1)}
    assert shapes == set(words.BENDS)
