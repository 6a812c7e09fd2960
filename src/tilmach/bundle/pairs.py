"""The rows of a page that shows an edition beside its source: ``rows()``.

Not a template: of a hundred pages there are four thousand rows, and a template takes ten times as long for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from tilmach.bundle.edition import Edition, Passage


def rows(edition: Edition, source: str, direction: str, states: Mapping[str, str], merged: str) -> str:
    """Return a ``<tbody>`` per unit with a row per sentence: number, source, target, state.

    Args:
        edition: The edition.
        source: Locale of the source.
        direction: ``ltr`` or ``rtl``: of the source.
        states: What to call each state, in the reader's language.
        merged: What to say of a sentence that its translator has merged into a neighbour.
    """
    cell = f'<td class="source" lang="{source}" dir="{direction}">'
    shown = {grade: escape(name) for grade, name in states.items()}
    return "\n".join(_bodies(edition, cell, shown, f'<td class="target merged">{escape(merged)}</td>'))


def _bodies(edition: Edition, cell: str, shown: Mapping[str, str], merged: str) -> Iterator[str]:
    for row in edition.rows:
        if not row:
            continue
        yield "<tbody>"
        for passage in row:
            number, grade = passage.number, passage.grade
            yield (
                f'<tr id="s{number}" data-state="{grade}"><th scope="row"><a href="#s{number}">{number}</a></th>\n'
                f"{cell}{passage.source_html}</td>\n{_target(passage) or merged}\n"
                f'<td class="state">{shown[grade]}</td></tr>'
            )
        yield "</tbody>"


def _target(passage: Passage) -> str:
    """Return the cell of a target; nothing for one that is merged into a neighbour."""
    if passage.state is None:
        return '<td class="target">–</td>'
    return f'<td class="target">{passage.target_html}</td>' if passage.target_html else ""
