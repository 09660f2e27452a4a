#!/bin/sh
# Write constraints.txt: what a fresh environment with everything gets today.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$1" -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check '.[test]'
{
    echo "# Made by 'make lock': the versions that 'make run' and 'make test' install."
    "$place/venv/bin/python" -m pip freeze --disable-pip-version-check --exclude styrkompassen
} > constraints.txt
