"""The interface of a store of published versions, and what can be said of its health.

A version is a set of files, as `kg.versions` describes them, under its number. What was published
is never changed: publishing adds a version, and the one with the highest number is current.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import Quad

from kg.texts import Phrase
from kg.versions import Version

Content = Mapping[str, bytes]
"""Every file of a version by name, ``manifest.json`` among them."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a store answers, how long that took, and what to tell of it."""

    well: bool
    milliseconds: float
    text: Phrase


class Store(Protocol):
    """Published versions, wherever they are. Everything raises `kg.errors.StoreError`."""

    def publish(self, number: int, content: Content) -> None:
        """Add version ``number`` and make it current, all of it or nothing of it.

        Raises `kg.errors.StoreTaken` if there is another version of that number.
        """

    def newest(self) -> int:
        """The number of the current version, 0 if there is none."""

    def manifests(self) -> dict[int, bytes]:
        """The manifest of every version by its number."""

    def versions(self) -> list[Version]:
        """Every version, oldest first."""

    def current(self) -> Version:
        """The version that everyone reads. Raises `kg.errors.NothingPublished`."""

    def content(self, number: int) -> dict[str, bytes]:
        """Every file of a version, each compared with its checksum."""

    def load(self, number: int) -> list[Quad]:
        """The quads of a version, compared with their checksums."""

    def health(self) -> Health:
        """Whether it answers; nothing is raised."""
