"""The front page: the lessons, each to be opened and run in the browser."""

import html

from hesskit.course.lessons import all_lessons
from hesskit.course.site.links import run_link

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>hesskit: the Hessian, by hand and alive</title>
<style>
body {{ max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }}
body {{ font: 1.1rem/1.5 system-ui, sans-serif; }}
</style>
</head>
<body>
<main>
<h1>hesskit</h1>
<p>Learn the Hessian matrix in notebooks whose pictures are alive. Nothing is installed: Python runs in your browser.
The first start takes about half a minute and fetches about 32 MB; the lesson can be read meanwhile.</p>
<ol start="0">
{lessons}
</ol>
<p>What you write stays in this browser. The menu Course saves your progress to a file, and reads it back.</p>
</main>
</body>
</html>
"""


def front_page() -> str:
    """Write the front page.

    Returns
    -------
    str
        HTML.
    """
    items = (
        f'<li><a href="{html.escape(run_link(lesson))}">{html.escape(lesson.title)}</a></li>'
        for lesson in all_lessons()
    )
    return _PAGE.format(lessons="\n".join(items))
