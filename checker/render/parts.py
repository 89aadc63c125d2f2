"""The parts of the report after its first screen, in order, and who is given which."""

from __future__ import annotations

from typing import NamedTuple

BOARD, MANAGEMENT, AUDITOR = "board", "management", "auditor"
AUDIENCES = (BOARD, MANAGEMENT, AUDITOR)


class Part(NamedTuple):
    """One part: its anchor, its title, its template, and the shorter files that hold it too.

    `framework` is the id of the framework it is about; elsewhere it is left out.
    """

    anchor: str
    title: str
    template: str
    audiences: tuple[str, ...] = ()
    framework: str = ""


PARTS = (
    Part("change", "Since the last assessment", "_change.html.j2", AUDIENCES),
    Part("due", "Due next", "_due.html.j2", (BOARD, MANAGEMENT)),
    Part("matrix", "Gap matrix", "_matrix.html.j2", (MANAGEMENT, AUDITOR)),
    Part("gaps", "Remediation by owner", "_gaps.html.j2", (MANAGEMENT,)),
    Part("requirements", "Every requirement", "_requirements.html.j2", (AUDITOR,)),
    Part("decisions", "Decision register", "_decisions.html.j2", AUDIENCES),
    Part("evidence", "Evidence index", "_evidence.html.j2", (AUDITOR,)),
    Part("rests", "What these verdicts rest on", "_rests.html.j2", (MANAGEMENT, AUDITOR)),
    Part("scope", "Scope and period", "_scope.html.j2", (AUDITOR,)),
    Part(
        "excluded-requirements", "What does not apply, and why", "_exclusions.html.j2", (AUDITOR,)
    ),
    Part(
        "processing", "Record of processing activities", "_processing.html.j2", (AUDITOR,), "gdpr"
    ),
    Part("vendors", "Vendor responsibility matrix", "_vendors.html.j2", (AUDITOR,)),
    Part(
        "hipaa-protocol",
        "HIPAA in the audit protocol's order",
        "_protocol.html.j2",
        (AUDITOR,),
        "hipaa",
    ),
    Part("pci-report", "PCI DSS report fields", "_payment.html.j2", (AUDITOR,), "pci_dss"),
    Part("method", "Method, definitions, limits", "_method.html.j2", AUDIENCES),
    Part("signoff", "Sign-off", "_signoff.html.j2", AUDIENCES),
    Part("integrity", "Integrity appendix", "_integrity.html.j2", (AUDITOR,)),
)


def parts_for(audience: str, frameworks: tuple[str, ...]) -> tuple[Part, ...]:
    """The parts for one of `AUDIENCES`, or all of them for nobody in particular.

    `frameworks` are the ids in the record. Raises `ValueError` for an unknown audience: leaving
    parts out by mistake would hide gaps.
    """
    if audience and audience not in AUDIENCES:
        raise ValueError(f"no audience {audience!r}")
    return tuple(
        part
        for part in PARTS
        if (not audience or audience in part.audiences)
        and (not part.framework or part.framework in frameworks)
    )
