#!/bin/sh
# Rebuild the front end from its lock file and compare with the committed files.
set -eu
cd "$(dirname "$0")/../frontend"
if ! command -v npm >/dev/null 2>&1; then
    echo "npm is missing: the built files of the front end are not compared with their sources."
    exit 0
fi
npm ci --ignore-scripts --silent --no-audit --no-fund
built="../assistant/static ../assistant/templates/_shared.html"
before=$(find $built -type f -exec sha256sum {} + | sort)
npm run build --silent
npm test --silent
after=$(find $built -type f -exec sha256sum {} + | sort)
if [ "$before" != "$after" ]; then
    echo "The built files differ from what frontend/ builds: run 'npm run build' there and commit them."
    exit 1
fi
echo "Front end: built files are what frontend/ builds."
