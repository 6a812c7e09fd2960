import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tilmach import po
from tilmach.catalog import Catalog
from tilmach.cli.preview import preview
from tilmach.project import Project
from tilmach.workflow.bundling import Bundled
from tilmach.workflow.previewing import preview as show
from tilmach.workflow.sources import parse, template_of


def get(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


class Told:
    """What a preview tells, as it comes."""

    def __init__(self) -> None:
        self.reports: list[Bundled] = []
        self.port = 0
        self.changed = threading.Condition()

    def ready(self, url: str) -> None:
        self.port = int(url.rstrip("/").rpartition(":")[2])

    def told(self, report: Bundled) -> None:
        with self.changed:
            self.reports.append(report)
            self.changed.notify_all()

    def wait(self, count: int) -> Bundled:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.reports) >= count, 10)
            return self.reports[count - 1]


@pytest.fixture
def told(project: Project) -> Iterator[Told]:
    path = project.root / "tilmach.toml"
    path.write_text(path.read_text("utf-8") + "\n[bundle]\nthreshold = 0.9\n", "utf-8")
    (article,) = project.articles()
    messages = template_of(project, article, parse(project, article)).messages
    drafts = tuple(message.drafted(f"⟦{message.source}⟧", "echo 1") for message in messages)
    po.write(project.catalog_path(article, "kk"), Catalog("kk", drafts), article.name)
    told = Told()
    stop = threading.Event()
    thread = threading.Thread(target=show, args=(project, told.ready, told.told), kwargs={"port": 0, "stop": stop})
    thread.start()
    told.wait(1)
    while not told.port:
        time.sleep(0.02)
    yield told
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_a_saved_catalog_shows_in_the_page(project: Project, told: Told) -> None:
    assert told.reports[0].failures == []
    # a draft below the threshold is shown here, and nothing is written where bundles are
    status, page = get(told.port, "/kk/herders.html")
    assert (status, "⟦Herders Win Their Case⟧" in page) == (200, True)
    assert not (project.build_folder / "bundle").exists()
    path = project.catalog_path(project.articles()[0], "kk")
    path.write_text(path.read_text("utf-8").replace("⟦Herders Win Their Case⟧", "Малшылар жеңді"), "utf-8")
    assert told.wait(2).failures == []
    assert "Малшылар жеңді" in get(told.port, "/kk/herders.html")[1]


def test_a_broken_setting_is_told_and_mended(project: Project, told: Told) -> None:
    settings = project.root / "tilmach.toml"
    good = settings.read_text("utf-8")
    settings.write_text("targets = 3\n", "utf-8")
    (failure,) = told.wait(2).failures
    assert "write source =" in str(failure)
    connection = http.client.HTTPConnection("127.0.0.1", told.port, timeout=5)
    connection.request("GET", "/-/reload")
    stream = connection.getresponse()
    event = next(line for line in stream if line.startswith(b"data: "))
    assert json.loads(event[6:])["errors"] == [str(failure)]
    connection.close()
    assert get(told.port, "/kk/herders.html")[0] == 200
    settings.write_text(good, "utf-8")
    assert told.wait(3).failures == []


def test_help_has_an_example() -> None:
    result = CliRunner().invoke(preview, ["--help"])
    assert "Example: tilmach preview --port 8000" in result.output
    assert CliRunner().invoke(preview, ["--port", "0"]).exit_code == 2


def test_ctrl_c_ends_it_cleanly(project: Project) -> None:
    code = "import sys; from pathlib import Path; from tilmach.cli.preview import preview; preview(obj=Path(sys.argv.pop(1)))"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(project.root), "--port", "18300"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout
    lines = [process.stdout.readline(), process.stdout.readline()]
    assert re.fullmatch(r"\d+ files built\n", lines[0])
    match = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/ shows the site\. Ctrl-C ends it\.\n", lines[1])
    assert match
    assert get(int(match[1]), "/")[0] == 200
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=10)
    assert time.monotonic() - started < 1
    assert (process.returncode, output, errors) == (0, "\nThe preview has ended.\n", "")


def test_a_broken_project_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "tilmach.toml").write_text("x = 1\n", "utf-8")
    result = CliRunner().invoke(preview, obj=tmp_path)
    assert result.exit_code == 1
    assert "unknown setting x" in str(result.exception)
