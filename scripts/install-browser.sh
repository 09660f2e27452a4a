#!/bin/sh
# Debian's Chromium for the browser tests, where apt is there; those tests are skipped without it.
# The headless shell is the same engine and a quarter of the work; older releases do not have it.
set -eu
has() { command -v "$1" >/dev/null 2>&1; }
shell=chromium-headless-shell
if has chromium && { has $shell || ! apt-cache show $shell >/dev/null 2>&1; }; then exit 0; fi
if has apt-get && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the browser tests …"
    apt-get update -q >/dev/null
    has chromium || apt-get install -y -q chromium >/dev/null
    has $shell || apt-get install -y -q $shell >/dev/null 2>&1 || true
elif has chromium; then
    exit 0
elif has apt-get; then
    echo "Chromium is missing: the browser tests are skipped. Install it with: sudo apt-get install chromium"
else
    echo "Chromium is missing: the browser tests are skipped."
fi
