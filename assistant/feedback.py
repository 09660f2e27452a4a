"""What readers say of answers: lines in the data folder, until a strategist has dealt with them.

::

    DATA/feedback.lock            held while something is written
    DATA/feedback/feedback.jsonl  an event a line: what was said, and later what was decided of it

Nothing tells who said it. The question is kept only when its asker agreed to that. What is older
than the days of the settings is removed, with what was decided of it, the next time that anything
is written, and not shown before that.
"""

import json
import logging
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.errors import (
    FeedbackDecided,
    FeedbackFull,
    FeedbackPersonal,
    FeedbackUnknown,
    FeedbackWrong,
)
from assistant.personal import holds_personal_number
from kg.durable import flush_folder, locked, replace_whole, writing

REASONS = ("strategy", "missing", "invented", "source", "unclear", "other")
OUTCOMES = ("synonym", "test", "dismissed")
NONE = "none"
"""Said instead of a strategy: none of them is the right one."""
LONGEST = {"question": 2000, "comment": 1000, "iri": 500}
"""Characters."""
MOST_THINGS = 30
MOST = 5000
"""What is kept at a time; a small file still."""
FOLDER, FILE, LOCK = "feedback", "feedback.jsonl", "feedback.lock"
_HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader said; ``strategy`` is an IRI, `NONE`, or empty for "I do not know".

    ``shown`` are the strategies of the answer and ``things`` all on its paths, as IRIs.
    ``outcome`` is empty until somebody has decided; ``result`` is then what became of it.
    """

    right: bool
    lang: str = "sv"
    reason: str = ""
    strategy: str = ""
    comment: str = ""
    question: str = ""
    verdict: str = ""
    version: int = 0
    shown: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    id: str = ""
    at: str = ""
    outcome: str = ""
    result: dict[str, Any] | None = None


_KEPT = frozenset(each.name for each in fields(Said)) - {"outcome", "result"}


class Feedback:
    """The feedback in one data folder; ``days`` is how long it is kept."""

    def __init__(self, folder: Path, days: int) -> None:
        self._data = folder
        self._path = folder / FOLDER / FILE
        self._days = days

    def all(self) -> list[Said]:
        """Everything that is to be kept still, newest first."""
        last_first = self._folded(self._events())[::-1]
        return sorted(last_first, key=lambda said: said.at, reverse=True)

    def get(self, name: str) -> Said:
        """The one of that id. Raises `FeedbackUnknown`."""
        for said in self._folded(self._events()):
            if said.id == name:
                return said
        raise FeedbackUnknown(id=name)

    def undecided(self, name: str, *, reopening: bool = False) -> Said:
        """The one of that id. Raises `FeedbackUnknown`, or `FeedbackDecided`; what is to be opened
        again may be either."""
        said = self.get(name)
        if said.outcome and not reopening:
            raise FeedbackDecided()
        return said

    def say(self, said: Said) -> Said:
        """Keep what was said, its texts made `plain`, and give it back with its id and time.

        Raises `FeedbackWrong`, `FeedbackPersonal`, `FeedbackFull`, and `kg.errors.StoreError` when
        it cannot be written.
        """
        said = replace(said, comment=plain(said.comment), question=plain(said.question))
        _check(said)
        kept = replace(said, id=secrets.token_hex(8), at=_now().isoformat(timespec="seconds"))
        with writing(self._data):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self._data / LOCK, wait=True):
                events = self._pruned()
                if sum(1 for each in events if "right" in each) >= MOST:
                    raise FeedbackFull(most=MOST)
                self._append({k: v for k, v in asdict(kept).items() if k in _KEPT})
        return kept

    def decide(self, name: str, outcome: str, result: dict[str, Any] | None = None) -> None:
        """Write down what became of one; an empty ``outcome`` opens it again.

        Raises `FeedbackUnknown`, `FeedbackDecided` if somebody has decided already, and
        `kg.errors.StoreError` when it cannot be written.
        """
        event = {"of": name, "outcome": outcome, "result": result, "at": _now().isoformat()}
        with writing(self._data), locked(self._data / LOCK, wait=True):
            self.undecided(name, reopening=not outcome)
            self._pruned()
            self._append(event)

    def _events(self) -> list[dict[str, Any]]:
        """Every line that can be read; what a pulled plug left half is told of in the log."""
        try:
            lines = self._path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return []
        events = []
        for number, line in enumerate(lines, 1):
            try:
                events += [json.loads(line)] if line.strip() else []
            except ValueError:
                log.warning("%s, line %d cannot be read and is left out", self._path, number)
        return [event for event in events if isinstance(event, dict)]

    def _folded(self, events: Iterable[dict[str, Any]]) -> list[Said]:
        found: dict[str, Said] = {}
        for event in events:
            name = event.get("of")
            if name in found:
                decided = {"outcome": event.get("outcome", ""), "result": event.get("result")}
                found[name] = replace(found[name], **decided)
            elif "right" in event and not self._old(event):
                found[event.get("id", "")] = _said(event)
        return list(found.values())

    def _old(self, event: dict[str, Any]) -> bool:
        first = _now() - timedelta(days=self._days)
        return str(event.get("at", "")) < first.isoformat(timespec="seconds")

    def _pruned(self) -> list[dict[str, Any]]:
        """The events; what is too old, or half a line, is out of the file after this."""
        events = self._events()
        alive = {e.get("id") for e in events if "right" in e and not self._old(e)}
        kept = [event for event in events if event.get("of", event.get("id")) in alive]
        content = b"".join(map(_line, kept))
        if self._path.exists() and content != self._path.read_bytes():
            replace_whole(self._path, content)
        return kept

    def _append(self, event: dict[str, Any]) -> None:
        new = not self._path.exists()
        with self._path.open("ab") as file:
            file.write(_line(event))
            file.flush()
            os.fsync(file.fileno())
        if new:
            flush_folder(self._path.parent)
            flush_folder(self._data)


def plain(text: str) -> str:
    """``text`` without what a terminal obeys or what turns the reading direction of what follows;
    its lines end alike whatever browser sent them."""
    return _HARMFUL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _check(said: Said) -> None:
    wrong = {
        "lang": said.lang not in ("sv", "en"),
        "reason": said.reason not in (("",) if said.right else REASONS),
        "comment": len(said.comment) > LONGEST["comment"],
        "question": len(said.question) > LONGEST["question"],
        "verdict": len(said.verdict) > 20,
        "strategy": len(said.strategy) > LONGEST["iri"],
        "shown": not _iris(said.shown),
        "things": not _iris(said.things),
    }
    if name := next((name for name, is_wrong in wrong.items() if is_wrong), None):
        raise FeedbackWrong(field=name)
    for field in ("question", "comment"):
        if holds_personal_number(getattr(said, field)):
            raise FeedbackPersonal(field=field)


def _iris(values: tuple[str, ...]) -> bool:
    return len(values) <= MOST_THINGS and all(len(each) <= LONGEST["iri"] for each in values)


def _said(event: dict[str, Any]) -> Said:
    known = {key: value for key, value in event.items() if key in _KEPT}
    lists = {key: tuple(known.get(key) or ()) for key in ("shown", "things")}
    return Said(**{**known, **lists})


def _line(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False).encode() + b"\n"


def _now() -> datetime:
    return datetime.now(UTC)
