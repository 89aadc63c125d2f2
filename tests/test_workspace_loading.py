"""A folder as a whole: every file accounted for, no fault hidden, no order that matters."""

from __future__ import annotations

import hashlib
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from checker.errors import CheckerError
from checker.files import Tree
from checker.model import Status
from checker.workspace import load
from checker.workspace.ledger import account
from checker.workspace.load import Loaded
from checker.workspace.records import FileState
from tests.support import (
    attestation,
    catalog,
    codes,
    decision,
    evidence,
    finding,
    loaded,
    messages,
    number,
    organization,
    policy,
    systems,
    write,
)

Json = dict[str, Any]
WHOLE = [
    organization(),
    policy(number(12)),
    attestation({"area.whole": number(12, evidence=[evidence()])}),
    systems("web"),
    decision("risk_acceptance"),
]


def sums(found: Loaded) -> bool:
    ledger = found.ledger
    return ledger.found == ledger.read + ledger.refused + ledger.excluded


def counts(found: Loaded) -> tuple[int, int, int, int]:
    ledger = found.ledger
    return ledger.found, ledger.read, ledger.refused, ledger.excluded


# -- nothing there


@pytest.mark.parametrize(
    ("names", "code"), [([], "nothing-selected"), (["policy.yaml~"], "nothing-selected")]
)
def test_a_folder_without_documents_is_refused(tmp_path: Path, names: list[str], code: str) -> None:
    for name in names:
        (tmp_path / name).write_text("kind: policy\n")

    found = load(tmp_path, catalog())

    assert codes(found) == [code]
    assert found.workspace is None
    assert counts(found) == (len(names), 0, 0, len(names))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    found = load(tmp_path / "nowhere", catalog())

    assert codes(found) == ["no-such-path"]
    assert str(tmp_path) not in str(found.problems[0])
    assert counts(found) == (0, 0, 0, 0)


