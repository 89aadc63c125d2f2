"""What would make somebody who speaks count: what is expired renewed, what is draft approved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from checker.model import IN_OPERATION, Facet, Json
from checker.posture import Posture
from checker.posture.evidence import failed
from checker.quantities import due, parse_duration
from checker.remedies.edits import (
    Edit,
    key_of,
    on_evidence,
    on_policy,
    on_record,
    on_voice,
)
from checker.workspace.records import At, Evidence, FileState, Policy, Record, Voice
from checker.workspace.stated import digest

DIGEST = "the SHA-256 of the file"
SOMEBODY = "a person of the organisation"
_YEAR = parse_duration("12 months")


def unmuted(voice: Voice, posture: Posture, framework: str) -> Iterator[Edit]:
    """Every edit without which a speaker contributes nothing; none where it does contribute."""
    if voice.facet is Facet.DOCUMENTED:
        policies = {policy.id: policy for policy in posture.workspace.policies}
        yield from _approved(voice, policies[voice.source.partition("/")[0]], posture.day)
    else:
        yield from _operating(voice, posture)
        yield from _vouched(voice, posture, framework)


def _approved(voice: Voice, policy: Policy, day: date) -> Iterator[Edit]:
    stands = {"dated": day, "until": due(day, _YEAR)}
    if voice.status != "approved":
        yield _of_policy(
            policy, "status", f"have {policy.id} approved",
            {"status": "approved", "approved_by": SOMEBODY, "approved_on": day.isoformat()},
            {"status": "approved", **stands},
        )  # fmt: skip
    elif voice.until is not None and voice.until < day:
        where = "reviewed_on"
        yield _of_policy(
            policy,
            where,
            f"review {policy.id}",
            {where: day.isoformat()},
            {"until": stands["until"]},
        )
    if voice.force != "must":
        yield of_voice(
            voice, "force", f"make {voice.source} binding", {"force": "must"}, force="must"
        )
    if policy.document_state not in {None, FileState.MATCHED, FileState.NOT_PINNED}:
        what = f"put the prose of {policy.id} back, or approve it as it is and state its digest"
        yield Edit(
            ("policy", policy.id, "document"), ("policy", policy.id), policy.at.place("document"),
            what, {"document": {"sha256": DIGEST}},
            on_policy(policy.id, lambda p: replace(p, document_state=FileState.MATCHED), _same),
        )  # fmt: skip


def _of_policy(
    policy: Policy, name: str, what: str, writes: dict[str, Json], values: dict[str, Any]
) -> Edit:
    return Edit(
        ("policy", policy.id, name), ("policy", policy.id), policy.at.place(name), what, writes,
        on_policy(policy.id, _same, lambda voice: replace(voice, **values)),
    )  # fmt: skip


def _same(value: Any) -> Any:
    return value


def of_voice(voice: Voice, name: str, what: str, writes: dict[str, Json], /, **values: Any) -> Edit:
    """An edit of one claim or statement: at `name` it then says `writes`, its values `values`."""
    key = key_of(voice)
    place = voice.at.place(*_step(name))
    return Edit((*key, name), key, place, what, writes, on_voice(key, _with(values)))


def _step(name: str) -> tuple[str, ...]:
    return tuple(name.split("/"))


def _with(values: dict[str, Any]) -> Any:
    return lambda voice: replace(voice, **values)


def renewed(voice: Voice, posture: Posture, what: str = "") -> Edit:
    """The attestation made again on the day of assessment, all its claims with it.

    It stands for as long as the control of `voice` allows.
    """
    day, controls = posture.day, posture.catalog.controls

    def longest(of: Voice) -> date:
        return due(day, parse_duration(controls[of.control].valid_for))

    def again(found: Voice) -> Voice:
        if found.source != voice.source:
            return found
        return replace(found, dated=day, until=min(longest(voice), longest(found)))

    writes: dict[str, Json] = {"attested_on": day.isoformat()}
    if not _may_sign(voice.owner, posture):
        writes = {"attested_by": SOMEBODY, **writes}
    return Edit(
        ("attestation", voice.source, "attested_on"), ("attestation", voice.source),
        At(voice.at.document).place("attested_on"),
        what or f"attest {voice.source} again, if all that it claims is still so",
        {**writes, "valid_until": longest(voice).isoformat()},
        lambda workspace: replace(workspace, voices=tuple(map(again, workspace.voices))),
    )  # fmt: skip


def _may_sign(person: str, posture: Posture) -> bool:
    """Whether a person of that id is in the role on the day of assessment."""
    found = posture.workspace.organization.people.get(person)
    if found is None:
        return False
    return (found.since or date.min) <= posture.day <= (found.until or date.max)


def said_today(voice: Voice, posture: Posture) -> Edit:
    """The document of a voice that is dated after the day of assessment, dated on that day."""
    day = posture.day
    what = f"{voice.source} is dated {voice.dated}; date it {day}, if it is said by then"
    if voice.facet is not Facet.DOCUMENTED:
        return renewed(voice, posture, what)
    policies = {policy.id: policy for policy in posture.workspace.policies}
    policy = policies[voice.source.partition("/")[0]]
    writes: dict[str, Json] = {"approved_on": day.isoformat()}
    if not _may_sign(policy.approved_by, posture):
        writes = {"approved_by": SOMEBODY, **writes}
    return _of_policy(policy, "approved_on", what, writes, {"dated": day})


def _operating(voice: Voice, posture: Posture) -> Iterator[Edit]:
    if voice.status not in IN_OPERATION:
        what = f"put {voice.control} into operation, and say so"
        yield of_voice(voice, "status", what, {"status": "implemented"}, status="implemented")
    is_over = voice.until is not None and voice.until < posture.day
    refuting = [i for i in voice.evidence if failed(i) and (i.day is None or i.day <= posture.day)]
    for item in refuting:
        yield _passing(voice, item, posture.day)
    if is_over or any(item.result for item in refuting):
        yield renewed(voice, posture)
    if voice.stale:
        statement = next(
            v for v in posture.workspace.voices if v.source == voice.as_stated["statement"]
        )
        stated: Json = {"statement": statement.source, "sha256": digest(statement)}
        what = f"read {statement.source} again, and repeat it if it is what is done"
        yield of_voice(voice, "as_stated", what, {"as_stated": stated}, stale=False)


def _passing(voice: Voice, item: Evidence, day: date) -> Edit:
    """The artefact with a result that passes: stated where none was, else that of a new run."""
    key = key_of(voice)
    if not item.result:
        what, writes = "state the result, if it passed", {"result": "pass"}
        change = on_evidence(key, item, lambda found: replace(found, result="pass"))
    else:
        what = "mend what failed, repeat it, and name what shows that it passes"
        writes = {"performed_on": day.isoformat(), "result": "pass", "sha256": DIGEST}
        change = on_evidence(
            key,
            item,
            lambda found: replace(
                found, performed_on=day, covers=None, in_force=None, result="pass",
                state=FileState.MATCHED,
            ),
        )  # fmt: skip
    return Edit((*key, item.at.path), key, item.at.place(), what, dict(writes), change)


def _vouched(voice: Voice, posture: Posture, framework: str) -> Iterator[Edit]:
    """An attestation of the vendor whose control is inherited."""
    vendor = voice.inherited_from
    if voice.status != "inherited" or not vendor:
        return
    if not _is_unvouched(voice, posture, framework):
        return
    record = next(r for r in posture.workspace.registers["vendors"].records if r.id == vendor)
    stated: dict[str, Json] = {
        "framework": framework,
        "kind": "attestation_of_compliance",
        "in_force": {"from": posture.day.isoformat()},
    }

    def attested(found: Record) -> Record:
        known = found.values.get("attestations", ())
        values = {**found.values, "attestations": [*known, stated]}
        return replace(found, values=values, attested=(*found.attested, FileState.LINKED))

    yield Edit(
        ("vendors", vendor, "attestations"), ("vendors", vendor), record.at.place("attestations"),
        f"get an attestation for {framework} that is in force from {vendor}",
        {"attestations": [stated]}, on_record("vendors", vendor, attested),
    )  # fmt: skip


def _is_unvouched(voice: Voice, posture: Posture, framework: str) -> bool:
    control, place = posture.catalog.controls[voice.control], voice.at.place("from")
    records = posture.records(control.covers) if control.is_of_records else (None,)
    return any(
        remark.kind == "inherited" and remark.place == place
        for record in records
        for said in posture.said(voice.control, Facet.IMPLEMENTED, record, framework)
        for remark in said.remarks
    )
