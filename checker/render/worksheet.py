"""What a decision of each type has to state, under the headings its regulation knows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Details(NamedTuple):
    """What a decision states beside its reason and dates; empty where it does not."""

    controls: tuple[str, ...]
    measure: str
    constraint: str
    objective: str
    residual_risk: str
    validation: str
    maintenance: str
    targeted_risk_analysis: str
    legal_basis: str
    risk: str


class Row(NamedTuple):
    """A heading and what is stated under it; nothing is shown as not stated."""

    heading: str
    texts: tuple[str, ...]
    is_names: bool = False  # texts are ids


class Worksheet(NamedTuple):
    """The rows of one decision, and where they are asked for."""

    title: str
    rows: tuple[Row, ...]
    has_reason: bool  # one of the rows is the decision's reason


# Type -> where its documentation is asked for; then heading -> field of `Details`, or "reason".
# Headings are ours. No field says what the last two of the customised approach ask.
_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "risk_acceptance": "Risk acceptance",
        "legal_exception": "Legal exception",
        "compensating_control": "Compensating control worksheet, PCI DSS v4.0.1, Appendix C",
        "customized_approach": "Customised approach, PCI DSS v4.0.1, Appendix D and 12.3.2",
        "addressable_alternative": "Addressable specification, 45 CFR 164.306(d)(3)(ii)(B)",
        "not_applicable": "Not applicable",
    }
)
_ROWS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "risk_acceptance": {"Risk in the register of risks": "risk"},
        "legal_exception": {"Provision relied on": "legal_basis"},
        "compensating_control": {
            "1 What stands in the way": "constraint",
            "2 Controls in its place": "controls",
            "3 Objective, and how it is met": "objective",
            "4 Risk that remains": "residual_risk",
            "5 How it was tested": "validation",
            "6 How it is kept in operation": "maintenance",
        },
        "customized_approach": {
            "Objective, and how it is met": "objective",
            "Controls that meet it": "controls",
            "Targeted risk analysis of": "targeted_risk_analysis",
            "How it was tested": "validation",
            "How it is kept effective": "maintenance",
            "Where, when and by whom the controls are run": "",
            "Why they protect as well as the requirement": "",
        },
        "addressable_alternative": {
            "(1) Why it is not reasonable and appropriate": "reason",
            "(2) Equivalent measure": "controls",
        },
        "not_applicable": {},
    }
)
NO_MEASURE = "none is needed, for the reason given"


def worksheet(type_: str, reason: str, details: Details) -> Worksheet:
    """The worksheet of a decision; a type that is not known has a title and no rows."""
    stated = {name: value for name, value in details._asdict().items() if isinstance(value, str)}
    stated["reason"] = reason
    asked = _ROWS.get(type_, {})
    rows = []
    for heading, name in asked.items():
        if name != "controls":
            text = stated[name] if name else ""
            rows.append(Row(heading, (text,) if text else ()))
        elif details.controls or details.measure != "none":
            rows.append(Row(heading, details.controls, is_names=True))
        else:
            rows.append(Row(heading, (NO_MEASURE,)))
    if details.risk and "risk" not in asked.values():
        rows.append(Row("Risk in the register of risks", (details.risk,)))
    return Worksheet(_TITLES.get(type_, type_), tuple(rows), "reason" in asked.values())
