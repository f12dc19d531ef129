"""The assignments' questions, one file an assignment."""

from hesskit.homework.assignments.catalogue import (
    HomeworkError,
    all_assignments,
    assignments,
    find_assignment,
)

__all__ = ["HomeworkError", "all_assignments", "assignments", "find_assignment"]
