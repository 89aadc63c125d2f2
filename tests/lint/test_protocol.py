"""An audit protocol's items are all there, once each, and its parts follow one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import catalog
from checker.errors import FrameworkError
from checker.framework_files import digest, protocol_items, read_source
from checker.lint import shape_problems
from tests.lint.toy import GOOD, PAGE_FILE, changed, linted, written

ROWS = "id\ttitle\trows\n1\tHeading\t\n1.1\tPasswords\t1,3\n1.2\tVendors\t2\n1.3\tLockout\t3\n"
PROTOCOL = """\
protocol:
  title: The way auditors go
  source: https://example.org/protocol
  column: rows
  parts:
    - {title: First, from: 1}
    - {title: Second, from: 3}
"""


def files(rows: str = ROWS, protocol: str = PROTOCOL) -> dict[str, str]:
    page = changed(GOOD[PAGE_FILE], "coverage:", f"{protocol}coverage:")
    return {**GOOD, "toy/numbering.tsv": rows, PAGE_FILE: page}


def test_a_whole_protocol_is_read_in_its_order(tmp_path: Path) -> None:
    root = written(tmp_path, files())

    report = linted(root)
    controls, bundles = read_source(root)
    found = catalog.build(controls, bundles, {"toy": "sha256:0"}).frameworks["toy"].protocol

    assert report.problems == []
    assert found is not None
    assert found.items == (("1.1",), ("1.2",), ("1.1", "1.3"))
    assert found.parts == (("First", 1), ("Second", 3))
    assert found.title == "The way auditors go"


def test_a_framework_without_one_has_none(tmp_path: Path) -> None:
    controls, bundles = read_source(written(tmp_path, GOOD))

    assert catalog.build(controls, bundles, {"toy": "sha256:0"}).frameworks["toy"].protocol is None


@pytest.mark.parametrize(
    ("rows", "protocol", "message"),
    [
        (GOOD["toy/numbering.tsv"], PROTOCOL, "no item in a column 'rows' of numbering.tsv"),
        (ROWS.replace("\t2", "\t"), PROTOCOL, "no id stands at item 2"),
        (ROWS.replace("1,3", "1;3"), PROTOCOL, "1.1: items are numbers from 1"),
        (ROWS.replace("1,3", "1,99999"), PROTOCOL, "1.1: items are numbers from 1"),
        (ROWS, PROTOCOL.replace("from: 1", "from: 2"), "the first part begins with item 1"),
        (ROWS, PROTOCOL.replace("from: 3", "from: 1"), "item 1 is not behind 1"),
        (ROWS, PROTOCOL.replace("from: 3", "from: 4"), "item 4 is not behind 1, or beyond 3"),
        (ROWS, PROTOCOL.replace("  column: rows\n", ""), "no 'column'"),
        (ROWS, PROTOCOL.replace("from: 3", "from: 3, to: 4"), "unknown key 'to'"),
    ],
)
def test_what_would_leave_an_item_out_is_told(
    rows: str, protocol: str, message: str, tmp_path: Path
) -> None:
    root = written(tmp_path, files(rows, protocol))

    report = linted(root)
    controls, bundles = read_source(root)

    assert message in " ".join(problem.message for problem in report.problems)
    assert {problem.place.file for problem in report.problems} == {PAGE_FILE}
    assert shape_problems(root, controls, bundles)


def test_a_folder_with_a_broken_protocol_is_not_loaded(tmp_path: Path) -> None:
    broken = {
        name: text
        for name, text in files(ROWS.replace("\t2", "\t")).items()
        if not name.startswith("controls/")
    }

    with pytest.raises(FrameworkError) as refused:
        catalog.load(written(tmp_path, broken))

    assert [problem.message for problem in refused.value.problems] == ["no id stands at item 2"]


def test_the_order_of_the_protocol_is_part_of_the_digest(tmp_path: Path) -> None:
    _, one = read_source(written(tmp_path / "a", files()))
    _, other = read_source(written(tmp_path / "b", files(ROWS.replace("1,3", "1"))))

    assert digest(one["toy"]) != digest(other["toy"])


def test_a_short_row_holds_no_item(tmp_path: Path) -> None:
    path = tmp_path / "numbering.tsv"
    path.write_text("id\ttitle\trows\n1.1\tPasswords\t1\n1.2\n", encoding="utf-8")

    assert protocol_items(path, "rows") == {1: ["1.1"]}


def test_hipaa_is_asked_in_180_items_of_three_parts() -> None:
    framework = catalog.load().frameworks["hipaa"]
    found = framework.protocol

    assert found is not None
    assert found.parts == (("Privacy", 1), ("Security", 90), ("Breach", 162))
    assert len(found.items) == 180
    known = {id_ for id_, _ in framework.numbering}
    assert all(ids and set(ids) <= known for ids in found.items)
    # As they stand in the published table: both ends and both changes of part.
    assert found.items[0] == ("164.502(a)(5)(i)",)
    assert found.items[88] == ("164.530(j)(1)", "164.530(j)(2)")
    assert found.items[89][0] == "164.306(a)(1)"
    assert found.items[160] == ("164.316(b)(2)(iii)",)
    assert found.items[161] == ("164.414(a)",)
    assert found.items[169:171] == (("164.402(2)",), ("164.402(1)",))
    assert found.items[179] == ("164.414(b)",)
