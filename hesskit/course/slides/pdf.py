"""Print a page with Chromium, which typesets its mathematics and keeps its colours."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from hesskit.course.pages.performed import PageError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find_chromium() -> str:
    """Find a Chromium, Chrome or Edge.

    Returns
    -------
    str
        Its program.

    Raises
    ------
    PageError
        If there is none.
    """
    told = os.environ.get("HESSKIT_CHROMIUM", "")
    for name in (told, *NAMES, ON_A_MAC):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise PageError(
        "A PDF is printed by Chromium or Chrome, and none was found: install one, or say where it is "
        "in HESSKIT_CHROMIUM; --to html needs none."
    )


def print_pdf(page: str, pdf: Path) -> Path:
    """Print an HTML page that needs nothing beside it.

    Parameters
    ----------
    page : str
        HTML with its own page size.
    pdf : pathlib.Path
        Where to; an older file there is replaced when the new one is complete.

    Returns
    -------
    pathlib.Path
        The PDF.

    Raises
    ------
    PageError
        If there is no Chromium, or it does not print.
    """
    program = find_chromium()
    with tempfile.TemporaryDirectory(dir=pdf.parent.resolve(), prefix=".printing-") as place:
        source, made = Path(place, "page.html"), Path(place, "page.pdf")
        source.write_text(page, encoding="utf-8")
        options = [
            "--headless=new", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
            f"--user-data-dir={place}/profile", f"--print-to-pdf={made}",
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # Chromium's own sandbox refuses root
            options.append("--no-sandbox")
        try:
            subprocess.run(
                [program, *options, source.as_uri()],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=600,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PageError(
                f"{program} could not print the handout ({type(error).__name__}): try again."
            ) from error
        if not made.is_file():
            raise PageError(f"{program} printed nothing: is it a Chromium or Chrome that starts?")
        made.replace(pdf)
    return pdf
