"""Steps for CI to copy, and what version control leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from checker import __version__
from checker.commands.scaffold.answers import Answers, text

IGNORED = (
    "# What checker writes",
    "/reports/",
    "/report.html",
    "/result.json",
    "*.incomplete",
)
# GitHub takes what follows it for an expression, also in a name; this is one that gives it back.
_OPENING = "${{ '${{' }}"


def github(answers: Answers) -> Iterator[str]:
    """A workflow that installs checker and gates on the assessment."""
    yield "# Copy to .github/workflows/compliance.yml at the root of the repository."
    yield "name: compliance"
    yield "on:"
    yield "  pull_request:"
    yield "  push:"
    yield "    branches: [main]"
    yield "permissions:"
    yield "  contents: read"
    yield "jobs:"
    yield "  checker:"
    yield "    runs-on: ubuntu-latest"
    yield "    env:"
    yield f"      WORKSPACE: {text(answers.folder.replace('${{', _OPENING))}"
    yield f'      INSTALL: "checker=={__version__}"   # or the address you install it from'
    yield "    steps:"
    yield "      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2"
    yield "      - uses: actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405 # v6.2.0"
    yield "        with:"
    yield '          python-version: "3.12"'
    yield '      - run: python -m pip install --quiet "$INSTALL"'
    yield '      - run: checker assess "$WORKSPACE" -o text -o json=result.json -o html=report.html'
    yield "      - uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0"
    yield "        if: always()"
    yield "        with:"
    yield "          name: compliance"
    yield "          path: |"
    yield "            report.html"
    yield "            result.json"


def gitlab(answers: Answers) -> Iterator[str]:
    """A job that installs checker and gates on the assessment."""
    yield "# Include it in .gitlab-ci.yml at the root:  include: {local: PATH OF THIS FILE}"
    yield "compliance:"
    yield "  image: python:3.12-slim"
    yield "  variables:"
    # GitLab expands names that begin with a dollar sign.
    yield f"    WORKSPACE: {text(answers.folder.replace('$', '$$'))}"
    yield f'    INSTALL: "checker=={__version__}"   # or the address you install it from'
    yield "  script:"
    yield '    - python -m pip install --quiet "$INSTALL"'
    yield '    - checker assess "$WORKSPACE" -o text -o json=result.json -o html=report.html'
    yield "  artifacts:"
    yield "    when: always"
    yield "    paths: [report.html, result.json]"
