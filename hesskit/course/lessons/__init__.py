"""The lessons: their notebooks, the learner's copies, progress, glossary, and the lab that shows them."""

from hesskit.course.lessons.doctor import examine
from hesskit.course.lessons.glossary import TERMS, find, plain_words
from hesskit.course.lessons.launch import become, lab_command, lab_environment, port_is_free
from hesskit.course.lessons.lessons import (
    Lesson,
    LessonError,
    all_lessons,
    fail,
    find_lesson,
    notebooks_folder,
    shipped_files,
)
from hesskit.course.lessons.progress import progress, record, tries_of
from hesskit.course.lessons.terms import Term
from hesskit.course.lessons.workspace import default_folder, digest, fill, restore, write_whole

__all__ = [
    "TERMS",
    "Lesson",
    "LessonError",
    "Term",
    "all_lessons",
    "become",
    "default_folder",
    "digest",
    "examine",
    "fail",
    "fill",
    "find",
    "find_lesson",
    "lab_command",
    "lab_environment",
    "notebooks_folder",
    "plain_words",
    "port_is_free",
    "progress",
    "record",
    "restore",
    "shipped_files",
    "tries_of",
    "write_whole",
]
