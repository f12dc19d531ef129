"""How `hesskit lab` starts JupyterLab: this Python, this folder, and settings that hold for this run only.

Jupyter reads JUPYTER_CONFIG_PATH before a user's own configuration. The folders named there are part of this
package, so nothing is installed and no setting of the user's is written.
"""

import functools
import inspect
import logging
import os
import socket
import subprocess
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NoReturn

import zmq
from jupyter_client.manager import KernelManager

from hesskit.course.lessons.workspace import PRIVATE

_SETTINGS = Path(__file__).parent / "jupyter"
# Half of JupyterLab's start would go into 38 grammars that jsonschema asks this for, to check what no notebook has
_LAB = "import sys; sys.modules['rfc3987_syntax'] = None; from jupyterlab.labapp import main; main()"


def port_is_free(port: int) -> bool:
    """Tell whether a server may listen on a port of this machine.

    Parameters
    ----------
    port : int
        A port number; 0, which lets the system choose, is always free.

    Returns
    -------
    bool
        False if another program listens there, or the system refuses the port.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # as Jupyter's own server does: a port just given up counts as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True


def lab_command(folder: Path, first: str, *, browser: bool = True, port: int | None = None) -> list[str]:
    """Write the command line that opens JupyterLab on a lesson.

    Parameters
    ----------
    folder : pathlib.Path
        The learner's folder.
    first : str
        The file name of the notebook to open.
    browser : bool
        Whether to open a browser.
    port : int, optional
        The port to listen on, and no other; Jupyter's own choice when left out.

    Returns
    -------
    list of str
        The program and its arguments.
    """
    folder = folder.resolve()
    command = [sys.executable, "-c", _LAB, "-y"]  # -y: Ctrl-C stops without asking
    command += [f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{first}"]
    command += [
        f"--LabApp.workspaces_dir={folder / PRIVATE / 'workspaces'}"
    ]  # tabs open elsewhere stay elsewhere
    command += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command += ["--Application.log_level=ERROR"]
    if not browser:
        command.append("--no-browser")
    if port is not None:
        command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # a container's only user; the server listens on loopback with a token
    return command


def lab_environment(environment: Mapping[str, str], *, quiet_toolbar: bool = False) -> dict[str, str]:
    """Extend an environment so that Jupyter finds hesskit's settings and this Python's kernel.

    Parameters
    ----------
    environment : mapping of str to str
        The variables to start from, unchanged by this.
    quiet_toolbar : bool
        Whether to leave out the notebook toolbar's progress indicator, which costs time at every update.

    Returns
    -------
    dict of str to str
        The variables for JupyterLab.
    """
    folders = [str(_SETTINGS / "quiet-toolbar")] if quiet_toolbar else []
    folders += [str(_SETTINGS / "course"), *filter(None, [environment.get("JUPYTER_CONFIG_PATH")])]
    # The kernel named python3 must be the Python that has hesskit, not one installed for another project.
    data = [str(_SETTINGS / "course"), *filter(None, [environment.get("JUPYTER_PATH")])]
    return {
        **environment,
        "JUPYTER_CONFIG_PATH": os.pathsep.join(folders),
        "JUPYTER_PATH": os.pathsep.join(data),  # where the extension is that shows what is not live
        "JUPYTER_PREFER_ENV_PATH": "1",
    }


def become(command: list[str], environment: dict[str, str]) -> NoReturn:
    """Turn this process into another program, so that Ctrl-C and signals reach it and nobody in between."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment)
    try:
        raise SystemExit(subprocess.call(command, env=environment))
    except KeyboardInterrupt:
        raise SystemExit(0) from None


# A small Jupyter Server extension that takes the delay out of the kernel's websocket.

Outcome = Literal["applied", "built in", "not possible"]
_MARK = "_hesskit_nodelay"
_SENTENCES: dict[Outcome, str] = {
    "applied": "hesskit: kernel messages are sent without delay (TCP_NODELAY).",
    "built in": "hesskit: this Jupyter Server sends messages without delay by itself; nothing changed.",
    "not possible": "hesskit: this Jupyter Server's kernel websocket is another one; nothing changed.",
}


def kernel_websocket_handler() -> Any:
    """Look up Jupyter Server's handler of the kernel's websocket; None where there is none by that name."""
    try:
        from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
    except ImportError:
        return None
    return KernelWebsocketHandler


def outlook(handler: Any) -> Outcome:
    """Say what `send_at_once` can do for a handler class, changing nothing."""
    opening = getattr(handler, "open", None)
    if not callable(opening) or not callable(getattr(handler, "set_nodelay", None)):
        return "not possible"
    if getattr(opening, _MARK, False):
        return "applied"
    try:
        return "built in" if "set_nodelay" in inspect.getsource(opening) else "applied"
    except (OSError, TypeError):
        return "not possible"


def send_at_once(handler: Any) -> Outcome:
    """Make a websocket handler class switch Nagle's algorithm off when a connection opens."""
    outcome = outlook(handler)
    if outcome != "applied" or getattr(handler.open, _MARK, False):
        return outcome
    original = handler.open

    @functools.wraps(original)
    def open_without_delay(self: Any, *args: Any, **kwargs: Any) -> Any:
        self.set_nodelay(True)
        return original(self, *args, **kwargs)

    setattr(open_without_delay, _MARK, True)
    handler.open = open_without_delay
    return outcome


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter Server what this module offers."""
    return [{"module": __name__}]


def _link_jupyter_server_extension(server: Any) -> None:
    """Called by Jupyter Server before it makes anything: nothing is said at the start that a learner could fear."""
    # Jupyter's own parts still read each other's old settings; Voilà, where it is installed, has that told
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="traitlets")
    # kernels that can talk to the server encrypted do, and need not warn that they do not
    if "transport_encryption" in KernelManager.class_trait_names() and zmq.has("curve"):
        server.config.KernelManager.transport_encryption = "auto"


def _load_jupyter_server_extension(server: Any) -> None:
    """Called by Jupyter Server when it starts."""
    log = getattr(server, "log", None) or logging.getLogger(__name__)
    log.info(_SENTENCES[send_at_once(kernel_websocket_handler())])
