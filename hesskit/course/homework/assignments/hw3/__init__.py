"""Homework 3: the quadratic Taylor model."""

from hesskit.course.homework.assignments.hw3 import (
    q1_model,
    q2_nearer,
    q3_taylor,
    q4_slope_and_bend,
    q5_arrows,
    q6_in_words,
)
from hesskit.course.homework.question import Assignment

__all__ = ["assignment"]

assignment = Assignment(
    "hw3-taylor-model",
    "The quadratic Taylor model",
    3,
    tuple(
        page.question for page in (q1_model, q2_nearer, q3_taylor, q4_slope_and_bend, q5_arrows, q6_in_words)
    ),
)
