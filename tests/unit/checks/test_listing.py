"""Findings as JSON, SARIF and annotations."""

import json
from pathlib import Path
from typing import Any

from tilmach.checks import Finding, Severity
from tilmach.checks.kinds import CATALOG_KINDS, KINDS
from tilmach.checks.listing import as_annotations, as_json, as_sarif

ROOT = Path("/project")
CATALOG = ROOT / "locales" / "kk" / "LC_MESSAGES" / "a b.po"
FINDINGS = [
    Finding(
        "figures",
        CATALOG,
        "figure 5% is missing.",
        12,
        "5%,\nsay: five",
        article="a b",
        locale="kk",
        state="approved",
        target="бес",
    ),
    Finding("spaces", CATALOG, "several spaces in a row.", severity=Severity.WARNING, fix="б в"),
    Finding("approved wholesale", Path("/elsewhere/x.po"), "five drafts.", is_repairable=True, severity=Severity.INFO),
]


def test_json() -> None:
    content = as_json(FINDINGS, ROOT, ignored={"dates": 2}, checked=7)
    assert json.loads(json.dumps(content)) == content
    assert content["findings"][0] == {
        "check": "figures", "severity": "error", "article": "a b", "locale": "kk", "catalog": "locales/kk/LC_MESSAGES/a b.po",
        "line": 12, "state": "approved", "source": "5%,\nsay: five", "target": "бес", "problem": "figure 5% is missing.",
        "fix": None, "repairable": False,
    }  # fmt: skip
    assert [finding["catalog"] for finding in content["findings"]][2] == "/elsewhere/x.po"
    assert content["findings"][1]["fix"] == "б в"
    assert content["summary"] == {"error": 1, "warning": 1, "info": 1, "ignored": {"dates": 2}, "checked": 7}


# What SARIF 2.1.0 asks of the objects that we write: required properties, and which others there may be.
SCHEMA: dict[str, tuple[set[str], set[str]]] = {
    "log": ({"version", "runs"}, {"$schema", "version", "runs"}),
    "run": ({"tool"}, {"tool", "results", "originalUriBaseIds", "columnKind"}),
    "driver": ({"name"}, {"name", "version", "rules"}),
    "rule": ({"id"}, {"id", "shortDescription", "defaultConfiguration"}),
    "result": ({"message"}, {"ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"}),
}


def conforms(kind: str, value: dict[str, Any]) -> None:
    required, known = SCHEMA[kind]
    assert required <= value.keys() <= known, kind


def test_sarif() -> None:
    log = as_sarif(FINDINGS, ROOT)
    conforms("log", log)
    (run,) = log["runs"]
    conforms("run", run)
    assert log["version"] == "2.1.0"
    driver = run["tool"]["driver"]
    conforms("driver", driver)
    rules = driver["rules"]
    assert [rule["id"] for rule in rules] == [name.replace(" ", "-") for name in KINDS | CATALOG_KINDS]
    for rule in rules:
        conforms("rule", rule)
        assert rule["shortDescription"]["text"].endswith(".")
    for result in run["results"]:
        conforms("result", result)
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        assert place["region"]["startLine"] >= 1
    first, second, third = run["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "locales/kk/LC_MESSAGES/a%20b.po", "uriBaseId": "PROJECT"},
        "region": {"startLine": 12},
    }
    assert first["message"]["text"] == "approved target of “5%,\nsay: five”: figure 5% is missing."
    assert [each["level"] for each in (first, second, third)] == ["error", "warning", "note"]


def test_a_result_is_known_again_after_lines_have_moved() -> None:
    def fingerprint(**changes: Any) -> str:
        content = {"check": "figures", "path": CATALOG, "problem": "p", "line": 3, "source": "A"} | changes
        (result,) = as_sarif([Finding(**content)], ROOT)["runs"][0]["results"]
        return str(result["partialFingerprints"]["tilmach/v1"])

    assert fingerprint() == fingerprint(line=4) != fingerprint(source="B")


def test_annotations() -> None:
    place = "file=locales/kk/LC_MESSAGES/a b.po"
    assert list(as_annotations(FINDINGS, ROOT)) == [
        f"::error {place},line=12,title=tilmach%3A figures::approved target of “5%25,%0Asay: five”: figure 5%25 is missing.",
        f"::warning {place},line=1,title=tilmach%3A spaces::several spaces in a row.",
        "::notice file=/elsewhere/x.po,line=1,title=tilmach%3A approved wholesale::five drafts.",
    ]
