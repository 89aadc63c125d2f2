#!/bin/sh
# Install checker, assess the example organisation, and leave its report in report.html.
set -eu
cd "$(dirname "$0")/.."
. scripts/environment.sh
make_environment
.venv/bin/python -m pip install --quiet --disable-pip-version-check .
.venv/bin/checker assess policies/meridian --as-of 2026-11-21 --fail-on never -o html=report.html
say ""
say "The report is in report.html; open it in a browser."
