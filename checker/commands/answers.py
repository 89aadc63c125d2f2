"""Say in lines of text what one workspace answers to a requirement or a control on one day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from checker.commands.explained import readers
from checker.commands.wording import as_yaml, wrapped
from checker.model import Catalog, Facet, Finding, Observation, Requirement
from checker.workspace.records import Scope, Voice, Workspace


class Answers:
    """What a workspace says, does and records; everything is told for the given scopes only."""

    def __init__(
        self, workspace: Workspace, catalog: Catalog, day: date, scopes: Sequence[Scope]
    ) -> None:
        self._workspace, self._catalog, self._day = workspace, catalog, day
        self._scopes = tuple(scopes)

    def requirement(self, asked: Requirement) -> Iterator[str]:
        """The finding on it in each scope, every observation with its place."""
        yield from self._title()
        found = self._findings([asked])
        for finding in found:
            yield from self._finding(finding)
        if not found:
            yield f"  No scope that was selected names {asked.framework}."

    def control(self, control_id: str, parameter: str = "") -> Iterator[str]:
        """Who says and does what about it in each scope, and what that comes to."""
        yield from self._title()
        findings = self._findings(readers(control_id, self._catalog))
        for scope in self._scopes:
            yield f"scope {scope.id}"
            voices = [v for v in self._workspace.voices
                      if v.control == control_id and v.speaks_in(scope.id)]  # fmt: skip
            for voice in voices:
                yield from self._voice(voice, parameter)
            if not voices:
                yield "  nobody says anything on it"
            for finding in findings:
                if finding.scope == scope.id:
                    yield f"  {finding.requirement.ref}: {_status(finding)} ({_facets(finding)})"

    def statement(self, source: str) -> Iterator[str]:
        """A policy statement, the digest that pins it, and the claims that repeat it.

        Raises `click.UsageError` when there is none of that name.
        """
        from checker.workspace.stated import digest

        voice = self._statement(source)
        yield f"{source}  on {voice.control}"
        yield ""
        yield from self._voice(voice, "")
        yield ""
        yield "A claim that repeats it takes its values with"
        yield from as_yaml({"as_stated": {"statement": source, "sha256": digest(voice)}})
        claims = [v for v in self._workspace.voices if v.as_stated.get("statement") == source]
        if claims:
            yield ""
            yield "Claims that repeat it"
        for claim in claims:
            state = "stale: it has changed since" if claim.stale else "current"
            yield f"  {claim.at.place('as_stated')}: {claim.source} ({state})"
        yield ""
        yield "Read by"
        for reader in readers(voice.control, self._catalog):
            yield f"  {reader.ref}  {reader.title}"

    def reason(self, kind: str) -> Iterator[str]:
        """Every observation of a kind, with the finding that it belongs to."""
        from checker.assess import Selection, assess

        selection = Selection((), tuple(scope.id for scope in self._scopes))
        findings = assess(self._workspace, self._catalog, self._day, selection).findings
        found = [(o, f) for f in findings for o in f.observations if o.kind == kind]
        yield from self._title()
        for observation, finding in found:
            yield f"{finding.requirement.ref} in {finding.scope}"
            yield from _observation(observation)
        if not found:
            yield "  no finding has an observation of this kind"

    def kind(self, name: str) -> Iterator[str]:
        """The documents of a kind that the workspace holds, each with its place."""
        found = self._documents(name)
        yield ""
        yield f"In the workspace: {len(found)}" if found else "The workspace holds none."
        for document in found:
            yield f"  {document.at.place('id')}: {document.id}"

    def _documents(self, name: str) -> Sequence[Any]:
        workspace = self._workspace
        register = workspace.registers.get(name)
        found: dict[str, Sequence[Any]] = {
            "organization": (workspace.organization,),
            "policy": workspace.policies,
            "attestation": workspace.attestations,
            "decision": workspace.decisions,
        }
        return found.get(name, register.documents if register else ())

    def _title(self) -> Iterator[str]:
        yield ""
        yield f"What {self._workspace.organization.name} answers, as of {self._day}"

    def _findings(self, asked: Sequence[Requirement]) -> list[Finding]:
        """Findings on the requirements in the scopes; the others of a framework are judged too."""
        from checker.assess import Selection, assess

        in_play = {name for scope in self._scopes for name in scope.frameworks}
        frameworks = tuple({r.framework: None for r in asked if r.framework in in_play})
        if not frameworks:
            return []
        selection = Selection(frameworks, tuple(scope.id for scope in self._scopes))
        found = assess(self._workspace, self._catalog, self._day, selection).findings
        wanted = {requirement.ref for requirement in asked}
        return [finding for finding in found if finding.requirement.ref in wanted]

    def _finding(self, finding: Finding) -> Iterator[str]:
        yield f"scope {finding.scope}: {_status(finding)}"
        yield f"  {_facets(finding)}"
        for observation in finding.observations:
            yield from _observation(observation)
        for label, names in (
            ("said in", finding.statements),
            ("claimed in", finding.attestations),
            ("decided in", finding.decisions),
        ):
            if names:
                yield f"  {label} {', '.join(names)}"

    def _statement(self, source: str) -> Voice:
        from checker.text import nearest, quoted

        known = {v.source: v for v in self._workspace.voices if v.facet is Facet.DOCUMENTED}
        if source in known:
            return known[source]
        close = nearest(source, known)
        hint = f" Did you mean '{close}'?" if close else ""
        raise click.UsageError(f"There is no statement {quoted(source)}.{hint}")

    def _voice(self, voice: Voice, parameter: str) -> Iterator[str]:
        verb = "says" if voice.facet is Facet.DOCUMENTED else "claims"
        whom = f", for {voice.population}" if voice.population else ""
        covers = f", covering {', '.join(voice.covers)}" if voice.covers else ""
        dates = f", {voice.dated} to {voice.until}" if voice.dated and voice.until else ""
        yield f"  {voice.at.place()}: {voice.source} {verb} ({voice.status}{dates}{whom}{covers})"
        yield from wrapped(voice.text, "      ")
        shown = {k: v for k, v in voice.parameters.items() if parameter in {"", k}}
        if shown:
            yield from as_yaml({"parameters": shown}, "      ")
        for reason in self._muted(voice):
            yield f"      speaks for nothing: {reason}"

    def _muted(self, voice: Voice) -> list[str]:
        from checker.posture.speakers import mute

        if voice.dated is not None and voice.dated > self._day:
            return [f"it is dated {voice.dated}: not yet said"]
        policies = {policy.id: policy for policy in self._workspace.policies}
        return [remark.message for remark in mute(voice, self._day, policies)]


def _status(finding: Finding) -> str:
    accepted = ", accepted" if finding.is_accepted else ""
    return f"{finding.status.replace('_', ' ')}{accepted}"


def _facets(finding: Finding) -> str:
    return ", ".join(f"{facet} {finding.facets[facet]}" for facet in Facet)


def _observation(observation: Observation) -> Iterator[str]:
    message = f"{observation.facet}, {observation.kind}: {observation.message}"
    yield f"  {observation.place}: {message}"
    for place in observation.related:
        yield f"      see {place}"
