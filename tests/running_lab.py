"""Runs JupyterLab exactly as `hesskit lab` starts it, in a home of its own, while a test needs it."""

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hesskit.course.lessons.launch import lab_command, lab_environment

PROBE = '''
"""Answers /nodelay with TCP_NODELAY of every open kernel websocket."""
import gc, json, socket
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.web import RequestHandler

class Nodelay(RequestHandler):
    def get(self):
        handlers = [one for one in gc.get_objects() if isinstance(one, KernelWebsocketHandler)]
        sockets = [one.ws_connection.stream.socket for one in handlers if one.ws_connection]
        options = [one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for one in sockets]
        self.finish(json.dumps([bool(option) for option in options]))

def _jupyter_server_extension_points():
    return [{"module": "nodelay_probe"}]

def _load_jupyter_server_extension(server):
    server.web_app.add_handlers(".*", [(server.base_url + "nodelay", Nodelay)])
'''


@dataclass(frozen=True)
class RunningLab:
    """A JupyterLab that answers."""

    process: subprocess.Popen[bytes]
    port: int
    token: str

    def get(self, path: str, method: str = "GET") -> Any:
        address = f"http://127.0.0.1:{self.port}/{path}"
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(address, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=300) as answer:
            content = answer.read().decode()
        return json.loads(content) if content.startswith(("{", "[")) else content

    def post(self, path: str) -> Any:
        return self.get(path, "POST")


def home(folder: Path) -> dict[str, str]:
    """An environment in which Jupyter finds and writes nothing of the user's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    return kept | {name: str(folder / name.lower()) for name in names}


@contextlib.contextmanager
def running(command: list[str], environment: dict[str, str], cwd: Path) -> Iterator[RunningLab]:
    """Start a command that becomes Jupyter, wait until it answers, and stop it as Ctrl-C does."""
    with open(cwd / "log.txt", "wb") as log:
        process = subprocess.Popen(
            command, env=environment, cwd=cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            facts = _facts(Path(environment["JUPYTER_RUNTIME_DIR"]), process, cwd / "log.txt")
            yield RunningLab(process, facts["port"], facts["token"])
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            try:
                process.wait(300)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def running_lab(
    folder: Path, *, probe: bool = False, settings: bool = True, quiet_toolbar: bool = False
) -> Iterator[RunningLab]:
    """Run JupyterLab on an empty course; with `settings=False` without hesskit's."""
    environment = home(folder)
    if settings:
        environment = lab_environment(environment, quiet_toolbar=quiet_toolbar)
    if probe:
        (folder / "nodelay_probe.py").write_text(PROBE)
        enabled = folder / "probe" / "jupyter_server_config.d" / "probe.json"
        enabled.parent.mkdir(parents=True)
        enabled.write_text('{"ServerApp": {"jpserver_extensions": {"nodelay_probe": true}}}')
        paths = [environment.get("JUPYTER_CONFIG_PATH", ""), str(folder / "probe")]
        environment |= {
            "PYTHONPATH": os.pathsep.join(filter(None, [str(folder), environment.get("PYTHONPATH")])),
            "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths)),
        }
    course = folder / "course"
    course.mkdir()
    command = lab_command(course, "00-start-here.ipynb", browser=False, port=0)
    with running(command, environment, folder) as lab:
        yield lab


def _facts(runtime: Path, process: subprocess.Popen[bytes], log: Path) -> dict[str, Any]:
    """Wait for the file in which a Jupyter Server tells its port and token, and for its first answer."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(OSError, ValueError, KeyError):
                facts: dict[str, Any] = json.loads(file.read_text())
                RunningLab(process, facts["port"], facts["token"]).get("api/status")
                return facts
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(errors='replace')}")
