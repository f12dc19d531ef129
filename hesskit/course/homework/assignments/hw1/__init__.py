"""Homework 1: what the Hessian is."""

from hesskit.course.homework.assignments.hw1 import (
    q1_from_f_to_h,
    q2_curvature,
    q3_three_variables,
    q4_panels,
    q5_mixed,
    q6_in_words,
)
from hesskit.course.homework.question import Assignment

__all__ = ["assignment"]

assignment = Assignment(
    "hw1-definition",
    "What the Hessian is",
    1,
    tuple(
        page.question
        for page in (q1_from_f_to_h, q2_curvature, q3_three_variables, q4_panels, q5_mixed, q6_in_words)
    ),
)
