"""How a command that cannot go on says so: one plain sentence, and no traceback."""

from typing import NoReturn

import typer


def fail(sentence: object) -> NoReturn:
    """Say what was wrong and end the command."""
    typer.echo(f"hesskit: {sentence}", err=True)
    raise typer.Exit(1)
