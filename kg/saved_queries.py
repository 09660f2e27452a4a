"""Queries that people save and share: a sealed file each in the data folder.

::

    DATA/queries.lock         held while a query is saved, changed or removed
    DATA/queries/ID.json      title, description, query, when it was saved; checksum of its key

Who saves a query is given its key, and only who has the key can change or remove it: there is no
sign-in here. The key itself is not kept.
"""

import hmac
import logging
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from kg.durable import flush_folder, locked, replace_whole, seal, sha256, unseal, writing
from kg.errors import PartChanged, SavedFull, SavedKeyWrong, SavedUnknown, SavedWrong
from kg.texts import Phrase

MOST = 500
"""Saved queries that there is room for."""
LONGEST = {"title": 200, "description": 2000, "query": 50_000}
"""Characters of each part."""
FOLDER, LOCK = "queries", "queries.lock"
_ID = re.compile(r"[a-z2-7]{10}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved query; ``created`` is ISO 8601 in UTC."""

    id: str
    title: str
    description: str
    query: str
    created: str


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a file holds."""

    id: str
    title: str
    description: str
    query: str
    created: str
    key: str

    def told(self) -> Saved:
        return Saved(self.id, self.title, self.description, self.query, self.created)


class SavedQueries:
    """The saved queries of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._data = folder
        self._folder = folder / FOLDER

    def all(self) -> list[Saved]:
        """Every one that can be read, newest first. Damaged ones are told of in the log."""
        found = []
        for path in self._folder.glob("*.json"):
            try:
                found.append(self._read(path.stem).told())
            except (PartChanged, SavedUnknown) as problem:
                log.warning("a saved query is left out: %s", problem)
        return sorted(found, key=lambda each: (each.created, each.id), reverse=True)

    def get(self, name: str) -> Saved:
        """The one of that id. Raises `SavedUnknown`, or `PartChanged` for one that is damaged."""
        return self._read(name).told()

    def save(self, title: str, query: str, description: str = "") -> tuple[Saved, str]:
        """Keep a query; gives it back with its id, and its key.

        Raises `SavedWrong`, `SavedFull`, and `kg.errors.StoreError` when it cannot be written.
        """
        parts = _checked(title, description, query)
        key = secrets.token_urlsafe(24)
        name = "".join(secrets.choice(_LETTERS) for _ in range(10))
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        kept = _Kept(name, **parts, created=now, key=sha256(key.encode()))
        with writing(self._data):
            self._folder.mkdir(parents=True, exist_ok=True)
            with locked(self._data / LOCK, wait=True):
                if sum(1 for _ in self._folder.glob("*.json")) >= MOST:
                    raise SavedFull(most=MOST)
                self._write(kept)
                flush_folder(self._data)
        return kept.told(), key

    def change(self, name: str, key: str, title: str, query: str, description: str = "") -> Saved:
        """Give one another title, description and query.

        Raises `SavedKeyWrong`, and as `get` and `save`.
        """
        parts = _checked(title, description, query)
        with self._owned(name, key) as kept:
            changed = _Kept(name, **parts, created=kept.created, key=kept.key)
            self._write(changed)
        return changed.told()

    def remove(self, name: str, key: str) -> None:
        """Remove one. Raises as `change`."""
        with self._owned(name, key):
            self._path(name).unlink()
            flush_folder(self._folder)

    @contextmanager
    def _owned(self, name: str, key: str) -> Iterator[_Kept]:
        """Hold the lock over one that ``key`` is the key of."""
        self._read(name)
        with writing(self._data), locked(self._data / LOCK, wait=True):
            kept = self._read(name)
            if not hmac.compare_digest(kept.key, sha256(key.encode())):
                raise SavedKeyWrong(id=name)
            yield kept

    def _write(self, kept: _Kept) -> None:
        replace_whole(self._path(kept.id), seal(asdict(kept)))

    def _path(self, name: str) -> Path:
        if not _ID.fullmatch(name):
            raise SavedUnknown(id=name)
        return self._folder / f"{name}.json"

    def _read(self, name: str) -> _Kept:
        path = self._path(name)
        try:
            kept = _Kept(**unseal(path.read_bytes(), _Kept.__slots__))
        except FileNotFoundError:
            raise SavedUnknown(id=name) from None
        except (OSError, ValueError) as problem:
            part = path.relative_to(self._data)
            raise PartChanged(path=self._data, part=part) from problem
        return kept


def _checked(title: str, description: str, query: str) -> dict[str, str]:
    """The parts as they are kept. Raises `SavedWrong`."""
    parts = {"title": title.strip(), "description": description.strip(), "query": query}
    for name, text in parts.items():
        missing = name != "description" and not text.strip()
        if missing or len(text) > LONGEST[name]:
            raise SavedWrong(reason=Phrase(f"saved.{name}", {"most": LONGEST[name]}))
    return parts
