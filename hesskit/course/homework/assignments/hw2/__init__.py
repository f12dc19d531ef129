"""Homework 2: the second-derivative test."""

from hesskit.course.homework.assignments.hw2.q1_critical_points import CriticalPoints
from hesskit.course.homework.assignments.hw2.q2_four_points import FourPoints
from hesskit.course.homework.assignments.hw2.q3_kind import Kind
from hesskit.course.homework.assignments.hw2.q4_degenerate import Degenerate
from hesskit.course.homework.assignments.hw2.q5_map import Map
from hesskit.course.homework.assignments.hw2.q6_in_words import InWords
from hesskit.course.homework.question import Assignment

__all__ = ["assignment"]

assignment = Assignment(
    "hw2-second-derivative-test",
    "The second-derivative test",
    2,
    (CriticalPoints(), FourPoints(), Kind(), Degenerate(), Map(), InWords()),
)
