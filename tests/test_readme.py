"""The examples of the documents are what the commands really print."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.generate_docs import pages, played
from scripts.pages.examples import (
    ROOT,
    Edit,
    Example,
    Outcome,
    Stage,
    Write,
    is_shown,
    patched,
    renewed,
    steps,
)

TEXTS = {p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8") for p in pages()}
PLAYS = [page for page, text in TEXTS.items() if "<!-- workspace: " in text]


def examples() -> list[Example]:
    """Every `$ checker …` of the pages that are not played as a whole."""
    return [
        step
        for page, text in TEXTS.items()
        if page not in PLAYS
        for step in steps(page, text)
        if isinstance(step, Example) and step.command.startswith("checker ")
    ]


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.command}")
def test_an_example_prints_what_the_page_shows(example: Example, tmp_path: Path) -> None:
    stage = Stage(TEXTS[example.page], tmp_path)

    outcome = stage.run(example)

    assert not outcome.differs(example), outcome.differs(example)


@pytest.mark.parametrize("page", PLAYS)
def test_a_page_can_be_played_from_top_to_bottom(page: str, tmp_path: Path) -> None:
    stage = Stage(TEXTS[page], tmp_path)
    differences = []

    for step in steps(page, TEXTS[page]):
        if isinstance(step, Example):
            differences.append(stage.run(step).differs(step))
        else:
            stage.write(step)

    assert not [told for told in differences if told], "\n\n".join(filter(None, differences))


def test_the_pages_have_examples() -> None:
    assert len({example.command for example in examples() if example.page == "README.md"}) >= 5
    assert set(PLAYS) >= {"docs/tutorial.md", "docs/exit-codes.md"}


def test_every_console_block_of_a_page_holds_commands() -> None:
    for page, text in TEXTS.items():
        blocks = text.count("```console\n")
        commands = [step for step in steps(page, text) if isinstance(step, Example)]

        assert len(commands) >= blocks, page


def test_an_ellipsis_stands_for_lines_and_for_words() -> None:
    lines = ["one", "two", "three 3 threes"]

    assert is_shown(["one", "…", "three … threes"], lines)
    assert is_shown(["…", "three 3 threes"], lines)
    assert not is_shown(["one", "three 3 threes"], lines)
    assert not is_shown(["one", "…", "two", "…", "four"], lines)
    assert not is_shown(["tw…"], ["two"])


def test_an_exit_code_that_is_not_stated_differs() -> None:
    example = Example("page.md", "checker assess", "gap\n", (0, 4))

    assert not Outcome(["gap"], 0).differs(example)
    assert "[exit 1]" in Outcome(["gap"], 1).differs(example)


def test_steps_come_in_the_order_of_the_page() -> None:
    text = (
        "<!-- file: a/b.txt -->\n```text\nold\n```\n\n"
        "```console\n$ cat a/b.txt\nold\n[exit 0]\n$ true\n```\n\n"
        "```diff\n--- a/b.txt\n+++ a/b.txt\n@@\n-old\n+new\n```\n"
    )

    found = list(steps("page.md", text))

    assert [type(step) for step in found] == [Write, Example, Example, Edit]
    assert found[0] == Write("a/b.txt", "old\n")
    assert isinstance(found[1], Example)
    assert (found[1].command, found[1].expected, found[1].code) == ("cat a/b.txt", ["old"], 0)


def test_a_hunk_is_applied_where_its_lines_stand() -> None:
    diff = "--- a\n+++ a\n@@ somewhere @@\n one\n-two\n+2\n three\n"

    assert patched("zero\none\ntwo\nthree\n", diff) == "zero\none\n2\nthree\n"


@pytest.mark.parametrize("text", ["one\n", "two\ntwo\n"])
def test_a_hunk_that_fits_nowhere_or_twice_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="places, not one"):
        patched(text, "--- a\n+++ a\n@@\n-two\n+2\n")


def test_renewing_leaves_out_what_the_page_leaves_out() -> None:
    example = Example("page.md", "x", "…\ngap a at 12\n   = low\n…\nend: 3 files\n", (0, 0))
    outcome = Outcome(["head", "gap a at 14", "   = low", "gap b at 2", "end: 4 files"], 1)

    text = renewed(example, outcome)

    assert text == "…\ngap a at 14\n   = low\n…\nend: 4 files\n[exit 1]\n"


def test_renewing_a_whole_output_takes_it_whole() -> None:
    example = Example("page.md", "x", "one\n", (0, 0))

    assert renewed(example, Outcome(["one", "two"], 0)) == "one\ntwo\n"


def test_playing_a_page_brings_outputs_and_digests_up_to_date(tmp_path: Path) -> None:
    old, new = "0" * 64, "1" * 64
    page = (
        "<!-- workspace: policies/meridian -->\n"
        f"```console\n$ echo {'1' * 63}1\n{old}\n```\n"
        f"<!-- file: named.txt -->\n```text\n{old}\n```\n"
        "```console\n$ cat named.txt\nnothing\n```\n"
    )

    assert played("page.md", page, tmp_path) == page.replace(old, new).replace("nothing", new)


def test_a_page_is_played_on_a_copy(tmp_path: Path) -> None:
    before = (ROOT / "policies/meridian/organization.yaml").read_bytes()
    stage = Stage("<!-- workspace: policies/meridian -->", tmp_path)

    stage.write(Write("policies/meridian/organization.yaml", "kind: nothing\n"))

    assert (ROOT / "policies/meridian/organization.yaml").read_bytes() == before
