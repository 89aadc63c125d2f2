# Sourced by demo.sh and test.sh: find a Python, and make the virtual environment `.venv`.

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

find_python() {
    for name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
        [ -n "$name" ] || continue
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    say "Python 3.11 or later is needed; set PYTHON to its name."
    return 1
}

make_environment() {
    python=$(find_python) || return 1
    if [ ! -x .venv/bin/python ]; then
        # Debian leaves ensurepip out of its Python; its package adds it.
        if ! "$python" -m venv .venv 2>/dev/null; then
            rm -rf .venv
            as_root apt-get update -qq
            as_root apt-get install -y -qq python3-venv >/dev/null
            "$python" -m venv .venv
        fi
    fi
}
