"""Workspace, scope and day become a Posture: the instances that each requirement judges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from checker.model import Catalog, Facet, Place, Requirement
from checker.posture import registers
from checker.posture.evidence import supports
from checker.posture.instances import combine, identity, mentioned, standing_for
from checker.posture.records import RecordView, in_force, is_future, view
from checker.posture.speakers import Said, speakers, speech
from checker.posture.values import Answer, Instance, Judged, Remark, Speech
from checker.posture.voices import Voices
from checker.schemas import part_for
from checker.workspace.records import FileState, Organization, Record, Scope, Voice, Workspace


class Posture:
    """What can be asked of one scope on one day. Pure: the workspace was read before.

    Who speaks is settled once for each control, facet and set of voices, whatever asks.
    """

    def __init__(self, workspace: Workspace, scope: Scope, day: date, catalog: Catalog) -> None:
        self.workspace, self.scope, self.day, self.catalog = workspace, scope, day, catalog
        self._policies = {policy.id: policy for policy in workspace.policies}
        self._voices = Voices(workspace.voices, scope.id)
        self._speeches: dict[tuple[object, ...], Speech] = {}
        self._said: dict[tuple[str, Facet, str], tuple[Speech, ...]] = {}
        self._vouched: dict[tuple[int, str], Speech] = {}
        self._views: dict[tuple[str, int], RecordView | Remark | None] = {}
        self._combined: dict[tuple[str, Facet], tuple[tuple[Instance, ...], bool]] = {}

    @property
    def organization(self) -> Organization:
        """Whose posture it is."""
        return self.workspace.organization

    def records(self, kind: str) -> tuple[Record, ...]:
        """The records of a register that belong to the scope."""
        register = self.workspace.registers.get(kind)
        return tuple(r for r in register.records if r.is_in(self.scope.id)) if register else ()

    def speeches(
        self, control_id: str, facet: Facet, record: Record | None = None
    ) -> tuple[Speech, ...]:
        """What is said on a control, one Speech for each population; empty when nothing is.

        `record` narrows it to voices that cover that record.
        """
        facet = Facet.DOCUMENTED if facet is Facet.DOCUMENTED else Facet.IMPLEMENTED
        key = (control_id, facet, record.id if record else "")
        if key not in self._said:
            voices = self._voices.on(control_id, facet, record)
            self._said[key] = tuple(self._settle(control_id, voices))
        return self._said[key]

    def view(self, record: Record, kind: str) -> RecordView | Remark | None:
        """A record as it is on the day; None when it is about something after it.

        A remark when its dates do not let it be judged yet.
        """
        key = (kind, id(record))
        if key not in self._views:
            is_ahead = is_future(record, kind, self.day)
            found = None if is_ahead else view(record, kind, self.workspace, self.day)
            self._views[key] = found
        return self._views[key]

    def _settle(self, control_id: str, voices: Sequence[Voice]) -> Iterable[Speech]:
        control = self.catalog.controls[control_id]
        for population in sorted({voice.population for voice in voices}):
            own = [voice for voice in voices if voice.population == population]
            # What a policy says to everyone it also says to a population, unless it says otherwise
            # there; a claim is whole and inherits nothing.
            is_said = population and voices[0].facet is Facet.DOCUMENTED
            everyone = [voice for voice in voices if not voice.population] if is_said else []
            key = (control_id, population, *map(id, own), *map(id, everyone))
            if key not in self._speeches:
                heard, remarks = speakers(own, self.scope.id, self.day)
                history = [v for v in own if v.dated is not None and v.dated <= self.day]
                general, _ = speakers(everyone, self.scope.id, self.day)
                said = Said(heard, history, general, tuple(remarks))
                self._speeches[key] = speech(control, population, said, self.day, self._policies)
            yield self._speeches[key]

    def judged(self, requirement: Requirement, facet: Facet) -> Judged:
        """Every instance that must be valid for `facet` of `requirement` to hold."""
        of_controls = self._of_controls(requirement, facet)
        if not requirement.for_each or facet is Facet.DOCUMENTED:
            return of_controls
        of_records = registers.judged(self, requirement, facet)
        return Judged(
            facet=facet,
            instances=(*of_records.instances, *of_controls.instances),
            heard=of_records.heard or of_controls.heard,
            remarks=(*of_records.remarks, *of_controls.remarks),
            empty_register=of_records.empty_register,
        )

    def _of_controls(self, requirement: Requirement, facet: Facet) -> Judged:
        part = part_for(requirement, facet)
        if not part:
            return Judged(facet, (), heard=False)
        found, heard = self._instances(requirement, facet, part)
        if facet is Facet.EVIDENCED:
            found = tuple(self._evidenced(instance, requirement) for instance in found)
        if not heard:
            remarks = (r for i in found for r in i.remarks if r.kind != "not_covered")
            return Judged(facet, (), heard=False, remarks=tuple(dict.fromkeys(remarks)))
        return Judged(facet, found, heard=True)

    def _instances(
        self, requirement: Requirement, facet: Facet, part: str
    ) -> tuple[tuple[Instance, ...], bool]:
        """What is said or done, combined, and whether anybody was heard.

        What can be proved is sought among what is done, which was asked for just before.
        """
        facet = Facet.DOCUMENTED if facet is Facet.DOCUMENTED else Facet.IMPLEMENTED
        key = (requirement.ref, facet)
        if key not in self._combined:
            self._combined = {key: self._combine(requirement, facet, part)}
        return self._combined[key]

    def _combine(
        self, requirement: Requirement, facet: Facet, part: str
    ) -> tuple[tuple[Instance, ...], bool]:
        controls = requirement.reads(facet)
        kind = self._record_kind(controls)
        place = self.scope.framework_place(requirement.framework)
        instances: dict[tuple[int, ...], Instance] = {}
        records: dict[tuple[int, ...], list[str]] = {}
        alike: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
        heard = False
        for record in self._rows(kind):
            said = {c: self.said(c, facet, record, requirement.framework) for c in controls}
            heard = heard or any(s.heard for found in said.values() for s in found)
            # Records of which the same is said are judged once; what nobody says has its own place.
            spoken = tuple(id(s) for found in said.values() for s in found)
            keys = alike.get(spoken) if all(said.values()) else None
            if keys is None:
                keys = alike[spoken] = []
                for instance in combine(part, said, record, place, kind):
                    keys.append(identity(instance))
                    instances.setdefault(keys[-1], instance)
            for key in keys:
                records.setdefault(key, []).extend([record.id] if record else [])
        found = (standing_for(i, records[key]) for key, i in instances.items())
        return tuple(found), heard

    def _record_kind(self, controls: Sequence[str]) -> str:
        kinds = (self.catalog.controls[name].covers for name in controls)
        return next((kind for kind in kinds if kind != "organisation"), "")

    def _rows(self, kind: str) -> tuple[Record | None, ...]:
        """The records to be judged one by one; a single None where there are none to name.

        A policy commits for whatever there will be. A claim on `all` of an empty register claims
        nothing, and `said` then leaves it without an answer.
        """
        return (self.records(kind) if kind else ()) or (None,)

    def said(
        self, control: str, facet: Facet, record: Record | None, framework: str
    ) -> tuple[Speech, ...]:
        """What is said on a control for `framework`, for `record` where it is one of records.

        Without answers that nobody vouches for, and claims on records there are none of.
        """
        is_of_records = self.catalog.controls[control].is_of_records
        said = self.speeches(control, facet, record if is_of_records else None)
        if is_of_records and record is None and facet is not Facet.DOCUMENTED and said:
            kind = self.catalog.controls[control].covers
            message = f"no record in the register of {kind} belongs to scope {self.scope.id}"
            remark = Remark(self.scope.at.place("id"), "register", message)
            return tuple(_muted(s, remark) for s in said)
        return tuple(self._inherited(s, framework) for s in said)

    def _inherited(self, said: Speech, framework: str) -> Speech:
        """Without the answers inherited from a vendor who has no attestation for `framework`."""
        key = (id(said), framework)
        if key not in self._vouched:
            self._vouched[key] = self._vouched_for(said, framework)
        return self._vouched[key]

    def _vouched_for(self, said: Speech, framework: str) -> Speech:
        kept: list[Answer] = []
        remarks: list[Remark] = []
        for answer in said.answers:
            missing = [
                voice
                for voice in answer.voices
                if voice.inherited_from and not self._vouches(voice.inherited_from, framework)
            ]
            if not missing:
                kept.append(answer)
            for voice in missing:
                name = voice.inherited_from
                message = f"{name} has no whole attestation for {framework} in force on {self.day}"
                remarks.append(Remark(voice.at.place("from"), "inherited", message))
        if not remarks:
            return said
        found = (*said.remarks, *remarks)
        return replace(said, answers=tuple(kept), absent=True, remarks=found)

    def _vouches(self, vendor: str, framework: str) -> bool:
        register = self.workspace.registers["vendors"]
        record = next(r for r in register.records if r.id == vendor)
        stated = zip(record.values.get("attestations", ()), record.attested, strict=True)
        # A file need not be named; one that is must be the one whose digest is stated.
        return any(
            one["framework"] == framework
            and in_force(one["in_force"], self.day)
            and state in {FileState.LINKED, FileState.MATCHED}
            for one, state in stated
        )

    def _evidenced(self, instance: Instance, requirement: Requirement) -> Instance:
        """The instance without the controls that lack acceptable evidence."""
        value = dict(instance.value)
        answers = dict(instance.answers)
        remarks, explained = list(instance.remarks), set(instance.explained)
        for control_id, answer in instance.answers.items():
            control = self.catalog.controls[control_id]
            read = mentioned(requirement, Facet.EVIDENCED, control_id)
            holds, reasons = supports(answer, control, requirement, read, self.day)
            if not holds:
                del value[control_id], answers[control_id]
                remarks += reasons
                explained.add(control_id)
        place = _deepest(instance)
        return replace(instance, value=value, place=place, answers=answers, remarks=tuple(remarks),
                       explained=frozenset(explained))  # fmt: skip


def _deepest(instance: Instance) -> Place:
    return next((answer.place for answer in instance.answers.values()), instance.place)


def _muted(said: Speech, remark: Remark) -> Speech:
    return replace(said, answers=(), absent=True, remarks=(*said.remarks, remark))
