"""Every file of a fresh workspace, by its path below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.commands.scaffold import readme, snippets, stubs
from checker.commands.scaffold.answers import Answers
from checker.commands.scaffold.organization import organization
from checker.documents import kinds
from checker.documents.parameters import for_editors
from checker.framework_files import canonical
from checker.model import Catalog, Facet

SCHEMAS = ".checker/schemas"
CI = ".checker/ci"


def files(answers: Answers, catalog: Catalog) -> dict[str, bytes]:
    """Path below the workspace -> the bytes of that file, the same for the same answers."""
    return dict(sorted(_files(answers, catalog)))


def _files(answers: Answers, catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    yield "organization.yaml", _text(organization(answers, f"{SCHEMAS}/organization.json"))
    done = stubs.readers(catalog, answers.frameworks, Facet.IMPLEMENTED)
    for domain, controls in stubs.domains(catalog, done).items():
        schema = f"../{SCHEMAS}/attestation.json"
        lines = stubs.attestation(domain, controls, done, answers, schema)
        yield f"attestations/{domain}.yaml", _text(lines)
    said = stubs.readers(catalog, answers.frameworks, Facet.DOCUMENTED)
    for domain, controls in stubs.domains(catalog, said).items():
        schema = f"../{SCHEMAS}/policy.json"
        yield (
            f"policies/{domain}.yaml",
            _text(stubs.policy(domain, controls, said, answers, schema)),
        )
    yield "README.md", _text(readme.workspace(answers))
    yield "registers/README.md", _text(readme.registers(answers, catalog))
    yield "decisions/README.md", _text(readme.decisions())
    yield "evidence/README.md", _text(readme.evidence())
    yield ".gitignore", _text(snippets.IGNORED)
    yield f"{CI}/github.yml", _text(snippets.github(answers))
    yield f"{CI}/gitlab.yml", _text(snippets.gitlab(answers))
    controls_ = list(catalog.controls.values())
    for kind in kinds.names():
        from checker.commands.schema import standard

        yield f"{SCHEMAS}/{kind}.json", canonical(standard(for_editors(kind, controls_))) + b"\n"


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line.rstrip()}\n" for line in lines).encode()
