"""What the browser tests share: how Chromium starts, what is a complaint, what axe-core is asked.

axe-core comes with npm, as `make check` installs it; without it only that check is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
FULL = Path("/usr/bin/chromium")
SHELL = Path("/usr/bin/chromium-headless-shell")
CHROMIUM = SHELL if SHELL.exists() else FULL
"""The same engine without the browser around it: 0.21 seconds of processor a visit, not 0.77."""
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "EN-301-549", "best-practice"]
LOCAL = "http://127.0.0.1:"
DESKTOP, PHONE, SMALL = (
    {"width": 1280, "height": 900},
    {"width": 390, "height": 844},
    {"width": 320, "height": 640},
)


needs_chromium = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is missing")


@contextmanager
def chromium(path: Path = CHROMIUM) -> Iterator[Any]:
    """A browser of its own. While it runs, no other event loop can in its thread."""
    playwright_api = pytest.importorskip("playwright.sync_api")
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(path), args=ARGS)
        yield browser
        browser.close()


@contextmanager
def quiet_page(browser: Any, base_url: str = LOCAL, **options: Any) -> Iterator[Any]:
    """A page that fails the test if the browser complains, runs what it should not, or reaches for
    anything but the server (by default, for another machine). What is put in its ``expected`` may
    be complained of."""
    options = {"viewport": DESKTOP, "locale": "sv-SE", "reduced_motion": "reduce", **options}
    context = browser.new_context(**options)
    page = context.new_page()
    page.expected = []
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    known = (base_url, "data:", f"blob:{base_url}")
    context.on(
        "request",
        lambda sent: sent.url.startswith(known) or complaints.append(f"asked for {sent.url}"),
    )
    yield page
    context.close()
    assert [c for c in complaints if not any(part in c for part in page.expected)] == []


def fits(page: Any) -> bool:
    """No sideways scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def axe_finds(page: Any, where: str = "html") -> list[Any]:
    """The rules that axe-core finds broken."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci in frontend/); make check runs this")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[Any] = page.evaluate(
        """async ([where, tags]) => {
            const found = await axe.run(where, {runOnly: tags, resultTypes: ["violations"]});
            return found.violations.map(({id, nodes}) =>
                [id, nodes.map(({target, failureSummary}) => [target, failureSummary])]);
        }""",
        [where, AXE_TAGS],
    )
    return found
