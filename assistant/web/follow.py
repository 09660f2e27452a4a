"""Follows the data folder, and the store that is shared if there is one.

When somebody publishes, the new version is opened and switched to.

The old one answers until the new one is ready; a request is answered by one of them from beginning
to end. Versions that are asked for by number or date are opened when first asked for.
"""

import logging
import threading
from collections import OrderedDict

from fastapi import FastAPI

from assistant.assistant import Assistant
from assistant.settings import Settings
from assistant.setup import open_assistant
from assistant.sharing import versions_of
from kg.errors import StyrError
from kg.stores.shared import SharedVersions
from kg.texts import Phrase
from kg.versions import Version

SECONDS = 1.0
"""Between two looks at which version is current."""
KEPT = 3
"""Earlier versions kept open, the last asked for."""

log = logging.getLogger(__name__)


class Follower:
    """Keeps ``app.state.assistant`` on the current version. Start it once, stop it at the end."""

    def __init__(self, app: FastAPI, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._versions = versions_of(settings)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="follower", daemon=True)
        self._refused = ""
        self._seen: Version | None = None
        self.trouble: Phrase | None = None
        """What is wrong with the store that is shared, as of the last look."""

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """Stop following; what is being opened is finished first."""
        self._stopped.set()
        self._thread.join()

    def look(self) -> None:
        """Switch if another version is current; what cannot be opened leaves all as it is."""
        try:
            self._follow_others()
            current = self._versions.current()
            opened = self._app.state.assistant.graph.number
            # A restored backup can hold another version of the same number.
            if current.number != opened or self._seen not in (None, current):
                self._app.state.assistant = open_assistant(self._settings)
                log.warning("switched to version %s", current.number)
            self._seen = current
            self._refused = ""
        except StyrError as problem:
            if str(problem) != self._refused:
                log.error("staying on the version that is open: %s", problem)
            self._refused = str(problem)

    def _follow_others(self) -> None:
        """Take in what other servers have published, if there is a store that they share."""
        if not isinstance(self._versions, SharedVersions):
            return
        try:
            self._versions.follow()
            self._versions.fetch_next()  # one a look, until earlier ones are here too
            self.trouble = None
        except StyrError as problem:
            self.trouble = Phrase(f"error.{type(problem).__name__}", problem.params)
            raise

    def _follow(self) -> None:
        while not self._stopped.wait(SECONDS):
            try:
                self.look()
            except Exception:
                log.exception("could not look for a new version")


class Earlier:
    """Assistants over earlier versions, the last `KEPT` that were asked for. Thread-safe."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._versions = versions_of(settings)
        self._opened: OrderedDict[Version, Assistant] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, number: int) -> Assistant:
        """The assistant over version ``number``. Raises `kg.errors.StoreError`."""
        with self._lock:
            version = self._versions.version(number)  # a restored one can have the same number
            if version not in self._opened:
                self._opened[version] = open_assistant(self._settings, number=number)
            self._opened.move_to_end(version)
            while len(self._opened) > KEPT:
                self._opened.popitem(last=False)
            return self._opened[version]
