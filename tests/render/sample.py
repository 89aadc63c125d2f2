"""A realistic record to render: three frameworks, six statuses, every state of everything."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from checker.baseline import Origin, Reason, applied, entries

Result = dict[str, Any]

STATUSES = (
    "satisfied",
    "satisfied_by_alternative",
    "partial",
    "not_satisfied",
    "not_attested",
    "not_applicable",
)
# Lists that refer to findings and to each other: whoever drops findings drops these too.
OF_REGISTERS = ("registers", "processing_activities", "vendors", "inherited")
GAPS = {"partial", "not_satisfied", "not_attested"}

IDENTITY = "attestations/identity.yaml"
IAM = "policies/iam.yaml"
ORGANIZATION = "organization.yaml"
DECISIONS = "decisions/2026.yaml"
VENDORS = "registers/vendors.yaml"
AGREEMENTS = "registers/agreements.yaml"
ACTIVITIES = "registers/processing.yaml"

EXCERPTS = {
    IDENTITY: {
        "4": "valid_until: 2027-03-31",
        "14": "    parameters: {minimum_length: 11, character_classes: [letters, digits]}",
        "22": "  authentication.session_lock:",
        "24": "    parameters: {idle_limit: 15 minutes}",
        "31": '      - {kind: scan_report, path: "evidence/asv.pdf", performed_on: 2025-07-06}',
        "40": "    performed_on: [2026-01-12, 2026-04-09, 2026-07-06]",
    },
    IAM: {
        "12": "  - id: IAM-2",
        "17": "    parameters: {minimum_length: 14, character_classes: [mixed_case, digits]}",
        "25": "    unclear: bi-annual   # asked the CISO twice",
    },
    ORGANIZATION: {
        "9": "  stores_account_data: true",
        "21": "  - {id: cde, title: Card data environment, frameworks: [pci_dss]}",
        "22": "  - {id: ephi, title: Systems with patient records, frameworks: [hipaa]}",
        "23": "  - {id: eu, title: Patients in the Union, frameworks: [gdpr]}",
    },
    DECISIONS: {"3": "id: DEC-7", "18": "id: DEC-8", "33": "id: DEC-9", "48": "id: DEC-10"},
    VENDORS: {"7": "  - {id: パッチ社, title: Patch house}", "30": "  - id: brightmail"},
}


def digest(text: str) -> str:
    """A sha256 that depends on `text` alone."""
    return hashlib.sha256(text.encode()).hexdigest()


def place(file: str, line: int, column: int) -> Result:
    return {"file": file, "line": line, "column": column}


def at(file: str, line: int, value: str) -> Result:
    """The place of `value` in an excerpt of this sample."""
    return place(file, line, EXCERPTS[file][str(line)].index(value) + 1)


def observation(facet: str, kind: str, message: str, at: Result, *related: Result) -> Result:
    return {
        "facet": facet,
        "kind": kind,
        "thing": f"{at['file']}/{kind}",
        "message": message,
        "place": at,
        "related": list(related),
    }


def requirement(framework: str, id_: str, section: str, title: str, **other: Any) -> Result:
    slug = id_.replace("(", ".").replace(")", "")
    return {
        "framework": framework,
        "id": id_,
        "slug": slug,
        "title": title,
        "summary": f"{title}, and this is kept so; what is asked is said in our own words.",
        "citation": f"{framework}, {id_}",
        "obligation": "required",
        "severity": "medium",
        "section": section,
        "asks_for": ["implemented", "evidenced"],
        "parts": [],
        "controls": ["authentication.passwords"],
        "registers": [],
        "accepts": ["configuration_export", "test_result"],
        "max_age": "12 months",
        "judgement": "",
        "remediation": "Set it so in the identity provider and attach the export.",
        "effort_days": 3,
        "nist_csf": ["PR.AA-01"],
    } | other


def finding(asked: Result, scope: str, status: str, facets: str, **other: Any) -> Result:
    """`facets` holds one letter per facet: h, f or s."""
    states = {"h": "holds", "f": "fails", "s": "silent"}
    names = ("documented", "implemented", "evidenced")
    return {
        "framework": asked["framework"],
        "requirement": asked["id"],
        "scope": scope,
        "status": status,
        "underlying": status,
        "severity": asked["severity"],
        "label": {"satisfied": "In Place", "not_applicable": "Not Applicable"}.get(
            status, "Not in Place"
        ),
        "facets": {name: states[letter] for name, letter in zip(names, facets, strict=True)},
        "asks_for": asked["asks_for"],
        "gap": status in GAPS,
        "open": status in GAPS,
        "on_word": False,
        "observations": [],
        "decisions": [],
        "owner": "dana.reyes",
        "target": "2027-01-31" if status == "not_attested" else "",
        "statements": [],
        "attestations": [],
        "evidence": [],
        "relied_on": [],
    } | other


def requirements() -> dict[str, Result]:
    found = [
        requirement(
            "gdpr",
            "32(1)(d)",
            "art-32-security",
            "Security is tested regularly",
            citation="GDPR, Article 32(1)(d)",
            severity="high",
            controls=["monitoring.effectiveness"],
            judgement="Whether the level of security is appropriate to the risk.",
            effort_days=8,
        ),
        requirement(
            "gdpr",
            "33(1)",
            "art-33-breach-notification",
            "Breaches are notified in 72 hours",
            citation="GDPR, Article 33(1)",
            severity="critical",
            controls=["incident.authority_notice"],
            registers=["incidents"],
            remediation="Write the duty officer into the incident plan and rehearse the notice, so "
            "that the supervisory authority hears of a breach within 72 hours of your becoming "
            "aware of it.",
            effort_days=5,
        ),
        requirement(
            "gdpr",
            "37(1)",
            "art-37-data-protection-officer",
            "A data protection officer is named",
            citation="GDPR, Article 37(1)",
            asks_for=["implemented"],
        ),
        requirement(
            "hipaa",
            "164.308(b)(1)",
            "164.308-administrative-safeguards",
            "Business associates have signed agreements",
            citation="45 CFR 164.308(b)(1)",
            severity="high",
            controls=[],
            registers=["vendors", "agreements"],
            accepts=["contract"],
            remediation="Sign an agreement with each vendor that handles patient records.",
        ),
        requirement(
            "hipaa",
            "164.312(a)(2)(iii)",
            "164.312-technical-safeguards",
            "Idle sessions are ended",
            citation="45 CFR 164.312(a)(2)(iii)",
            judgement="Whether the measure is reasonable and appropriate here.",
            obligation="addressable",
            asks_for=["documented", "implemented"],
            controls=["authentication.session_lock"],
        ),
        requirement(
            "hipaa",
            "164.312(b)",
            "164.312-technical-safeguards",
            "Activity is recorded and examined",
            citation="45 CFR 164.312(b)",
            asks_for=["documented", "implemented"],
            controls=["logging.review"],
            severity="low",
        ),
        requirement(
            "pci_dss",
            "1.2.7",
            "01-network-security",
            "Rule sets are reviewed every six months",
            citation="PCI DSS v4.0.1, 1.2.7",
            controls=["network.ruleset_review"],
            asks_for=["documented", "implemented", "evidenced"],
        ),
        requirement(
            "pci_dss",
            "8.2.8",
            "08-authentication",
            "Idle sessions are locked",
            citation="PCI DSS v4.0.1, 8.2.8",
            controls=["authentication.session_lock"],
        ),
        requirement(
            "pci_dss",
            "8.3.6",
            "08-authentication",
            "Passwords are long and mixed",
            citation="PCI DSS v4.0.1, 8.3.6",
            severity="high",
            summary="A password used as a factor has at least twelve characters, or eight where "
            "the system cannot take twelve, and mixes letters with digits.",
            remediation="Raise the minimum length in the identity provider to twelve and require "
            "letters and digits; attach the exported password policy.",
        ),
        requirement(
            "pci_dss",
            "11.3.2",
            "11-testing",
            "Outside scans pass every quarter",
            citation="PCI DSS v4.0.1, 11.3.2",
            severity="critical",
            controls=["vulnerability.external_scans"],
            accepts=["scan_report"],
            max_age="3 months",
            effort_days=1.5,
        ),
    ]
    return {f"{row['framework']}:{row['id']}": row for row in found}


def findings(asked: dict[str, Result]) -> list[Result]:
    password = place(IDENTITY, 14, 34)
    return [
        finding(
            asked["gdpr:32(1)(d)"],
            "eu",
            "partial",
            "hhf",
            observations=[
                observation(
                    "evidenced",
                    "evidence_old",
                    "16 months old; 12 months are accepted",
                    at(IDENTITY, 31, "2025-07-06"),
                ),
                observation(
                    "documented", "unclear", "the policy says 'bi-annual'", at(IAM, 25, "bi-annual")
                ),
            ],
            evidence=["E3"],
            attestations=["ATT-IAM-2026Q3"],
            owner="li.chen",
        ),
        finding(
            asked["gdpr:33(1)"],
            "eu",
            "not_attested",
            "sss",
            observations=[
                observation(
                    "implemented",
                    "silence",
                    "nothing is said about incident.authority_notice",
                    at(ORGANIZATION, 23, "gdpr"),
                )
            ],
            owner="",
        ),
        finding(
            asked["gdpr:37(1)"],
            "eu",
            "satisfied",
            "hhs",
            on_word=True,
            statements=["POL-IAM/IAM-2"],
            attestations=["ATT-IAM-2026Q3"],
        ),
        finding(
            asked["hipaa:164.308(b)(1)"],
            "ephi",
            "not_satisfied",
            "sff",
            observations=[
                observation(
                    "implemented",
                    "record",
                    "パッチ社 has no signed agreement",
                    at(VENDORS, 7, "パッチ社"),
                ),
                observation(
                    "implemented",
                    "record",
                    "brightmail: the agreement ended on 2026-06-30",
                    at(VENDORS, 30, "brightmail"),
                ),
            ],
            evidence=["E4", "E5"],
            owner="li.chen",
        ),
        finding(
            asked["hipaa:164.312(a)(2)(iii)"],
            "ephi",
            "satisfied_by_alternative",
            "hff",
            underlying="partial",
            decisions=["DEC-9"],
            statements=["POL-IAM/IAM-2"],
            attestations=["ATT-OPS-2025"],
            observations=[
                observation(
                    "implemented",
                    "expired",
                    "the claim ended on 2026-03-31",
                    at(IDENTITY, 4, "2027"),
                ),
                observation(
                    "implemented",
                    "own_approval",
                    "li.chen approved DEC-9 and made the claim",
                    at(DECISIONS, 33, "DEC-9"),
                ),
            ],
        ),
        finding(
            asked["hipaa:164.312(b)"],
            "ephi",
            "not_satisfied",
            "ssf",
            observations=[
                observation(
                    "implemented", "planned", "planned is not implemented", place(IDENTITY, 22, 3)
                )
            ],
        ),
        finding(
            asked["pci_dss:1.2.7"],
            "cde",
            "partial",
            "hfh",
            open=False,
            decisions=["DEC-7"],
            observations=[
                observation(
                    "implemented",
                    "interval",
                    "138 days from 2026-07-06 to the day of assessment; 90 is promised",
                    at(IDENTITY, 40, "2026-07-06"),
                )
            ],
        ),
        finding(
            asked["pci_dss:1.2.7"],
            "office",
            "not_applicable",
            "sss",
            owner="",
            observations=[
                observation(
                    "implemented",
                    "profile",
                    "stores_account_data is false; this is for true",
                    at(ORGANIZATION, 9, "true"),
                )
            ],
        ),
        finding(
            asked["pci_dss:8.2.8"],
            "cde",
            "satisfied",
            "hhh",
            evidence=["E1", "E2"],
            relied_on=["E1"],
            attestations=["ATT-IAM-2026Q3"],
            statements=["POL-IAM/IAM-2"],
        ),
        finding(
            asked["pci_dss:8.2.8"],
            "office",
            "not_applicable",
            "sss",
            underlying="not_attested",
            decisions=["DEC-13"],
            owner="",
            observations=[
                observation(
                    "implemented",
                    "silent",
                    "nothing is said on authentication.session_lock",
                    at(ORGANIZATION, 21, "pci_dss"),
                )
            ],
        ),
        finding(
            asked["pci_dss:8.3.6"],
            "cde",
            "not_satisfied",
            "hff",
            observations=[
                observation("implemented", "value", "11 is below 12", password),
                observation("evidenced", "value", "11 is below 12", password),
                observation(
                    "implemented",
                    "contradiction",
                    "the policy says 14, the claim 11",
                    password,
                    place(IAM, 17, 34),
                ),
            ],
            evidence=["E6", "E7"],
            statements=["POL-IAM/IAM-4"],
            attestations=["ATT-IAM-2026Q3"],
        ),
        finding(
            asked["pci_dss:11.3.2"],
            "cde",
            "not_attested",
            "sss",
            owner="li.chen",
            observations=[
                observation(
                    "implemented",
                    "silence",
                    "nothing is said about vulnerability.external_scans",
                    at(ORGANIZATION, 21, "pci_dss"),
                )
            ],
        ),
    ]


def controls() -> list[Result]:
    """Every control that a requirement here reads, in the order of their domains."""
    titles = {
        "authentication.passwords": "Password strength",
        "authentication.session_lock": "Session lock",
        "incident.authority_notice": "Notices to authorities",
        "logging.review": "Log review",
        "monitoring.effectiveness": "Effectiveness of measures",
        "network.ruleset_review": "Review of rule sets",
        "vulnerability.external_scans": "Scans from outside",
    }
    return [
        {
            "id": id_,
            "title": title,
            "domain": id_.partition(".")[0],
            "covers": "systems" if id_.startswith("authentication") else "organisation",
            "owner_role": "security",
            "nist_csf": ["PR.AA-01"],
        }
        for id_, title in titles.items()
    ]


def decision(id_: str, type_: str, state: str, line: int, **other: Any) -> Result:
    return {
        "id": id_,
        "type": type_,
        "requirements": ["pci_dss:1.2.7"],
        "scopes": ["cde"],
        "reason": "Rule-set review slipped while the firewall vendor is replaced.",
        "approved_by": "li.chen",
        "approved_on": "2026-10-01",
        "expires": "2026-12-31",
        "controls": [],
        "measure": "",
        "constraint": "",
        "objective": "",
        "residual_risk": "",
        "validation": "",
        "maintenance": "",
        "targeted_risk_analysis": "",
        "legal_basis": "",
        "risk": "",
        "evidence": [],
        "state": state,
        "place": place(DECISIONS, line, 5),
    } | other


def decisions() -> list[Result]:
    return [
        decision("DEC-10", "risk_acceptance", "expired", 48, expires="2026-10-31"),
        decision(
            "DEC-11",
            "legal_exception",
            "refused",
            63,
            requirements=["pci_dss:3.5.1"],
            legal_basis="the law of another country",
        ),
        decision(
            "DEC-12",
            "customized_approach",
            "not_yet",
            78,
            approved_on="2026-12-01",
            controls=["network.segmentation"],
            objective="Rule sets stay as approved; a machine compares them daily.",
            targeted_risk_analysis="2026-11-02",
            validation="A rule was changed; the alert came within a minute.",
            maintenance="Operations answers each alert.",
        ),
        decision(
            "DEC-13",
            "not_applicable",
            "active",
            93,
            requirements=["pci_dss:8.2.8"],
            scopes=["office"],
            reason="Nobody signs in from the head office.",
            expires="2027-11-30",
            evidence=[
                artefact(3, "matched", kind="review_record", path="evidence/head-office.md")
                | {"place": place(DECISIONS, 93, 7)}
            ],
        ),
        decision("DEC-7", "risk_acceptance", "active", 3, expires="2026-12-15", risk="R-7"),
        decision(
            "DEC-8",
            "compensating_control",
            "unused",
            18,
            requirements=["pci_dss:8.2.8"],
            controls=["monitoring.alerts"],
            constraint="The client ends the call when the session locks.",
            objective="Nobody else uses an open session.",
            residual_risk="A colleague in the same room.",
            validation="A floor walk found no unattended desktop.",
        ),
        decision(
            "DEC-9",
            "addressable_alternative",
            "active",
            33,
            requirements=["hipaa:164.312(a)(2)(iii)"],
            scopes=["ephi"],
            reason="Ward terminals are watched; a proximity badge ends the session instead.",
            expires="2027-09-30",
            measure="none",
        ),
    ]


def artefact(number: int, state: str, **other: Any) -> Result:
    is_linked = state == "linked"
    return {
        "kind": "configuration_export" if number % 2 else "scan_report",
        "path": "" if is_linked else f"evidence/artefact-{number}.json",
        "uri": "https://evidence.meridian.example/scans/6?view=full" if is_linked else "",
        "date": "" if number == 4 else f"2026-09-{10 + number}",
        "valid": "in force from 2025-01-01 until 2026-06-30" if number == 4 else "",
        "sha256": digest(state) if state in {"matched", "altered"} else "",
        "state": state,
        "result": "pass" if number == 2 else "",
    } | other


def evidence() -> list[Result]:
    states = ("matched", "not_pinned", "altered", "missing", "empty", "linked", "unreadable")
    uses = [
        {
            "control": "authentication.session_lock",
            "claim": f"ATT-IAM-2026Q{quarter}",
            "place": place(IDENTITY, 31, 9 + quarter),
        }
        for quarter in (3, 4)
    ]
    return [
        {
            "ref": f"E{number}",
            "until": {1: "2026-12-01", 2: "2026-12-01", 3: "2026-07-06"}.get(number, ""),
            "uses": uses[: min(number, 2)],
        }
        | artefact(number, state)
        for number, state in enumerate(states, start=1)
    ]


def framework(id_: str, title: str, version: str, sections: dict[str, str], **other: Any) -> Result:
    return {
        "id": id_,
        "title": title,
        "version": version,
        "publisher": "the publisher",
        "source": f"https://standards.example/{id_}",
        "in_force_from": "2025-03-31",
        "digest": f"sha256:{digest(id_)}",
        "written": 3,
        "of": 3,
        "pending": [],
        "labels": {
            status: {"satisfied": "In Place", "not_applicable": "Not Applicable"}.get(
                status, "Not in Place"
            )
            for status in STATUSES
        },
        "sections": [{"id": key, "title": text} for key, text in sections.items()],
        "counts": {},
        "partial": False,
        "protocol": None,
    } | other


PROTOCOL = {
    "title": "Audit protocol of the Office",
    "source": "https://standards.example/protocol",
    "parts": [{"title": "Security", "from": 1}, {"title": "Breach", "from": 5}],
    "items": [
        {"number": 1, "ids": ["164.306(a)(1)"]},
        {"number": 2, "ids": ["164.308(b)(1)", "164.308(b)(2)"]},
        {"number": 3, "ids": ["164.312(a)(2)(iii)"]},
        {"number": 4, "ids": ["164.312(b)"]},
        {"number": 5, "ids": ["164.414(a)", "164.530(b)"]},
        {"number": 6, "ids": ["164.404(d)(3)"]},
    ],
    "covered": {"164.404(d)(3)": "164.404(d)(1)(i) counts no call"},
}


def frameworks() -> list[Result]:
    return [
        framework(
            "gdpr",
            "General Data Protection Regulation",
            "2016/679",
            {
                "art-32-security": "Article 32 Security of processing",
                "art-33-breach-notification": "Article 33 Notification of a breach to the "
                "supervisory authority",
                "art-37-data-protection-officer": "Article 37 Data protection officer",
            },
            publisher="European Union",
            labels={},
        ),
        framework(
            "hipaa",
            "HIPAA Security Rule",
            "2013 Omnibus",
            {
                "164.308-administrative-safeguards": "§ 164.308 Administrative safeguards",
                "164.310-physical-safeguards": "§ 164.310 Physical safeguards",
                "164.312-technical-safeguards": "§ 164.312 Technical safeguards",
            },
            publisher="US Department of Health and Human Services",
            labels={},
            protocol=PROTOCOL,
        ),
        framework(
            "pci_dss",
            "PCI DSS",
            "4.0.1",
            {
                "01-network-security": "1 Network security controls",
                "08-authentication": "8 Identification and authentication",
                "11-testing": "11 Regular testing",
            },
            publisher="PCI Security Standards Council",
            written=4,
            of=277,
            pending=["1.1.1", "1.1.2", "1.2.1"],
            partial=True,
        ),
    ]


def organization() -> Result:
    return {
        "id": "meridian",
        "name": "Meridian Telehealth",
        "profile": {
            "hipaa_roles": ["covered_entity"],
            "pci_roles": ["merchant"],
            "stores_account_data": True,
            "employees": 430,
        },
        "people": [
            {
                "id": "dana.reyes",
                "name": "Dana Reyes",
                "role": "Head of IT",
                "from": "2021-03-01",
                "until": "",
                "email": "",
            },
            {
                "id": "li.chen",
                "name": "Li Chen",
                "role": "CISO",
                "from": "2019-05-01",
                "until": "",
                "email": "",
            },
            {
                "id": "noor.haas",
                "name": "Noor Haas",
                "role": "Data Protection Officer",
                "from": "2024-01-01",
                "until": "",
                "email": "dpo@meridian.example",
            },
        ],
        "prepared_by": "dana.reyes",
        "approved_by": "li.chen",
        "period": {"from": "2025-12-01", "to": "2026-11-30"},
    }


def scopes() -> list[Result]:
    titles = {
        "cde": ("Card data environment", "pci_dss", 21),
        "ephi": ("Systems with patient records", "hipaa", 22),
        "eu": ("Patients in the Union", "gdpr", 23),
        "office": ("Head office", "pci_dss", 24),
    }
    excluded = {
        "what": "Clinical systems",
        "reason": "No card data; separated by firewalls, tested yearly.",
        "place": place(ORGANIZATION, 25, 9),
    }
    return [
        {
            "id": id_,
            "title": title,
            "frameworks": [of, "hipaa"] if id_ == "office" else [of],
            "profile": {"wireless": False, "pci_roles": ["merchant"]} if id_ == "cde" else {},
            "excluded": [excluded] if id_ == "cde" else [],
            "systems": 9 if id_ == "cde" else 0,
            "place": place(ORGANIZATION, line, 10),
        }
        for id_, (title, of, line) in titles.items()
    ]


def payment() -> list[Result]:
    site = {"id": "columbus", "name": "Head office", "note": "", "place": place(VENDORS, 7, 5)}
    return [
        {
            "scope": "cde",
            "assessed": True,
            "facts": [
                {"name": "pci_roles", "value": ["merchant"], "place": place(ORGANIZATION, 9, 3)},
                {"name": "segmentation", "value": None, "place": None},
            ],
            "sites": {"places": [place(VENDORS, 7, 5)], "records": [site]},
            "systems": {
                "places": [place(VENDORS, 7, 5)],
                "records": [site | {"id": "vault", "name": "Card vault", "note": "pan"}],
            },
            "service_providers": {"places": [place(VENDORS, 30, 5)], "records": []},
        },
        {
            "scope": "office",
            "assessed": True,
            "facts": [],
            "sites": None,
            "systems": None,
            "service_providers": None,
        },
    ]


def policies() -> list[Result]:
    return [
        {
            "id": "POL-IAM",
            "title": "Identity and access management",
            "version": "3.2",
            "status": "approved",
            "owner": "dana.reyes",
            "approved_by": "li.chen",
            "approved_on": "2026-02-01",
            "review_due": "2027-02-01",
            "overdue": False,
            "place": place(IAM, 2, 5),
        },
        {
            "id": "POL-NET",
            "title": "Network security",
            "version": "1.0",
            "status": "approved",
            "owner": "dana.reyes",
            "approved_by": "li.chen",
            "approved_on": "2025-09-01",
            "review_due": "2026-09-01",
            "overdue": True,
            "place": place("policies/network.yaml", 2, 5),
        },
    ]


def attestations() -> list[Result]:
    return [
        {
            "id": id_,
            "attested_by": "dana.reyes",
            "attested_on": on,
            "valid_until": until,
            "controls": controls,
            "state": state,
            "place": place(IDENTITY, 2, 5),
        }
        for id_, on, until, controls, state in (
            ("ATT-IAM-2026Q3", "2026-09-30", "2027-01-31", ["authentication.passwords"], "in_date"),
            ("ATT-NEXT", "2026-12-01", "2027-03-31", ["authentication.passwords"], "not_yet"),
            (
                "ATT-OPS-2025",
                "2025-03-31",
                "2026-03-31",
                ["authentication.session_lock"],
                "expired",
            ),
        )
    ]


def registers() -> list[Result]:
    rows = (
        ("agreements", "AGREEMENTS", "", "2026-06-01", "2027-06-01", 5, AGREEMENTS),
        ("incidents", "INCIDENTS", "", "2026-12-01", "2027-12-01", 0, "registers/incidents.yaml"),
        ("processing_activities", "ROPA", "Article 30", "2025-12-02", "2026-12-02", 4, ACTIVITIES),
        ("vendors", "VENDORS", "Who works for us", "2025-10-01", "2026-10-01", 5, VENDORS),
    )
    return [
        {
            "kind": kind,
            "id": id_,
            "title": title,
            "kept_by": "dana.reyes",
            "reviewed_on": on,
            "review_due": due,
            "overdue": due < "2026-11-21",
            "not_yet": on > "2026-11-21",
            "records": count,
            "place": place(file, 2, 5),
        }
        for kind, id_, title, on, due, count, file in rows
    ]


def activity(id_: str, role: str, line: int, **facts: Any) -> Result:
    return {
        "register": "ROPA",
        "id": id_,
        "scopes": ["eu"],
        "title": f"What {id_} is about",
        "role": role,
        "findings": [],
        "place": place(ACTIVITIES, line, 5),
    } | facts


def activities() -> list[Result]:
    """One that says everything, one that says half, one of a processor, one in no known role."""
    everyone = ["controller", "joint_controller", "representative", "data_protection_officer"]
    interests = {"country": "Brazil", "safeguard": "compelling_interests"}
    return [
        activity(
            "PA-1",
            "controller",
            12,
            owner="noor.haas",
            contacts=everyone,
            purposes=["Treatment by video", "Records kept by law"],
            legal_basis=["contract", "legal_obligation"],
            purposes_decided_by="us",
            data_subjects=["Patients"],
            data_categories=["Health data"],
            recipients=["Hosting processor"],
            recipients_abroad=["Hosting processor in Ohio"],
            transfers=[
                {"country": "United States", "safeguard": "standard_contractual_clauses"},
                interests | {"country": "Chile", "safeguards_documented": True},
            ],
            erasure="Ten years after the last treatment.",
            security_measures=["Encryption", "Access by role"],
        ),
        activity(
            "PA-2",
            "joint_controller",
            30,
            contacts=["controller"],
            purposes=[],
            data_subjects=["Visitors"],
            data_categories=["Pictures"],
            recipients=["Guards"],
            recipients_abroad=[],
            transfers=[],
            findings=[{"framework": "gdpr", "requirement": "33(1)", "scope": "eu"}],
        ),
        activity(
            "PA-3",
            "processor",
            44,
            contacts=["processor", "representative", "data_protection_officer"],
            controllers=[{"name": "Clinic of Porto", "contact": "dpo@clinic.example"}],
            processing_categories=["Hosting of records"],
            transfers=[interests],
            security_measures=["Encryption"],
        ),
        activity("PA-4", "unknown", 58, scopes=["all"]),
    ]


def agreement(id_: str, type_: str, state: str, line: int, **facts: Any) -> Result:
    return {
        "register": "AGREEMENTS",
        "id": id_,
        "scopes": ["all"],
        "type": type_,
        "signed_on": "2022-03-04",
        "from": "2022-04-01",
        "until": "",
        "state": state,
        "place": place(AGREEMENTS, line, 5),
    } | facts


def assurance(framework_id: str, state: str, file: str, line: int, **facts: Any) -> Result:
    return {
        "framework": framework_id,
        "kind": "audit_report",
        "from": "2026-01-01",
        "until": "2026-12-31",
        "state": state,
        "file_state": file,
        "place": place(VENDORS, line, 9),
    } | facts


def vendor(id_: str, roles: tuple[Any, Any, Any], line: int, **facts: Any) -> Result:
    return {
        "register": "VENDORS",
        "id": id_,
        "scopes": ["all"],
        "name": f"{id_.title()} Ltd",
        "business_associate": roles[0],
        "processor": roles[1],
        "service_provider": roles[2],
        "agreements": [],
        "attestations": [],
        "findings": [],
        "place": place(VENDORS, line, 5),
    } | facts


def vendors() -> list[Result]:
    """Agreements and attestations in every state; roles held, not held and not known."""
    baa, dpa = "business_associate_agreement", "data_processing_agreement"
    concerned = [{"framework": "hipaa", "requirement": "164.308(b)(1)", "scope": "ephi"}]
    return [
        vendor(
            "northgrove",
            (True, True, True),
            10,
            service="Hosting",
            country="US",
            owner="li.chen",
            further_processor="unknown",
            reviewed_on="2026-06-03",
            agreements=[
                agreement("C-1", baa, "ended", 10, until="2025-12-31"),
                agreement("C-2", baa, "in_force", 18, **{"from": "2026-01-01"}),
                agreement("C-3", dpa, "not_yet", 26, **{"from": "2027-01-01"}),
            ],
            attestations=[
                assurance("hipaa", "in_force", "matched", 20),
                assurance("pci_dss", "ended", "none", 22, until="2026-10-31"),
                assurance("gdpr", "not_yet", "none", 24, **{"from": "2026-12-01"}),
                assurance("soc_2", "in_force", "altered", 26),
            ],
        ),
        vendor("パッチ社", ("unknown", False, False), 7, findings=concerned),
        vendor(
            "brightmail",
            (True, False, False),
            30,
            scopes=["ephi", "eu"],
            agreements=[agreement("C-4", baa, "ended", 34, until="2026-06-30")],
            findings=concerned,
        ),
        vendor("caterer", (False, False, False), 40, service="Lunch"),
    ]


def inherited() -> list[Result]:
    claim = {
        "vendor": "northgrove",
        "attestation": "ATT-IAM-2026Q3",
        "for": "",
        "covers": [],
        "state": "in_date",
    }
    return [
        claim
        | {
            "control": "authentication.session_lock",
            "scope": "cde",
            "whole": True,
            "place": place(IDENTITY, 23, 11),
        },
        claim
        | {
            "control": "network.ruleset_review",
            "scope": "cde",
            "whole": False,
            "attestation": "ATT-OPS-2025",
            "for": "cloud",
            "covers": ["firewalls", "web"],
            "state": "expired",
            "place": place(IDENTITY, 38, 11),
        },
    ]


def began() -> list[Result]:
    return [
        {
            "control": "vulnerability.external_scans",
            "parameter": "interval",
            "for": "",
            "since": "2026-07-01",
            "reason": "The scanner went live that day.",
            "scopes": ["cde"],
            "attestation": "ATT-OPS-2025",
            "place": place(IDENTITY, 41, 12),
        }
    ]


def counted(rows: list[Result], framework_id: str) -> Result:
    """Findings of one framework by status, every status named."""
    found = Counter(row["status"] for row in rows if row["framework"] == framework_id)
    return {status: found[status] for status in STATUSES} | {"total": found.total()}


def change(
    asked: Result, scope: str, kind: str, effect: str, then: str, now: str, **other: Any
) -> Result:
    return {
        "framework": asked["framework"],
        "requirement": asked["id"],
        "scope": scope,
        "title": asked["title"],
        "severity": asked["severity"],
        "kind": kind,
        "effect": effect,
        "before": then,
        "now": now,
        "open": now in GAPS,
        "causes": [cause("time", "82 days passed")],
    } | other


def cause(kind: str, message: str, **other: Any) -> Result:
    return {"kind": kind, "message": message} | other


def changes(asked: dict[str, Result]) -> list[Result]:
    """Every kind of change, the gravest first."""
    file = cause("file", f"{IDENTITY} was changed", place=at(IDENTITY, 14, "11"))
    decided = cause("time", "DEC-10 expired on 2026-10-31", place=place(DECISIONS, 48, 5))
    gone = requirement("pci_dss", "1.2.9", "01-network-security", "Old rules are removed")
    return [
        change(asked["gdpr:33(1)"], "eu", "worse", "worse", "not_satisfied", "not_attested",
               causes=[cause("file", "registers/incidents.yaml is gone")]),
        change(asked["pci_dss:11.3.2"], "cde", "applies_now", "worse", "not_applicable",
               "not_attested", causes=[cause("profile", "profile: employees is 430, was 12")]),
        change(asked["pci_dss:8.3.6"], "cde", "new_gap", "worse", "satisfied", "not_satisfied",
               causes=[file, cause("tool", "made by checker 0.1.0, was by 0.0.9")]),
        change(asked["hipaa:164.308(b)(1)"], "ephi", "added", "worse", "", "not_satisfied",
               causes=[cause("framework", "hipaa 2013 Omnibus: its requirements were revised")]),
        change(asked["hipaa:164.312(b)"], "ephi", "no_longer_accepted", "worse", "not_satisfied",
               "not_satisfied", causes=[decided]),
        change(asked["pci_dss:1.2.7"], "cde", "accepted", "none", "partial", "partial", open=False),
        change(asked["pci_dss:8.2.8"], "office", "applies_no_more", "none", "satisfied",
               "not_applicable"),
        change(gone, "cde", "removed", "none", "partial", ""),
        change(asked["gdpr:32(1)(d)"], "eu", "better", "better", "not_satisfied", "partial"),
        change(asked["gdpr:37(1)"], "eu", "closed", "better", "not_attested", "satisfied"),
        change(asked["hipaa:164.312(a)(2)(iii)"], "ephi", "closed", "better", "not_satisfied",
               "satisfied_by_alternative"),
        change(asked["pci_dss:8.2.8"], "cde", "closed", "better", "partial", "satisfied"),
    ]  # fmt: skip


def tallied(**found: int) -> Result:
    """Counts by status."""
    return dict.fromkeys(STATUSES, 0) | found | {"total": sum(found.values())}


EARLIER = {
    "gdpr": tallied(not_satisfied=2, not_attested=1),
    "hipaa": tallied(not_satisfied=2),
    "pci_dss": tallied(satisfied=2, partial=3, not_applicable=2),
}


def previous(asked: dict[str, Result]) -> Result:
    titles = {"gdpr": "General Data Protection Regulation", "hipaa": "HIPAA Security Rule",
              "pci_dss": "PCI DSS", "own": "Own rules"}  # fmt: skip
    then = EARLIER | {"own": tallied(satisfied=4)}
    return {
        "as_of": "2026-08-31",
        "digest": digest("2026-08-31"),
        "version": "0.0.9",
        "document_id": "CHK-0123-4567-89AB",
        "verdict": "mixed",
        "one_difference": False,
        "open_gaps": 7,
        "counts": {key: sum(some[key] for some in then.values()) for key in (*STATUSES, "total")},
        "frameworks": [
            {"id": id_, "title": titles[id_], "version": "1", "digest": f"sha256:{digest(id_)}",
             "counts": counts, "verdict": "not_comparable" if id_ == "own" else "mixed"}
            for id_, counts in then.items()
        ],
        "changes": changes(asked),
        "notes": ["82 days passed", "files that were read: 1 changed, 0 new, 1 gone"],
    }  # fmt: skip


def history() -> list[Result]:
    """Two earlier assessments; the first had not looked at GDPR yet."""
    return [
        {
            "as_of": day,
            "digest": digest(day),
            "frameworks": [{"id": id_, "counts": EARLIER[id_]} for id_ in names],
            "open_gaps": gaps,
        }
        for day, names, gaps in (
            ("2026-05-31", ("hipaa", "pci_dss"), 5),
            ("2026-08-31", ("gdpr", "hipaa", "pci_dss"), 7),
        )
    ]


def sample() -> Result:
    """A complete run with gaps, accepted risks and a failed gate, compared with an earlier one."""
    asked = requirements()
    rows = findings(asked)
    of = [row | {"counts": counted(rows, row["id"])} for row in frameworks()]
    files = [ORGANIZATION, DECISIONS, IDENTITY, IAM, VENDORS]
    return {
        "schema": "checker/result/v1",
        "as_of": "2026-11-21",
        "complete": True,
        "provisional": False,
        "tool": {"name": "checker", "version": "0.1.0"},
        "organization": organization(),
        "scopes": scopes(),
        "frameworks": of,
        "requirements": list(asked.values()),
        "controls": controls(),
        "findings": rows,
        "decisions": decisions(),
        "policies": policies(),
        "attestations": attestations(),
        "evidence": evidence(),
        "registers": registers(),
        "processing_activities": activities(),
        "vendors": vendors(),
        "inherited": inherited(),
        "began": began(),
        "payment": payment(),
        "excerpts": {file: dict(lines) for file, lines in EXCERPTS.items()},
        "inputs": [{"path": file, "sha256": digest(file)} for file in sorted(files)],
        "errors": [],
        "documents": 7,
        "ledger": {"found": 6, "read": 5, "refused": 0, "excluded": 1},
        "excluded": [{"path": "evidence", "rule": "evidence folder"}],
        "gate": {"fail_on": "medium", "failed": True, "open_gaps": 6, "gaps_at_or_above": 5},
        "notes": ["4 of 277 requirements of pci_dss are written"],
        "previous": previous(asked),
        "history": history(),
    }


def known() -> Result:
    """The complete run against a baseline, with every fate that a known gap can have."""
    record = sample()
    found = {entry.ref: entry for entry in entries(record)}
    new, worse, less = found.pop("gdpr:33(1)"), found["pci_dss:8.3.6"], found["gdpr:32(1)(d)"]
    first = next(iter(worse.reasons))
    more = {Reason("implemented", "silent", "eu/frameworks/gdpr"): 1}
    found[worse.ref] = worse._replace(reasons={first: worse.reasons[first]})
    found[less.ref] = less._replace(reasons={**less.reasons, **more})
    for name in ("8.2.8", "1.2.9", "1.2.7"):  # satisfied now, not asked any more, accepted now
        entry = new._replace(framework="pci_dss", requirement=name, scope="cde")
        found[entry.ref] = entry
    return applied(record, found.values(), Origin("file", "2026-10-31", digest("baseline")))


def refused(*, provisional: bool = False) -> Result:
    """A run that two inputs ended; with `provisional`, findings were made in spite of them."""
    result = sample() | {
        "previous": None,
        "history": [],
        "complete": False,
        "provisional": provisional,
        "documents": 31,
        "ledger": {"found": 32, "read": 29, "refused": 2, "excluded": 1},
        "errors": [
            {
                "place": at(IDENTITY, 24, "15 minutes"),
                "code": "ambiguous-scalar",
                "message": "'15 minutes' stands twice",
                "hint": "keep one",
            },
            {
                "place": place("decisions/firewall.yaml", 9, 12),
                "code": "date",
                "message": "'next spring' is not a date",
                "hint": "write 2027-03-31",
            },
        ],
    }
    if not provisional:
        none = dict.fromkeys((*STATUSES, "total"), 0)
        result["findings"] = []
        result["requirements"] = []
        result["controls"] = []
        for name in (*OF_REGISTERS, "began"):
            result[name] = []
        result["frameworks"] = [row | {"counts": none} for row in result["frameworks"]]
        result["gate"] = {
            "fail_on": "medium",
            "failed": False,
            "open_gaps": 0,
            "gaps_at_or_above": 0,
        }
    return result
