"""A stand-in for the service that the widget talks to: real pages and files, made-up answers.

What a question gets is decided by its words, so a test reads as what a person does:

* "vänta" streams half an answer and holds it until `release` is set
* "krasch" is refused with problem+json 503 the first time, and answered after that
* "avbrott" breaks off in the middle, "felhändelse" ends with an `error` event
* "lång fråga" is refused with 422, everything else is answered
* "valfråga" is answered with a question back and two choices, "arabiska" in Arabic
* "lista" is answered with a list, "homework" in English; the body's `lang` goes before that
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jinja2

ASSISTANT = Path(__file__).parents[2] / "assistant"
MADE_UP = "Illustrativt innehåll, skrivet för Styrkompassen – inte beslutat av Piteå kommun"
HELD_SECONDS = 10
POLL_SECONDS = 0.02
CONVERSATIONS = "/api/conversations/"

PAGE_CSP = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "img-src 'self' data:"
)


def _step(
    name: str, type_: str, label: str, title: str, relation: str | None, illustrative: bool = False
) -> dict[str, Any]:
    iri = f"https://w3id.org/styrkompass/id/pitea/{name}"
    return {
        "iri": iri,
        "type": f"https://w3id.org/styrkompass/ns#{type_}",
        "type_label": label,
        "title": title,
        "relation": None if relation is None else "https://w3id.org/styrkompass/ns#contributesTo",
        "relation_label": relation,
        "href": f"/id/pitea/{name}",
        "illustrative": illustrative,
        "source": MADE_UP if illustrative else "Utvecklingsprogram för trygghet",
    }


PATH = [
    _step(
        "aktivitet-laxhjalp",
        "Activity",
        "Aktivitet",
        "Läxhjälp på biblioteket",
        "ingår i insatsområdet",
        True,
    ),
    _step(
        "insats-larande",
        "FocusArea",
        "Insatsområde",
        "Lärande hela livet",
        "är en del av utvecklingsprogrammet",
    ),
    _step(
        "program-larande",
        "DevelopmentProgramme",
        "Utvecklingsprogram",
        "Utvecklingsprogram för trygghet 2025–2027",
        "är handlingsplanen för strategin",
    ),
    _step(
        "strategi-trygghet", "Strategy", "Strategi", "Ökad trygghet", "leder till visionen", True
    ),
    _step("vision-2050", "Vision", "Vision", "Sveriges bästa plats att bo på", None),
]
OTHER_PATH = [
    PATH[0],
    _step("strategi-boende", "Strategy", "Strategi", "Attraktivt boende", "leder till visionen"),
    PATH[4],
]

SOURCES: dict[str, Any] = {
    "strategies": [
        {
            "iri": PATH[3]["iri"],
            "title": "Ökad trygghet",
            "score": 0.91,
            "illustrative": True,
            "path": PATH,
        },
        {
            "iri": OTHER_PATH[1]["iri"],
            "title": "Attraktivt boende",
            "score": 0.4,
            "illustrative": False,
            "path": OTHER_PATH,
        },
    ],
    "values": [
        {
            "iri": "https://w3id.org/styrkompass/id/pitea/varde-likabehandling",
            "title": "Likabehandling",
            "href": "/id/pitea/varde-likabehandling",
            "illustrative": False,
        },
        {
            "iri": "https://w3id.org/styrkompass/id/pitea/varde-oppenhet",
            "title": "Öppenhet",
            "href": "/id/pitea/varde-oppenhet",
            "illustrative": True,
        },
    ],
    "citations": [
        {
            "n": 1,
            "iri": "https://w3id.org/styrkompass/id/pitea/stycke-1",
            "title": "Utvecklingsprogram för trygghet, s. 4",
            "quote": "Fler elever ska klara skolan.",
            "source": "Utvecklingsprogram för trygghet",
            "url": "https://kommun.example/program.pdf",
            "href": "/id/pitea/stycke-1",
            "verbatim": True,
            "illustrative": True,
        },
        {
            "n": 2,
            "iri": "https://w3id.org/styrkompass/id/pitea/stycke-2",
            "title": "Beslut om visionen 24 juni 2024",
            "quote": "Fullmäktige beslutade om visionen.",
            "source": "Protokoll 2024",
            "url": "javascript:alert(1)",
            "href": "/id/pitea/stycke-2",
            "verbatim": False,
            "illustrative": False,
        },
        {
            "n": 3,
            "iri": PATH[0]["iri"],
            "title": "Läxhjälp på biblioteket",
            "quote": "Elever får hjälp med läxor.",
            "source": MADE_UP,
            "url": None,
            "href": PATH[0]["href"],
            "verbatim": True,
            "illustrative": True,
        },
        {
            "n": 4,
            "iri": PATH[4]["iri"],
            "title": "Sveriges bästa plats att bo på",
            "quote": None,
            "source": None,
            "url": None,
            "href": PATH[4]["href"],
            "verbatim": False,
            "illustrative": False,
        },
    ],
}

ANSWER: dict[str, Any] = {
    "verdict": "supported",
    "answer": (
        "Läxhjälp på biblioteket stödjer strategin Ökad trygghet [1]. Den ingår i insatsområdet "
        "Lärande hela livet.\n\nVägen leder vidare till visionen [1, 2], "
        "som fullmäktige har beslutat [9]."
    ),
    **SOURCES,
    "follow_ups": ["Vilka mål följer vi upp?", "Vem ansvarar för läxhjälpen?"],
    "illustrative": True,
    "version": 3,
    "lang": "sv",
    "model": None,
    "ms": 12,
}
ANSWER_EN = ANSWER | {
    "answer": "Homework help at the library supports the strategy Increased safety [1].",
    "lang": "en",
}
ANSWER_LIST = ANSWER | {
    "verdict": "answered",
    "answer": (
        "Det finns tre strategier:\n– Ökad trygghet [1]\n"
        "– Attraktivt boende [1, 2] – nu och sedan\n"
        "– Den interna [9]\nAlla leder till visionen [2]."
    ),
}
ANSWER_CHOICES = ANSWER | {
    "verdict": "likely",
    "answer": "Handlar det mest om fritid [1] eller om skola [2]?",
    "choices": ["Fritid", "Skola"],
    "follow_ups": ["Fritid", "Skola", "Vem ansvarar för läxhjälpen?"],
}
ANSWER_RTL = ANSWER | {
    "verdict": "answered",
    "answer": "الرؤية هي [1]:\n– أفضل مكان للعيش\nOch på svenska.",
    "follow_ups": ["ما هي القيم؟", "Vad är visionen?"],
}
CONFIG: dict[str, Any] = {"starters": {"sv": [], "en": []}, "history": "tab", "feedback": True}
STRATEGIES = [
    {"iri": OTHER_PATH[1]["iri"], "title": "Attraktivt boende"},
    {"iri": PATH[3]["iri"], "title": "Ökad trygghet"},
]
BUSY = {
    "type": "about:blank",
    "title": "Tjänsten startar om",
    "detail": "Vänta en minut och fråga igen.",
    "status": 503,
}
REFUSED = {
    "type": "about:blank",
    "title": "Frågan gick inte att läsa",
    "detail": "Skriv om den.",
    "status": 422,
}


def answer_to(question: str, lang: str | None) -> dict[str, Any]:
    """In `lang`, else in the language of the question, as the service does."""
    special = {"lista": ANSWER_LIST, "valfråga": ANSWER_CHOICES, "arabiska": ANSWER_RTL}
    english = (lang or ("en" if "homework" in question.lower() else "sv")) == "en"
    found = next((special[word] for word in special if word in question), None)
    return {"understood": question, **(found or (ANSWER_EN if english else ANSWER))}


def pieces(text: str) -> list[str]:
    """Cuts a text as a model streams it, and so that [n] is cut in two."""
    return [text[i : i + 7] for i in range(0, len(text), 7)]


class _Server(ThreadingHTTPServer):
    """Takes as many connections at once as a browser opens."""

    request_queue_size = 128


class FakeApi:
    """Serves on a free loopback port until `close`; keeps what was asked, and ended."""

    def __init__(self) -> None:
        self.release = threading.Event()
        self.gone = threading.Event()
        self.questions: list[dict[str, Any]] = []
        self.ended: list[str] = []
        self.judged: list[dict[str, Any]] = []
        self.config: dict[str, Any] = {**CONFIG}
        self.failed: set[str] = set()
        templates = jinja2.FileSystemLoader(ASSISTANT / "templates")
        self.pages = jinja2.Environment(loader=templates, autoescape=True)
        self.pages.globals["built"] = "/static/{}".format
        handler = type("Handler", (_Handler,), {"fake": self})
        self.server = _Server(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, args=(POLL_SECONDS,), daemon=True
        ).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.release.set()
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    fake: FakeApi

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path.startswith("/static/"):
            self._file(ASSISTANT / "static" / Path(url.path).name)
        elif url.path == "/api/chat":
            self._json(200, self.fake.config)
        elif url.path == "/api/strategies":
            self._json(200, {"strategies": STRATEGIES})
        elif url.path == "/":
            self._page({key: values[0] for key, values in parse_qs(url.query).items()})
        elif url.path.startswith("/id/"):
            self._html("<!doctype html><title>Ting</title>")
        else:
            self._send(404, "text/plain", b"")

    def do_OPTIONS(self) -> None:
        self._send(204, "text/plain", b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        url = urlsplit(self.path)
        if url.path == "/":
            fields = parse_qs(f"{url.query}&{body.decode()}")
            self._page({key: values[0] for key, values in fields.items()})
            return
        asked = json.loads(body)
        if self.path.startswith("/api/feedback"):
            self._judge(asked)
            return
        self.fake.questions.append(asked)
        question = asked["question"]
        if "krasch" in question and question not in self.fake.failed:
            self.fake.failed.add(question)
            self._problem(BUSY)
        elif "lång fråga" in question:
            self._problem(REFUSED)
        else:
            self._stream(question, answer_to(question, asked.get("lang")))

    def _judge(self, judged: dict[str, Any]) -> None:
        if "upptaget" in judged.get("comment", ""):
            self._problem(BUSY)
            return
        self.fake.judged.append(judged)
        self._json(201, {"id": "1"})

    def do_DELETE(self) -> None:
        if self.path.startswith(CONVERSATIONS):
            self.fake.ended.append(self.path.removeprefix(CONVERSATIONS))
            self._send(204, "text/plain", b"")
        else:
            self._send(404, "text/plain", b"")

    def _stream(self, question: str, answer: dict[str, Any]) -> None:
        self.send_response(200)
        self._headers("text/event-stream; charset=utf-8")
        parts = pieces(answer["answer"])
        half = len(parts) // 2
        try:
            self._deltas(parts[:half])
            if "vänta" in question:
                self._hold()
            if "avbrott" in question:
                return
            if "felhändelse" in question:
                self._event("error", BUSY)
                return
            self._deltas(parts[half:])
            self._event("sources", SOURCES)
            self._event("done", answer)
        except OSError:
            self.fake.gone.set()

    def _hold(self) -> None:
        """Waits for the test; a comment now and then shows whether the reader is still there."""
        for _ in range(HELD_SECONDS * 20):
            if self.fake.release.wait(0.05):
                return
            self.wfile.write(b": still here\n\n")

    def _deltas(self, parts: list[str]) -> None:
        for part in parts:
            self._event("delta", {"text": part})

    def _event(self, name: str, data: dict[str, Any]) -> None:
        self.wfile.write(
            f"event: {name}\r\ndata: {json.dumps(data, ensure_ascii=False)}\r\n\r\n".encode()
        )
        self.wfile.flush()

    def _page(self, query: dict[str, str]) -> None:
        asked = query.get("q")
        lang = query.get("lang")
        answer = answer_to(asked, lang) if asked else None
        page = self.fake.pages.get_template("chat.html")
        variables = {"lang": lang or "sv", "lang_asked": lang, "question": asked, "answer": answer}
        self._html(page.render(municipality="Piteå kommun", **variables))

    def _html(self, text: str) -> None:
        self._send(
            200, "text/html; charset=utf-8", text.encode(), {"Content-Security-Policy": PAGE_CSP}
        )

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(body).encode())

    def _problem(self, problem: dict[str, Any]) -> None:
        self._send(problem["status"], "application/problem+json", json.dumps(problem).encode())

    def _file(self, path: Path) -> None:
        kind = {".js": "text/javascript", ".css": "text/css"}.get(path.suffix, "application/json")
        self._send(200, f"{kind}; charset=utf-8", path.read_bytes())

    def _send(
        self, status: int, kind: str, body: bytes, extra: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self._headers(kind, {"Content-Length": str(len(body))} | (extra or {}))
        self.wfile.write(body)

    def _headers(self, kind: str, extra: dict[str, str] | None = None) -> None:
        self.send_header("Content-Type", kind)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "Content-Type, Accept")
        self.send_header("Access-Control-Allow-Methods", "GET, POST, DELETE")
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Keeps the test output quiet."""


