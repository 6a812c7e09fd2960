"""When an edition was last changed, the same on every machine: ``updated()``. Never from the time of a file."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

from tilmach.catalog import Catalog

OLDEST = datetime(1980, 1, 1, tzinfo=UTC)
"""The oldest time that a zip file can tell."""

_HEADER = 4096  # bytes of a template that hold its header
_CREATED = re.compile(r'^"POT-Creation-Date: ([^"\\]+)', re.MULTILINE)
_FORMATS = ("%Y-%m-%d %H:%M%z", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d")


def updated(catalog: Catalog | None, template: Path, published: date | None) -> datetime:
    """Return when an edition was last changed.

    A translation: when it was last revised (``PO-Revision-Date``). A source: when its template was made
    (``POT-Creation-Date``). Neither told: when it was published, else ``SOURCE_DATE_EPOCH``, else 1980. Never later than
    ``SOURCE_DATE_EPOCH`` if that is set (reproducible-builds.org, "SOURCE_DATE_EPOCH specification").

    Args:
        catalog: The catalog of a translation; None for the source.
        template: The template's file; there need not be one.
        published: When the article came out.
    """
    latest = epoch()
    found = _moment(dict(catalog.header).get("PO-Revision-Date", "")) if catalog else _created(template)
    if found is None and published:
        found = datetime(published.year, published.month, published.day, tzinfo=UTC)
    if found is None:
        return latest or OLDEST
    return min(found, latest) if latest else found


def epoch() -> datetime | None:
    """Return the time that ``SOURCE_DATE_EPOCH`` tells, or None."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(seconds), UTC) if seconds.isdigit() else None


def _created(template: Path) -> datetime | None:
    try:
        with template.open(encoding="utf-8", errors="replace") as file:
            match = _CREATED.search(file.read(_HEADER))
    except OSError:
        return None
    return _moment(match[1]) if match else None


def _moment(text: str) -> datetime | None:
    for form in _FORMATS:
        try:
            moment = datetime.strptime(text.strip(), form)  # noqa: DTZ007  one form has no zone: UTC is taken
        except ValueError:
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None
