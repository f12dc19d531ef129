"""Homework 3: the quadratic Taylor model."""

from hesskit.course.homework.assignments.hw3.q1_model import Model
from hesskit.course.homework.assignments.hw3.q2_nearer import Nearer
from hesskit.course.homework.assignments.hw3.q3_taylor import Taylor
from hesskit.course.homework.assignments.hw3.q4_slope_and_bend import SlopeAndBend
from hesskit.course.homework.assignments.hw3.q5_arrows import Arrows
from hesskit.course.homework.assignments.hw3.q6_in_words import InWords
from hesskit.course.homework.question import Assignment

__all__ = ["assignment"]

assignment = Assignment(
    "hw3-taylor-model",
    "The quadratic Taylor model",
    3,
    (Model(), Nearer(), Taylor(), SlopeAndBend(), Arrows(), InWords()),
)
