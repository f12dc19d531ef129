"""`hesskit site`: build the course as a static site."""

from pathlib import Path
from typing import Annotated

import typer

from hesskit.course.lessons import fail


def site(
    folder: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Where the site goes.")
    ] = Path("hesskit-site"),
    offline: Annotated[
        bool,
        typer.Option(
            "--offline", help="Put Python for the browser into the site: nothing is fetched from elsewhere."
        ),
    ] = False,
    source: Annotated[
        str,
        typer.Option(
            "--source", metavar="URL", help="Where the course's own files are: a link on the front page."
        ),
    ] = "",
) -> None:
    """Build the course as a static site that runs in the browser."""
    from hesskit.site.build import build_site
    from hesskit.site.downloads import SiteError

    try:
        build_site(folder, offline=offline, source=source, say=typer.echo)
    except SiteError as error:
        fail(error)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    needs = "needs nothing else" if offline else "has Python for the browser fetched from Pyodide's CDN"
    typer.echo(f"The site is in {folder.resolve()}: {size:.0f} MB; it {needs}. Any web host can serve it.")
