"""What a preview sends for a URL: the file of the site, and the script by which a page reloads itself."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

EVENTS = "/-/reload"
SCRIPT = "/-/reload.js"
HTML = "text/html; charset=utf-8"

_UNSAFE = frozenset("\\\0:" if os.name == "nt" else "\\\0")  # a drive or a stream of Windows
_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)

# not mimetypes: on Windows it believes the registry, where .js may be text/plain
TYPES = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".epub": "application/epub+zip",
    ".gif": "image/gif",
    ".htm": HTML,
    ".html": HTML,
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}

# A hidden page does not listen: a browser keeps six connections to a host, and a translator has more tabs.
# data-version is what the page was built from: a page that was fetched before a rebuild reloads when it hears of another
RELOAD = """\
(() => {
  const script = document.currentScript;
  const show = (errors) => {
    document.getElementById("tilmach-errors")?.remove();
    if (!errors.length) return;
    const box = document.createElement("div");
    box.id = "tilmach-errors";
    box.setAttribute("role", "alert");
    box.lang = "en";
    box.dir = "ltr";
    box.style.cssText = "position:fixed;inset:auto 0 0 0;z-index:9999;max-height:40vh;overflow:auto;padding:1em;" +
      "background:#7a0000;color:#fff;font:14px/1.5 monospace;white-space:pre-wrap;text-align:left";
    box.textContent = errors.join("\\n");
    document.body.append(box);
  };
  let source = null;
  const listen = () => {
    source?.close();
    source = null;
    if (document.hidden) return;
    source = new EventSource("/-/reload");
    source.onmessage = (event) => {
      const state = JSON.parse(event.data);
      if (state.version !== script.dataset.version) location.reload();
      else show(state.errors);
    };
  };
  document.addEventListener("visibilitychange", listen);
  listen();
})();
"""


def resolve(folder: Path, path: str) -> Path | None:
    """Return the file or folder of a URL's path; None if there is none, it is hidden, or it is outside, links followed.

    Args:
        folder: The site.
        path: As in the request, percent-encoded, without a query.
    """
    parts = [part for part in unquote(path).split("/") if part]
    if any(part.startswith(".") or _UNSAFE & set(part) for part in parts):
        return None
    try:
        found = folder.joinpath(*parts).resolve(strict=True)
    except (OSError, ValueError):
        return None
    return found if found.is_relative_to(folder.resolve()) else None


def with_script(page: bytes, version: str) -> bytes:
    """Return a page with the script that reloads it, before the end of its body."""
    script = f'<script src="{SCRIPT}" data-version="{version}"></script>'.encode()
    ends = [match.start() for match in _BODY_END.finditer(page)]
    at = ends[-1] if ends else len(page)
    return page[:at] + script + page[at:]
