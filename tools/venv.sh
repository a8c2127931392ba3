#!/bin/sh
# Makes .venv with the first Python >= 3.11 that is found, or says what to do.
set -eu
for python in python3 python3.14 python3.13 python3.12 python3.11; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    echo "== making .venv with $("$python" --version)"
    "$python" -m venv .venv && exit 0
    rm -rf .venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then # Debian keeps venv in a package of its own
        apt-get update -qq && apt-get install -y -qq python3-venv && exec "$python" -m venv .venv
    fi
    echo "Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
done
echo "No Python >= 3.11 was found on PATH. Install one, or set PATH so that python3 is one." >&2
exit 1
