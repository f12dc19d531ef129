"""The exercises, a table for each lesson, and their judge."""

from hesskit.course.exercises.exercise import Belief, Exercise
from hesskit.course.exercises.judge import Verdict, judge
from hesskit.course.exercises.tables import exercise, exercises_of, lesson_title, lessons

__all__ = ["Belief", "Exercise", "Verdict", "exercise", "exercises_of", "judge", "lesson_title", "lessons"]
