"""Homework 1: what the Hessian is."""

from hesskit.course.homework.assignments.hw1.q1_from_f_to_h import FromFToH
from hesskit.course.homework.assignments.hw1.q2_curvature import Curvature
from hesskit.course.homework.assignments.hw1.q3_three_variables import ThreeVariables
from hesskit.course.homework.assignments.hw1.q4_panels import Panels
from hesskit.course.homework.assignments.hw1.q5_mixed import Mixed
from hesskit.course.homework.assignments.hw1.q6_in_words import InWords
from hesskit.course.homework.question import Assignment

__all__ = ["assignment"]

assignment = Assignment(
    "hw1-definition",
    "What the Hessian is",
    1,
    (FromFToH(), Curvature(), ThreeVariables(), Panels(), Mixed(), InWords()),
)
