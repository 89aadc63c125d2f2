"""The page for authors is held to the code it speaks of."""

from __future__ import annotations

import re
from pathlib import Path

from checker.lint.shape import author_schema
from checker.lint.vocabulary import BITES
from tests.lint.toy import GOOD, NUMBERING, PASSWORDS_FILE, linted, written

PAGE = Path(__file__).parents[2] / "docs" / "requirements.md"


def test_the_example_on_the_page_has_nothing_wrong(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    files = {**GOOD, "toy/s1/2.1.yaml": example, "toy/numbering.tsv": f"{NUMBERING}2.1\tLong\n"}
    del files[PASSWORDS_FILE]

    report = linted(written(tmp_path, files))

    assert report.problems == []
    assert report.requirements == 3


def test_the_page_names_the_whole_vocabulary() -> None:
    text = PAGE.read_text(encoding="utf-8")
    table = text[text.index("## The vocabulary") : text.index("- **Types are known.**")]

    named = set(re.findall(r"`(\w+)`", table))

    assert named - {"date", "required"} == set(BITES) - {"required"}
    assert "required" in named


def test_the_page_names_every_key_in_its_order() -> None:
    text = PAGE.read_text(encoding="utf-8")
    table = text[text.index("## The keys") : text.index("## What is judged")]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]

    named = [key for row in rows for key in re.findall(r"`(\w+)`", row)]

    assert named == list(author_schema("requirement")["properties"])
