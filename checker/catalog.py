"""Turn the shipped frameworks, and any that the command line adds, into one Catalog."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from checker.errors import FrameworkError, Problem
from checker.framework_files import (
    EXAMPLES,
    Bundle,
    canonical,
    digest,
    read_source,
    slug,
    split,
)
from checker.model import (
    Catalog,
    Control,
    Facet,
    Framework,
    Parameter,
    Place,
    Protocol,
    Requirement,
    Severity,
)

DATA = FilePath(__file__).parent / "_data"
SOURCE = FilePath(__file__).parent.parent / "frameworks"


def load(added: FilePath | None = None) -> Catalog:
    """The shipped catalog; with `added`, that folder's controls and frameworks beside it.

    Raises `FrameworkError` when a file is invalid, is not what its digest says, or when `added`
    names something that exists already.
    """
    controls, bundles, digests = _shipped()
    if added is not None:
        more_controls, more_bundles = _added(added, controls, bundles)
        controls = [*controls, *more_controls]
        bundles = {**bundles, **more_bundles}
        digests = {**digests, **{name: digest(bundle) for name, bundle in more_bundles.items()}}
    return build(controls, bundles, digests)


def build(
    controls: list[Any], bundles: Mapping[str, Bundle], digests: Mapping[str, str]
) -> Catalog:
    """The Catalog that plain bundles describe; their shape is the linter's to judge."""
    return Catalog(
        controls={entry["id"]: _control(entry) for entry in controls},
        frameworks={
            name: _framework(name, bundles[name], digests[name]) for name in sorted(bundles)
        },
    )


def examples(requirement: Requirement, added: FilePath | None = None) -> list[Any]:
    """The examples written beside a requirement: what is given, and what is expected of it."""
    for root in (added, SOURCE if is_source() else None):
        if root is not None and (root / requirement.file).is_file():
            _, bundles = read_source(root)
            return _examples_of(bundles[requirement.framework], requirement.id)
    data = _held_to_digest(f"{requirement.framework}.{EXAMPLES}.json")
    return list(data.get(requirement.id, []))


def _examples_of(bundle: Bundle, id_: str) -> list[Any]:
    return next((r.get(EXAMPLES, []) for r in bundle["requirements"] if r["id"] == id_), [])


def is_source() -> bool:
    """Whether this is a source checkout, whose frameworks are compiled in memory."""
    return not (DATA / "digests.json").is_file() and SOURCE.is_dir()


def compile_into(target: FilePath, source: FilePath = SOURCE) -> None:
    """Write the frameworks below `source` as the JSON files that a wheel carries.

    Examples lie in files of their own, since only `explain` reads them; the digest is over both.
    """
    controls, bundles = read_source(source)
    target.mkdir(parents=True, exist_ok=True)
    digests = {"frameworks": {name: digest(bundle) for name, bundle in bundles.items()}}
    files = {"controls.json": canonical(controls)}
    for name, bundle in bundles.items():
        lean, found = split(bundle)
        files[f"{name}.json"] = canonical(lean)
        files[f"{name}.{EXAMPLES}.json"] = canonical(found)
    digests["files"] = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    for name, data in {**files, "digests.json": canonical(digests)}.items():
        (target / name).write_bytes(data)


@cache
def _shipped() -> tuple[list[Any], dict[str, Bundle], dict[str, str]]:
    if is_source():
        controls, bundles = read_source(SOURCE)
        return controls, bundles, {name: digest(bundle) for name, bundle in bundles.items()}
    digests, _ = _stated()
    bundles = {name: _held_to_digest(f"{name}.json") for name in digests}
    return _held_to_digest("controls.json"), bundles, digests