def test_documents_without_an_organisation_are_refused(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(json.dumps(policy(number(12))))

    found = load(tmp_path, catalog())

    assert [str(p).partition(";")[0] for p in found.problems] == [
        ".:1:1: nothing-selected: no document of kind organization here"
    ]


# -- every file is accounted for


def spoil(folder: Path, name: str) -> None:
    """Put something wrong at `name`, each kind of it in its own way."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    match path.name:
        case "syntax.yaml":
            path.write_text("kind: [policy\n")
        case "empty.yaml":
            path.write_text("")
        case "link.yaml":
            path.symlink_to(folder / "00-organization.yaml")
        case "folder.yaml":
            path.mkdir()
        case "pipe.yaml":
            os.mkfifo(path)
        case "key.yaml":
            path.write_text("kind: decision\nunheard: 1\n")
        case "kind.yaml":
            path.write_text("kind: polcy\n")
        case "name.yaml":
            path.write_text(json.dumps(decision("risk_acceptance", id="D", approved_by="zoe")))
        case "utf16.yaml":
            path.write_text("kind: policy\n", encoding="utf-16")
        case _:  # left out by a rule
            path.write_text("kind: policy\n")


REFUSED = ["syntax.yaml", "empty.yaml", "link.yaml", "folder.yaml", "pipe.yaml", "key.yaml",
           "kind.yaml", "name.yaml", "utf16.yaml"]  # fmt: skip
EXCLUDED = [".hidden/p.yaml", ".p.yaml", "p.yaml~", "p.yaml.bak"]


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_and_counted(tmp_path: Path, name: str) -> None:
    write(tmp_path, *WHOLE)
    spoil(tmp_path, name)

    found = load(tmp_path, catalog())

    assert {problem.place.file for problem in found.problems} == {name}
    assert counts(found) == (7, 5, 1, 1)


@pytest.mark.parametrize("name", EXCLUDED)
def test_a_file_left_out_by_a_rule_is_listed_and_counted(tmp_path: Path, name: str) -> None:
    write(tmp_path, *WHOLE)
    spoil(tmp_path, name)

    found = load(tmp_path, catalog())

    assert codes(found) == []
    listed = [path for path, _ in found.excluded]
    assert sorted([name.partition("/")[0] + "/" * ("/" in name), "evidence/"]) == listed
    assert counts(found) == (7, 5, 0, 2)


def test_no_bad_file_hides_what_is_wrong_with_another(tmp_path: Path) -> None:
    alone = {}
    for name in REFUSED:
        folder = tmp_path / "alone" / name
        write(folder, *WHOLE)
        spoil(folder, f"more/{name}")
        alone[name] = load(folder, catalog()).problems

    together = write(tmp_path / "together", *WHOLE)
    for name in REFUSED:
        spoil(together, f"more/{name}")
    found = load(together, catalog())

    assert set(found.problems) == {p for problems in alone.values() for p in problems}
    assert sums(found)


def test_a_file_with_one_bad_document_is_refused_once_and_the_others_in_it_are_read(
    tmp_path: Path,
) -> None:
    write(tmp_path, organization())
    good, bad = json.dumps(systems("web")), json.dumps(systems("shop", id="S2", keeper="x"))
    (tmp_path / "two.yaml").write_text(f"{good}\n---\n{bad}\n")

    found = load(tmp_path, catalog())

    assert [(p.code, p.place.line) for p in found.problems] == [("unknown-key", 3)]
    assert counts(found) == (3, 1, 1, 1)
    assert found.workspace is not None
    assert [r.id for r in found.workspace.registers["systems"].records] == ["web"]


def test_an_account_that_does_not_add_up_is_a_defect() -> None:
    tree = Tree(files=(), problems=(), refused=("a.yaml",), excluded=(), found=2)

    with pytest.raises(CheckerError, match="does not add up"):
        account(tree, (), ())


def test_every_input_is_named_with_its_digest_in_order(tmp_path: Path) -> None:
    found = loaded(tmp_path, *WHOLE)

    assert [item.path for item in found.inputs] == sorted(
        path.name for path in tmp_path.glob("*.yaml")
    )
    for item in found.inputs:
        assert item.sha256 == hashlib.sha256((tmp_path / item.path).read_bytes()).hexdigest()


# -- evidence


@pytest.mark.parametrize(
    "path", ["../x", "/etc/hostname", "a/../../x", "evidence/../../x", "evidence//x", "a\u202eb"]
)
def test_evidence_out_of_the_workspace_is_refused(tmp_path: Path, path: str) -> None:
    write(tmp_path, attestation({"area.whole": number(12, evidence=[evidence(path="PATH")])}))
    file = tmp_path / "01-attestation.yaml"
    file.write_text(file.read_text().replace("PATH", path))

    found = load(tmp_path, catalog())

    assert codes(found) in (["outside-workspace"], ["hidden-character"])
    assert found.problems[0].place.file == "01-attestation.yaml"


def test_a_path_out_of_the_workspace_is_told_at_each_claim_that_names_it(tmp_path: Path) -> None:
    outside = evidence(path="../x")
    claims = {"area.whole": number(1, evidence=[outside]), "area.second": number(1)}
    claims["area.second"]["evidence"] = [outside]

    found = loaded(tmp_path, attestation(claims))

    assert codes(found) == ["outside-workspace"] * 2
    assert len({problem.place for problem in found.problems}) == 2


STATES = [
    (b"passed\n", {}, FileState.MATCHED),
    (b"passed\n", {"sha256": None}, FileState.NOT_PINNED),
    (b"failed\n", {}, FileState.ALTERED),
    (b"passed\r\n", {}, FileState.ALTERED),
    (b"", {}, FileState.EMPTY),
    (None, {}, FileState.MISSING),
    (None, {"path": "evidence"}, FileState.UNREADABLE),
    (None, {"path": None, "uri": "https://a.example/1"}, FileState.LINKED),
]


@pytest.mark.parametrize(("data", "changes", "state"), STATES)
def test_the_state_of_evidence_is_known_and_nothing_but_the_right_file_passes(
    tmp_path: Path, data: bytes | None, changes: Json, state: FileState
) -> None:
    claim = attestation({"area.whole": number(12, evidence=[evidence(**changes)])})
    write(tmp_path, policy(number(12)), claim)
    (tmp_path / "evidence" / "result.txt").unlink()
    if data is not None:
        (tmp_path / "evidence" / "result.txt").write_bytes(data)

    found = load(tmp_path, catalog())

    assert codes(found) == []
    assert found.workspace is not None
    assert found.workspace.voices[-1].evidence[0].state is state


def test_a_link_to_evidence_is_not_followed(tmp_path: Path) -> None:
    folder = write(tmp_path / "ws", attestation({"area.whole": number(1, evidence=[evidence()])}))
    (tmp_path / "outside.txt").write_bytes(b"passed\n")
    (folder / "evidence" / "result.txt").unlink()
    (folder / "evidence" / "result.txt").symlink_to(tmp_path / "outside.txt")

    found = load(folder, catalog())

    assert found.workspace is not None
    assert found.workspace.voices[-1].evidence[0].state is FileState.UNREADABLE


@pytest.mark.parametrize("digest", ["", "77ab", "e3b0c4".upper(), "0" * 63, "G" * 64])
def test_a_digest_is_written_in_full(tmp_path: Path, digest: str) -> None:
    claim = attestation({"area.whole": number(1, evidence=[evidence(sha256=digest)])})

    found = loaded(tmp_path, claim)

    assert set(codes(found)) <= {"pattern", "placeholder"}
    assert codes(found)


def test_evidence_may_lie_below_a_root_of_its_own(tmp_path: Path) -> None:
    claim = attestation({"area.whole": number(12, evidence=[evidence(path="scans/1.txt")])})
    folder = write(tmp_path / "ws", policy(number(12)), claim)
    root = tmp_path / "kept"
    (root / "scans").mkdir(parents=True)
    (root / "scans" / "1.txt").write_bytes(b"passed\n")

    def state(evidence_root: Path | None) -> FileState:
        found = load(folder, catalog(), evidence_root)
        assert codes(found) == []
        assert found.workspace is not None
        return found.workspace.voices[-1].evidence[0].state

    assert state(None) is FileState.MISSING
    assert state(root) is FileState.MATCHED


def test_a_root_of_evidence_opens_no_way_out(tmp_path: Path) -> None:
    claim = attestation({"area.whole": number(1, evidence=[evidence(path="../secret.txt")])})
    folder = write(tmp_path / "ws", claim)
    (tmp_path / "kept").mkdir()
    (tmp_path / "secret.txt").write_bytes(b"passed\n")

    assert codes(load(folder, catalog(), tmp_path / "kept")) == ["outside-workspace"]


# -- order


def test_the_names_of_files_decide_nothing(tmp_path: Path) -> None:
    documents = [
        *WHOLE,
        attestation({"area.second": number(3)}, id="ATT-2", attested_on="2026-10-30"),
        policy(number(11), id="POL-2"),
        systems("shop", id="SYS-2"),
    ]
    rng = random.Random(7)  # noqa: S311 - the same shuffles every time
    seen = set()
    for turn in range(8):
        rng.shuffle(documents)
        folder = tmp_path / str(turn)

        found = finding(folder, *documents)

        facets = tuple(map(str, found.facets.values()))
        kinds = tuple(sorted((o.kind, str(o.facet)) for o in found.observations))
        seen.add((found.status, found.accepted, facets, kinds))
    assert len(seen) == 1
    assert next(iter(seen))[0] is not Status.SATISFIED


def test_the_order_of_files_does_not_choose_between_two_ids(tmp_path: Path) -> None:
    good = attestation({"area.whole": number(12)})
    bad = attestation({"area.whole": number(1)})

    first = loaded(tmp_path / "a", good, bad)
    second = loaded(tmp_path / "b", bad, good)

    assert codes(first) == codes(second) == ["duplicate-id"]


def test_problems_stand_in_the_order_of_their_places(tmp_path: Path) -> None:
    write(tmp_path, *WHOLE)
    for name in reversed(REFUSED):
        spoil(tmp_path, name)

    found = load(tmp_path, catalog())

    assert list(found.problems) == sorted(found.problems)
    assert len({problem.place.file for problem in found.problems}) == len(REFUSED)


def test_a_claim_dated_after_the_day_is_not_yet_said_and_the_file_is_sound(
    tmp_path: Path,
) -> None:
    claim = attestation(
        {"area.whole": number(12)}, attested_on="2026-12-01", valid_until="2027-06-30"
    )

    found = finding(tmp_path, claim)

    assert found.status is Status.NOT_ATTESTED
    assert "2026-12-01" in messages(found)
