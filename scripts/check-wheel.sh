#!/bin/sh
# Build the wheel, install it alone, and use it away from the repository: rules, a question, pages.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$1" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$place" .
"$1" -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    -c constraints.txt "$place"/styrkompassen-*.whl
cd "$place"
venv/bin/styrkompass validate --data data venv/lib/python3*/site-packages/ontology/pitea
venv/bin/python - <<'PYTHON'
"""Every file that a page needs came along."""
import subprocess
from urllib.request import urlopen

command = ["venv/bin/styrkompass", "serve", "--data", "data", "--port", "0"]
with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
    try:
        told = next(line for line in server.stdout if "http://" in line)
        address = told[told.index("http://") :].split()[0].rstrip("/")
        for path in ("/", "/styrkedjan", "/indikatorer", "/validera", "/sparql", "/widget.js"):
            with urlopen(address + path) as answer:
                print(answer.status, path, len(answer.read()))
    finally:
        server.terminate()
PYTHON
venv/bin/styrkompass ask --data data "Vad är visionen?"
