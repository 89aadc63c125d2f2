#!/bin/sh
# Install what the tests need, from pip and from the system, and run them. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
. scripts/environment.sh
if ! command -v chromium >/dev/null 2>&1 || ! command -v chromedriver >/dev/null 2>&1; then
    if command -v apt-get >/dev/null 2>&1; then
        say "Installing chromium, in which the HTML report is tested."
        as_root apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-driver >/dev/null
    else
        say "The tests need chromium and chromedriver; install them with your system's packages."
        exit 1
    fi
fi
make_environment
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e '.[test,lint]'
exec .venv/bin/python -m pytest -n 2 --cov --cov-report=term:skip-covered "$@"
