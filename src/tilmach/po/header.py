"""The header of a catalog: its fields, and what a new one says."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import tilmach
from tilmach import locales

Fields = tuple[tuple[str, str], ...]


def fields_of(text: str) -> Fields:
    """Return the fields of a header's target."""
    return tuple(
        (name.strip(), value.strip()) for line in text.split("\n") for name, colon, value in [line.partition(":")] if colon
    )


def text_of(fields: Fields) -> str:
    """Return the header's target for these fields."""
    return "".join(f"{name}: {value}\n" for name, value in fields)


def new_header(locale: str, project: str) -> Fields:
    """Return the fields that `msgfmt -c` asks for (gettext manual, "Header Entry")."""
    now = _now()
    fields = [("Project-Id-Version", project or "tilmach"), ("POT-Creation-Date", now)]
    if locale:
        fields += [
            ("PO-Revision-Date", now),
            ("Last-Translator", "machine draft <tilmach@localhost>"),
            ("Language-Team", f"{locales.english_name(locale)} <tilmach@localhost>"),
            ("Language", locales.folder(locale)),
        ]
    fields += [
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    if locale:
        fields.append(("Plural-Forms", locales.plural_forms(locale)))
    fields.append(("X-Generator", f"tilmach {tilmach.__version__}"))
    return tuple(fields)


def _now() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%d %H:%M+0000")
