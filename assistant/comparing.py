"""What two versions, or a version and a draft, are compared as: their statements and names."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Quad

from assistant.settings import Settings
from assistant.sharing import versions_of
from kg.diff import Diff
from kg.diff import diff as compare
from kg.drafts import DEFAULT, DraftStore
from kg.errors import TEXTS
from kg.graph import GovernanceGraph
from kg.names import PROVENANCE_GRAPH
from kg.versions import VersionStore


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison, without provenance; ``name`` is what it is called."""

    name: str
    quads: list[Quad]


def sides(
    settings: Settings, old: int | None, new: int | None, draft: str | None, lang: str
) -> tuple[Side, Side]:
    """Version ``old`` (by default the current one), and version ``new`` or else a draft.

    Raises what `VersionStore` and `DraftStore` raise for what is not there.
    """
    versions = versions_of(settings)
    start = versions.current().number if old is None else old
    before = _version(versions, start, lang)
    if new is not None:
        return before, _version(versions, new, lang)
    name = draft or DEFAULT
    called = TEXTS.get(lang, "diff.draft", name=name)
    return before, Side(called, without_provenance(DraftStore(settings.data).read(name)))


def difference(before: Side, after: Side) -> Diff:
    """What differs, in terms of things and their properties."""
    graphs = [GovernanceGraph.from_quads(side.quads) for side in (before, after)]
    return compare(*graphs)


def without_provenance(quads: Iterable[Quad]) -> list[Quad]:
    """What is said of the municipality, not of where it came from."""
    return [quad for quad in quads if quad.graph_name != PROVENANCE_GRAPH]


def _version(versions: VersionStore, number: int, lang: str) -> Side:
    called = TEXTS.get(lang, "diff.version", number=number)
    return Side(called, without_provenance(versions.quads(number)))
