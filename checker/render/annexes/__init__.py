"""What a report adds behind its registers: the scope, the record of processing, who answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from checker.render.annexes import processing, scope, vendors
from checker.render.annexes.known import Known, known
from checker.render.annexes.processing import ProcessingAnnex
from checker.render.annexes.scope import ScopeAnnex
from checker.render.annexes.vendors import VendorAnnex

__all__ = ["Annexes", "Known", "known", "read"]


class Annexes(NamedTuple):
    """The annexes of one report."""

    scope: ScopeAnnex
    processing: ProcessingAnnex
    vendors: VendorAnnex


def read(raw: Mapping[str, Any], known: Known) -> Annexes:
    """The annexes for a record whose text is neutral."""
    return Annexes(
        scope=scope.read(raw, known),
        processing=processing.read(raw, known),
        vendors=vendors.read(raw, known),
    )
