"""What the workspace holds for the reports that PCI DSS asks for: facts and registers by scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checker.assess import Assessment, scopes_of
from checker.result.sources import Json, place
from checker.workspace.records import Record, Scope, Workspace

PCI_DSS = "pci_dss"
# Facts of the profile that describe a card data environment, as its report asks for them.
FACTS = (
    "pci_roles", "stores_account_data", "segmentation", "wireless", "external_addresses",
    "public_web_application", "payment_pages", "bespoke_software", "poi_devices",
    "password_only_access",
)  # fmt: skip
ACCOUNT_DATA = frozenset({"pan", "sensitive_authentication_data"})


def payment(assessment: Assessment | None) -> list[Json]:
    """Each scope of PCI DSS with its facts and registers; nothing where it is not assessed."""
    if assessment is None or all(f.id != PCI_DSS for f in assessment.frameworks):
        return []
    assessed = {f.scope for f in assessment.findings if f.requirement.framework == PCI_DSS}
    workspace = assessment.workspace
    return [
        {
            "scope": scope.id,
            "assessed": scope.id in assessed,
            "facts": [_fact(workspace, scope, name) for name in FACTS],
            "sites": _register(workspace, "sites", _all(workspace, scope, "sites")),
            "systems": _register(workspace, "systems", _with_data(workspace, scope)),
            "service_providers": _register(workspace, "vendors", _providers(workspace, scope)),
        }
        for scope in scopes_of(workspace, PCI_DSS)
    ]


def _fact(workspace: Workspace, scope: Scope, name: str) -> Json:
    """A fact of the profile with its place; null where nobody stated it."""
    found = workspace.organization.fact(scope, name)
    value, at = found if found else (None, None)
    return {"name": name, "value": value, "place": place(at) if at else None}


def _register(workspace: Workspace, kind: str, records: Sequence[Json]) -> Json | None:
    """Records with the places of the registers they stand in; null where there is no register."""
    register = workspace.registers.get(kind)
    if register is None:
        return None
    headers = [place(document.at.place("id")) for document in register.documents]
    return {"places": headers, "records": list(records)}


def _records(workspace: Workspace, scope: Scope, kind: str) -> Sequence[Record]:
    register = workspace.registers.get(kind)
    return [r for r in register.records if r.is_in(scope.id)] if register else ()


def _all(workspace: Workspace, scope: Scope, kind: str) -> list[Json]:
    return [_row(record, "") for record in _records(workspace, scope, kind)]


def _with_data(workspace: Workspace, scope: Scope) -> list[Json]:
    """Systems that hold account data, or of which nobody says what they hold."""
    found = []
    for record in _records(workspace, scope, "systems"):
        held = [name for name in record.values["data"] if name in ACCOUNT_DATA | {"unknown"}]
        if held:
            found.append(_row(record, ", ".join(held)))
    return found


def _providers(workspace: Workspace, scope: Scope) -> list[Json]:
    """Vendors that handle account data or can affect it, and those of which nobody knows."""
    found = []
    for record in _records(workspace, scope, "vendors"):
        stated = record.values["service_provider"]
        if stated is not False:
            service = str(record.values.get("service", ""))
            found.append(_row(record, service if stated is True else f"{stated}; {service}"))
    return found


def _row(record: Record, note: str) -> Json:
    values: Mapping[str, Any] = record.values
    name = values.get("title", values.get("name", ""))
    return {"id": record.id, "name": str(name), "note": note, "place": place(record.at.place())}
