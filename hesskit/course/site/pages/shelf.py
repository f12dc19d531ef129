"""Where the pages and all they need are put: a folder, in which every address tells what it leads to."""

from __future__ import annotations

import hashlib
from pathlib import Path


class Shelf:
    """A folder of files for a web host.

    Parameters
    ----------
    folder : pathlib.Path
        Where they go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, path: str, content: str | bytes) -> str:
        """Write a file; give its address.

        Parameters
        ----------
        path : str
            Relative to the folder, with slashes.
        content : str or bytes
            What is in it.

        Returns
        -------
        str
            The path, and a mark of the content: a browser never takes an older copy for it.
        """
        whole = content.encode() if isinstance(content, str) else content
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(whole)
        return f"{path}?v={hashlib.sha256(whole).hexdigest()[:10]}"
