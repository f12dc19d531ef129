"""Homework 5: logistic regression."""

from hesskit.course.homework.assignments.hw5 import (
    q1_by_hand,
    q2_hessian,
    q3_separable,
    q4_interval,
    q5_ridges,
    q6_in_words,
)
from hesskit.course.homework.question import Assignment

__all__ = ["assignment"]

assignment = Assignment(
    "hw5-logistic-regression",
    "Logistic regression",
    5,
    tuple(
        page.question for page in (q1_by_hand, q2_hessian, q3_separable, q4_interval, q5_ridges, q6_in_words)
    ),
)
