"""Write the pages that are made, and bring the output that pages show up to date.

`docs/formats.md` and `docs/frameworks.md` are written anew. Then every page is played; where a
command prints something else than the page shows, the page is changed. Review the diff.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scripts.pages import examples, formats, frameworks  # noqa: E402 - after the path is set

MADE = {"docs/formats.md": formats.page, "docs/frameworks.md": frameworks.page}


def pages() -> list[Path]:
    """Every page with commands in it."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def played(page: str, text: str, folder: Path) -> str:
    """The text of a page with every output as it is now."""
    stage = examples.Stage(text, folder)
    found: list[tuple[tuple[int, int], str]] = []
    for step in examples.steps(page, text):
        if not isinstance(step, examples.Example):
            stage.write(step)
        elif stage.runs(step):
            outcome = stage.run(step)
            if outcome.differs(step):
                found.append((step.span, examples.renewed(step, outcome)))
    for (start, end), output in reversed(found):
        text = text[:start] + output + text[end:]
    return text


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
