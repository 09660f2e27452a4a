"""From an empty data folder to something that can be asked: ingest, validate, publish, index."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Quad, Store

from assistant.assistant import Assistant
from assistant.embeddings import Progress
from assistant.errors import TEXTS
from assistant.settings import Settings
from ingest import ingest
from kg.errors import NothingPublished, PublishEmpty, PublishRefused
from kg.graph import GovernanceGraph
from kg.names import ONTOLOGY_DIR, RDF, STYR
from kg.report import to_json
from kg.validation import Report, validate
from kg.versions import Version, VersionStore

SHIPPED = ONTOLOGY_DIR / "pitea"
"""The municipality whose graph is shipped and published when the data folder is empty."""


def open_graph(settings: Settings, files: Sequence[Path] = ()) -> GovernanceGraph:
    """The graph to answer from: given files, else the published version."""
    if files:
        return GovernanceGraph.from_files(files)
    return VersionStore(settings.data).load()


def ensure_published(settings: Settings, say: "Teller") -> Version:
    """The current version; when there is none, the shipped graph is published as version 1.

    Raises `kg.errors.StoreError`, or `PublishRefused` should the shipped graph break its own rules.
    """
    versions = VersionStore(settings.data)
    try:
        return versions.current()
    except NothingPublished:
        pass
    say("reading")
    quads = list(ingest([SHIPPED]))
    note = f"Levererad graf: {SHIPPED.name}"
    return publish(versions, quads, say, note)


def publish(versions: VersionStore, quads: list[Quad], say: "Teller", note: str) -> Version:
    """Validate and publish.

    Raises `PublishEmpty` for a draft without a vision and `PublishRefused`, which holds the report,
    if a rule is violated; then nothing has changed.
    """
    if not any(q.predicate == RDF.type and q.object == STYR.Vision for q in quads):
        raise PublishEmpty()
    say("validating")
    report = validate_quads(quads)
    if not report.conforms:
        raise PublishRefused(count=report.summary["violation"], report=report)
    version = versions.publish(quads, publisher=_who(), note=note, report=to_json(report, "sv"))
    say("publishing", number=version.number)
    return version


def validate_quads(quads: Iterable[Quad], extra_shapes: Sequence[Path] = ()) -> Report:
    """The report on quads that lie in no store yet."""
    store = Store()
    store.bulk_extend(Quad(*quad.triple) for quad in quads)
    return validate(store, extra_shapes=extra_shapes)


def open_assistant(
    settings: Settings, files: Sequence[Path] = (), progress: Progress | None = None
) -> Assistant:
    """The assistant over given files or the published version, its index in the data folder."""
    graph = open_graph(settings, files)
    return Assistant(graph, settings, folder=settings.data / "index", progress=progress)


def _who() -> str:
    return os.environ.get("USER") or os.environ.get("USERNAME") or "styrkompass"


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
