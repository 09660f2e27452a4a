"""What every page costs a reader: Chromium on a slow network, with nothing in its cache.

``python scripts/bench_pages.py [--url URL] [--runs N] [PATH…]`` prints Markdown tables; without
``--url`` it starts a server with the shipped graph. ``make bench`` runs it last. An empty page of
1 kB, from a server that does nothing else, tells what network and browser cost by themselves;
ratios are to it. Nothing fails on time.
"""

import argparse
import contextlib
import http.server
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browsing import FULL, PHONE, chromium  # noqa: E402

CHAT = "/"
PAGES = (
    CHAT,
    "/styrkedjan",
    "/enhet?iri=pitea/enhet-bibliotek",
    "/id/pitea/vision",
    "/id/pitea/indikator-sjukfranvaro-anstallda",
    "/indikatorer",
    "/rapport?from=2026-01-01&to=2026-08-31",
    "/validera",
    "/validera/regler",
    "/versioner",
    "/versioner/1",
    "/catalog",
    "/sparql",
    "/utforska",
    "/tillganglighet",
    "/stil",
    "/aterkoppling",
    "/tyck-till",
)
EMPTY = "(an empty page)"
BLANK = b"""<!doctype html><html lang=sv><title>.</title><link rel=icon href=data:,><p>.</p>
<!-- %s -->""" % (b"." * 900)
SETTLE = 2_000
"""Milliseconds after load in which what moves and what keeps the page busy still counts."""
TIMES = ("painted", "largest", "interactive")


@dataclass(frozen=True, slots=True)
class Profile:
    """Bits per second, milliseconds of latency, and how many times slower the processor is."""

    name: str
    down: int
    up: int
    latency: float
    slower: int


FAST_3G = Profile("3G fast, processor 4x slower", 1_600_000, 750_000, 150, 4)
"""WebPageTest's 3GFast; Lighthouse's "Slow 4G" has the same numbers, and 4x too."""
UNTHROTTLED = Profile("not throttled", -1, -1, 0, 1)
FOR_CHAT = (
    Profile("3G fast, processor as it is", 1_600_000, 750_000, 150, 1),
    FAST_3G,
    Profile("Chromium's preset Slow 4G, processor 4x slower", 1_440_000, 675_000, 562.5, 4),
    UNTHROTTLED,
)
"""Chromium delays requests, not packets. Its preset, called Fast 3G before, therefore stands in for
handshakes with 3.75 times the latency and nine tenths of the throughput."""

WATCH = """() => {
  const seen = globalThis.seen = {shift: 0, painted: 0, largest: 0, busy: 0, typed: 0};
  const watch = (type, act) => new PerformanceObserver((list) => list.getEntries().forEach(act))
    .observe({type, buffered: true});
  watch("layout-shift", (entry) => { seen.shift += entry.value; });
  watch("largest-contentful-paint", (entry) => { seen.largest = entry.startTime; });
  watch("longtask", (entry) => { seen.busy = entry.startTime + entry.duration; });
  watch("paint", ({name, startTime}) => {
    if (name === "first-contentful-paint") seen.painted = startTime;
  });
  globalThis.field = new Promise((found) => {
    const look = () => {
      const field = document.querySelector("styr-chat")?.shadowRoot?.querySelector("textarea");
      if (!field?.checkVisibility() || field.disabled) return requestAnimationFrame(look);
      field.focus();
      globalThis.letter = new Promise((shown) => field.addEventListener("input", () =>
        requestAnimationFrame(() => setTimeout(() => shown(seen.typed = performance.now())))));
      found(field.getRootNode().activeElement === field);
    };
    look();
  });
}"""
"""What the page itself sees. A letter is typed as soon as the chat has a field that takes it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One cold visit: milliseconds since navigation, bytes over the wire, and what moved.

    A chat is ``interactive`` when its field shows a letter that was typed, other pages when their
    scripts have run and no task of 50 ms or more comes after.
    """

    painted: float
    largest: float
    interactive: float
    bytes: int
    requests: int
    shift: float


