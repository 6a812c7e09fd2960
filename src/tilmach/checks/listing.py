"""Findings for programs: ``as_json()``, SARIF 2.1.0 (``as_sarif()``) and GitHub's annotations (``as_annotations()``)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tilmach import __version__
from tilmach.checks import Finding, Severity
from tilmach.checks.kinds import CATALOG_KINDS, KINDS, setting_of

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# SARIF 2.1.0, 3.27.10, and GitHub's workflow commands have their own words for info
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_json(findings: Sequence[Finding], root: Path, *, ignored: Mapping[str, int], checked: int | None) -> dict[str, Any]:
    """Return findings as docs/checks.md describes them.

    Args:
        findings: What was found.
        root: The project's folder; paths are told relative to it, with ``/``.
        ignored: How many findings comments silenced, by check.
        checked: How many targets were looked at; None where files were.
    """
    counts = {level.value: sum(finding.severity is level for finding in findings) for level in _LEVELS}
    return {
        "findings": [
            {
                "check": finding.check,
                "severity": finding.severity.value,
                "article": finding.article or None,
                "locale": finding.locale or None,
                "catalog": shown(finding.path, root),
                "line": finding.line,
                "state": str(finding.state) or None,
                "source": finding.source,
                "target": finding.target,
                "problem": finding.problem,
                "fix": finding.fix,
                "repairable": finding.is_repairable,
            }
            for finding in findings
        ],
        "summary": {**counts, "ignored": dict(sorted(ignored.items())), "checked": checked},
    }


def as_sarif(findings: Sequence[Finding], root: Path) -> dict[str, Any]:
    """Return findings as a SARIF 2.1.0 log (OASIS, 2023) with one run; paths are relative to ``root``, the repository."""
    kinds = KINDS | CATALOG_KINDS
    names = list(kinds)
    rules = [
        {
            "id": setting_of(name),
            "shortDescription": {"text": f"{kind.meaning}."},
            "defaultConfiguration": {"level": _LEVELS[kind.severity]},
        }
        for name, kind in kinds.items()
    ]
    results = [
        {
            "ruleId": setting_of(finding.check),
            "ruleIndex": names.index(finding.check),
            "level": _LEVELS[finding.severity],
            "message": {"text": _said(finding)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(finding.path, root), "uriBaseId": "PROJECT"},
                        "region": {"startLine": finding.line or 1},
                    }
                }
            ],
            # so that a result is the same one after lines have moved
            "partialFingerprints": {"tilmach/v1": _fingerprint(finding, root)},
        }
        for finding in findings
    ]
    driver = {"name": "tilmach", "version": __version__, "rules": rules}
    bases = {"PROJECT": {"description": {"text": "The repository; without one, the folder of tilmach.toml."}}}
    run = {"tool": {"driver": driver}, "originalUriBaseIds": bases, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def as_annotations(findings: Sequence[Finding], root: Path) -> Iterator[str]:
    """Yield a workflow command of GitHub Actions for each finding ("Workflow commands"); ``root`` is the repository."""
    for finding in findings:
        place = f"file={_property(shown(finding.path, root))},line={finding.line or 1}"
        title = _property(f"tilmach: {finding.check}")
        yield f"::{_COMMANDS[finding.severity]} {place},title={title}::{_data(_said(finding))}"


def shown(path: Path, root: Path) -> str:
    """Return a path relative to a folder if it is in there, with ``/``."""
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def _said(finding: Finding) -> str:
    parts = [f"{finding.state} target" if finding.state else "", f"“{finding.source}”" if finding.source else ""]
    before = " of ".join(part for part in parts if part)
    return f"{before}: {finding.problem}" if before else finding.problem


def _uri(path: Path, root: Path) -> str:
    from urllib.parse import quote  # noqa: PLC0415  for SARIF only

    return quote(shown(path, root))


def _fingerprint(finding: Finding, root: Path) -> str:
    return hashlib.sha256(repr((finding.check, shown(finding.path, root), finding.source)).encode()).hexdigest()[:16]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
