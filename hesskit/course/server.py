"""A small Jupyter Server extension that takes the delay out of the kernel's websocket.

Jupyter Server leaves Nagle's algorithm on for the websocket between browser and kernel, and an empty message
with its reply then takes about 46 ms instead of 6. `hesskit lab` enables this extension for its own run only.
It steps aside where Jupyter Server has begun to do the same, or has changed so that it cannot be done here.
"""

import functools
import inspect
import logging
from typing import Any, Literal

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
    """Say what `send_at_once` can do for a handler class, changing nothing.

    Parameters
    ----------
    handler : type or None
        The class of the kernel's websocket handler.

    Returns
    -------
    {"applied", "built in", "not possible"}
        "applied" if the class can be (or has been) changed, "built in" if its own code sets TCP_NODELAY.
    """
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
    """Make a websocket handler class switch Nagle's algorithm off when a connection opens.

    Parameters
    ----------
    handler : type or None
        The class to change, in place; a second call changes nothing more.

    Returns
    -------
    {"applied", "built in", "not possible"}
        What was done; only "applied" means a change.
    """
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


def _load_jupyter_server_extension(server: Any) -> None:
    """Called by Jupyter Server when it starts."""
    log = getattr(server, "log", None) or logging.getLogger(__name__)
    log.info(_SENTENCES[send_at_once(kernel_websocket_handler())])
