"""Grading: runs become marks, marks become the gradebook."""

from hesskit.homework.grading.formgrader import cell_html
from hesskit.homework.grading.grade import grade
from hesskit.homework.grading.gradebook import Grader
from hesskit.homework.grading.marks import MARK_MIME

__all__ = ["MARK_MIME", "Grader", "cell_html", "grade"]
