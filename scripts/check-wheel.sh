#!/bin/sh
# Build the wheel, install it alone, and ask it a question away from the repository.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$1" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$place" .
"$1" -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    -c constraints.txt "$place"/styrkompassen-*.whl
cd "$place"
venv/bin/styrkompass --data data validate venv/lib/python3*/site-packages/ontology/pitea
