"""Homework 4: Newton against gradient descent."""

from hesskit.course.homework.assignments.hw4 import (
    q1_two_steps,
    q2_step_size,
    q3_newton,
    q4_uphill,
    q5_curves,
    q6_in_words,
)
from hesskit.course.homework.question import Assignment

__all__ = ["assignment"]

assignment = Assignment(
    "hw4-newton-and-gradient-descent",
    "Newton against gradient descent",
    4,
    tuple(
        page.question for page in (q1_two_steps, q2_step_size, q3_newton, q4_uphill, q5_curves, q6_in_words)
    ),
)
