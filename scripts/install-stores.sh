#!/bin/sh
# Debian's Virtuoso for the tests of stores, where apt is there; they are skipped without it.
set -eu
if command -v virtuoso-t >/dev/null 2>&1; then exit 0; fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Virtuoso for the tests of SPARQL servers …"
    {
        apt-get update -q && apt-get install -y -q --no-install-recommends virtuoso-opensource-7-bin
    } >/dev/null 2>&1 || echo "Virtuoso could not be installed: its tests are skipped."
elif command -v apt-get >/dev/null 2>&1; then
    echo "Virtuoso is missing: its tests are skipped. Install it with: sudo apt-get install virtuoso-opensource-7-bin"
else
    echo "Virtuoso is missing: its tests are skipped."
fi
