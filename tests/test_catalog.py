"""The catalogue: what is compiled is what is written, nothing is replaced, everything is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from checker import catalog as catalogs
from checker.errors import FrameworkError
from checker.framework_files import canonical, digest, read_source, slug
from checker.model import Catalog
from tests.lint.toy import CATALOGUE_FILE, GOOD, PAGE_FILE, written
from tests.support import catalog, requirement


@pytest.fixture(scope="module")
def source() -> Catalog:
    return catalogs.load()


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data of an installed package, which the catalogue is read from."""
    data = tmp_path / "_data"
    catalogs.compile_into(data)
    monkeypatch.setattr(catalogs, "DATA", data)
    catalogs._shipped.cache_clear()
    yield data
    catalogs._shipped.cache_clear()


def toy(folder: Path, **changes: str) -> Path:
    """A folder with one framework and one control that the shipped catalogue does not have."""
    files = {name: text.replace("authentication.", "toys.") for name, text in GOOD.items()}
    controls = files.pop(CATALOGUE_FILE)
    files["controls/toys.yaml"] = controls.replace("domain: authentication", "domain: toys")
    return written(folder, files | changes)


def test_a_checkout_is_read_from_its_sources(source: Catalog) -> None:
    assert catalogs.is_source()
    assert set(source.frameworks) == {"gdpr", "hipaa", "pci_dss"}


def test_the_compiled_catalogue_is_the_written_one(source: Catalog, compiled: Path) -> None:
    assert not catalogs.is_source()
    assert asdict(catalogs.load()) == asdict(source)


def test_digests_are_the_same_from_source_and_compiled(source: Catalog, compiled: Path) -> None:
    stated = json.loads((compiled / "digests.json").read_bytes())["frameworks"]

    assert stated == {name: framework.digest for name, framework in source.frameworks.items()}
    assert all(text.startswith("sha256:") and len(text) == 71 for text in stated.values())


def test_examples_are_the_same_from_source_and_compiled(source: Catalog, compiled: Path) -> None:
    _, bundles = read_source(catalogs.SOURCE)
    for framework in source.frameworks.values():
        for entry in bundles[framework.id]["requirements"]:
            asked = framework.requirements[entry["id"]]
            assert catalogs.examples(asked) == entry.get("examples", [])


def test_examples_are_held_to_their_digest_too(source: Catalog, compiled: Path) -> None:
    asked = next(iter(source.frameworks["hipaa"].requirements.values()))
    (compiled / "hipaa.examples.json").write_text("{}")

    with pytest.raises(FrameworkError, match="pack-digest"):
        catalogs.examples(asked)


def test_compiling_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    catalogs.compile_into(tmp_path / "a")
    catalogs.compile_into(tmp_path / "b")

    first = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}
    of_frameworks = {f"{name}{tail}" for name in catalogs.load().frameworks
                     for tail in (".json", ".examples.json")}  # fmt: skip
    assert set(first) == {"digests.json", "controls.json"} | of_frameworks


def test_a_digest_depends_on_every_word_and_on_the_order_that_reasons_follow() -> None:
    bundle = {"id": "own", "requirements": [{"id": "1", "examples": [1]}]}
    turned = {"requirements": [{"examples": [1], "id": "1"}], "id": "own"}
    other = {"id": "own", "requirements": [{"id": "1", "examples": [2]}]}

    assert len({digest(bundle), digest(turned), digest(other)}) == 3
    assert canonical({"b": "é", "a": 1}) == '{"b":"é","a":1}'.encode()


def test_a_requirement_is_found_by_its_id_and_by_its_slug(source: Catalog) -> None:
    for framework in source.frameworks.values():
        for asked in framework.requirements.values():
            assert source.requirement(f"{framework.id}:{asked.id}") is asked
            assert source.requirement(f"{framework.id}:{asked.slug}") is asked
            assert asked.slug == slug(asked.id)
            assert asked.file.endswith(f"/{asked.slug}.yaml")


