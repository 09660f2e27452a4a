"""The published versions as the settings say: in the data folder, or shared on a SPARQL server."""

import sys
from collections.abc import Iterator

from assistant.settings import Settings
from kg.errors import NothingPublished, StoreUnreachable, StyrError
from kg.texts import Phrase
from kg.versions import VersionStore


def versions_of(settings: Settings) -> VersionStore:
    """The versions; what is shared is in the folder as far as it has been fetched."""
    if (server := settings.server) is None:
        return VersionStore(settings.data)
    from kg.stores.remote import store_on
    from kg.stores.shared import SharedVersions

    return SharedVersions(settings.data, store_on(server))


def catch_up(settings: Settings, *, whole: bool) -> None:
    """Take in what others have published; ``whole`` also fetches every earlier version.

    Without a server there is nothing to do. One that does not answer is told of on standard error
    if the folder has a version to go on with. Raises `kg.errors.SharedStoreError`.
    """
    if settings.server is None:
        return
    from kg.stores.shared import SharedVersions

    versions = versions_of(settings)
    assert isinstance(versions, SharedVersions)
    try:
        versions.complete() if whole else versions.refresh()
    except StoreUnreachable as problem:
        try:
            versions.current()
        except NothingPublished:
            raise problem from None
        print(problem.message(settings.lang), file=sys.stderr)


def signs(settings: Settings) -> Iterator[tuple[bool, Phrase]]:
    """What ``doctor`` says of the server: whether it answers, is written to, is followed."""
    if (server := settings.server) is None:
        return
    from kg.stores.remote import store_on

    store = store_on(server)
    health = store.health()
    yield health.well, health.text
    if not health.well:
        return
    try:
        store.writable()
        yield True, Phrase("store.writable")
        catch_up(settings, whole=True)
        newest = store.newest()
        yield True, Phrase("store.number", {"number": newest}) if newest else Phrase("store.empty")
    except StyrError as problem:
        yield False, Phrase(f"error.{type(problem).__name__}", problem.params)
