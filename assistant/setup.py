"""From an empty data folder to something that can be asked: ingest, validate, publish, index."""

import getpass
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, parse

from assistant.assistant import Assistant
from assistant.comparing import without_provenance
from assistant.embeddings import Progress
from assistant.errors import TEXTS, DayWrong
from assistant.settings import Settings
from assistant.sharing import catch_up, versions_of
from ingest import ingest, loaded
from kg.drafts import DraftStore
from kg.errors import (
    DraftExists,
    DraftOutdated,
    DraftUnchanged,
    DraftUnknown,
    FolderDamaged,
    NothingPublished,
    PublishEmpty,
    PublishRefused,
    StoreTaken,
    VersionInForce,
)
from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR, RDF, STYR
from kg.patch import between
from kg.reports.as_json import to_json
from kg.results import Report
from kg.shapes import Shapes
from kg.validation import choose_shapes, validate
from kg.versions import Version, VersionStore

SHIPPED = ONTOLOGY_DIR / "pitea"
"""The municipality whose graph is shipped and published when the data folder is empty."""
SHIPPER = "Styrkompassen"
"""Who publishes it: nobody who works there has."""


def open_graph(
    settings: Settings, files: Sequence[Path] = (), number: int | None = None
) -> GovernanceGraph:
    """The graph to answer from: given files, else version ``number``, else the current one."""
    if files:
        return GovernanceGraph.from_files(files)
    return versions_of(settings).load(number)


def version_asked_for(settings: Settings, number: int | None, day: str | None) -> int | None:
    """The version's number: as given, or what was in force at the end of ``day`` (2026-11-23).

    None when neither is given. Raises `DayWrong`, `kg.errors.VersionUnknown` or what
    `VersionStore.at` raises.
    """
    if number is not None or not day:
        return number
    try:
        asked = date.fromisoformat(day)
    except ValueError as problem:
        raise DayWrong(day=day) from problem
    return versions_of(settings).at(asked).number


def ensure_published(settings: Settings, say: "Teller") -> Version:
    """The current version; when there is none, the shipped graph is published as version 1.

    Raises `kg.errors.StoreError`, or `PublishRefused` should the shipped graph break its own rules.
    """
    catch_up(settings, whole=False)
    versions = versions_of(settings)
    try:
        return versions.current()
    except NothingPublished:
        pass
    say("reading")
    quads = list(ingest([SHIPPED]))
    try:
        return publish(versions, quads, say, _shipped_note(quads, settings.lang), by=SHIPPER)
    except StoreTaken:  # another server that started at the same time was first
        catch_up(settings, whole=False)
        return versions.current()


def _shipped_note(quads: list[Quad], lang: str) -> str:
    graph = GovernanceGraph.from_quads(quads)
    names = [graph.title(each, lang) for each in graph.instances(STYR.Municipality)]
    return TEXTS.get(lang, "cli.shipped_note", municipality=", ".join(names))


def refuse_outdated(settings: Settings, name: str) -> None:
    """Raise `DraftOutdated` if publishing the draft would undo what others have published.

    A draft is based on the version that it was started from, or on the last one made from it.
    """
    base, versions = DraftStore(settings.data).head(name).base, versions_of(settings)
    if not base:
        return
    current = versions.current()
    since = map(versions.version, range(current.number, base, -1))
    base = next((each.number for each in since if each.draft == name), base)
    if base < current.number and current.data_sha256 != versions.version(base).data_sha256:
        raise DraftOutdated(name=name, base=base, current=current.number)


def refuse_unchanged(settings: Settings, name: str, quads: list[Quad]) -> None:
    """Raise `DraftUnchanged` if ``quads``, the draft's, say what the current version says."""
    if number := _same_as(versions_of(settings), quads):
        raise DraftUnchanged(name=name, number=number)


def _same_as(versions: VersionStore, quads: list[Quad]) -> int | None:
    """The current version's number if ``quads`` say the same of the municipality as it.

    Where they came from does not count. One that is damaged is no reason not to publish another.
    """
    try:
        number = versions.current().number
        before = versions.quads(number)
    except (NothingPublished, FolderDamaged):
        return None
    found = between(without_provenance(before), without_provenance(quads))
    return None if found.removed or found.added else number


