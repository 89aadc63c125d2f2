#!/bin/sh
# Install what the tests need, from pip and from the system, and run them. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
. scripts/environment.sh
# What the tests call, and the package of Debian that has it.
missing=""
for pair in chromium:chromium chromedriver:chromium-driver java:default-jre-headless pdftohtml:poppler-utils; do
    command -v "${pair%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
if command -v dpkg-query >/dev/null 2>&1; then
    for package in libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-liberation; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
            missing="$missing $package"
    done
fi
if [ -n "$missing" ]; then
    if command -v apt-get >/dev/null 2>&1; then
        say "Installing what the HTML and PDF reports are tested with:$missing."
        as_root apt-get update -qq
        # shellcheck disable=SC2086 # one word is one package
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
    else
        say "The tests need chromium, chromedriver, java, pdftohtml and Pango; install them with your system's packages."
        exit 1
    fi
fi
make_environment
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e '.[test,lint]'
# Microsoft's validator of SARIF, a binary of 95 MB; without npm its two tests are skipped.
if command -v npm >/dev/null 2>&1 && [ ! -d .tools/node_modules/@microsoft/sarif-multitool-linux ]; then
    say "Fetching the validator of SARIF logs."
    npm install --prefix .tools --no-audit --no-fund --silent @microsoft/sarif-multitool-linux@5.7.0 >/dev/null 2>&1 ||
        say "It cannot be fetched; its tests are skipped."
fi
exec .venv/bin/python -m pytest -n 2 --cov --cov-report=term:skip-covered "$@"
