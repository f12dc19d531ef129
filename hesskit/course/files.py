"""Files written whole or not at all, and backups beside them, for all that belongs to a learner or an instructor."""

import contextlib
import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path


def back_up(target: Path, now: datetime) -> Path:
    """Copy a file beside itself under a name that was free."""
    content, count = target.read_bytes(), 1
    while True:
        number = "" if count == 1 else f"-{count}"
        backup = target.with_name(f"{target.stem}.backup-{now:%Y%m%d-%H%M%S}{number}{target.suffix}")
        try:
            with open(backup, "xb") as file:
                file.write(content)
            return backup
        except FileExistsError:
            count += 1


def write_whole(target: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".hesskit-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if os.name == "posix":
            os.chmod(temporary, 0o644)  # mkstemp makes it private; a lesson is an ordinary file
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def digest(content: bytes) -> str:
    """Give the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
