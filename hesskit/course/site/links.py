"""Addresses within the site."""

from hesskit.course.lessons import Lesson

APP = "run"  # the folder of the second tier


def run_link(lesson: Lesson, cell: str = "") -> str:
    """Give the address, relative to the site, that opens a lesson to be run and edited.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    cell : str
        The id of the cell to begin at; the first one when left out.

    Returns
    -------
    str

    Examples
    --------
    >>> from hesskit.course.lessons import find_lesson
    >>> run_link(find_lesson("1"))
    'run/lab/index.html?path=01-definition.ipynb'
    >>> run_link(find_lesson("1"), "play")
    'run/lab/index.html?path=01-definition.ipynb&cell=play'
    """
    return f"{APP}/lab/index.html?path={lesson.name}" + (f"&cell={cell}" if cell else "")
