"""Homework 4: Newton against gradient descent."""

from hesskit.course.homework.assignments.hw4.q1_two_steps import TwoSteps
from hesskit.course.homework.assignments.hw4.q2_step_size import StepSize
from hesskit.course.homework.assignments.hw4.q3_newton import Newton
from hesskit.course.homework.assignments.hw4.q4_uphill import Uphill
from hesskit.course.homework.assignments.hw4.q5_curves import Curves
from hesskit.course.homework.assignments.hw4.q6_in_words import InWords
from hesskit.course.homework.question import Assignment

__all__ = ["assignment"]

assignment = Assignment(
    "hw4-newton-and-gradient-descent",
    "Newton against gradient descent",
    4,
    (TwoSteps(), StepSize(), Newton(), Uphill(), Curves(), InWords()),
)
