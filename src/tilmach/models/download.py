"""Downloads: archives by https, resumed where they broke off, with their checksum taken while they come.

What has come so far is in ``.partial`` in the folder of models, with a note of which version of the file it is a part of.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tilmach.errors import ModelError
from tilmach.models.unpack import require_space, shown

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how much is done and how much there is."""

PARTIAL = ".partial"
_CHUNK = 1 << 18
_TIMEOUT = 30.0  # seconds without a byte
_ATTEMPTS = 3
_LOCAL = ("127.0.0.1", "::1", "localhost")
_MEGABYTE = 1_000_000
LIMIT = 20_000_000_000
"""Bytes above which no download is taken."""


class _BrokenOffError(Exception):
    """A connection ended before the file did."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What has come of a file."""

    path: Path
    note: Path

    def version(self) -> str:
        """Return which version of the file it is part of: its ETag or date; empty if that can't be told."""
        try:
            return str(json.loads(self.note.read_text("utf-8"))["version"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def forget(self) -> None:
        """Remove it."""
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


def check_url(url: str) -> None:
    """See that an address is one that may be downloaded from.

    Raises:
        ModelError: It is not https; http is for this very machine only.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname in _LOCAL:
        return
    raise ModelError(f"{url}: only https:// and file:// are taken: what comes by other ways may have been changed on the way.")


def download(url: str, folder: Path, progress: Progress, *, sha256: str = "", limit: int = LIMIT) -> Path:
    """Download a file; what an earlier try has got is not fetched again.

    Args:
        url: Its address, https.
        folder: The folder of models.
        progress: Told megabytes.
        sha256: Its checksum, if known.
        limit: Bytes above which it is refused.

    Returns:
        Where it is, under ``folder/.partial``; for the caller to remove.

    Raises:
        ModelError: It can't be had, is too large for the disk or the limit, or has another checksum.
    """
    check_url(url)
    key = hashlib.sha256(url.encode()).hexdigest()[:16]
    part = _Part(folder / PARTIAL / f"{key}.part", folder / PARTIAL / f"{key}.json")
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            part.path.parent.mkdir(parents=True, exist_ok=True)
            found = _attempt(url, part, progress, limit)
            break
        except urllib.error.HTTPError as error:
            part.forget()
            raise ModelError(f"{url}: the server says {error.code} {error.reason}.") from None
        except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError, _BrokenOffError) as error:
            if attempt == _ATTEMPTS:
                raise ModelError(_stopped(url, part, error)) from None
        except OSError as error:
            raise ModelError(f"{part.path}: can't be written: {error.strerror}.") from None
    if sha256 and found != sha256:
        part.forget()
        raise ModelError(
            f"{url}: has the checksum {found}, not {sha256}: it is damaged or not what it should be. It is refused."
        )
    part.note.unlink(missing_ok=True)
    return part.path


def forget(folder: Path) -> None:
    """Remove an empty folder of partial downloads."""
    try:
        (folder / PARTIAL).rmdir()
    except OSError:
        return


def _attempt(url: str, part: _Part, progress: Progress, limit: int) -> str:
    """Fetch what is missing; return the SHA-256 of the whole."""
    version = part.version()
    done = part.path.stat().st_size if version and part.path.is_file() else 0
    try:
        response = _opened(url, done, version)
    except urllib.error.HTTPError as error:
        if error.code != http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
        part.forget()
        done, response = 0, _opened(url, 0, "")
    with response:
        if response.status != http.HTTPStatus.PARTIAL_CONTENT or not _begins_at(response, done):
            done = 0
        rest = int(response.headers.get("Content-Length") or 0)
        total = done + rest if rest else 0
        if total > limit:
            raise ModelError(f"{url}: has {shown(total)}, more than {shown(limit)}. It is refused.")
        require_space(part.path.parent, rest, url)
        etag = response.headers.get("ETag") or ""
        version = etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified") or ""
        part.note.write_text(json.dumps({"url": url, "version": version}), "utf-8")
        return _received(url, response, part.path, done, total, progress, limit)


def _received(url: str, response: Any, path: Path, done: int, total: int, progress: Progress, limit: int) -> str:
    digest = hashlib.sha256()
    name = Path(urllib.parse.urlsplit(url).path).name or url
    with path.open("r+b" if done else "wb") as file:
        left = done
        while left and (chunk := file.read(min(_CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
        while chunk := response.read(_CHUNK):
            file.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            if done > limit:
                file.truncate(0)
                raise ModelError(f"{url}: has more than {shown(limit)}. It is refused.")
            progress(f"{name} (MB)", done // _MEGABYTE, max(total, done) // _MEGABYTE)
    if total and done != total:
        raise _BrokenOffError(f"{shown(done)} of {shown(total)} came")
    return digest.hexdigest()


def _begins_at(response: Any, done: int) -> bool:
    return bool(str(response.headers.get("Content-Range", "")).startswith(f"bytes {done}-"))


def _opened(url: str, done: int, version: str) -> Any:
    headers = {"User-Agent": "tilmach", "Accept-Encoding": "identity"}
    if done:
        headers |= {"Range": f"bytes={done}-", "If-Range": version}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310  check_url has seen it
    return urllib.request.build_opener(_Redirects).open(request, timeout=_TIMEOUT)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to https only."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        check_url(newurl)
        if req.type == "https" and not newurl.startswith("https:"):
            raise ModelError(f"{req.full_url}: leads to {newurl}, which is not https. It is refused.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _stopped(url: str, part: _Part, error: Exception) -> str:
    got = part.path.stat().st_size if part.path.is_file() else 0
    reason = getattr(error, "reason", error)
    again = f"{shown(got)} are kept; run the same command again to go on" if got else "Is there a network?"
    return f"{url}: can't be downloaded: {reason}. {again}, or bring the file on a USB stick: tilmach models install FILE."
