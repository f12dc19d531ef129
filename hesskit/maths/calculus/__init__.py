"""Derivatives by three routes, the Taylor model, and what the signs of eigenvalues mean."""

from hesskit.maths.calculus.definiteness import (
    Kind,
    Signs,
    checked_tolerance,
    definiteness,
    kind_from,
    kind_of,
    scaled_signs,
    shape_of,
    signs_of,
)
from hesskit.maths.calculus.derivatives import gradient, hessian, hvp
from hesskit.maths.calculus.differences import difference_hessian
from hesskit.maths.calculus.errors import (
    DISTANCES,
    SMALLEST_DISTANCE,
    SMALLEST_STEP,
    STEPS,
    ErrorCurves,
    Laws,
    degree_bound,
    degree_of,
    difference_hessians,
    error_curves,
    laws_of,
)
from hesskit.maths.calculus.exactness import eigenvalue_signs, is_short, read_exact, sign_of, substituted
from hesskit.maths.calculus.plain_functions import values
from hesskit.maths.calculus.taylor_model import TaylorModel
from hesskit.maths.calculus.wording import (
    as_words,
    html_facts,
    html_table,
    listed,
    place,
    reason_for,
    text_table,
    with_exact_zeros,
)

__all__ = [
    "DISTANCES",
    "SMALLEST_DISTANCE",
    "SMALLEST_STEP",
    "STEPS",
    "ErrorCurves",
    "Kind",
    "Laws",
    "Signs",
    "TaylorModel",
    "as_words",
    "checked_tolerance",
    "definiteness",
    "degree_bound",
    "degree_of",
    "difference_hessian",
    "difference_hessians",
    "eigenvalue_signs",
    "error_curves",
    "gradient",
    "hessian",
    "html_facts",
    "html_table",
    "hvp",
    "is_short",
    "kind_from",
    "kind_of",
    "laws_of",
    "listed",
    "place",
    "read_exact",
    "reason_for",
    "scaled_signs",
    "shape_of",
    "sign_of",
    "signs_of",
    "substituted",
    "text_table",
    "values",
    "with_exact_zeros",
]
