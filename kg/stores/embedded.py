"""The versions of one data folder, as a store."""

import time
from pathlib import Path

from pyoxigraph import Quad

from kg.errors import NothingPublished, StoreTaken, StyrError
from kg.stores.base import Content, Health
from kg.stores.packing import manifest_of, quads_of
from kg.texts import Phrase
from kg.versions import MANIFEST, Version, VersionStore


class EmbeddedStore:
    """A `kg.stores.base.Store` in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder)
        self._versions = VersionStore(folder)

    def publish(self, number: int, content: Content) -> None:
        """See `Store`."""
        self._versions.take(number, content)
        if self.manifests()[number] != content[MANIFEST]:
            raise StoreTaken(address=self.address, number=number)

    def newest(self) -> int:
        """See `Store`."""
        try:
            return self._versions.numbers()[-1]
        except NothingPublished:
            return 0

    def manifests(self) -> dict[int, bytes]:
        """See `Store`."""
        numbers = range(1, self.newest() + 1)
        return {number: self._versions.content(number, MANIFEST) for number in numbers}

    def versions(self) -> list[Version]:
        """See `Store`."""
        return self._versions.all()

    def current(self) -> Version:
        """See `Store`."""
        return self._versions.current()

    def content(self, number: int) -> dict[str, bytes]:
        """See `Store`."""
        manifest = self._versions.content(number, MANIFEST)
        names = manifest_of(manifest)[1]
        files = {name: self._versions.content(number, name) for name in names}
        return {**files, MANIFEST: manifest}

    def load(self, number: int) -> list[Quad]:
        """See `Store`."""
        return quads_of(self.content(number))

    def health(self) -> Health:
        """See `Store`."""
        began = time.perf_counter()
        try:
            number, well = self.newest(), True
            text = Phrase("store.number", {"number": number}) if number else Phrase("store.empty")
        except StyrError as problem:
            well, text = False, Phrase(f"error.{type(problem).__name__}", problem.params)
        return Health(well, (time.perf_counter() - began) * 1000, text)
