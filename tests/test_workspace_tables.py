"""Registers kept in CSV files: the same records, the same checks, places by row and column."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from checker.workspace.load import Loaded
from tests.support import (
    SYSTEMS_TWELVE,
    attestation,
    catalog,
    codes,
    finding,
    loaded,
    number,
    requirement,
    systems,
)

Json = dict[str, Any]
GOOD = b"id,title,data\nweb,Web shop,pan\ntill,Till,pan;ephi\n"
VENDORS = b"id,name,business_associate,processor,service_provider\nacme,Acme,false,true,unknown\n"


def register(data: bytes, columns: Json | None = None, **changes: Any) -> Json:
    """A register of systems whose records are the rows of `systems.csv`."""
    source: Json = {"path": "systems.csv", "sha256": hashlib.sha256(data).hexdigest()}
    if columns:
        source["columns"] = columns
    header = {key: value for key, value in systems().items() if key != "records"}
    return header | {"source": source} | changes


def read(folder: Path, data: bytes, *documents: Json, **changes: Any) -> Loaded:
    """The workspace of a register of systems with this CSV file."""
    return loaded(folder, register(data, **changes), *documents, files={"systems.csv": data})


def records(found: Loaded, kind: str = "systems") -> list[Json]:
    assert found.workspace is not None
    return [dict(record.values) for record in found.workspace.registers[kind].records]


def told(found: Loaded) -> list[str]:
    return [str(problem) for problem in found.problems]


def test_rows_are_records_of_the_registers_types(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)

    assert told(found) == []
    assert records(found) == [
        {"id": "web", "title": "Web shop", "data": ["pan"]},
        {"id": "till", "title": "Till", "data": ["pan", "ephi"]},
    ]


def test_a_mapping_names_the_columns(tmp_path: Path) -> None:
    data = b"Name,Internal,Holds\nweb,x,pan\n"

    found = read(tmp_path, data, columns={"id": "Name", "title": "Name", "data": "Holds"})

    assert told(found) == []
    assert records(found) == [{"id": "web", "title": "web", "data": ["pan"]}]


def test_truth_and_unknown_are_read_where_the_field_offers_them(tmp_path: Path) -> None:
    value = register(VENDORS, kind="vendors", id="VEN")

    found = loaded(tmp_path, value, files={"systems.csv": VENDORS})

    assert records(found, "vendors") == [
        {
            "id": "acme",
            "name": "Acme",
            "business_associate": False,
            "processor": True,
            "service_provider": "unknown",
        }
    ]


@pytest.mark.parametrize(("cell", "scopes"), [("all", ("all",)), ("main", ("main",))])
def test_a_row_names_its_scopes(tmp_path: Path, cell: str, scopes: tuple[str, ...]) -> None:
    found = read(tmp_path, f"id,title,data,scopes\nweb,Web,pan,{cell}\n".encode())

    assert told(found) == []
    assert found.workspace is not None
    assert found.workspace.registers["systems"].records[0].scopes == scopes


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"id,titel,data\nweb,Web,pan\n",
         ["systems.csv:1:2: unknown-key: unknown field 'titel'; did you mean 'title'?"]),
        (b"id,id,title,data\nweb,web,Web,pan\n",
         ["systems.csv:1:1: csv-heading: 2 columns are headed 'id'; head exactly one column so"]),
        (b"id,title,data\nweb,Web\n",
         ["systems.csv:2:1: csv-syntax: 2 cells where the heading row has 3"]),
        (b"id,title,data\nweb,Web,pan,x\n",
         ["systems.csv:2:1: csv-syntax: 4 cells where the heading row has 3"]),
        (b"id,title,data\nweb,Web,pan\n\n",
         ["systems.csv:3:1: csv-syntax: 0 cells where the heading row has 3"]),
        (b"id,title,data\nweb,,pan\n",
         ["systems.csv:2:1: missing-key: 'title' is missing"]),
        (b"id,title,data\nweb,Web,pan\ntill,Till,ephy\n",
         ["systems.csv:3:3: value: 'ephy' is not known here; did you mean 'ephi'?"]),
        (b"id,title,data\nweb,TBD,pan\n",
         ["systems.csv:2:2: placeholder: 'TBD' is a placeholder; "
          "say what is so, or leave the key out"]),
        (b"id,title,data\nweb one,Web,pan\n",
         ["systems.csv:2:1: pattern: 'id' cannot be 'web one'; "
          "Letters, digits, dots, hyphens and underscores; never reused."]),
        (b"id,title,data\nweb,\"Web\nshop\",pan\ntill,Till,ephy\n",
         ["systems.csv:4:3: value: 'ephy' is not known here; did you mean 'ephi'?"]),
        (b"id,title,data\nweb,Web,pan\nweb,Web 2,pan\n",
         ["systems.csv:3:1: duplicate-id: 'web' stands at systems.csv:2:1 already; "
          "give each its own id"]),
        (b"id,title,data,owner\nweb,Web,pan,anne\n",
         ["systems.csv:2:4: unknown-person: 'anne' is not in people; did you mean 'ann'?"]),
        (b"id,title,data,vendor\nweb,Web,pan,acme\n",
         ["systems.csv:2:4: unknown-record: 'acme' is not in the register of vendors; "
          "add it to the register of vendors, or correct the name"]),
        (b"id,title,data,scopes\nweb,Web,pan,main;mian\n",
         ["systems.csv:2:4: unknown-scope: 'mian' is not in scopes; did you mean 'main'?"]),
        (b"id,title,data\nw\xe9b,Web,pan\n",
         ["systems.csv:2:1: encoding: this is not UTF-8; save the file as UTF-8"]),
        ("id,title,data\nweb,W\u200beb,pan\n".encode(),
         ["systems.csv:2:1: hidden-character: hidden character U+200B; delete it"]),
    ],
)  # fmt: skip
def test_a_fault_of_a_table_is_told_by_row_and_column(
    tmp_path: Path, data: bytes, said: list[str]
) -> None:
    found = read(tmp_path, data)

    assert told(found) == said
    assert found.ledger.refused == 1


def test_a_quote_that_is_not_closed_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, b'id,title,data\nweb,"Web,pan\n')

    assert codes(found) == ["csv-syntax"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"id": "id", "titel": "title", "data": "data"},
         "unknown-key: unknown field 'titel'; did you mean 'title'?"),
        ({"id": "id", "title": "Title", "data": "data"},
         "csv-heading: 0 columns are headed 'Title'; head exactly one column so"),
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_told_where_it_is_written(
    tmp_path: Path, columns: Json, said: str
) -> None:
    found = read(tmp_path, GOOD, columns=columns)

    assert [line.partition(": ")[2] for line in told(found)] == [said]
    place = found.problems[0].place
    assert place.file == "01-systems.yaml"
    assert '"titl' in (tmp_path / place.file).read_text().split("\n")[place.line - 1]


def test_a_table_that_was_edited_since_is_refused_with_its_digest(tmp_path: Path) -> None:
    value = register(GOOD)
    edited = GOOD.replace(b"till,Till,pan;ephi\n", b"")

    found = loaded(tmp_path, value, files={"systems.csv": edited})

    assert codes(found) == ["altered"]
    assert hashlib.sha256(edited).hexdigest() in found.problems[0].hint
    assert found.problems[0].place.file == "01-systems.yaml"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("nowhere.csv", "missing"),
        ("../systems.csv", "outside-workspace"),
        ("/etc/hostname", "outside-workspace"),
        ("evidence", "not-a-file"),
        ("empty.csv", "empty"),
    ],
)
def test_a_table_lies_below_the_workspace(tmp_path: Path, path: str, code: str) -> None:
    source = {"path": path, "sha256": "0" * 64}

    found = loaded(tmp_path, register(GOOD, source=source), files={"empty.csv": b""})

    assert codes(found) == [code]
    assert found.problems[0].place.file == "01-systems.yaml"
    assert "/etc" not in found.problems[0].hint


def test_a_link_to_a_table_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    (tmp_path / "outside.csv").write_bytes(GOOD)
    (tmp_path / "ws" / "systems.csv").symlink_to(tmp_path / "outside.csv")

    found = loaded(tmp_path / "ws", register(GOOD))

    assert codes(found) == ["symlink"]


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n"))

    assert told(found) == []
    assert [record["id"] for record in records(found)] == ["web", "till"]


def test_an_id_in_a_table_and_in_yaml_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD, systems("till", id="SYS-2"))

    assert codes(found) == ["duplicate-id"]
    assert str(found.problems[0].place).startswith("02-systems.yaml:")
    assert "'till' stands at systems.csv:3:1 already" in found.problems[0].message


def test_the_header_of_a_register_is_told_where_it_is_written(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD, kept_by="anne", review_every="13 months", scopes=["mian"])

    assert codes(found) == ["unknown-person", "too-long", "unknown-scope"]
    assert {problem.place.file for problem in found.problems} == {"01-systems.yaml"}


def test_a_table_is_an_input_with_its_digest(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)

    digests = {item.path: item.sha256 for item in found.inputs}
    assert list(digests) == ["00-organization.yaml", "01-systems.yaml", "systems.csv"]
    assert digests["systems.csv"] == hashlib.sha256(GOOD).hexdigest()
    ledger = found.ledger
    assert (ledger.found, ledger.read, ledger.refused, ledger.excluded) == (4, 3, 0, 1)


def test_one_table_behind_two_registers_is_one_input(tmp_path: Path) -> None:
    second = register(GOOD, id="SYS-2")
    second["source"]["path"] = "./systems.csv"

    found = read(tmp_path, GOOD, second)

    assert [item.path for item in found.inputs].count("systems.csv") == 1
    assert set(codes(found)) == {"duplicate-id"}
    assert found.ledger.found == found.ledger.read + found.ledger.refused + found.ledger.excluded


def test_a_register_has_records_or_a_source_and_never_both(tmp_path: Path) -> None:
    both = read(tmp_path / "a", GOOD, records=[])
    neither = register(GOOD)
    del neither["source"]

    assert codes(both) == ["choice"]
    assert codes(loaded(tmp_path / "b", neither)) == ["missing-key"]


def test_a_row_that_no_claim_covers_is_a_gap_at_its_cell(tmp_path: Path) -> None:
    using = catalog(requirement(requires=SYSTEMS_TWELVE, asks_for=["implemented"]))
    claim = attestation({"area.systems": number(12, covers=["web"])})

    found = finding(tmp_path, register(GOOD), claim, using=using, files={"systems.csv": GOOD})

    assert found.is_gap
    assert "systems.csv:3:1" in {str(o.place) for o in found.observations}