def _stated() -> tuple[dict[str, str], dict[str, str]]:
    """The digests that the package states: of each framework, and of each file."""
    try:
        stated = json.loads((DATA / "digests.json").read_bytes())
        return stated["frameworks"], stated["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = _problem("digests.json", "missing-frameworks", "the frameworks are not installed")
        raise FrameworkError([problem]) from error


def _held_to_digest(name: str) -> Any:
    try:
        data = (DATA / name).read_bytes()
    except OSError as error:
        message = "this file of the package cannot be read"
        raise FrameworkError([_problem(name, "missing-frameworks", message)]) from error
    if hashlib.sha256(data).hexdigest() != _stated()[1].get(name):
        message = "this file is not what its digest says"
        raise FrameworkError([_problem(name, "pack-digest", message)])
    return json.loads(data)


def _problem(file: str, code: str, message: str) -> Problem:
    return Problem(Place(file, 1, 1), code, message, "install the package again")


def _added(
    root: FilePath, controls: list[Any], bundles: Mapping[str, Bundle]
) -> tuple[list[Any], dict[str, Bundle]]:
    """What an explicit folder adds; nothing that exists may be replaced."""
    from checker.lint import shape_problems

    new_controls, new_bundles = read_source(root)
    known = {entry["id"] for entry in controls}
    taken = [f"control {c.get('id')}" for c in new_controls if c.get("id") in known]
    taken += [f"framework {name}" for name in new_bundles if name in bundles]
    problems = [
        Problem(Place(root.name, 1, 1), "exists", f"{name} exists already", "choose another id")
        for name in taken
    ]
    problems += shape_problems(root, [*controls, *new_controls], new_bundles)
    if not new_controls and not new_bundles:
        message = "no framework and no control in this folder"
        problems.append(Problem(Place(root.name, 1, 1), "nothing-selected", message))
    if problems:
        raise FrameworkError(problems)
    return new_controls, new_bundles


def _control(entry: Mapping[str, Any]) -> Control:
    effort = entry.get("effort", {})
    return Control(
        id=entry["id"],
        title=entry["title"],
        domain=entry["domain"],
        description=entry["description"],
        covers=entry["covers"],
        valid_for=entry["valid_for"],
        parameters={
            name: _parameter(name, schema) for name, schema in (entry["parameters"] or {}).items()
        },
        evidence=tuple(entry["evidence"]),
        owner_role=entry["owner_role"],
        effort_days=effort.get("days", 0),
        effort_cost=effort.get("cost", 0),
        nist_csf=tuple(entry["nist_csf"]),
    )


def _parameter(name: str, schema: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=name,
        description=schema.get("description", ""),
        schema=schema,
        format=schema.get("format", ""),
        unit=schema.get("unit", ""),
        refers_to=schema.get("refers_to", ""),
        implies={key: tuple(values) for key, values in schema.get("implies", {}).items()},
    )


def _framework(name: str, bundle: Bundle, digest_: str) -> Framework:
    alternatives = tuple(bundle.get("alternatives", ()))
    requirements = [_requirement(name, entry, alternatives) for entry in bundle["requirements"]]
    return Framework(
        id=name,
        title=bundle["title"],
        version=bundle["version"],
        publisher=bundle["publisher"],
        source=bundle["source"],
        in_force_from=bundle["in_force_from"],
        digest=digest_,
        labels=bundle["labels"],
        sections=bundle["sections"],
        alternatives=alternatives,
        numbering=tuple((row[0], row[1]) for row in bundle["numbering"]),
        coverage=bundle.get("coverage", {}),
        requirements={requirement.id: requirement for requirement in requirements},
        applies_when=bundle.get("applies_when", {}),
        data=bundle.get("data", ""),
        protocol=_protocol(bundle),
    )


def _protocol(bundle: Bundle) -> Protocol | None:
    page = bundle.get("protocol")
    if page is None:
        return None
    parts = tuple((part["title"], part["from"]) for part in page["parts"])
    items = tuple(tuple(ids) for _, ids in bundle.get("protocol_items", ()))
    return Protocol(page["title"], page["source"], parts, items)


def _requirement(
    framework: str, entry: Mapping[str, Any], alternatives: tuple[str, ...]
) -> Requirement:
    evidence = entry.get("evidence", {})
    obligation = entry["obligation"]
    if obligation == "required":
        alternatives = tuple(a for a in alternatives if a != "addressable_alternative")
    # Optional keys keep the dataclass's own defaults.
    optional = {
        key: entry[key]
        for key in (
            "not_applicable_by", "in_force_from", "in_force_until", "superseded_by", "judgement",
            "applies_when", "for_each", "where", "requires", "documented", "implemented",
        )
        if key in entry
    }  # fmt: skip
    return Requirement(
        framework=framework,
        id=entry["id"],
        slug=slug(entry["id"]),
        section=entry["section"],
        file=entry["file"],
        title=entry["title"],
        summary=entry["summary"].strip(),
        citation=entry["citation"],
        obligation=obligation,
        severity=Severity(entry["severity"]),
        asks_for=tuple(Facet(facet) for facet in entry["asks_for"]),
        remediation=entry["remediation"].strip(),
        parts=tuple(entry.get("parts", ())),
        accepts=tuple(evidence.get("accepts", ())),
        max_age=evidence.get("max_age", ""),
        alternatives=tuple(entry.get("alternatives", alternatives)),
        **optional,
    )
