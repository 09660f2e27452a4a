#!/bin/sh
# W3C's tests of SPARQL queries, which rdflib's source distribution carries (the version that
# constraints.txt names), for the tests of the endpoint; they are skipped without them.
# Usage: install-w3c.sh VENV
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n 's/^rdflib==//p' constraints.txt)
place=$1/share/w3c
if [ -e "$place/$version" ]; then exit 0; fi
echo "Fetching W3C's tests of SPARQL queries …"
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
if ! "$1/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps \
    --no-binary rdflib --dest "$temporary" "rdflib==$version"; then
    echo "They could not be fetched: those tests are skipped."
    exit 0
fi
rm -rf "$place"
mkdir -p "$place"
tar -xzf "$temporary/rdflib-$version.tar.gz" -C "$temporary"
suites=$temporary/rdflib-$version/test/data/suites/w3c
cp -R "$suites/sparql11" "$suites/dawg-data-r2" "$place/"
touch "$place/$version"
