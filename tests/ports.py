"""Ports for servers and kernels that a test starts: nobody else takes one between its choice and its use."""

import contextlib
import itertools
import os
import socket

from jupyter_client.connect import LocalPortCache

# Below those that the system gives to whoever asks for any, such as a browser's connection; 1500 for each of
# pytest-xdist's workers, entered somewhere else by each session.
_OURS = 20_000 + 1500 * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw6").removeprefix("gw")) % 7)
_PORTS = (_OURS + number % 1500 for number in itertools.count(97 * os.getpid()))


def free_port() -> int:
    """Find a port that nobody has and that nobody else will be given."""
    for port in _PORTS:
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("the ports have no end")


def give_kernels_ports() -> None:
    """Let kernels that this process starts have such ports too.

    Jupyter chooses five for a kernel and lets go of them until the kernel has started: another process may be given one
    of them meanwhile (jupyter_client's issue 487).
    """
    LocalPortCache.find_available_port = lambda self, ip: free_port()  # type: ignore[method-assign]
