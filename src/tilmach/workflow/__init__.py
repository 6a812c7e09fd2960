"""The verbs: extract, translate, build, bundle, status, check, memory, clip, models, train.

No printing, progress through one callback. A failure in one article or locale is collected and does not stop the others. A
verb's modules are imported when it is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tilmach.workflow.building import build
    from tilmach.workflow.bundling import Bundled, bundle
    from tilmach.workflow.checking import CheckReport, Fix, apply_repair, check, check_catalogs, fixes, repairs
    from tilmach.workflow.clipping import clip
    from tilmach.workflow.comparing import Comparison, compare
    from tilmach.workflow.drafting import translate
    from tilmach.workflow.exchanging import Imported, ImportReport, export, import_files
    from tilmach.workflow.measuring import Effort, effort, totals
    from tilmach.workflow.opinions import Waiting, review, second_opinions
    from tilmach.workflow.overview import Row, status
    from tilmach.workflow.previewing import preview
    from tilmach.workflow.remembering import export_memory, import_memory, search_memory
    from tilmach.workflow.report import EngineFor, Progress, Report, silent
    from tilmach.workflow.sources import extract, parse
    from tilmach.workflow.training import TrainReport, train

__all__ = [
    "Bundled",
    "CheckReport",
    "Comparison",
    "Effort",
    "EngineFor",
    "Fix",
    "ImportReport",
    "Imported",
    "Progress",
    "Report",
    "Row",
    "TrainReport",
    "Waiting",
    "apply_repair",
    "build",
    "bundle",
    "check",
    "check_catalogs",
    "clip",
    "compare",
    "effort",
    "export",
    "export_memory",
    "extract",
    "fixes",
    "import_files",
    "import_memory",
    "parse",
    "preview",
    "repairs",
    "review",
    "search_memory",
    "second_opinions",
    "silent",
    "status",
    "totals",
    "train",
    "translate",
]

_HOMES = {
    "Bundled": "bundling",
    "CheckReport": "checking",
    "Comparison": "comparing",
    "Effort": "measuring",
    "EngineFor": "report",
    "Fix": "checking",
    "ImportReport": "exchanging",
    "Imported": "exchanging",
    "Progress": "report",
    "Report": "report",
    "Row": "overview",
    "TrainReport": "training",
    "Waiting": "opinions",
    "apply_repair": "checking",
    "build": "building",
    "bundle": "bundling",
    "check": "checking",
    "check_catalogs": "checking",
    "clip": "clipping",
    "compare": "comparing",
    "effort": "measuring",
    "export": "exchanging",
    "export_memory": "remembering",
    "extract": "sources",
    "fixes": "checking",
    "import_files": "exchanging",
    "import_memory": "remembering",
    "parse": "sources",
    "preview": "previewing",
    "repairs": "checking",
    "review": "opinions",
    "search_memory": "remembering",
    "second_opinions": "opinions",
    "silent": "report",
    "status": "overview",
    "totals": "measuring",
    "train": "training",
    "translate": "drafting",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
