"""What the tests of the indicator pages share: an application over a graph, without an index."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse

from assistant.settings import Settings
from assistant.web.app import create_app
from kg.graph import GovernanceGraph
from tests.kg.conftest import KNOWN

EXAMPLE = Path(__file__).parents[1] / "example.ttl"
HOSTILE_TITLES = (
    "<script>alert(1)</script> & \"citat\" 'enkla'",
    "{{ 7 * 7 }} {% raw %} {title}",
    "🚒👩‍👩‍👧‍👦 Brand & räddning",
    "مؤشر الأداء",
    '=HYPERLINK("javascript:alert(1)")',
    "Långt" * 100,
)
"""Titles that must not break a page, a file or a run."""


@dataclass(frozen=True)
class OnlyAGraph:
    """Stands in for the assistant where pages ask for nothing but its graph."""

    graph: GovernanceGraph


def application(graph: GovernanceGraph, data: Path) -> Any:
    """The whole application over ``graph``."""
    return create_app(Settings(data=data), OnlyAGraph(graph))  # type: ignore[arg-type]


def client(graph: GovernanceGraph, data: Path) -> TestClient:
    """Asks the application as a Swedish browser would."""
    headers = {"accept-language": "sv", "accept": "text/html"}
    return TestClient(application(graph, data), headers=headers)


@contextmanager
def running(graph: GovernanceGraph, data: Path) -> Iterator[str]:
    """The application over ``graph`` on a free port of this machine; gives its address."""
    with serving(application(graph, data)) as url:
        yield url


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """An application on a free port of this machine; gives its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def hostile() -> GovernanceGraph:
    """A graph of `HOSTILE_TITLES`: a programme and an indicator of each, followed up."""
    lines = ['ex:s a styr:Strategy ; dct:title "Strategi"@sv .']
    for n, title in enumerate(HOSTILE_TITLES):
        text = title.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(
            f"""ex:p{n} a styr:DevelopmentProgramme ; styr:programmeOf ex:s .
            ex:p{n} dct:title "{text}"@sv .
            ex:u{n} a styr:Unit ; dct:title "{text}"@sv .
            ex:f{n} a styr:FocusArea ; dct:title "{text}"@sv ; styr:focusAreaOf ex:p{n} .
            ex:a{n} a styr:Activity ; dct:title "{text}"@sv ; styr:inFocusArea ex:f{n} .
            ex:r{n} a styr:FollowUp ; styr:followsUp ex:a{n} ; dct:description "{text}"@sv ;
                dct:date "2026-03-0{n + 1}"^^xsd:date .
            ex:i{n} a styr:Indicator ; dct:title "{text}"@sv ; styr:indicatorOf ex:f{n} ;
                styr:unitOfMeasure "{text}" ; styr:responsible ex:u{n} ;
                styr:baseline [ styr:value -{n}000.5 ; styr:year "2020"^^xsd:gYear ] ;
                styr:outcome [ styr:value {n} ; styr:year "2025"^^xsd:gYear ] ;
                styr:target [ styr:value {10 ** (3 * n)} ; styr:year "2030"^^xsd:gYear ] ."""
        )
    turtle = (KNOWN + "\n".join(lines)).encode()
    return GovernanceGraph.from_quads(parse(turtle, format=RdfFormat.TURTLE))
