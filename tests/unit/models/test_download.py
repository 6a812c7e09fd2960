import hashlib
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tilmach.errors import ModelError
from tilmach.models import download as downloading
from tilmach.models import unpack
from tilmach.models.download import PARTIAL, check_url, download

DATA = bytes(range(256)) * 4000  # 1 MB
SUM = hashlib.sha256(DATA).hexdigest()


@dataclass
class Server:
    """A server of one file that can break off, change its file, redirect, or know nothing of ranges."""

    url: str = ""
    data: bytes = DATA
    etag: str = '"one"'
    breaks: list[int] = field(default_factory=list)  # bytes after which each of the next answers ends
    ranges: bool = True
    redirect: str = ""
    asked: list[str] = field(default_factory=list)
    sent: int = 0


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that went away: some tests have them do so."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.headers.get("Range", ""))
            if state.redirect:
                self.send_response(302)
                self.send_header("Location", state.redirect)
                self.end_headers()
                return
            if self.path != "/model.argosmodel":
                self.send_error(404)
                return
            start = 0
            asked = self.headers.get("Range", "")
            if asked and state.ranges and self.headers.get("If-Range") == state.etag:
                start = int(asked.removeprefix("bytes=").rstrip("-"))
                if start >= len(state.data):
                    self.send_error(416)
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{len(state.data) - 1}/{len(state.data)}")
            else:
                self.send_response(200)
            body = state.data[start:]
            self.send_header("Content-Length", str(len(body)))
            if state.etag:
                self.send_header("ETag", state.etag)
            self.end_headers()
            if state.breaks:
                body = body[: state.breaks.pop(0)]
            state.sent += len(body)
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)

    running = Quiet(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{running.server_address[1]}/model.argosmodel"
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield state
    running.shutdown()
    running.server_close()
    thread.join()


def silent(*_: object) -> None:
    pass


def test_whole(server: Server, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    path = download(server.url, tmp_path, lambda *step: steps.append(step), sha256=SUM)
    assert path.read_bytes() == DATA
    assert path.parent == tmp_path / PARTIAL
    assert steps[-1] == ("model.argosmodel (MB)", 1, 1)
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_broken_off_is_resumed_at_once(server: Server, tmp_path: Path) -> None:
    server.breaks = [300_000, 300_000]
    assert download(server.url, tmp_path, silent, sha256=SUM).read_bytes() == DATA
    assert server.asked == ["", "bytes=300000-", "bytes=600000-"]
    assert server.sent == len(DATA)


def test_broken_off_is_kept_for_the_next_time(server: Server, tmp_path: Path) -> None:
    server.breaks = [100_000, 100_000, 100_000]
    with pytest.raises(ModelError, match=r"300 kB are kept; run the same command again"):
        download(server.url, tmp_path, silent, sha256=SUM)
    assert download(server.url, tmp_path, silent, sha256=SUM).read_bytes() == DATA
    assert server.asked[-1] == "bytes=300000-"
    assert server.sent == len(DATA)


def test_interrupted_is_kept_for_the_next_time(server: Server, tmp_path: Path) -> None:
    def stop(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(server.url, tmp_path, stop)
    assert download(server.url, tmp_path, silent, sha256=SUM).read_bytes() == DATA
    assert server.asked[-1].startswith("bytes=")


def test_file_that_changed_meanwhile_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    server.breaks = [100_000] * 3
    with pytest.raises(ModelError):
        download(server.url, tmp_path, silent)
    server.data, server.etag = DATA[::-1], '"two"'
    assert download(server.url, tmp_path, silent).read_bytes() == DATA[::-1]


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_version_nothing_is_joined(server: Server, tmp_path: Path, etag: str) -> None:
    server.etag, server.breaks = etag, [100_000]
    assert download(server.url, tmp_path, silent, sha256=SUM).read_bytes() == DATA
    assert server.asked == ["", ""]


def test_server_without_ranges(server: Server, tmp_path: Path) -> None:
    server.ranges, server.breaks = False, [100_000]
    assert download(server.url, tmp_path, silent, sha256=SUM).read_bytes() == DATA


def test_whole_file_that_was_not_taken_away(server: Server, tmp_path: Path) -> None:
    server.breaks = [100_000] * 3
    with pytest.raises(ModelError):
        download(server.url, tmp_path, silent)
    part = next((tmp_path / PARTIAL).glob("*.part"))
    part.write_bytes(DATA)
    assert download(server.url, tmp_path, silent, sha256=SUM).read_bytes() == DATA


def test_wrong_checksum_leaves_nothing(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="has the checksum"):
        download(server.url, tmp_path, silent, sha256="0" * 64)
    assert list((tmp_path / PARTIAL).iterdir()) == []


def test_not_found_leaves_nothing(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="the server says 404"):
        download(server.url + "2", tmp_path, silent)
    assert list((tmp_path / PARTIAL).iterdir()) == []


@pytest.mark.parametrize("target", ["http://example.org/model.argosmodel", "file:///etc/passwd", "ftp://example.org/x"])
def test_redirect_out_of_https_is_refused(server: Server, tmp_path: Path, target: str) -> None:
    server.redirect = target
    with pytest.raises(ModelError, match=r"only https|is not allowed"):
        download(server.url, tmp_path, silent)


@pytest.mark.parametrize("url", ["http://example.org/a.zip", "ftp://example.org/a.zip", "https:///a.zip", "gopher://x"])
def test_addresses_that_are_refused(url: str) -> None:
    with pytest.raises(ModelError, match="only https"):
        check_url(url)


def test_larger_than_allowed(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has 1\.0 MB, more than 1\.0 kB"):
        download(server.url, tmp_path, silent, limit=1000)


def test_disk_without_room(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Usage:
        free = 1000

    monkeypatch.setattr(unpack.shutil, "disk_usage", lambda _: Usage)
    with pytest.raises(ModelError, match=r"needs 1\.0 MB in .*, and 1\.0 kB are free\. Make room"):
        download(server.url, tmp_path, silent)


def test_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloading, "_ATTEMPTS", 1)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(ModelError, match=r"can't be downloaded: .*bring the file on a USB stick"):
        download("http://127.0.0.1:9/model.argosmodel", tmp_path, silent)
