"""The verbs: extract, translate, build, status, check, memory. One function each; no printing, progress through one callback.

A failure in one article or locale is collected and does not stop the others.
"""

from __future__ import annotations

from tilmach.workflow.building import build
from tilmach.workflow.checking import apply_repair, check, check_catalogs, repairs
from tilmach.workflow.clipping import clip
from tilmach.workflow.drafting import translate
from tilmach.workflow.overview import Row, status
from tilmach.workflow.remembering import export_memory, import_memory, search_memory
from tilmach.workflow.report import EngineFor, Progress, Report, silent
from tilmach.workflow.sources import extract, parse

__all__ = [
    "EngineFor",
    "Progress",
    "Report",
    "Row",
    "apply_repair",
    "build",
    "check",
    "check_catalogs",
    "clip",
    "export_memory",
    "extract",
    "import_memory",
    "parse",
    "repairs",
    "search_memory",
    "silent",
    "status",
    "translate",
]
