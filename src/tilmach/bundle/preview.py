"""The site on 127.0.0.1 while somebody translates: built again when a file is saved, and pages reload by themselves.

Nobody else can read it: it listens on this machine only, answers only to its own name (else a page of another site could
reach it by DNS rebinding), and opens nothing outside the site's folder. The script that reloads is added on the way out.
"""

from __future__ import annotations

import errno
import html
import json
import os
import secrets
import socketserver
import threading
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

from tilmach.bundle.preview_page import EVENTS, HTML, RELOAD, SCRIPT, TYPES, resolve, with_script
from tilmach.bundle.preview_watch import Watcher
from tilmach.errors import TilmachError

HOST = "127.0.0.1"
PORT = 8000

_MOST_PORTS = 20  # that are tried in turn
_BEAT = 0.1  # seconds within which everything ends
_KEEP_ALIVE = 10.0  # seconds between signs of life on an idle stream


class _State:
    """What the pages are told: the version of the site, and what went wrong when it was built."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._run = secrets.token_hex(4)  # pages of the last preview reload too
        self._number = 0
        self.errors: list[str] = []

    @property
    def version(self) -> str:
        """Differs after each build."""
        return f"{self._run}-{self._number}"

    def set(self, errors: list[str]) -> None:
        """Note a build."""
        with self._changed:
            self._number += 1
            self.errors = errors
            self._changed.notify_all()

    def wait(self, version: str, seconds: float) -> bool:
        """Wait for another version than this; return whether there is one."""
        with self._changed:
            return self._changed.wait_for(lambda: self.version != version, seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name != "nt"  # there it would let two servers have one port

    def __init__(self, port: int, folder: Path, state: _State, stop: threading.Event) -> None:
        self.folder = folder
        self.state = state
        self.stop = stop
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer asks the DNS for this machine's name: seconds without a network
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser hangs up when it likes."""


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD; one request a connection."""

    server: _Server
    timeout = 10
    server_version = "tilmach"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer a request."""
        port = self.server.server_port
        names = {f"{name}:{port}" for name in (HOST, "localhost")} | ({HOST, "localhost"} if port == 80 else set())
        if self.headers.get("Host", "").lower() not in names:
            self._say(HTTPStatus.MISDIRECTED_REQUEST, "This preview answers only to its own address.")
            return
        path = self.path.partition("?")[0].partition("#")[0]
        if path == EVENTS:
            self._stream()
        elif path == SCRIPT:
            self._send(HTTPStatus.OK, RELOAD.encode(), TYPES[".js"])
        else:
            self._file(path)

    do_HEAD = do_GET  # noqa: N815  the name that http.server calls

    def _file(self, path: str) -> None:
        found = resolve(self.server.folder, path)
        if found and found.is_dir():
            if not path.endswith("/"):
                parts = [part for part in unquote(path).split("/") if part]
                self._send(HTTPStatus.FOUND, b"", HTML, {"Location": "/" + quote("/".join(parts)) + "/"})
                return
            found = resolve(self.server.folder, f"{path}index.html")
        version = self.server.state.version
        try:
            data = found.read_bytes() if found else None
        except OSError:
            data = None
        if data is None or found is None:
            self._say(HTTPStatus.NOT_FOUND, "This page is not there, or not yet.")
            return
        kind = TYPES.get(found.suffix.lower(), "application/octet-stream")
        self._send(HTTPStatus.OK, with_script(data, version) if kind == HTML else data, kind)

    def _say(self, status: HTTPStatus, text: str) -> None:
        """Send a page of our own; if it is ours to reload, it does."""
        page = f'<!doctype html><html lang="en"><title>{text}</title><body><p>{html.escape(text)}</p></body></html>'.encode()
        is_ours = status is HTTPStatus.NOT_FOUND
        self._send(status, with_script(page, self.server.state.version) if is_ours else page, HTML)

    def _send(self, status: HTTPStatus, data: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self._close_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _close_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()

    def _stream(self) -> None:
        """Send an event for each build, the last one at once, until the browser goes or the preview ends."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self._close_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 500\n\n")
        version, idle = "", 0.0
        while not self.server.stop.is_set():
            if self.server.state.wait(version, _BEAT):
                version, idle = self.server.state.version, 0.0
                event = json.dumps({"version": version, "errors": self.server.state.errors})
                self.wfile.write(f"data: {event}\n\n".encode())
            elif (idle := idle + _BEAT) >= _KEEP_ALIVE:
                idle = 0.0
                self.wfile.write(b": still here\n\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as http.server has it
        """Log nothing: library code never prints."""


def _bound(port: int, folder: Path, state: _State, stop: threading.Event) -> _Server:
    """Return a server on a port or the next free one."""
    for candidate in range(port, min(port + _MOST_PORTS, 65_536)) if port else (0,):
        try:
            return _Server(candidate, folder, state, stop)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise TilmachError(f"{HOST}:{candidate}: can't be listened on: {error.strerror}.") from None
    raise TilmachError(f"{HOST}: no free port from {port} on. Name another with --port.")


def _build(rebuild: Callable[[], list[str]], state: _State) -> None:
    try:
        state.set(rebuild())
    except TilmachError as error:
        state.set([str(error)])


def serve(
    folder: Path,
    rebuild: Callable[[], list[str]],
    watch: Sequence[Path],
    port: int,
    ready: Callable[[str], None],
    stop: threading.Event,
) -> None:
    """Build a site and serve it until told to stop.

    Args:
        folder: The site; it need not be there yet.
        rebuild: Brings it up to date and returns what went wrong, for the pages to show. Called in this thread, first of all
            once, then after each change; a TilmachError is shown like what it returns.
        watch: Files and folders, there yet or not; a change in one has the site built again.
        port: Where; the next free one if it is taken; 0 for any.
        ready: Called with the URL once the site is built and served.
        stop: Ends it within a fraction of a second. Ctrl-C in the main thread does too, as KeyboardInterrupt.

    Raises:
        TilmachError: No port is free.
    """
    state = _State()
    server = _bound(port, folder, state, stop)
    watcher = Watcher(watch, stop)
    thread = threading.Thread(target=server.serve_forever, args=(_BEAT,), daemon=True)
    try:
        watcher.start()
        _build(rebuild, state)
        watcher.wait_until_watching()
        thread.start()
        ready(f"http://{HOST}:{server.server_port}/")
        while not stop.is_set():
            if watcher.wait(_BEAT):
                _build(rebuild, state)
    finally:
        stop.set()
        if thread.is_alive():
            server.shutdown()
        server.server_close()
        watcher.close()