def publish(
    versions: VersionStore,
    quads: list[Quad],
    say: "Teller",
    note: str,
    *,
    rules: Shapes | None = None,
    draft: str = "",
    edit: int = 0,
    by: str = "",
) -> Version:
    """Validate and publish; ``draft`` and ``edit`` say where the quads come from, ``by`` who does.

    They are judged by ``rules``, by default the shipped ones.

    Raises `PublishEmpty` for a draft without a vision and `PublishRefused`, which holds the report,
    if a rule is violated; then nothing has changed.
    """
    if not any(q.predicate == RDF.type and q.object == STYR.Vision for q in quads):
        raise PublishEmpty()
    say("validating")
    report = validate(without_provenance(quads), rules)
    if not report.conforms:
        raise PublishRefused(count=report.summary["violation"], report=report)
    return _publish(versions, quads, report, say, by, note=note, draft=draft, edit=edit)


def own_shapes(settings: Settings) -> list[tuple[str, bytes]]:
    """Name and content of the shapes of one's own that the settings name.

    Raises `kg.errors.FileUnreadable` or `kg.errors.FormatUnknown`.
    """
    paths = [Path(each) for each in settings.shapes]
    return [(source.path, source.content) for source in loaded(paths)]


def rules(settings: Settings) -> Shapes:
    """The shipped rules, and those of one's own beside them.

    Raises as `own_shapes`, and `kg.errors.QueryError` for shapes that would call out.
    """
    return choose_shapes(supplied=own_shapes(settings))


def roll_back(
    versions: VersionStore,
    number: int,
    say: "Teller",
    note: str,
    rules: Shapes | None = None,
    *,
    by: str = "",
) -> tuple[Version, Report]:
    """Publish a new version equal to version ``number``, and what the rules of today say of it.

    It was valid when it was published, so it is not refused if it is not today. Raises
    `kg.errors.VersionUnknown`, `kg.errors.FolderDamaged` or, when the current version says the
    same, `VersionInForce`; then nothing has changed.
    """
    quads = versions.quads(number)
    if current := _same_as(versions, quads):
        raise VersionInForce(number=number, current=current)
    say("validating")
    report = validate(without_provenance(quads), rules)
    made = _publish(versions, quads, report, say, by, note=note, restores=number)
    return made, report


def _publish(
    versions: VersionStore,
    quads: list[Quad],
    report: Report,
    say: "Teller",
    by: str,
    **origin: Any,
) -> Version:
    """Publish what ``report`` is about, with the report and the shapes that it went by."""
    version = versions.publish(
        quads,
        publisher=by or account(),
        report=to_json(report, "sv"),
        shapes=parse(report.judged_by.ntriples.encode(), format=RdfFormat.N_TRIPLES),
        **origin,
    )
    say("publishing", number=version.number)
    return version


def open_assistant(
    settings: Settings,
    files: Sequence[Path] = (),
    progress: Progress | None = None,
    number: int | None = None,
) -> Assistant:
    """The assistant over `open_graph`'s graph, its index in the data folder."""
    graph = open_graph(settings, files, number)
    folder = settings.data / "index"

    def previous() -> GovernanceGraph | None:
        return versions_of(settings).load(graph.number - 1) if graph.number > 1 else None

    return Assistant(graph, settings, folder=folder, progress=progress, previous=previous)


def start_draft(drafts: DraftStore, name: str, by: str = "") -> None:
    """Start the draft from the current version, if there is no draft of that name."""
    try:
        drafts.head(name)
    except DraftUnknown:
        with suppress(DraftExists):  # somebody else has just started it
            drafts.start(name, current_number(drafts.folder), who=by or account())


def current_number(folder: Path) -> int:
    """The number of the current version, 0 when nothing is published."""
    try:
        return VersionStore(folder).current().number
    except NothingPublished:
        return 0


def account() -> str:
    """The name that edits and publications are recorded under where none is given."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such account, as in some containers
        return "styrkompass"


class Teller:
    """Tells on standard error what takes time, in the settings' language."""

    def __init__(self, lang: str, *, quiet: bool = False) -> None:
        self._lang = lang
        self._quiet = quiet

    def __call__(self, key: str, **params: object) -> None:
        """Say one line of the texts under ``[progress]``."""
        if not self._quiet:
            print(TEXTS.get(self._lang, f"progress.{key}", **params), file=sys.stderr, flush=True)

    @contextmanager
    def bar(self, key: str) -> Iterator[Progress]:
        """A progress bar that appears only once there is something to wait for."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
        from rich.progress import Progress as Bar

        label = TEXTS.get(self._lang, f"progress.{key}")
        console = Console(stderr=True, quiet=self._quiet)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        bar = Bar(*columns, console=console)
        tasks: dict[int, TaskID] = {}

        def progress(done: int, total: int) -> None:
            if not tasks:
                bar.start()
            if total not in tasks:
                tasks[total] = bar.add_task(label, total=total)
            bar.update(tasks[total], completed=done)

        try:
            yield progress
        finally:
            if tasks:
                bar.stop()
