"""Homework 2: the second-derivative test."""

from hesskit.course.homework.assignments.hw2 import (
    q1_critical_points,
    q2_four_points,
    q3_kind,
    q4_degenerate,
    q5_map,
    q6_in_words,
)
from hesskit.course.homework.question import Assignment

__all__ = ["assignment"]

assignment = Assignment(
    "hw2-second-derivative-test",
    "The second-derivative test",
    2,
    tuple(
        page.question
        for page in (q1_critical_points, q2_four_points, q3_kind, q4_degenerate, q5_map, q6_in_words)
    ),
)
