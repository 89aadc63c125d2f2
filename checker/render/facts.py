"""Turn a record's protocols and environments into views."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from checker.render.forms import Fact, Listed, ProtocolView, Register, ScopeFacts
from checker.render.registers import Index, fact, https, spaced
from checker.render.view import Link

# Facts of the profile as the page calls them; others by their own name.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "pci_roles": "Role",
        "stores_account_data": "Account data is stored",
        "segmentation": "Segmentation is used",
        "wireless": "Wireless networks",
        "external_addresses": "Reachable from the internet",
        "public_web_application": "Public web applications",
        "payment_pages": "Payment pages in browsers",
        "bespoke_software": "Software of its own",
        "poi_devices": "Card-reading devices",
        "password_only_access": "Access by password alone",
    }
)


def protocol_view(framework: str, raw: Mapping[str, Any]) -> ProtocolView:
    """The view of a framework's protocol in the record."""
    return ProtocolView(
        framework=framework,
        title=raw["title"],
        source=raw["source"],
        href=https(raw["source"]),
        parts=tuple((part["title"], part["from"]) for part in raw["parts"]),
        items=tuple((item["number"], tuple(item["ids"])) for item in raw["items"]),
        covered=raw["covered"],
    )


def scope_facts(raw: Mapping[str, Any], index: Index, titles: Mapping[str, str]) -> ScopeFacts:
    """The view of a scope of the record's `payment`; `titles` are those of the scopes."""
    return ScopeFacts(
        scope=index.scopes.get(raw["scope"], Link(raw["scope"])),
        title=titles.get(raw["scope"], raw["scope"]),
        is_assessed=raw["assessed"],
        facts=tuple(
            Fact(
                WORDS.get(row["name"], spaced(row["name"])),
                "not stated" if row["value"] is None else fact(row["value"]),
                index.spot(row["place"]) if row["place"] else None,
            )
            for row in raw["facts"]
        ),
        sites=_register(raw["sites"], index),
        systems=_register(raw["systems"], index),
        service_providers=_register(raw["service_providers"], index),
    )


def _register(raw: Mapping[str, Any] | None, index: Index) -> Register | None:
    if raw is None:
        return None
    return Register(
        spots=tuple(index.spot(place) for place in raw["places"]),
        records=tuple(
            Listed(row["id"], row["name"], spaced(row["note"]), index.spot(row["place"]))
            for row in raw["records"]
        ),
    )
