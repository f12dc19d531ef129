"""The walls of the sandbox: what bubblewrap lets a student's process see, and which system calls it refuses."""

from __future__ import annotations

import os
import platform
import shutil
import struct
import sys
import sysconfig
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]
HIDDEN = (
    _PACKAGE / "homework" / "assignments",
    _PACKAGE / "notebooks",
    Path("/usr/local/share/nbgrader"),  # where nbgrader's exchange keeps everyone's submissions
)
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")
_LEARNT = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts", "/nix/store")
_WRITABLE_BY_ROOT = ("sys", "mtrr", "pressure", "acpi", "bus", "driver", "fs", "irq", "scsi", "sysrq-trigger")
_HOME = "/tmp/home"
_TMP_BYTES = 64 * 2**20

# The numbers of the calls: starting processes, tracing, mounting, and memory that no limit counts, such as System V's.
_REFUSED = {
    "x86_64": (0xC000003E, (29, 57, 58, 64, 68, 101, 155, 161, 165, 166, 246, 248, 250, 272, 298, 308, 310, 311,
                            319, 321, 323, 425, 426, 427, 428, 429, 430, 442, 447), 56, 435),
    "aarch64": (0xC00000B7, (39, 40, 41, 51, 97, 104, 117, 186, 190, 194, 217, 219, 241, 268, 270, 271, 279, 280,
                             282, 425, 426, 427, 428, 429, 430, 442, 447), 220, 435),
}  # fmt: skip
_ALLOW, _EPERM, _ENOSYS = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38
_CLONE_THREAD = 0x00010000


def bubblewrap() -> str | None:
    """The path of bubblewrap, or None where there is none."""
    return shutil.which("bwrap")


def environment() -> dict[str, str]:
    """The few variables a student's process gets."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": _HOME,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{_HOME}/matplotlib",
        "IPYTHONDIR": f"{_HOME}/ipython",
        "HESSKIT_PROGRESS": "off",
        "PYTHONPATH": os.pathsep.join([*map(str, _package_folders()), str(_PACKAGE.parent)]),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "ignore",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def walls(hidden: tuple[Path, ...] = ()) -> list[str]:
    """The arguments of bubblewrap: no network, nothing to write, and of the disk only Python and this package."""
    arguments = [
        "--unshare-all",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
        "--hostname",
        "homework",
    ]
    arguments += ["--uid", "1000", "--gid", "1000"]
    arguments += ["--size", str(_TMP_BYTES), "--tmpfs", "/tmp"]
    for folder in _SYSTEM:
        arguments += _seen(Path(folder))
    shown = dict.fromkeys((*map(Path, _LEARNT), *_python_folders(), _PACKAGE), True)
    shown |= dict.fromkeys((path for path in (*HIDDEN, *hidden) if path.exists()), False)
    for path in sorted(shown, key=lambda path: len(path.parts)):  # what lies inside comes after what holds it
        how = ["--ro-bind-try", str(path)] if shown[path] else ["--size", "65536", "--tmpfs"]
        arguments += [*how, str(path)]
    for path in (path for path, seen in shown.items() if not seen):
        arguments += ["--remount-ro", str(path)]
    arguments += ["--proc", "/proc"]
    for name in _WRITABLE_BY_ROOT:  # without any capability, where the instructor is root
        arguments += ["--ro-bind-try", f"/proc/{name}", f"/proc/{name}"]
    arguments += ["--dev", "/dev", "--size", "1048576", "--tmpfs", "/dev/shm"]
    arguments += ["--remount-ro", "/dev", "--dir", f"{_HOME}/work", "--remount-ro", "/"]
    for name, value in environment().items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--chdir", f"{_HOME}/work"]


def syscall_filter(machine: str | None = None) -> bytes:
    """A seccomp program: threads may start, processes may not.

    With one process the limit on its memory is the limit on all memory, and a fork bomb is one refused call.
    """
    known = _REFUSED.get(machine or platform.machine())
    if known is None:
        return b""
    architecture, refused, clone, clone3 = known
    load_word, jump_equal, jump_set, answer = 0x20, 0x15, 0x45, 0x06
    program = [(load_word, 0, 0, 4), (jump_equal, 1, 0, architecture), (answer, 0, 0, _EPERM)]
    program += [(load_word, 0, 0, 0)]
    if architecture == 0xC000003E:  # the x32 calls are another way in
        program += [(0x35, 0, 1, 0x40000000), (answer, 0, 0, _EPERM)]
    for number in refused:
        program += [(jump_equal, 0, 1, number), (answer, 0, 0, _EPERM)]
    program += [(jump_equal, 0, 1, clone3), (answer, 0, 0, _ENOSYS)]  # the C library then tries clone
    program += [(jump_equal, 0, 3, clone), (load_word, 0, 0, 16), (jump_set, 1, 0, _CLONE_THREAD)]
    program += [(answer, 0, 0, _EPERM), (answer, 0, 0, _ALLOW)]
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)


def _seen(path: Path) -> list[str]:
    """A folder of the system as it is: on most systems /lib is a link into /usr."""
    if path.is_symlink():
        return ["--symlink", os.readlink(path), str(path)]
    return ["--ro-bind", str(path), str(path)] if path.is_dir() else []


def _package_folders() -> list[Path]:
    """Where packages are found now; a user's own folder would not be found from another home."""
    folders = [Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))]
    return list(dict.fromkeys(folder for folder in folders if folder.is_dir()))


def _python_folders() -> list[Path]:
    """Where this Python and its packages live: no more of the disk is shown than that."""
    found = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix)}
    found |= {Path(sysconfig.get_path(kind)) for kind in ("stdlib", "purelib", "platlib")}
    found |= set(_package_folders())
    found |= {Path(os.path.realpath(sys.executable)).parents[1]}
    found = {Path(os.path.abspath(path)) for path in found}
    return sorted(path for path in found if path.is_dir() and path != Path("/"))