class FakeHost:
    """Another site, which embeds the chat: strict CSP, and styles that hit every element."""

    def __init__(self, api: str, element: str = "<styr-chat></styr-chat>") -> None:
        page = f"""<!doctype html><html lang="sv"><title>Intranätet</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/host.css">
<script type="module" src="{api}/static/widget.js"></script>
<h1>Intranätet</h1><p><a href="#n">Nyheter</a></p>{element}"""
        csp = f"default-src 'none'; style-src 'self'; img-src data:; script-src {api}"
        csp += f"; connect-src {api}"
        handler = type("Host", (_Host,), {"page": page.encode(), "csp": csp})
        self.server = _Server(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, args=(POLL_SECONDS,), daemon=True
        ).start()

    url = FakeApi.url

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


HOSTILE = """
html { font-size: 62.5%; } body { margin: 0; }
body, body * { color: red; font-family: serif; }
body * { font-size: 9px; letter-spacing: .3em; text-transform: uppercase;
    opacity: .6; text-align: right; visibility: visible; line-height: 3;
    transform: rotate(0.5deg); }
button, textarea, a { display: none !important; }
p > a { display: inline !important; }
"""


class _Host(BaseHTTPRequestHandler):
    page: bytes
    csp: str

    def do_GET(self) -> None:
        css = self.path == "/host.css"
        body = HOSTILE.encode() if css else self.page
        self.send_response(200)
        self.send_header("Content-Type", "text/css" if css else "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.csp)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Keeps the test output quiet."""
