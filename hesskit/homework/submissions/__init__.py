"""Submissions: whose a file is, what it holds, and how it is mended once when it is collected."""

from hesskit.homework.submissions.collect import Collection, collect, downloaded_as, mended
from hesskit.homework.submissions.read import Submission, SubmissionError

__all__ = ["Collection", "Submission", "SubmissionError", "collect", "downloaded_as", "mended"]
