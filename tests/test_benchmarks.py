"""What the measurements read: the same for a seed, valid, and with as many flaws as was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.documents import Flaw
from benchmarks.generate import AS_OF, Wanted, write_workspace
from benchmarks.growth import Point, slope
from benchmarks.report import BACKSPACE, key_times
from benchmarks.synthetic import NAME, write_frameworks
from checker.assess import Assessment, assess
from checker.catalog import load
from checker.model import Catalog
from checker.workspace import load as load_workspace
from checker.workspace.load import Loaded
from tests.browser.driver import Screen
from tests.render.sample import sample

SILENCED = frozenset({"expired", "status", "refuted", "unapproved", "overdue", "not_binding"})


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def written(folder: Path, wanted: Wanted, catalog: Catalog) -> tuple[Loaded, list[Flaw]]:
    flaws = write_workspace(folder, wanted, catalog)
    return load_workspace(folder, catalog), flaws


def assessed(loaded: Loaded, catalog: Catalog) -> Assessment:
    assert loaded.workspace is not None
    return assess(loaded.workspace, catalog, AS_OF)


def silenced(found: Assessment) -> set[tuple[str, int]]:
    """Where the assessment says that something silenced a document: file and line."""
    return {
        (observation.place.file, observation.place.line)
        for finding in found.findings
        for observation in finding.observations
        if observation.kind in SILENCED
    }


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_seed_gives_the_same_bytes(tmp_path: Path, catalog: Catalog) -> None:
    wanted = Wanted(documents=150, flaws=12, scopes=2, seed=4)

    first = write_workspace(tmp_path / "one", wanted, catalog)
    second = write_workspace(tmp_path / "two", wanted, catalog)

    assert first == second
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_another_seed_puts_the_flaws_elsewhere(tmp_path: Path, catalog: Catalog) -> None:
    first = write_workspace(tmp_path / "one", Wanted(150, 12, seed=4), catalog)
    second = write_workspace(tmp_path / "two", Wanted(150, 12, seed=5), catalog)

    assert first != second


@pytest.mark.parametrize(
    ("documents", "flaws", "scopes"),
    [(2, 0, 1), (60, 0, 1), (60, 7, 1), (200, 25, 1), (200, 40, 3)],
)
def test_a_workspace_is_valid_and_has_the_stated_number_of_flaws(
    tmp_path: Path, catalog: Catalog, documents: int, flaws: int, scopes: int
) -> None:
    loaded, planted = written(tmp_path / "w", Wanted(documents, flaws, scopes), catalog)

    assert loaded.problems == ()
    assert loaded.documents == documents
    assert len(planted) == flaws
    assert len(silenced(assessed(loaded, catalog))) == flaws


def test_every_kind_of_flaw_is_observed(tmp_path: Path, catalog: Catalog) -> None:
    loaded, planted = written(tmp_path / "w", Wanted(400, 60, scopes=4, seed=1), catalog)
    found = assessed(loaded, catalog)

    kinds = {o.kind for finding in found.findings for o in finding.observations}
    assert {flaw.kind for flaw in planted} == {
        "planned", "expired", "refuted", "draft", "overdue", "should",
    }  # fmt: skip
    assert kinds >= SILENCED


def test_more_flaws_than_voices_are_refused(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(ValueError, match="write more documents"):
        write_workspace(tmp_path / "w", Wanted(10, 20), catalog)


def test_an_older_claim_takes_no_flaw(tmp_path: Path, catalog: Catalog) -> None:
    wanted = Wanted(documents=400, flaws=60)

    loaded, planted = written(tmp_path / "w", wanted, catalog)

    assert len(silenced(assessed(loaded, catalog))) == len(planted) == 60


@pytest.mark.parametrize("count", [10, 130])
def test_a_framework_has_the_stated_number_of_requirements(tmp_path: Path, count: int) -> None:
    write_frameworks(tmp_path / "f", count)

    requirements = load(tmp_path / "f").frameworks[NAME].requirements

    assert len(requirements) == count
    assert len({requirement.file for requirement in requirements.values()}) == count


def test_a_framework_of_ours_is_the_same_each_time(tmp_path: Path) -> None:
    write_frameworks(tmp_path / "one", 70)
    write_frameworks(tmp_path / "two", 70)

    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_the_slope_is_the_exponent_of_growth() -> None:
    linear = [Point(size, 0.2 + size / 100, 1.0) for size in (10, 100, 1000)]
    square = [Point(size, 0.2 + size**2 / 100, 1.0) for size in (10, 100, 1000)]

    assert slope(linear, 0.2) == pytest.approx(1.0)
    assert slope(square, 0.2) == pytest.approx(2.0)


@pytest.mark.browser
def test_each_key_is_timed_until_the_page_shows_its_effect(screen: Screen) -> None:
    screen.show(sample())

    times = list(key_times(screen, f"brightm{BACKSPACE}"))

    assert len(times) == 8
    assert all(time > 0 for time in times)
    assert screen.run("return document.getElementById('filter-text').value") == "bright"
    assert screen.run("return document.getElementById('filter-count').textContent").startswith(
        "Showing 1 of 12"
    )
