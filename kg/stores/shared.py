"""The versions of a store that many servers share, in a data folder of one's own.

The store is what counts. The folder holds the manifest of every version that has been heard of, and
the files of those that have been fetched, by and by or when they were needed: it can be empty at
the start, and lost. A version is first published in the store and then in the folder, so the two
never disagree for longer than it takes to look again (`SharedVersions.follow`).
"""

import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from kg.durable import flush_folder, write_through, writing
from kg.errors import StoreDiffers
from kg.stores.base import Store
from kg.stores.packing import manifest_of
from kg.versions import MANIFEST, Version, VersionStore


class SharedVersions(VersionStore):
    """The versions of ``store``, as far as they have been fetched into ``folder``."""

    def __init__(self, folder: Path, store: Store) -> None:
        super().__init__(folder)
        self.store = store
        self._whole: set[int] = set()
        """Versions whose files have been seen in the folder."""

    def refresh(self) -> None:
        """Take in what others have published, and give the store what only the folder has.

        Raises `StoreDiffers` when they hold other versions under the same number, and
        `kg.errors.StoreError`.
        """
        there, here = self.store.manifests(), self._here()
        for number in sorted(set(there) & set(here)):
            if there[number] != here[number]:
                raise StoreDiffers(address=self._address, number=number, path=self.folder)
        for number in sorted(set(here) - set(there)):
            self.store.publish(number, self._content(number))
        self._take_in({number: there[number] for number in sorted(set(there) - set(here))})

    def follow(self) -> None:
        """`refresh`, if the store has a newer version than the folder: one small question."""
        if self.store.newest() > self._before():
            self.refresh()

    def complete(self) -> None:
        """`refresh`, and fetch the files of every version that the folder lacks."""
        self.refresh()
        while self.fetch_next():
            pass

    def fetch_next(self) -> bool:
        """Fetch the newest version whose files the folder lacks; whether there was one."""
        for number in range(self._before(), 0, -1):
            if number not in self._whole and self._fetch(number):
                return True
        return False

    def publish(self, quads: Iterable[Quad], **given: Any) -> Version:
        """As `VersionStore.publish`, in the store first.

        Raises also `kg.errors.StoreTaken` when somebody else has just published, and others of
        `kg.errors.SharedStoreError`; then nothing has changed.
        """
        self.refresh()
        if before := self._before():
            self._fetch(before)
        return super().publish(quads, **given)

    # -- what the folder lacks ----------------------------------------------------------------

    def _share(self, number: int, content: Mapping[str, bytes]) -> None:
        self.store.publish(number, content)

    def _verified(self, number: int, name: str, expected: str) -> bytes:
        if not (self._place(number) / name).is_file():
            self._fetch(number)
        return super()._verified(number, name, expected)

    def _fetch(self, number: int) -> bool:
        """Put the files of a version that are missing in their place; whether some were."""
        place = self._place(number)
        _, sums = self._manifest(number)
        if all((place / name).is_file() for name in sums):
            self._whole.add(number)
            return False
        content = self.store.content(number)
        if content[MANIFEST] != (place / MANIFEST).read_bytes():
            raise StoreDiffers(address=self._address, number=number, path=self.folder)
        with writing(self.folder):
            for name in sums:
                _put(place / name, content[name])
            flush_folder(place)
        return True

    def _take_in(self, manifests: Mapping[int, bytes]) -> None:
        """Let the folder know of versions, one after another; the last becomes current."""
        for number, manifest in manifests.items():
            self.take(number, {MANIFEST: manifest})

    def _here(self) -> dict[int, bytes]:
        """The manifest of every version in the folder. Raises `kg.errors.FolderDamaged`."""
        return {number: self.content(number, MANIFEST) for number in self._published()}

    def _content(self, number: int) -> dict[str, bytes]:
        names = [MANIFEST, *manifest_of(self.content(number, MANIFEST))[1]]
        return {name: self.content(number, name) for name in names}

    @property
    def _address(self) -> str:
        return getattr(self.store, "address", "–")


def _put(path: Path, body: bytes) -> None:
    """Write a file whole; several may do so at once, since all write the same."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        write_through(beside, body)
        os.replace(beside, path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