@pytest.mark.parametrize("ref", ["", "own", "own:", "own:2", "other:1", ":1", "own:1:1"])
def test_what_is_not_there_is_not_found(ref: str) -> None:
    assert catalog(requirement("1")).requirement(ref) is None


def test_slugs_are_unique(source: Catalog) -> None:
    for framework in source.frameworks.values():
        slugs = [asked.slug for asked in framework.requirements.values()]
        assert len(set(slugs)) == len(slugs)


def test_written_and_pending_add_up_to_the_official_list(source: Catalog) -> None:
    for framework in source.frameworks.values():
        numbered = {id_ for id_, _ in framework.numbering}
        written_, covered = set(framework.requirements), set(framework.coverage)
        assert len(numbered) == len(framework.numbering)
        assert set(framework.pending) == numbered - written_ - covered
        assert framework.to_write == len(framework.requirements) + len(framework.pending)


def test_requirements_stand_in_the_official_order(source: Catalog) -> None:
    for framework in source.frameworks.values():
        order = [id_ for id_, _ in framework.numbering if id_ in framework.requirements]
        assert [id_ for id_ in framework.requirements if id_ in set(order)] == order


# -- frameworks that a folder adds


def test_a_folder_adds_its_framework_and_its_controls(source: Catalog, tmp_path: Path) -> None:
    added = catalogs.load(toy(tmp_path))

    assert set(added.frameworks) == {*source.frameworks, "toy"}
    assert {"toys.passwords", "toys.lockout"} <= added.controls.keys()
    asked = added.requirement("toy:1.1")
    assert asked is not None
    assert len(catalogs.examples(asked, tmp_path)) == 4
    for name, framework in source.frameworks.items():
        assert asdict(added.frameworks[name]) == asdict(framework)


def test_a_folder_replaces_no_framework(tmp_path: Path) -> None:
    root = toy(tmp_path)
    (root / "toy").rename(root / "gdpr")
    (root / "gdpr" / "framework.yaml").write_text(GOOD[PAGE_FILE].replace("id: toy", "id: gdpr"))

    with pytest.raises(FrameworkError) as raised:
        catalogs.load(root)

    assert ("exists", "framework gdpr exists already") in {
        (problem.code, problem.message) for problem in raised.value.problems
    }


def test_a_folder_replaces_no_control(tmp_path: Path) -> None:
    root = toy(tmp_path, **{"controls/mine.yaml": GOOD[CATALOGUE_FILE]})

    with pytest.raises(FrameworkError) as raised:
        catalogs.load(root)

    messages = {problem.message for problem in raised.value.problems}
    assert "control authentication.passwords exists already" in messages


def test_a_folder_with_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match="nothing-selected"):
        catalogs.load(tmp_path)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("toy/s1/1.1.yaml", "minimum_length: {minimum: 12}", "minimum_length: {minumum: 12}"),
        ("toy/s1/1.1.yaml", "severity: high", "severity: hihg"),
        ("toy/s1/1.3.yaml", "authentication.lockout", "authentication.lockup"),
        ("toy/framework.yaml", "title: Toy standard", "titel: Toy standard"),
        ("toy/s1/1.2.yaml", "for_each: register.vendors", "for_each: register.vendor"),
    ],
)
def test_a_folder_with_a_fault_is_refused_at_its_file(
    tmp_path: Path, name: str, old: str, new: str
) -> None:
    text = GOOD[name]
    assert old in text
    text = text.replace(old, new).replace("authentication.", "toys.")

    with pytest.raises(FrameworkError) as raised:
        catalogs.load(toy(tmp_path, **{name: text}))

    assert name in {problem.place.file for problem in raised.value.problems}


def test_an_unreadable_file_of_a_folder_is_told_with_its_place(tmp_path: Path) -> None:
    root = toy(tmp_path, **{"toy/s1/1.1.yaml": 'id: "1.1"\nid: "1.1"\n'})

    with pytest.raises(FrameworkError, match=r"toy/s1/1\.1\.yaml:2:1: duplicate-key"):
        catalogs.load(root)
