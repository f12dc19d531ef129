"""Build the whole site: one folder that any web host can serve, under any path."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import hesskit
from hesskit.course.lessons import LessonError
from hesskit.course.pages.performed import PageError
from hesskit.course.site.fetching import Say, cache_folder
from hesskit.course.site.links import APP, run_link
from hesskit.course.site.lite import build_lite
from hesskit.course.site.pages.build import build_pages
from hesskit.course.site.pins import pins
from hesskit.course.site.trouble import SiteError

_SEAL = "hesskit-site.json"  # by it we know a folder that we made, and may replace


def build_site(
    folder: Path,
    *,
    offline: bool = False,
    say: Say = lambda _sentence: None,
    cache: Path | None = None,
    pages: bool = True,
    source: str = "",
) -> None:
    """Build the site into a folder; an older site there is replaced when the new one is complete.

    Parameters
    ----------
    folder : pathlib.Path
        Where to.
    offline : bool
        Whether the site holds Pyodide itself; else browsers fetch it from Pyodide's CDN.
    say : callable
        Told in one sentence what is being done.
    cache : pathlib.Path, optional
        Where downloads are kept.
    pages : bool
        Whether to run the lessons and write their pages; without them there is the app in the browser alone.
    source : str
        The address where all that the course is made of can be had, for the front page; none when empty.

    Raises
    ------
    SiteError
        If something needed is missing, or the folder holds something else.
    """
    _look_at(folder)
    if source and not source.startswith(("https://", "http://")):
        raise SiteError(f"'{source}' is no address of a page: --source takes one that begins with https://.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as place:
            new = Path(place, "site")
            build_lite(new / APP, pins(), (cache or cache_folder()).absolute(), offline=offline, say=say)
            if pages:
                build_pages(new, say=say, run_link=run_link, source=source)
            (new / ".nojekyll").touch()  # GitHub Pages would leave out names that begin with an underscore
            seal = {"hesskit": hesskit.__version__, "offline": offline, "pyodide": pins().pyodide["version"]}
            (new / _SEAL).write_text(json.dumps(seal, indent=1) + "\n", encoding="utf-8")
            _put_in_place(new, folder, Path(place, "old"))
    except (LessonError, PageError) as error:
        raise SiteError(str(error)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise SiteError(
            f"The site could not be written to '{folder}' ({reason}): choose another folder."
        ) from error


def _look_at(folder: Path) -> None:
    if folder.is_file():
        raise SiteError(f"'{folder}' is a file, not a folder: name another one with -o.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _SEAL).is_file():
        raise SiteError(
            f"'{folder}' holds something that is no site of hesskit: name another folder with -o."
        )


def _put_in_place(new: Path, folder: Path, old: Path) -> None:
    new.chmod(0o755)
    if folder.exists():
        os.replace(folder, old)
    try:
        os.replace(new, folder)
    except OSError:
        if old.exists():
            os.replace(old, folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
