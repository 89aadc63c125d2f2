"""Names for places: the same after lines were added, apart for things that are apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import catalog as catalogs
from checker.assess import assess
from checker.model import Place
from checker.things import Things
from checker.workspace.load import load
from checker.yamlsource import Document, read_documents
from tests.support import TODAY

ATTESTATION = """\
kind: attestation
id: ATT
controls:
  area.whole:
  - for: staff
    parameters: {number: 12, items: [letters, digits]}
    evidence:
    - {kind: scan_report, path: evidence/scan.txt}
  - covers: [web, shop]
    parameters:
      interval:
        performed_on: [2026-01-12, 2026-04-09]
  - note: Something that people reword whenever they like
"""


def read(text: str, file: str = "a.yaml") -> tuple[Document, ...]:
    documents, problems = read_documents(text.encode(), file)
    assert not problems
    return documents


def things(text: str, file: str = "a.yaml") -> Things:
    return Things((document, document.value) for document in read(text, file))


CASES = [
    (("controls", "area.whole", 0, "parameters", "number"),
     "ATT/controls/area.whole/staff/parameters/number"),
    (("controls", "area.whole", 0, "parameters", "items", 1),
     "ATT/controls/area.whole/staff/parameters/items/digits"),
    (("controls", "area.whole", 0, "evidence", 0),
     "ATT/controls/area.whole/staff/evidence/evidence/scan.txt"),
    (("controls", "area.whole", 1), "ATT/controls/area.whole/web,shop"),
    (("controls", "area.whole", 1, "parameters", "interval", "performed_on", 1),
     "ATT/controls/area.whole/web,shop/parameters/interval/performed_on/2026-04-09"),
    (("controls", "area.whole", 2, "note"), "ATT/controls/area.whole/3/note"),
    ((), "ATT"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "name"), CASES)
def test_a_value_is_named_by_the_ids_on_the_way_to_it(
    path: tuple[str | int, ...], name: str
) -> None:
    (document,) = read(ATTESTATION)

    assert things(ATTESTATION).name(document.place(path)) == name


def test_a_key_has_the_name_of_its_value() -> None:
    (document,) = read(ATTESTATION)

    place = document.key_place(("controls", "area.whole"))

    assert place != document.place(("controls", "area.whole"))
    assert things(ATTESTATION).name(place) == "ATT/controls/area.whole"


def test_names_stay_when_lines_are_added_above_and_the_file_is_renamed() -> None:
    moved = "# a comment\n" * 100 + ATTESTATION
    (before,), (after,) = read(ATTESTATION), read(moved, "b.yaml")

    old = [things(ATTESTATION).name(own) for _, _, own in before.walk()]
    new = [things(moved, "b.yaml").name(own) for _, _, own in after.walk()]

    assert old == new
    assert after.place(("id",)).line == before.place(("id",)).line + 100


def test_documents_of_one_file_are_told_apart() -> None:
    text = "kind: policy\nid: P1\nowner: ann\n---\nkind: policy\nid: P2\nowner: bob\n"
    first, second = read(text)

    assert things(text).name(first.place(("owner",))) == "P1/owner"
    assert things(text).name(second.place(("owner",))) == "P2/owner"


def test_a_place_where_nothing_starts_has_the_name_of_its_file() -> None:
    assert things(ATTESTATION).name(Place("a.yaml", 2, 2)) == "a.yaml"
    assert things(ATTESTATION).name(Place("other.yaml", 1, 1)) == "other.yaml"


def test_every_observation_of_the_example_names_a_thing_and_no_file() -> None:
    catalog = catalogs.load()
    found = load(Path(__file__).parents[1] / "policies" / "meridian", catalog)
    assert found.workspace is not None

    assessment = assess(found.workspace, catalog, TODAY)
    names = Things(found.workspace.documents)

    of = {o.place: names.name(o.place) for f in assessment.findings for o in f.observations}
    assert [name for place, name in of.items() if place.file in name] == []
    assert len(of) > 50
