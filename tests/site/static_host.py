"""A static web host like GitHub Pages: a folder under a sub-path, gzip, right types, and nothing clever."""

import contextlib
import gzip
import sys
import threading
from collections.abc import Iterator
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

TYPES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css",
    ".json": "application/json", ".ipynb": "application/json", ".wasm": "application/wasm", ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".png": "image/png", ".woff2": "font/woff2", ".md": "text/markdown; charset=utf-8", ".map": "application/json",
    ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8",
}  # fmt: skip
SQUEEZED = {".html", ".js", ".mjs", ".css", ".json", ".ipynb", ".wasm", ".svg", ".md", ".map", ".txt"}


@lru_cache(maxsize=512)
def squeezed(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)


class Host(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = (
        128  # a browser asks for many files at once: one turned away would come a second later
    )

    def __init__(self, folder: Path, prefix: str) -> None:
        self.folder, self.prefix = folder.resolve(), prefix
        self.sent: dict[str, int] = {}  # bytes by path, for measuring
        self.instead: dict[
            str, bytes
        ] = {}  # by a file's path in the folder, which others share: given out for it
        super().__init__(("127.0.0.1", 0), Visit)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that leaves early is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{self.prefix}"


class Visit(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Host

    def do_GET(self) -> None:
        path = self._file()
        if path is None:
            # GitHub Pages shows it in the place of a page that is not there
            own = self.server.folder / "404.html"
            words = own.read_bytes() if own.is_file() else b"There is no such page."
            self._answer(404, TYPES[".html"], words, {})
            return
        kind = TYPES.get(path.suffix, "application/octet-stream")
        instead = self.server.instead.get(path.relative_to(self.server.folder).as_posix())
        if instead is not None:
            self._answer(200, kind, instead, {})
        elif path.suffix in SQUEEZED and "gzip" in self.headers.get("Accept-Encoding", ""):
            content = squeezed(path, path.stat().st_mtime_ns)
            self._answer(200, kind, content, {"Content-Encoding": "gzip"})
        else:
            self._answer(200, kind, path.read_bytes(), {})

    do_HEAD = do_GET

    def _file(self) -> Path | None:
        asked = unquote(urlsplit(self.path).path)
        if not asked.startswith(self.server.prefix + "/"):
            return None
        path = (self.server.folder / asked.removeprefix(self.server.prefix + "/")).resolve()
        if not path.is_relative_to(self.server.folder):
            return None
        if path.is_dir():
            path /= "index.html"
        known = path.relative_to(self.server.folder).as_posix() in self.server.instead
        return path if known or path.is_file() else None

    def _answer(self, status: int, kind: str, content: bytes, more: dict[str, str]) -> None:
        if self.command == "GET":  # noted before the browser can have it and a test go on
            self.server.sent[self.path] = self.server.sent.get(self.path, 0) + len(content)
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "Cache-Control": "max-age=600",
            **more,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            with contextlib.suppress(ConnectionError):
                self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def hosted(folder: Path, prefix: str = "/some/course") -> Iterator[Host]:
    """Serve a folder until the block ends."""
    host = Host(folder, prefix)
    thread = threading.Thread(target=host.serve_forever, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        host.shutdown()
        host.server_close()
        thread.join()
