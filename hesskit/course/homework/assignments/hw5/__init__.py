"""Homework 5: logistic regression."""

from hesskit.course.homework.assignments.hw5.q1_by_hand import ByHand
from hesskit.course.homework.assignments.hw5.q2_hessian import Hessian
from hesskit.course.homework.assignments.hw5.q3_separable import Separable
from hesskit.course.homework.assignments.hw5.q4_interval import Interval
from hesskit.course.homework.assignments.hw5.q5_ridges import Ridges
from hesskit.course.homework.assignments.hw5.q6_in_words import InWords
from hesskit.course.homework.question import Assignment

__all__ = ["assignment"]

assignment = Assignment(
    "hw5-logistic-regression",
    "Logistic regression",
    5,
    (ByHand(), Hessian(), Separable(), Interval(), Ridges(), InWords()),
)
