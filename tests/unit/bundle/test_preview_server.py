import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tilmach.bundle import preview, preview_page
from tilmach.errors import ProjectError, TilmachError

PAGE = "<!doctype html><html><body><p>{}</p></body></html>"


class Site:
    """A site of one page, made of one file, and what is known of its preview."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "site"
        self.watched = root / "locales"
        self.settings = root / "tilmach.toml"
        self.watched.mkdir()
        self.source = self.watched / "kk.po"
        self.source.write_text("one", "utf-8")
        self.builds = 0
        self.problem: Exception | None = None
        self.url = ""
        self.port = 0
        self.ready = threading.Event()
        self.stop = threading.Event()

    def rebuild(self) -> list[str]:
        self.builds += 1
        if self.problem:
            raise self.problem
        (self.folder / "kk").mkdir(parents=True, exist_ok=True)
        text = self.source.read_text("utf-8") if self.source.exists() else "nothing"
        (self.folder / "index.html").write_text(PAGE.format(text), "utf-8")
        (self.folder / "kk" / "index.html").write_text(PAGE.format("kk"), "utf-8")
        (self.folder / "style.css").write_text("p {}", "utf-8")
        return [text] if "broken" in text else []

    def told(self, url: str) -> None:
        self.url = url
        self.port = int(url.rstrip("/").rpartition(":")[2])
        self.ready.set()

    def run(self, port: int = 0) -> None:
        watch = [self.watched, self.settings, self.watched.parent / "theme"]
        preview.serve(self.folder, self.rebuild, watch, port, self.told, self.stop)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers


class Events:
    """The events that a page gets."""

    def __init__(self, site: Site) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=5)
        self._connection.request("GET", "/-/reload")
        self.answer = self._connection.getresponse()

    def next(self) -> dict[str, object]:
        while True:
            line = self.answer.readline()
            assert line, "the stream has ended"
            if line.startswith(b"data: "):
                event: dict[str, object] = json.loads(line[6:])
                return event

    def close(self) -> None:
        self.answer.close()
        self._connection.close()


@contextlib.contextmanager
def running(root: Path) -> Iterator[Site]:
    site = Site(root)
    thread = threading.Thread(target=site.run)
    thread.start()
    assert site.ready.wait(10)
    yield site
    site.stop.set()
    thread.join(2)
    assert not thread.is_alive()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with running(tmp_path) as site:
        yield site


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site for many tests that change nothing; its folder has links that lead out of it, and in."""
    with running(tmp_path_factory.mktemp("still")) as site:
        site.settings.write_text("secret", "utf-8")
        (site.folder / "link.html").symlink_to(site.settings)
        (site.folder / "links").symlink_to(site.settings.parent)
        (site.folder / "inner.html").symlink_to(site.folder / "index.html")
        (site.folder / ".hidden").write_text("secret", "utf-8")
        (site.folder / "empty").mkdir()
        (site.folder / "evil.example").mkdir()
        yield site


@pytest.fixture
def events(site: Site) -> Iterator[Events]:
    with contextlib.closing(Events(site)) as events:
        yield events


def test_a_page_gets_the_script_and_its_file_does_not(still: Site) -> None:
    assert still.url == f"http://127.0.0.1:{still.port}/"
    status, body, headers = still.ask("/")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "text/html; charset=utf-8", "no-store")
    assert body.startswith(b'<!doctype html><html><body><p>one</p><script src="/-/reload.js" data-version="')
    assert body.endswith(b"</script></body></html>")
    assert b"script" not in (still.folder / "index.html").read_bytes()
    assert still.ask("/kk/?x=1#y")[1].count(b"<script") == 1
    status, body, headers = still.ask("/style.css")
    assert (body, headers["Content-Type"]) == (b"p {}", "text/css; charset=utf-8")
    assert headers["X-Content-Type-Options"] == "nosniff"
    status, body, headers = still.ask("/-/reload.js")
    assert (status, headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert b"EventSource" in body


def test_folders_and_heads(still: Site) -> None:
    status, body, headers = still.ask("/kk")
    assert (status, headers["Location"], body) == (302, "/kk/", b"")
    status, body, headers = still.ask("/index.html", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 100
    assert still.ask("/", "POST")[0] == 501
    assert still.ask("/empty/")[0] == 404
    # no redirect to another host
    assert still.ask("//evil.example")[2]["Location"] == "/evil.example/"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}"]
)
def test_another_name_is_refused(still: Site, host: str) -> None:
    for path in ("/", "/-/reload", "/-/reload.js"):
        status, body, _ = still.ask(path, Host=host.format(port=still.port))
        assert status == 421
        assert b"one" not in body
    assert still.ask("/", Host=f"LOCALHOST:{still.port}")[0] == 200


def test_it_listens_on_this_machine_only(still: Site) -> None:
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", still.port))


@pytest.mark.parametrize(
    "path",
    [
        "/../tilmach.toml", "/..%2ftilmach.toml", "/%2e%2e/tilmach.toml", "/kk/../../tilmach.toml", "/..\\tilmach.toml",
        "/%2e%2e%5ctilmach.toml", "/link.html", "/links/tilmach.toml", "/.hidden", "/%00", "/" + "a" * 300, "//etc/passwd",
        "/-/other",
    ],
)  # fmt: skip
def test_nothing_else_is_served(still: Site, path: str) -> None:
    status, body, _ = still.ask(path)
    assert status == 404
    assert b"secret" not in body
    # it reloads when the page is there
    assert b"/-/reload.js" in body


