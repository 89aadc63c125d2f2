"""Turn the indexes of a record (decisions, policies, attestations, evidence …) into views."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from checker.render.looks import ATTESTATIONS, DECISION_TYPES, DECISIONS, EVIDENCE, REVIEWS
from checker.render.place import Spot, spot
from checker.render.view import (
    AttestationView,
    ControlView,
    DecisionView,
    EvidenceView,
    Link,
    PolicyView,
    RegisterView,
)
from checker.render.worksheet import Details

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
# No user name before the host, so that https://good@bad is text; no quotes, no brackets.
_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][A-Za-z0-9/._~%?#&=+,;:@!-]*)?")


def https(uri: str) -> str:
    """`uri` when it is a plain https address that may become a link, else nothing."""
    return uri if _HTTPS.fullmatch(uri) else ""


@dataclass(slots=True)
class Anchors:
    """Hands out ids for one document: safe characters only, never the same one twice."""

    taken: set[str] = field(default_factory=set)

    def claim(self, *parts: str) -> str:
        """An id made from `parts`, with a number behind it where it is taken."""
        stem = "-".join(_UNSAFE.sub("_", part) for part in parts)
        anchor, number = stem, 1
        while anchor.lower() in self.taken:
            number += 1
            anchor = f"{stem}-{number}"
        self.taken.add(anchor.lower())
        return anchor


class Index(NamedTuple):
    """What names in the record lead to; built once, read everywhere."""

    excerpts: Mapping[str, Mapping[str, str]]
    people: Mapping[str, str]
    requirements: Mapping[str, Link]
    scopes: Mapping[str, Link]

    def person(self, id_: str) -> str:
        """Name and role of a person, or the id where the record does not know it."""
        return self.people.get(id_, id_)

    def spot(self, place: Mapping[str, Any]) -> Spot:
        """The place with the line it quotes."""
        return spot(place, self.excerpts)

    def requirement(self, ref: str) -> Link:
        """The requirement a decision names, linked where the report has it."""
        return self.requirements.get(ref, Link(ref))


def decision(raw: Mapping[str, Any], index: Index, anchors: Anchors) -> DecisionView:
    """A row of the decision register."""
    return DecisionView(
        anchor=anchors.claim("decision", raw["id"]),
        id=raw["id"],
        type=raw["type"],
        type_word=DECISION_TYPES.get(raw["type"], raw["type"]),
        requirements=tuple(index.requirement(ref) for ref in raw["requirements"]),
        scopes=tuple(raw["scopes"]),
        reason=raw["reason"],
        approved_by=index.person(raw["approved_by"]),
        approved_on=raw["approved_on"],
        expires=raw["expires"],
        details=Details(
            tuple(raw["controls"]), **{name: raw[name] for name in Details._fields[1:]}
        ),
        evidence=tuple(_artefact(row) for row in raw["evidence"]),
        look=DECISIONS[raw["state"]],
        spot=index.spot(raw["place"]),
    )


def evidence(raw: Mapping[str, Any], index: Index, anchors: Anchors) -> EvidenceView:
    """A row of the evidence index."""
    uses = tuple((use["control"], use["claim"], index.spot(use["place"])) for use in raw["uses"])
    return _artefact(raw)._replace(
        anchor=anchors.claim(raw["ref"]), ref=raw["ref"], until=raw["until"], uses=uses
    )


def _artefact(raw: Mapping[str, Any]) -> EvidenceView:
    """An artefact that stands in no index."""
    return EvidenceView(
        anchor="",
        ref="",
        kind=spaced(raw["kind"]),
        where=raw["path"] or raw["uri"],
        href="" if raw["path"] else https(raw["uri"]),
        date=raw["date"],
        valid=raw["valid"],
        until=raw.get("until", ""),
        sha256=raw["sha256"],
        look=EVIDENCE[raw["state"]],
        result=raw["result"],
        uses=(),
    )


def attestation(raw: Mapping[str, Any], index: Index, anchors: Anchors) -> AttestationView:
    """A row of the index of attestations."""
    return AttestationView(
        anchor=anchors.claim("a", raw["id"]),
        id=raw["id"],
        person=raw["attested_by"],
        attested_by=index.person(raw["attested_by"]),
        attested_on=raw["attested_on"],
        valid_until=raw["valid_until"],
        controls=tuple(raw["controls"]),
        look=ATTESTATIONS[raw["state"]],
        spot=index.spot(raw["place"]),
    )


def policy(raw: Mapping[str, Any], index: Index, anchors: Anchors) -> PolicyView:
    """A row of the index of policies."""
    return PolicyView(
        anchor=anchors.claim("p", raw["id"]),
        id=raw["id"],
        title=raw["title"],
        version=raw["version"],
        status=raw["status"],
        owner=index.person(raw["owner"]),
        approved_by=index.person(raw["approved_by"]),
        approved_on=raw["approved_on"],
        review_due=raw["review_due"],
        look=REVIEWS["overdue" if raw["overdue"] else "current"],
        spot=index.spot(raw["place"]),
    )


def control(raw: Mapping[str, Any]) -> ControlView:
    """A control, its names of ours as words."""
    return ControlView(
        id=raw["id"],
        title=raw["title"],
        domain=spaced(raw["domain"]),
        covers=spaced(raw["covers"]),
        owner_role=spaced(raw["owner_role"]),
        nist_csf=tuple(raw["nist_csf"]),
    )


def register(raw: Mapping[str, Any], index: Index, anchors: Anchors) -> RegisterView:
    """A row of the index of registers."""
    state = "overdue" if raw["overdue"] else "current"
    return RegisterView(
        anchor=anchors.claim("register", raw["id"]),
        kind=spaced(raw["kind"]),
        id=raw["id"],
        title=raw["title"],
        kept_by=index.person(raw["kept_by"]),
        reviewed_on=raw["reviewed_on"],
        review_due=raw["review_due"],
        records=raw["records"],
        look=REVIEWS["not_yet" if raw["not_yet"] else state],
        spot=index.spot(raw["place"]),
    )


def named_control(name: str) -> ControlView:
    """A control of which a record of an older version says no more than its name."""
    return ControlView(name, name, spaced(name.partition(".")[0]), "", "", ())


def spaced(name: str) -> str:
    """A name of ours as words: `configuration_export` becomes `configuration export`."""
    return name.replace("_", " ")


def fact(value: Any) -> str:
    """A fact of a profile in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(fact(item) for item in value) or "none"
    return (
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    )
