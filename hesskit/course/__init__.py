"""What makes it a course: the lessons, the exercises and the `hesskit` command."""

from hesskit.course.predictions import Prediction, prediction
from hesskit.course.text import to_html, to_plain

__all__ = ["Prediction", "prediction", "to_html", "to_plain"]
