"""The sandbox in which a student's code runs."""

from hesskit.homework.sandbox.bubblewrap import bubblewrap
from hesskit.homework.sandbox.harmless import (
    harmless_markdown,
    is_picture,
    pictures_in,
    whole_characters,
    with_pictures,
)
from hesskit.homework.sandbox.run import Limits, Run, SandboxError, Step, run_steps, temporary_folder

__all__ = [
    "Limits",
    "Run",
    "SandboxError",
    "Step",
    "bubblewrap",
    "harmless_markdown",
    "is_picture",
    "pictures_in",
    "run_steps",
    "temporary_folder",
    "whole_characters",
    "with_pictures",
]
