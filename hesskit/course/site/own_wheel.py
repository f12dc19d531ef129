"""hesskit as a wheel for the browser: the same bytes from the same sources, without what a browser cannot use."""

import base64
import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import hesskit

_KEPT = {".py", ".js", ".css", ".csv", ".md", ".toml"}
_LEFT_OUT = (
    "course/site/",
    "course/jupyter/",
    "notebooks/",
)  # for building and for servers; lessons are files
_WHEN = (2020, 1, 1, 0, 0, 0)


def build_wheel(folder: Path) -> Path:
    """Write the wheel.

    Parameters
    ----------
    folder : pathlib.Path
        Where to.

    Returns
    -------
    pathlib.Path
        The wheel.
    """
    version = hesskit.__version__
    target = folder / f"hesskit-{version}-py3-none-any.whl"
    information = f"hesskit-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: hesskit\nVersion: {version}\n"
    tags = "Wheel-Version: 1.0\nGenerator: hesskit site\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = dict(_sources()) | {
        f"{information}/METADATA": metadata.encode(),
        f"{information}/WHEEL": tags.encode(),
    }
    record = "".join(f"{name},sha256={_digest(content)},{len(content)}\n" for name, content in files.items())
    files[f"{information}/RECORD"] = f"{record}{information}/RECORD,,\n".encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return target


def _sources() -> Iterator[tuple[str, bytes]]:
    package = Path(hesskit.__file__).parent
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        if path.is_file() and path.suffix in _KEPT and not name.startswith(_LEFT_OUT):
            yield f"hesskit/{name}", path.read_bytes()


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
