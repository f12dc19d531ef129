"""Answers: what a learner typed is read, compared and, where it is a construction, tried."""

from hesskit.course.answers.constructions import (
    Built,
    Construction,
    MatrixConstruction,
    Points,
    SurfaceConstruction,
    Witness,
    at_origin,
    gradient_at,
    is_formula,
    matches,
    number_rows,
)
from hesskit.course.answers.equality import evaluate, same_number
from hesskit.course.answers.kinds import (
    Choice,
    Formula,
    Matrix,
    Number,
    Numbers,
    Option,
    Point,
    floats_of,
    read_formula,
)
from hesskit.course.answers.reading import Entries, Unreadable, is_missing, read_entries, read_words

__all__ = [
    "Built",
    "Choice",
    "Construction",
    "Entries",
    "Formula",
    "Matrix",
    "MatrixConstruction",
    "Number",
    "Numbers",
    "Option",
    "Point",
    "Points",
    "SurfaceConstruction",
    "Unreadable",
    "Witness",
    "at_origin",
    "evaluate",
    "floats_of",
    "gradient_at",
    "is_formula",
    "is_missing",
    "matches",
    "number_rows",
    "read_entries",
    "read_formula",
    "read_words",
    "same_number",
]
