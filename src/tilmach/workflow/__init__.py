"""The verbs: extract, translate, build, status, check. One function each; no printing, progress through one callback.

A failure in one article or locale is collected and does not stop the others.
"""

from __future__ import annotations

from tilmach.workflow.building import build
from tilmach.workflow.drafting import translate
from tilmach.workflow.overview import Row, status
from tilmach.workflow.report import EngineFor, Progress, Report, silent
from tilmach.workflow.sources import extract, parse

__all__ = ["EngineFor", "Progress", "Report", "Row", "build", "extract", "parse", "silent", "status", "translate"]
