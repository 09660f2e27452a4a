#!/bin/sh
# Run the tests (those of the browser aside) with the lowest versions that pyproject.toml allows.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$1" -m venv "$place/venv"
"$1" scripts/lowest.py > "$place/lowest.txt"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    -r "$place/lowest.txt" '.[test]'
# What old versions of packages say of each other's deprecated names is no fault of ours.
PATH="$place/venv/bin:$PATH" "$place/venv/bin/python" -m pytest -n 2 --dist loadfile -k "not browser" \
    -W default::DeprecationWarning
