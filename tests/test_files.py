"""What of a folder is read, refused and left out: numbers name cases of hostile input."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.files import FileRefusedError, Limits, Tree, below, digest_below, open_below, read_tree


def write(root: Path, name: str, data: bytes = b"a: 1\n") -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def codes(tree: Tree) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.file) for problem in tree.problems]


def paths(tree: Tree) -> list[str]:
    return [file.path for file in tree.files]


def adds_up(tree: Tree) -> bool:
    return tree.found == len(tree.files) + len(tree.refused) + len(tree.excluded)


def refusal(root: Path, relative: str, **limit: int) -> str:
    found = []
    for use in (open_below, digest_below):
        with pytest.raises(FileRefusedError) as caught:
            use(root, relative, **limit)
        found.append(caught.value.code)
        assert str(root) not in caught.value.message
        assert caught.value.hint
    assert found[0] == found[1]
    return found[0]


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[], None], int], None]:
    """Run an action right before the next few calls of `_open` or `_read`."""

    def arm(name: str, action: Callable[[], None], times: int = 1) -> None:
        original: Any = getattr(below, name)
        left = [times]

        def interrupted(*arguments: Any) -> Any:
            if left[0] and not (name == "_open" and arguments[2] is None):
                left[0] -= 1
                action()
            return original(*arguments)

        monkeypatch.setattr(below, name, interrupted)

    return arm


def test_every_yaml_file_is_read_in_code_point_order(tmp_path: Path) -> None:
    for name in ("b.yaml", "a/z.yml", "a.yaml", "é.Yml", "a/b/c.yaml"):
        write(tmp_path, name, name.encode())

    tree = read_tree(tmp_path)

    assert paths(tree) == ["a.yaml", "a/b/c.yaml", "a/z.yml", "b.yaml", "é.Yml"]
    assert tree.files[0].data == b"a.yaml"
    assert tree.files[0].sha256 == hashlib.sha256(b"a.yaml").hexdigest()
    assert codes(tree) == []
    assert adds_up(tree)


def test_1_a_folder_without_yaml_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "policy.txt")

    assert codes(read_tree(tmp_path)) == [("nothing-selected", ".")]


def test_2_a_folder_that_does_not_exist_is_a_problem(tmp_path: Path) -> None:
    tree = read_tree(tmp_path / "policies")

    assert codes(tree) == [("no-such-path", ".")]
    assert "'policies'" in tree.problems[0].message
    assert str(tmp_path) not in tree.problems[0].message


def test_2_a_file_in_place_of_the_folder_is_a_problem(tmp_path: Path) -> None:
    assert codes(read_tree(write(tmp_path, "a.yaml"))) == [("no-such-path", ".")]


def denied(*_: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_3_an_unreadable_folder_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.yaml")
    write(tmp_path, "closed/b.yaml")
    original: Any = below._open
    monkeypatch.setattr(
        below, "_open", lambda name, *rest: denied() if name == "closed" else original(name, *rest)
    )

    tree = read_tree(tmp_path)

    assert codes(tree) == [("unreadable-directory", "closed")]
    assert paths(tree) == ["a.yaml"]
    assert adds_up(tree)


def test_3_an_unreadable_root_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(below, "_open", denied)

    assert codes(read_tree(tmp_path)) == [("unreadable-directory", ".")]


def test_4_an_unreadable_file_is_a_problem(
    tmp_path: Path, interrupt: Callable[[str, Callable[[], None]], None]
) -> None:
    write(tmp_path, "a.yaml")
    interrupt("_open", denied)

    tree = read_tree(tmp_path)

    assert codes(tree) == [("unreadable", "a.yaml")]
    assert tree.refused == ("a.yaml",)
    assert adds_up(tree)


def make_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket may only be short
    try:
        with socket.socket(socket.AF_UNIX) as endpoint:
            endpoint.bind(path.name)
    finally:
        os.chdir(here)


SPECIAL: dict[str, tuple[Callable[[Path], object], str]] = {
    "5-folder": (Path.mkdir, "not-a-file"),
    "6-pipe": (os.mkfifo, "not-a-file"),
    "7-device": (lambda path: path.symlink_to("/dev/zero"), "symlink"),
    "8-stdin": (lambda path: path.symlink_to("/dev/stdin"), "symlink"),
    "9-secret": (lambda path: path.symlink_to("/etc/passwd"), "symlink"),
    "10-socket": (make_socket, "not-a-file"),
    "10-dangling": (lambda path: path.symlink_to("nowhere"), "symlink"),
    "10-itself": (lambda path: path.symlink_to(path.name), "symlink"),
    "11-folder-link": (lambda path: path.symlink_to("."), "symlink"),
}


@pytest.mark.parametrize("name", SPECIAL)
def test_what_is_no_regular_file_is_never_read(tmp_path: Path, name: str) -> None:
    make, code = SPECIAL[name]
    make(tmp_path / "x.yaml")

    tree = read_tree(tmp_path)

    assert codes(tree) == [(code, "x.yaml")]
    assert tree.files == ()
    assert adds_up(tree)
    assert refusal(tmp_path, "x.yaml") == code


def test_11_a_link_to_a_folder_is_listed_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "a/b.yaml")
    (tmp_path / "a/up").symlink_to("..")
    (tmp_path / "loop").symlink_to("loop")

    tree = read_tree(tmp_path)

    assert paths(tree) == ["a/b.yaml"]
    assert tree.excluded == (("a/up", "symbolic links are not followed"),)
    assert adds_up(tree)


def test_13_what_is_left_out_is_listed_with_its_rule(tmp_path: Path) -> None:
    names = (
        "a.YAML", ".git/b.yaml", "c/.hidden/d.yaml", ".e.yaml", "f.yaml~", "g.yml.bak", "h.yam",
        "evidence/i.yaml", "c/evidence/j.yaml", "notes.md", "k.yaml\u200b", "node_modules/l.yaml",
        ".editorconfig", "#m.yaml#",
    )  # fmt: skip
    for name in names:
        write(tmp_path, name)

    tree = read_tree(tmp_path)

    assert paths(tree) == ["a.YAML", "c/evidence/j.yaml", "node_modules/l.yaml"]
    not_selected = "not selected: the name does not end in .yaml or .yml"
    assert dict(tree.excluded) == {
        ".git/": "hidden folders are not read",
        "c/.hidden/": "hidden folders are not read",
        ".e.yaml": "hidden files are not read",
        "f.yaml~": not_selected,
        "g.yml.bak": not_selected,
        "h.yam": not_selected,
        "k.yaml\\u{200B}": not_selected,
        "#m.yaml#": not_selected,
        "evidence/": "evidence is read by the claims that name it",
    }
    assert adds_up(tree)


def test_14_a_hostile_name_is_read_and_shown_neutral(tmp_path: Path) -> None:
    for name in (
        b"a\nb.yaml",
        b"\x1b[31m.yaml",
        "\u202ex.yaml".encode(),
        b"-rf.yaml",
        b"\xff.yaml",
    ):
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_bytes(b"a: 1\n")

    tree = read_tree(tmp_path)

    assert paths(tree) == [
        "%FF.yaml", "-rf.yaml", "\\u{1B}[31m.yaml", "\\u{202E}x.yaml", "a\\u{A}b.yaml",
    ]  # fmt: skip
    assert codes(tree) == []


def test_15_a_file_swapped_for_a_link_is_not_followed(
    tmp_path: Path, interrupt: Callable[[str, Callable[[], None]], None]
) -> None:
    secret = write(tmp_path, "secret.txt", b"password: hunter2\n")
    victim = write(tmp_path, "ws/a.yaml")

    def swap() -> None:
        victim.unlink()
        victim.symlink_to(secret)

    interrupt("_open", swap)

    tree = read_tree(tmp_path / "ws")

    assert codes(tree) == [("symlink", "a.yaml")]
    assert tree.files == ()


def test_15_a_folder_swapped_for_a_link_is_not_followed(
    tmp_path: Path, interrupt: Callable[[str, Callable[[], None]], None]
) -> None:
    write(tmp_path, "outside/a.yaml", b"password: hunter2\n")
    write(tmp_path, "ws/in/a.yaml")

    def swap() -> None:
        (tmp_path / "ws/in").rename(tmp_path / "gone")
        (tmp_path / "ws/in").symlink_to(tmp_path / "outside")

    interrupt("_open", swap)

    with pytest.raises(FileRefusedError) as caught:
        open_below(tmp_path / "ws", "in/a.yaml")

    assert caught.value.code == "symlink"


def test_15_a_folder_that_moves_away_after_it_was_opened_leads_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "outside/a.yaml", b"evil")
    write(tmp_path, "ws/in/a.yaml", b"good")
    original: Any = below._open

    def swapping(name: Any, flags: int, folder: int | None) -> int:
        if name == "a.yaml":
            (tmp_path / "ws/in").rename(tmp_path / "gone")
            (tmp_path / "ws/in").symlink_to(tmp_path / "outside")
        return int(original(name, flags, folder))

    monkeypatch.setattr(below, "_open", swapping)

    assert open_below(tmp_path / "ws", "in/a.yaml") == b"good"


def rewriting(victim: Path, data: bytes) -> Callable[[], None]:
    seconds = iter(range(1, 1_000))

    def rewrite() -> None:
        victim.write_bytes(data)
        os.utime(victim, (next(seconds), 0))  # a clock too coarse to tell must not decide the test

    return rewrite


@pytest.mark.parametrize(
    "data", [b"", b"a: 2\n", b"a: 1\nb: 2\n"], ids=["emptied", "same size", "grown"]
)
def test_16_a_file_that_keeps_changing_is_refused(
    tmp_path: Path, interrupt: Callable[[str, Callable[[], None], int], None], data: bytes
) -> None:
    interrupt("_read", rewriting(write(tmp_path, "a.yaml"), data), 100)

    tree = read_tree(tmp_path)

    assert codes(tree) == [("changed-while-reading", "a.yaml")]
    assert refusal(tmp_path, "a.yaml") in {"changed-while-reading", "empty"}


def test_16_a_file_that_changed_once_is_read_again(
    tmp_path: Path, interrupt: Callable[[str, Callable[[], None], int], None]
) -> None:
    interrupt("_read", rewriting(write(tmp_path, "a.yaml"), b"a: 2\nb: 3\n"), 1)

    assert open_below(tmp_path, "a.yaml") == b"a: 2\nb: 3\n"


@pytest.mark.parametrize(
    "limits",
    [Limits(files=2), Limits(total_bytes=12), Limits(names=3)],
    ids=["files", "bytes", "names"],
)
def test_18_a_folder_that_holds_too_much_is_a_problem(tmp_path: Path, limits: Limits) -> None:
    for number in range(5):
        write(tmp_path, f"{number}.yaml")

    tree = read_tree(tmp_path, limits=limits)

    assert codes(tree) == [("too-many-files", ".")]
    assert adds_up(tree)


def test_19_folders_too_deep_are_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "1/2/3/a.yaml")
    write(tmp_path, "1/2/b.yaml")

    tree = read_tree(tmp_path, limits=Limits(depth=3))

    assert codes(tree) == [("too-deep-tree", "1/2/3")]
    assert paths(tree) == ["1/2/b.yaml"]
    assert adds_up(tree)


def test_20_a_large_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.yaml", b"x" * 11)
    monkeypatch.setattr(below, "_read", denied)

    assert codes(read_tree(tmp_path, limits=Limits(file_bytes=10))) == [("too-large", "a.yaml")]
    assert refusal(tmp_path, "a.yaml", limit=10) == "too-large"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("\u00e9.yaml", "e\u0301.yaml"),
        ("a.yaml", "\u0430.yaml"),
        ("%FF.yaml", os.fsdecode(b"\xff.yaml")),
    ],
    ids=["accent", "cyrillic", "neutral"],
)
def test_22_paths_that_look_alike_are_a_problem(tmp_path: Path, first: str, second: str) -> None:
    write(tmp_path, first)
    write(tmp_path, second)

    tree = read_tree(tmp_path)

    assert [code for code, _ in codes(tree)] == ["look-alike-path"]
    assert len(tree.files) == 1
    assert adds_up(tree)


def test_an_empty_yaml_file_is_read_for_the_parser_to_tell(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", b"")

    assert read_tree(tmp_path).files[0].data == b""


OUTSIDE = [
    "../etc/passwd", "/etc/passwd", "a/../../x", "a/..", "..", "", "/", "a//b", "a/", "a\0b",
    "\u202ea", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("relative", OUTSIDE)
def test_145_a_path_that_could_lead_out_is_refused(tmp_path: Path, relative: str) -> None:
    write(tmp_path, "a/b")
    write(tmp_path, "x")

    assert refusal(tmp_path / "a", relative) == "outside-workspace"


def test_145_a_sibling_whose_name_begins_alike_is_not_inside(tmp_path: Path) -> None:
    write(tmp_path, "ws-evil/a")
    write(tmp_path, "ws/b")

    assert refusal(tmp_path / "ws", "-evil/a") == "missing"


@pytest.mark.parametrize(
    ("relative", "code"),
    [
        ("no", "missing"), ("no/a", "missing"), ("file/a", "missing"), ("x" * 300, "missing"),
        ("folder", "not-a-file"), (".", "not-a-file"), ("empty", "empty"),
        ("link/a", "symlink"),
    ],
)  # fmt: skip
def test_147_what_is_not_there_to_read_says_why(tmp_path: Path, relative: str, code: str) -> None:
    write(tmp_path, "file")
    write(tmp_path, "empty", b"")
    write(tmp_path, "folder/a")
    (tmp_path / "link").symlink_to("folder")

    assert refusal(tmp_path, relative) == code


def test_147_a_root_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone", "a") == "missing"


def test_an_unreadable_folder_on_the_way_says_so(
    tmp_path: Path, interrupt: Callable[[str, Callable[[], None], int], None]
) -> None:
    write(tmp_path, "a/b")
    interrupt("_open", denied, 2)

    assert refusal(tmp_path, "a/b") == "unreadable"


def test_an_error_of_the_disk_is_told_without_the_path(
    tmp_path: Path, interrupt: Callable[[str, Callable[[], None], int], None]
) -> None:
    def broken() -> None:
        raise OSError(errno.EIO, "Input/output error", str(tmp_path))

    write(tmp_path, "a")
    interrupt("_read", broken, 2)

    assert refusal(tmp_path, "a") == "unreadable"


def test_a_file_below_is_read_and_digested(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    write(tmp_path, "evidence/scan.bin", data)
    descriptor = os.open(tmp_path, os.O_RDONLY)

    try:
        for root in (tmp_path, str(tmp_path), descriptor):
            assert open_below(root, "evidence/scan.bin") == data
            assert open_below(root, "./evidence/./scan.bin") == data
            expected = hashlib.sha256(data).hexdigest(), len(data)
            assert digest_below(root, "evidence/scan.bin") == expected
    finally:
        os.close(descriptor)


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    write(tmp_path, "a/b/c.yaml")
    (tmp_path / "x.yaml").symlink_to("a")
    listing = Path("/proc/self/fd") if Path("/proc/self/fd").exists() else Path("/dev/fd")
    before = len(list(listing.iterdir()))

    read_tree(tmp_path)
    open_below(tmp_path, "a/b/c.yaml")
    refusal(tmp_path, "a/b/d/e")

    assert len(list(listing.iterdir())) == before
