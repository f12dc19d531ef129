"""Files written whole or not at all, and backups beside them: the workspace's own, under public names."""

from hesskit.course.workspace import _back_up as back_up
from hesskit.course.workspace import _digest as digest
from hesskit.course.workspace import _write as write_whole

__all__ = ["back_up", "digest", "write_whole"]
