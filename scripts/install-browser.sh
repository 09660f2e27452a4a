#!/bin/sh
# Debian's Chromium for the browser tests, where apt is there; those tests are skipped without it.
set -eu
if command -v chromium >/dev/null 2>&1; then exit 0; fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the browser tests …"
    apt-get update -q >/dev/null && apt-get install -y -q chromium >/dev/null
elif command -v apt-get >/dev/null 2>&1; then
    echo "Chromium is missing: the browser tests are skipped. Install it with: sudo apt-get install chromium"
else
    echo "Chromium is missing: the browser tests are skipped."
fi