def test_a_link_inside_the_site_is_followed(still: Site) -> None:
    assert still.ask("/inner.html")[0] == 200


def test_a_saved_file_reloads(site: Site, events: Events) -> None:
    assert events.answer.headers["Content-Type"] == "text/event-stream"
    first = events.next()
    assert first["version"] in site.ask("/")[1].decode()
    started = time.monotonic()
    site.source.write_text("two", "utf-8")
    second = events.next()
    assert time.monotonic() - started < 2
    assert second["version"] != first["version"]
    page = site.ask("/")[1].decode()
    assert "<p>two</p>" in page
    assert f'data-version="{second["version"]}"' in page


def test_a_file_that_is_replaced_reloads(site: Site, events: Events) -> None:
    """As editors and tilmach save: another file is renamed."""
    events.next()
    for path in (site.settings, site.source, site.settings):
        other = path.parent / ".other"
        other.write_text(f"{path.name} {time.monotonic()}", "utf-8")
        other.replace(path)
        events.next()


def test_what_editors_leave_does_not_reload(site: Site) -> None:
    for name in (".kk.po.x", "kk.po~", ".kk.po.swp"):
        (site.watched / name).write_text("x", "utf-8")
    (site.watched.parent / "notes.txt").write_text("x", "utf-8")
    time.sleep(0.4)
    assert site.builds == 1


def test_folders_that_come_and_go_are_watched(site: Site, events: Events) -> None:
    events.next()
    theme = site.watched.parent / "theme"
    theme.mkdir()
    events.next()
    events.next()  # what was saved before it was watched is not lost
    (theme / "article.html").write_text("x", "utf-8")
    events.next()
    shutil.rmtree(site.watched)
    events.next()


def test_errors_are_shown_in_the_page(site: Site, events: Events) -> None:
    assert events.next()["errors"] == []
    site.source.write_text("broken: </script>", "utf-8")
    assert events.next()["errors"] == ["broken: </script>"]
    site.problem = ProjectError("tilmach.toml: is wrong.")
    site.source.write_text("three", "utf-8")
    event = events.next()
    while event["errors"] != ["tilmach.toml: is wrong."]:
        event = events.next()
    site.problem = None
    site.source.write_text("four", "utf-8")
    while event["errors"]:
        event = events.next()


def test_many_saves_are_one_build(site: Site) -> None:
    for number in range(40):
        site.source.write_text(str(number), "utf-8")
    time.sleep(0.8)
    assert 2 <= site.builds <= 4
    assert b"<p>39</p>" in site.ask("/")[1]


def test_it_stops_at_once_with_pages_open(tmp_path: Path) -> None:
    site = Site(tmp_path)
    thread = threading.Thread(target=site.run)
    thread.start()
    assert site.ready.wait(5)
    streams = [Events(site) for _ in range(3)]
    idle = socket.create_connection(("127.0.0.1", site.port))
    started = time.monotonic()
    site.stop.set()
    thread.join(2)
    assert time.monotonic() - started < 1
    assert not thread.is_alive()
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.1", site.port))
    idle.close()
    for stream in streams:
        stream.close()


def test_the_next_free_port(site: Site, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Site(tmp_path / "other")
    thread = threading.Thread(target=other.run, args=(site.port,))
    thread.start()
    assert other.ready.wait(5)
    assert site.port < other.port < site.port + 20
    other.stop.set()
    thread.join(2)


def test_no_free_port(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, site: Site) -> None:
    monkeypatch.setattr(preview, "_MOST_PORTS", 1)
    (tmp_path / "other").mkdir()
    with pytest.raises(TilmachError, match=f"no free port from {site.port} on"):
        Site(tmp_path / "other").run(site.port)


def test_files_that_cannot_be_watched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def watch(*paths: Path, **options: object) -> Iterator[object]:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr("watchfiles.watch", watch)
    with pytest.raises(TilmachError, match=r"watch limit reached\. Set WATCHFILES_FORCE_POLLING=1"):
        Site(tmp_path).run()


def test_the_script_goes_before_the_last_end_of_the_body() -> None:
    assert preview_page.with_script(b"<p>x", "1") == b'<p>x<script src="/-/reload.js" data-version="1"></script>'
    page = preview_page.with_script(b"<!-- </body> --><p></BODY ></html>", "1")
    assert page.startswith(b"<!-- </body> --><p><script")
    assert page.endswith(b"</script></BODY ></html>")


def test_ctrl_c_ends_a_process(tmp_path: Path) -> None:
    code = (
        "import sys, threading; from pathlib import Path; from tilmach.bundle import preview\n"
        "try: preview.serve(Path(sys.argv[1]), lambda: [], [Path(sys.argv[1])], 0, lambda url: print(url, flush=True), threading.Event())\n"
        "except KeyboardInterrupt: sys.exit(7)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    assert process.stdout
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    time.sleep(0.2)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=5)
    assert time.monotonic() - started < 1
    assert (process.returncode, errors) == (7, "")