def visit(browser: Browser, profile: Profile, url: str, chat: bool = False) -> Visit:
    """Open ``url`` in a fresh context."""
    context = browser.new_context(viewport=PHONE, locale="sv-SE")
    page = context.new_page()
    cdp = context.new_cdp_session(page)
    cdp.send("Network.enable")
    throughput = {
        "downloadThroughput": max(profile.down / 8, -1),
        "uploadThroughput": max(profile.up / 8, -1),
    }
    cdp.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": profile.latency, **throughput},
    )
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": profile.slower})
    sizes: dict[str, float] = {}
    cdp.on("Network.loadingFinished", lambda event: sizes.update(of_wire(event)))
    page.add_init_script(f"({WATCH})()")
    page.goto(url, wait_until="commit")
    if chat:
        assert page.evaluate("field")
        page.keyboard.type("a")
        page.evaluate("letter")
    page.wait_for_load_state("load")
    page.wait_for_timeout(SETTLE)
    ready = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
    seen = page.evaluate(f"({{...seen, ready: {ready}}})")
    context.close()
    return Visit(
        seen["painted"],
        max(seen["largest"], seen["painted"]),  # none is told once somebody types
        seen["typed"] if chat else max(seen["ready"], seen["busy"]),
        round(sum(sizes.values())),
        len(sizes),
        seen["shift"],
    )


def of_wire(event: dict[str, Any]) -> dict[str, float]:
    """The bytes of a request that was finished; an address with data in it has none."""
    size = event["encodedDataLength"]
    return {event["requestId"]: size} if size else {}


def median(visits: list[Visit], name: str) -> float:
    """The median of one figure."""
    return float(statistics.median(getattr(each, name) for each in visits))


def row(what: str, visits: list[Visit], nothing: list[Visit]) -> None:
    """One line of a table, its times with their ratio to the empty page's first paint."""
    times = [median(visits, name) for name in TIMES]
    alone = median(nothing, "painted")
    ratio = "" if visits is nothing else " ({:.1f}x)"
    cells = [f"{took:,.0f} ms{ratio.format(took / alone)}" for took in times]
    kilobytes = median(visits, "bytes") / 1000
    shift = max(each.shift for each in visits)
    cells += [f"{kilobytes:.1f}", f"{median(visits, 'requests'):.0f}", f"{shift:.3f}"]
    print(f"| {what} | {' | '.join(cells)} |", flush=True)


def head(what: str) -> None:
    """The head of a table."""
    print(f"\n| {what} | first paint | largest paint | interactive | kB | requests | shift |")
    print("|---|---|---|---|---|---|---|", flush=True)


@contextlib.contextmanager
def empty_page() -> Iterator[str]:
    """The address of a server of one page."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(BLANK)))
            self.end_headers()
            self.wfile.write(BLANK)

        def log_message(self, *_: object) -> None:
            """Nothing among the tables."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextlib.contextmanager
def ours() -> Iterator[str]:
    """The address of a server with the shipped graph, without a final slash."""
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", "0", "--data"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen([*command, folder], stdout=subprocess.PIPE, text=True, cwd=ROOT) as server,
    ):
        try:
            told = server.stdout or ()
            yield next(line for line in told if "http://" in line).split()[-1].rstrip("/")
        finally:
            server.terminate()


def measure(browser: Browser, base: str, empty: str, paths: list[str], runs: int) -> None:
    """Every page on the slow network and on none, then the chat on more of them."""
    times = range(runs)
    for profile in (FAST_3G, UNTHROTTLED):
        seen = partial(visit, browser, profile)
        head(f"{profile.name}, median of {runs}")
        nothing = [seen(empty) for _ in times]
        row(EMPTY, nothing, nothing)
        for path in paths:
            row(path, [seen(base + path, chat=path == CHAT) for _ in times], nothing)
    head(f"the chat, median of {runs}")
    for profile in FOR_CHAT:
        seen = partial(visit, browser, profile)
        nothing = [seen(empty) for _ in times]
        row(f"{EMPTY} {profile.name}", nothing, nothing)
        row(profile.name, [seen(base + CHAT, chat=True) for _ in times], nothing)


def main() -> None:
    """Start what is needed, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a server that runs, without a final slash")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("paths", nargs="*", default=list(PAGES), metavar="PATH")
    asked = parser.parse_args()
    with (
        contextlib.nullcontext(asked.url) if asked.url else ours() as base,
        empty_page() as empty,
        chromium(FULL) as browser,
    ):
        measure(browser, base, empty, asked.paths, asked.runs)


if __name__ == "__main__":
    main()
