"""Results: scores, reports and feedback for each student."""

from hesskit.homework.results.export import Export, moodle_feedback_name
from hesskit.homework.results.feedback import write_feedback
from hesskit.homework.results.report import draw_report, equal_answers, question_reports, report_text
from hesskit.homework.results.results import results, write_scores

__all__ = [
    "Export",
    "draw_report",
    "equal_answers",
    "moodle_feedback_name",
    "question_reports",
    "report_text",
    "results",
    "write_feedback",
    "write_scores",
]
