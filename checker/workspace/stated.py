"""Claims that repeat a policy statement: take its values, and notice when it has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from checker.errors import Problem
from checker.model import Catalog, Facet
from checker.text import nearest, quoted
from checker.workspace.records import Voice, Workspace


def digest(statement: Voice) -> str:
    """SHA-256 over what a statement commits to: control, population, force, text, parameters."""
    what = [
        statement.control, statement.population, statement.force, statement.text,
        statement.parameters,
    ]  # fmt: skip
    data = json.dumps(what, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(data.encode()).hexdigest()


def follow_statements(workspace: Workspace, catalog: Catalog, problems: list[Problem]) -> Workspace:
    """The workspace with the values of `as_stated` filled in, under what the claim says itself.

    Cadences are not taken: a promise is not a practice. A changed digest makes the claim stale.
    """
    statements = {v.source: v for v in workspace.voices if v.facet is Facet.DOCUMENTED}
    voices = tuple(
        _followed(voice, statements, catalog, problems)
        if voice.facet is Facet.IMPLEMENTED
        else voice
        for voice in workspace.voices
    )
    return replace(workspace, voices=voices)


def _followed(
    voice: Voice, statements: Mapping[str, Voice], catalog: Catalog, problems: list[Problem]
) -> Voice:
    stated = voice.as_stated
    if not stated:
        return voice
    statement = statements.get(stated["statement"])
    place = voice.at.place("as_stated", "statement")
    if statement is None or statement.control != voice.control:
        known = [source for source, v in statements.items() if v.control == voice.control]
        close = nearest(stated["statement"], known)
        hint = f"did you mean '{close}'?" if close else "name POLICY/STATEMENT on the same control"
        message = f"no statement {quoted(stated['statement'])} on {voice.control}"
        problems.append(Problem(place, "unknown-statement", message, hint))
        return voice
    parameters = catalog.controls[voice.control].parameters
    taken = {k: v for k, v in statement.parameters.items() if parameters[k].format != "cadence"}
    stale = digest(statement) != stated["sha256"]
    return replace(voice, parameters={**taken, **voice.parameters}, stale=stale)
