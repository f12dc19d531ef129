"""The Stage: a still background, a moving layer, handles to take hold of, and a spoken sentence."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from hesskit.stage.display_list import frame_of, handles_of, planes_of, sparing, turners_of, windows_of
from hesskit.stage.picture import LIGHT, THEMES, Handle, Picture, Scene, Theme, encode_png
from hesskit.stage.recording import Dial, record_scenes

log = logging.getLogger("hesskit.stage")
_ASSETS = Path(__file__).parent / "assets"
_PARTS = (
    "page",
    "paint",
    "picture",
    "words",
    "recording",
    "player",
    "line",
    "grips",
    "window",
    "hand",
    "pointer",
    "screen",
    "stage",
)
STAGE_SCRIPT = "\n".join(
    (_ASSETS / f"{part}.js").read_text("utf-8") for part in _PARTS
)  # one module: exports `render`
STAGE_STYLE = (_ASSETS / "stage.css").read_text("utf-8")
LIVING = (
    "application/vnd.hesskit.living+json"  # marks an output that may be made live again: living.js shows it
)
NARROWEST = 200.0  # pixels: a picture is laid out for no less
BESIDE = 204.0  # pixels: what the readout needs to stand beside it
BACKGROUNDS = 12  # kept, of some 30 kB each
Mover = Callable[[str, tuple[float, float]], None]
View = tuple[tuple[float, float], tuple[float, float]]  # from where to where, along x and along y
Looker = Callable[[View | None], None]
Resumer = Callable[[dict[str, Any]], None]
MOMENT = 0.06  # s: what takes no longer is not announced
LINGERS = 2.0  # s without work after which nobody looks any more
DRAGS = ("move", "turn", "window")  # follow a hand: nothing glides there behind it


class Transaction:
    """Changes that belong together: what must follow them is done once, when the outermost block ends well.

    Examples
    --------
    >>> change = Transaction(threading.RLock(), lambda: print("published"))
    >>> with change:
    ...     with change:
    ...         print("changed")
    changed
    published
    """

    def __init__(self, lock: threading.RLock, finish: Callable[[], None]) -> None:
        self._lock, self._finish = lock, finish
        self._depth = 0

    def __enter__(self) -> None:
        self._lock.acquire()
        self._depth += 1

    def __exit__(self, fault: type[BaseException] | None, *_: object) -> None:
        self._depth -= 1
        try:
            if fault is None and self._depth == 0:
                self._finish()
        finally:
            self._lock.release()


class _Work:
    """Says that something is being worked on, once it takes longer than a moment, from a thread that is free.

    One thread looks now and then: to start one for every movement of a slider would cost more than the rest.
    """

    def __init__(self, say: Callable[[bool], object]) -> None:
        self._say, self._lock = say, threading.Lock()
        self._jobs, self._said, self._since, self._watched = 0, False, 0.0, False

    @contextlib.contextmanager
    def announced(self) -> Iterator[None]:
        """Announce the block while it lasts."""
        with self._lock:
            self._jobs += 1
            if self._jobs == 1:
                self._since = time.monotonic()
            starts, self._watched = not self._watched, True
        if starts:
            with contextlib.suppress(RuntimeError):  # a kernel in the browser has no threads
                threading.Thread(target=self._watch, daemon=True, name="hesskit-working").start()
        try:
            yield
        finally:
            with self._lock:
                self._jobs -= 1
                if self._said and not self._jobs:
                    self._said = False
                    self._say(False)

    def _watch(self) -> None:
        """Look whether something takes long, until there has been nothing to do for a while."""
        while self._watched:
            time.sleep(MOMENT / 2)
            with self._lock:
                lasts = time.monotonic() - self._since
                if self._jobs and not self._said and lasts >= MOMENT:
                    self._said = True
                    self._say(True)
                self._watched = bool(self._jobs) or lasts < LINGERS


class Stage(anywidget.AnyWidget):
    """A matplotlib picture that follows the hand.

    The browser sends one message at a time (`line.js` keeps the newest) and each is answered by one frame that names
    it. The frame is an ordinary synchronised trait, so a second view, a re-opened one and an exported page have it too.

    Parameters
    ----------
    build : callable
        Makes the Picture for a Theme; called again when the front-end's theme changes.
    scene : Scene
        What to show first.
    theme : Theme
        To start with; a front-end that has one of its own says so.

    Examples
    --------
    >>> from hesskit.stage.testing import DotPicture, DotScene
    >>> stage = Stage(DotPicture, DotScene(0.25, 0.5))
    >>> stage.sentence
    'The dot is at (0.25, 0.5).'
    """

    _esm = STAGE_SCRIPT
    _css = STAGE_STYLE
    size: traitlets.List[Any] = traitlets.List().tag(sync=True)
    background = traitlets.Bytes(b"").tag(sync=True)
    frame = traitlets.Dict().tag(sync=True, to_json=lambda frame, _stage: sparing(frame))
    handles: traitlets.List[Any] = traitlets.List().tag(sync=True)
    turners: traitlets.List[Any] = traitlets.List().tag(sync=True)
    windows: traitlets.List[Any] = traitlets.List().tag(sync=True)
    planes: traitlets.List[Any] = traitlets.List().tag(sync=True)  # where a pointer may ask for a value
    busy = traitlets.Bool(False).tag(sync=True)  # something is worked on that takes more than a moment
    readout = traitlets.Unicode("").tag(sync=True)
    recording = traitlets.Bytes(b"").tag(sync=True)  # played by the browser where no kernel answers
    patience = traitlets.Int(5000).tag(sync=True)  # ms without an answer before the browser says so

    def __init__(
        self, build: Callable[[Theme], Picture], scene: Scene, theme: Theme = LIGHT, **keywords: Any
    ) -> None:
        self.lock = threading.RLock()
        self._answer = Transaction(self.lock, self._publish)
        self._build, self._scene, self._ratio, self._room = build, scene, 1.0, 0.0
        self.live = False  # whether a browser looks
        self._movers: list[Mover] = []
        self._lookers: list[Looker] = []
        self._resumers: list[Resumer] = []
        self.left: dict[str, Any] = {}  # as JSON: what a learner changed, stored with a notebook by living.js
        self._asked = ""  # of which type the message is that is being answered
        self._glide = False
        self._work = _Work(lambda busy: self.set_trait("busy", busy))
        self._drawn: dict[Hashable, bytes] = {}
        self._seq: str | None = None  # the message that is being answered
        self._stale = True  # the background is no longer what it should be
        self._turned = False  # and only because a surface was turned
        self._message = ""
        self.picture = build(theme)
        self.picture.update(scene)
        self._width = self.picture.width  # as it was made
        super().__init__(
            size=[self.picture.width, self.picture.height], readout=self.picture.readout, **keywords
        )
        self._publish()
        self.on_msg(self._receive)

    @property
    def sentence(self) -> str:
        """What is to be seen, in words."""
        return self._scene.sentence()

    @property
    def caption(self) -> str:
        """The idea of the picture, as it stands under it."""
        return self._scene.caption()

    @property
    def message(self) -> str:
        """What was wrong with the last input; empty when nothing was."""
        return self._message

    def on_move(self, mover: Mover) -> None:
        """Call `mover(name, (x, y))` whenever a learner moves the handle of that name."""
        self._movers.append(mover)

    def on_look(self, looker: Looker) -> None:
        """Call `looker(view)` whenever a learner moves or zooms the view by hand; None asks for the first one."""
        self._lookers.append(looker)

    def on_resume(self, resumer: Resumer) -> None:
        """Call `resumer(left)` when a notebook is opened again in which this stage was left so."""
        self._resumers.append(resumer)

    def working(self) -> contextlib.AbstractContextManager[None]:
        """Say on the picture that something is being worked on, should the block take longer than a moment."""
        return (
            contextlib.nullcontext() if self._asked in ("move", "nudge", "turn") else self._work.announced()
        )

    def show(self, scene: Scene, glide: bool = False) -> None:
        """Show a scene, and take back any message about an earlier input; what moved may glide to its place."""
        with self._answer:
            self._glide = self._glide or glide
            if self.picture.update(scene):
                self._stale, self._turned = True, False
            self._scene, self._message = scene, ""

    def refuse(self, sentence: str) -> None:
        """Keep the last good picture and say in one sentence what was wrong."""
        with self._answer:
            self._message = sentence

    def home(self) -> None:
        """Turn every surface back to where it was looked at first."""
        with self.lock:
            turned = [
                axes
                for axes in self.picture.turnable
                if _view(axes) != (axes.initial_azim, axes.initial_elev)
            ]
            if turned:
                with self._answer:
                    for axes in turned:
                        axes.view_init()
                    self._stale = True

    def still(self, ratio: float = 1.25, theme: Theme = LIGHT) -> bytes:
        """Draw the present scene with its caption, for paper in the light theme: a PNG."""
        with self.lock:
            return self._copy(theme).still(self.caption, ratio)

    def record(
        self, scenes: Iterable[Scene], dials: Sequence[Dial], held: Collection[str] | None = None
    ) -> None:
        """Record scenes ahead, in the order of the dials' values, for where no kernel will answer."""
        with self.lock:
            self.recording = record_scenes(self._copy(self.picture.theme), scenes, dials, held)

    def _copy(self, theme: Theme) -> Picture:
        """Make another picture that is turned as this one is."""
        picture = self._build(theme)
        picture.update(self._scene)
        for turned, axes in zip(self.picture.turnable, picture.turnable, strict=True):
            axes.view_init(elev=turned.elev, azim=turned.azim)
        return picture

    def _receive(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        """Act on one message of the browser and answer it with one frame, whatever happens."""
        if content.get("type") == "ask":
            return self._say(content)
        with self.lock:
            self._seq, self._asked = content.get("seq"), content.get("type", "")
            try:
                with self._answer:
                    self._follow(content)
            except Exception as error:  # the browser waits for an answer even when nothing new can be drawn
                self._fail(error, content)
                self.frame = {**self.frame, "seq": self._seq, "message": self._message}
            finally:
                self._seq, self._asked = None, ""

    def _say(self, content: dict[str, Any]) -> None:
        """Say what a place under the pointer is worth, in a message of its own: no picture changes."""
        with self.lock:
            axes, said = list(self.picture.said_at.items())[int(content["plane"])]
            x, y = axes.transData.inverted().transform((content["x"], self.picture.height - content["y"]))
            self.send({"type": "said", "ask": content["ask"], "text": said(float(x), float(y))})

    def _follow(self, content: dict[str, Any]) -> None:
        """Act on a message; a failure leaves a sentence."""
        try:
            self._act(content)
        except Exception as error:
            self._fail(error, content)

    def _fail(self, error: Exception, content: dict[str, Any]) -> None:
        log.exception("the stage could not follow %r", content)
        self._message = (
            f"Something went wrong inside hesskit while drawing this ({type(error).__name__}): "
            "the last good picture stays; move on, or run the cell again."
        )

    def _act(self, content: dict[str, Any]) -> None:
        match content.get("type"):
            case "move":
                self._move(self._handle(content).place((float(content["x"]), float(content["y"]))), content)
            case "nudge":
                self._move(
                    self._handle(content).nudge(float(content["right"]), float(content["up"])), content
                )
            case "turn":
                self._turn(content)
            case "window":
                self._look(content.get("box"))
            case "resume":
                for resumer in self._resumers:
                    resumer(dict(content["left"]))
            case "view":
                self.live = True
                room = float(content.get("room") or 0)
                self._view(float(content["ratio"]), THEMES.get(content.get("theme", ""), LIGHT), room)

    def _handle(self, content: dict[str, Any]) -> Handle:
        return self.picture.handles[int(content["handle"])]

    def _move(self, position: tuple[float, float], content: dict[str, Any]) -> None:
        for mover in self._movers:
            mover(self._handle(content).name, position)

    def _turn(self, content: dict[str, Any]) -> None:
        axes = self.picture.turnable[int(content["turner"])]
        elevation = min(max(float(content["elevation"]), -90.0), 90.0)
        axes.view_init(elev=elevation, azim=float(content["azimuth"]) % 360)
        self._turned = self._turned or not self._stale
        self._stale = True

    def _look(self, box: Sequence[float] | None) -> None:
        """Look at another part of the plane, or at the one of the start."""
        if box is not None and not (len(box) == 4 and box[0] < box[1] and box[2] < box[3]):
            return
        view = None if box is None else ((float(box[0]), float(box[1])), (float(box[2]), float(box[3])))
        for looker in self._lookers:
            looker(view)

    def _view(self, ratio: float, theme: Theme, room: float) -> None:
        """Draw for another theme, a sharper screen, or less room than the picture was made for."""
        ratio = min(max(ratio, 0.5), 4.0)
        room = self._needed(room)
        if theme is not self.picture.theme or room != self._room:
            if theme is not self.picture.theme or self._room:
                self.picture = self._copy(theme)
            self._room, self._stale = room, True
            if room:
                self.picture.arrange(room)
                self.picture.update(self._scene)
        if ratio != self._ratio:
            self._ratio, self._stale = ratio, True

    def _needed(self, room: float) -> float:
        """Say for which room the picture must be laid out; 0 where it is well as it was made."""
        beside = bool(self.picture.readout) and room >= self._width + BESIDE
        well = abs(room - self._width) <= 0.02 * self._width
        return 0.0 if not room or beside or well else max(room, NARROWEST)

    def _publish(self) -> None:
        """Send what changed: the background only when it did, the moving layer always."""
        picture = self.picture
        background = self._background() if self._stale else None
        self._stale = self._turned = False
        frame = frame_of(picture, self._scene)
        glide = (self._glide or self._asked == "nudge") and self._asked not in DRAGS
        self._glide = False
        with self.hold_sync():
            if background is not None:
                self.background = background
                self.size = [picture.width, picture.height]
                self.handles, self.turners = handles_of(picture), turners_of(picture)
                self.windows, self.planes = windows_of(picture), planes_of(picture)
            told = {"glide": glide, "message": self._message, "left": self.left}
            self.frame = {"seq": self._seq, **frame, **told}

    def _background(self) -> bytes:
        """Draw what stands still, or take it from those drawn before: a drag often returns to an earlier scale."""
        key = self.picture.still_key()
        turns = tuple(map(_view, self.picture.turnable))
        whole = (key, turns, self._ratio, self._room, self.picture.theme.name)
        if key is None or whole not in self._drawn:
            png = encode_png(self.picture.background(self._ratio, self._turned), level=1)
            if key is None:
                return png
            self._drawn[whole] = png
            if len(self._drawn) > BACKGROUNDS:
                del self._drawn[next(iter(self._drawn))]
        return self._drawn[whole]


def _view(axes: Any) -> tuple[float, float]:
    """From where 3-D axes are looked at: azimuth and elevation."""
    return axes.azim, axes.elev
