"""The verbs: extract, translate, build, status, check, memory, clip. No printing, progress through one callback.

A failure in one article or locale is collected and does not stop the others. A verb's modules are imported when it is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "EngineFor": "report",
    "Progress": "report",
    "Report": "report",
    "Row": "overview",
    "apply_repair": "checking",
    "build": "building",
    "check": "checking",
    "check_catalogs": "checking",
    "clip": "clipping",
    "export_memory": "remembering",
    "extract": "sources",
    "import_memory": "remembering",
    "parse": "sources",
    "repairs": "checking",
    "search_memory": "remembering",
    "silent": "report",
    "status": "overview",
    "translate": "drafting",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
