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
    "/report.txt",
    "/summary.md",
    "/junit.xml",
    "/gl-code-quality-report.json",
    "*.incomplete",
)
# GitHub takes what follows it for an expression, also in a name; this is one that gives it back.
_OPENING = "${{ '${{' }}"

_ASSESS = (
    'checker assess "$WORKSPACE" ${AGAINST:+"--against=$AGAINST"} '
    "-o json=result.json -o html=report.html \\"
)


def github(answers: Answers) -> Iterator[str]:
    """A workflow that gates on the assessment, and in a pull request on what that brings."""
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
    yield "        with:"
    yield "          fetch-depth: 2   # the merge, and the branch it goes to"
    yield "      - uses: actions/setup-python@a309ff8b426b58ec0e2a45f0f869d46889d02405 # v6.2.0"
    yield "        with:"
    yield '          python-version: "3.12"'
    yield '      - run: python -m pip install --quiet "$INSTALL"'
    yield "      # A pull request fails at what it brings alone, a push at whatever is open."
    yield "      - env:"
    yield "          AGAINST: ${{ github.event_name == 'pull_request' && 'HEAD^1' || '' }}"
    yield "        run: |"
    yield "          code=0"
    yield f"          {_ASSESS}"
    yield "            -o github -o text=report.txt -o markdown=summary.md || code=$?"
    yield "          # Neither is there where nothing could be assessed."
    yield "          [ ! -f report.txt ] || cat report.txt"
    yield '          [ ! -f summary.md ] || cat summary.md >> "$GITHUB_STEP_SUMMARY"'
    yield '          exit "$code"'
    yield "      - uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0"
    yield "        if: always()"
    yield "        with:"
    yield "          name: compliance"
    yield "          path: |"
    yield "            report.html"
    yield "            result.json"


def gitlab(answers: Answers) -> Iterator[str]:
    """A job that gates on the assessment, and in a merge request on what that brings."""
    yield "# Include it in .gitlab-ci.yml at the root:  include: {local: PATH OF THIS FILE}"
    yield "compliance:"
    yield "  image: python:3.12   # has git, which reads what a merge request is compared with"
    yield "  variables:"
    # GitLab expands names that begin with a dollar sign.
    yield f"    WORKSPACE: {text(answers.folder.replace('$', '$$'))}"
    yield f'    INSTALL: "checker=={__version__}"   # or the address you install it from'
    yield '    GIT_DEPTH: "0"'
    yield "  rules:"
    yield '    - if: $CI_PIPELINE_SOURCE == "merge_request_event"'
    yield "      variables: {AGAINST: $CI_MERGE_REQUEST_DIFF_BASE_SHA}"
    yield "    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"
    yield "  script:"
    yield '    - python -m pip install --quiet "$INSTALL"'
    yield "    - >-"
    yield f"      {_ASSESS[:-2]}"
    yield "      -o text -o gitlab=gl-code-quality-report.json -o junit=junit.xml"
    yield "  artifacts:"
    yield "    when: always"
    yield "    reports: {codequality: gl-code-quality-report.json, junit: junit.xml}"
    yield "    paths: [report.html, result.json]"
