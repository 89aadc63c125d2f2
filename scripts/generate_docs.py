"""Write the pages that are made, and bring the output that pages show up to date.

The pages of `MADE` are written anew. Then every page is played; where a
command prints something else than the page shows, the page is changed. Review the diff.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scripts.pages import commands, examples, formats, frameworks, rooms  # noqa: E402 - path first

MADE = {
    "docs/commands.md": commands.page,
    "docs/formats.md": formats.page,
    "docs/frameworks.md": frameworks.page,
    "docs/rooms.md": rooms.page,
}
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


def pages() -> list[Path]:
    """Every page with commands in it."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def played(page: str, text: str, folder: Path) -> str:
    """The text of a page with every output, and every digest that an output shows, as it is now."""
    stage = examples.Stage(text, folder)
    found: list[tuple[tuple[int, int], str]] = []
    digests: dict[str, str] = {}
    for step in examples.steps(page, text):
        if not isinstance(step, examples.Example):
            stage.write(replaced(step, digests))
        elif stage.runs(step):
            outcome = stage.run(step)
            if outcome.differs(step):
                output = examples.renewed(step, outcome)
                found.append((step.span, output))
                old, new = _DIGEST.findall(step.output), _DIGEST.findall(output)
                digests |= dict(zip(old, new, strict=False))
    for (start, end), output in reversed(found):
        text = text[:start] + output + text[end:]
    for old_digest, new_digest in digests.items():
        text = text.replace(old_digest, new_digest)
    return text


def replaced(step: examples.Step, digests: Mapping[str, str]) -> examples.Step:
    """A step with digests that have changed meanwhile."""
    for old, new in digests.items():
        if isinstance(step, examples.Write):
            step = replace(step, content=step.content.replace(old, new))
        elif isinstance(step, examples.Edit):
            step = replace(step, diff=step.diff.replace(old, new))
    return step


def main() -> None:
    """Write what is not as it is to be, and say which files those were."""
    for name, make in MADE.items():
        write(ROOT / name, make())
    for page in pages():
        with tempfile.TemporaryDirectory() as folder:
            write(page, played(page.name, page.read_text(encoding="utf-8"), Path(folder)))


def write(path: Path, text: str) -> None:
    """Write a page, unless it is so already."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(ROOT)} is renewed")


if __name__ == "__main__":
    main()
