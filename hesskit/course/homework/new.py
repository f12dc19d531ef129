"""`hesskit homework new`: a course folder that nbgrader and hesskit both understand."""

from __future__ import annotations

from pathlib import Path

from hesskit.course.files import write_whole
from hesskit.course.homework.course_folder import CourseFolder, check_course_name
from hesskit.course.homework.source import build_source, notebook_text
from hesskit.course.homework.tables import HomeworkError, all_assignments

__all__ = ["make_course"]

_CONFIG = '''"""nbgrader's settings for this course; nbgrader's own commands work in this folder."""

from hesskit.course.homework.chain import configure

c = get_config()  # noqa: F821
configure(c, __file__)

# Limits for one student's notebook, on the clock and in memory:
# c.RunInSandbox.cell_seconds = 30
# c.RunInSandbox.notebook_seconds = 240
# c.RunInSandbox.memory_megabytes = 2048
'''

_ROSTER = """id,first_name,last_name,email
ada,Ada,Lovelace,ada@example.org
emmy,Emmy,Noether,emmy@example.org
otto,Otto,Hesse,otto@example.org
"""

_README = """# {course}

1. Put your students into `roster.csv` (the three in it are an example). `id` is a short name of letters and digits.
2. `hesskit homework release hw1` makes `release/hw1-definition/hw1-definition.ipynb`, the same for all.
   `hesskit homework release hw1 --variants roster.csv` makes `handout/hw1-definition/`, a notebook and a zip a student.
3. Collect the notebooks in your learning platform and download them all, as one zip.
4. `hesskit homework grade hw1 submissions.zip` collects them, grades them, and writes `feedback/`,
   `scores/hw1-definition.csv` and `report/hw1-definition.png`.
5. Questions answered in words are graded by hand: `jupyter lab`, then *Nbgrader, Formgrader*, with the rubrics in
   `rubrics/hw1-definition.html`; then once more `hesskit homework grade hw1`.

`source/` and `rubrics/` hold the answers and `gradebook.db` the points: keep them to yourself.
"""


def make_course(folder: Path, name: str | None = None) -> CourseFolder:
    """Make a course folder with every assignment in it.

    Parameters
    ----------
    folder : pathlib.Path
        A new or an empty folder.
    name : str, optional
        The course's name; the folder's name when left out. Students' versions are drawn from it.

    Returns
    -------
    CourseFolder
        The folder.

    Raises
    ------
    HomeworkError
        If the folder is not empty, or the name cannot be used.
    """
    course = check_course_name(name or folder.resolve().name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise HomeworkError(f"'{folder}' is not empty: name a new folder.")
    try:
        made = CourseFolder(folder.resolve())
        for assignment in all_assignments().values():
            text = notebook_text(build_source(assignment))
            write_whole(made.source(assignment.name), text.encode())
        write_whole(made.root / "roster.csv", _ROSTER.encode())
        write_whole(made.root / "README.md", _README.format(course=course).encode())
        write_whole(made.root / "nbgrader_config.py", _CONFIG.encode())
        made.write_settings({"course": course, "versions": {}})
    except OSError as error:
        raise HomeworkError(f"'{folder}' cannot be written ({error.strerror or error}).") from error
    return made
