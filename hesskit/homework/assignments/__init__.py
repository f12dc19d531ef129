"""The assignments' questions, one file an assignment."""

from hesskit.homework.assignments.catalogue import (
    HomeworkError,
    all_assignments,
    assignments,
    find_assignment,
)
from hesskit.homework.assignments.parts import Autograded, Explained, Part, Wrong

__all__ = [
    "Autograded",
    "Explained",
    "HomeworkError",
    "Part",
    "Wrong",
    "all_assignments",
    "assignments",
    "find_assignment",
]
