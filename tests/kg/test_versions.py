"""Published versions: what is written is what is read, and no crash loses or halves anything."""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg import versions
from kg.derived import derive
from kg.errors import (
    DiskFull,
    FolderBusy,
    FolderNotWritable,
    NothingPublished,
    NothingPublishedThen,
    PartChanged,
    PartMissing,
    VersionUnknown,
)
from kg.graph import ontology_quads
from kg.names import DATA_GRAPH, DCT, PROV, PROVENANCE_GRAPH, SHAPES_GRAPH, STYR, XSD
from kg.rdf import sorted_nquads
from kg.versions import Version, VersionStore

EX = "https://example.org/kommun/"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 999, tzinfo=timezone(timedelta(hours=1)))
FILES = ("data.nq", "derived.nq", "ontology.nq", "provenance.nq", "report.json", "shapes.nq")
PENDING = ["fsync", "replace", "fsync"]
STEPS = [*["fsync"] * 8, *PENDING, "rename", "fsync", "replace", "fsync"]
"""Seven files and their folder, which number is pending, then into place and pointed to."""
RENAMED, REPLACED = STEPS.index("rename"), len(STEPS) - 2


def titled(*titles: str) -> list[Quad]:
    return [
        Quad(NamedNode(EX + title), DCT.title, Literal(title, language="sv")) for title in titles
    ]


def publish(store: VersionStore, *titles: str) -> Version:
    return store.publish(
        titled(*titles), publisher="Strateg", note="Ny", report={"conforms": True}, moment=MOMENT
    )


def titles(store: VersionStore, number: int | None = None) -> list[str]:
    found = store.load(number).store.quads_for_pattern(None, None, None, DATA_GRAPH)
    return sorted(quad.object.value for quad in found)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def at_each_step(monkeypatch: pytest.MonkeyPatch, act: Callable[[int, int], None]) -> list[str]:
    """Call ``act(step, file descriptor)`` before each flush and move; gives the steps taken."""
    taken: list[str] = []

    def before(name: str) -> None:
        original = getattr(os, name)

        def stepped(*arguments: object, **named: object) -> object:
            taken.append(name)
            act(len(taken) - 1, arguments[0] if isinstance(arguments[0], int) else -1)
            return original(*arguments, **named)

        monkeypatch.setattr(os, name, stepped)

    for name in ("fsync", "rename", "replace"):
        before(name)
    return taken


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    return VersionStore(tmp_path / "data")


# -- round trip ---------------------------------------------------------------------------------

IRIS = st.sampled_from([NamedNode(EX + name) for name in "abc"])
BLANKS = st.sampled_from([BlankNode(name) for name in "xyz"])
PREDICATES = st.sampled_from([DCT.title, STYR.inFocusArea, STYR.focusAreaOf, STYR.towards])
LITERALS = st.one_of(
    st.builds(Literal, st.text()),
    st.builds(Literal, st.text(), language=st.sampled_from(["sv", "en-GB"])),
    st.builds(Literal, st.text(), datatype=IRIS),
)
GRAPHS = st.sampled_from([DATA_GRAPH, NamedNode(EX + "elsewhere")])
QUADS = st.sets(st.builds(Quad, IRIS | BLANKS, PREDICATES, IRIS | BLANKS | LITERALS, GRAPHS))


@given(QUADS)
@settings(max_examples=40, deadline=None)
def test_what_is_published_is_what_is_loaded(quads: set[Quad]) -> None:
    data = {Quad(q.subject, q.predicate, q.object, DATA_GRAPH) for q in quads}
    expected = Store()
    expected.extend(data)
    expected.extend(derive(expected))
    expected.extend(ontology_quads())
    with TemporaryDirectory() as folder:
        store = VersionStore(Path(folder))
        version = store.publish(quads, publisher="p", note="n", report={}, moment=MOMENT)
        loaded = store.load().store
        told = (Path(folder) / "versions" / "000001" / "provenance.nq").read_bytes()
    expected.extend(parse(told, RdfFormat.N_QUADS))
    assert sorted_nquads(loaded) == sorted_nquads(expected)
    assert version.triples == len(data)


def test_files_keep_numbers_as_written_and_the_store_writes_them_its_own_way(
    store: VersionStore,
) -> None:
    written = Literal("061.50", datatype=XSD.decimal)
    quad = Quad(NamedNode(EX + "varde"), STYR.value, written, DATA_GRAPH)
    store.publish([quad], publisher="p", note="n", report={})
    data = (store.folder / "versions" / "000001" / "data.nq").read_bytes()
    assert list(parse(data, RdfFormat.N_QUADS)) == [quad]
    (loaded,) = store.load().store.quads_for_pattern(None, STYR.value, None, DATA_GRAPH)
    assert loaded.object == Literal("61.5", datatype=XSD.decimal)


@given(
    QUADS.flatmap(lambda quads: st.tuples(st.permutations(sorted(quads, key=str)), st.just(quads)))
)
@settings(max_examples=25, deadline=None)
def test_equal_data_give_equal_bytes(orders: tuple[list[Quad], set[Quad]]) -> None:
    fresh = {name: BlankNode() for name in "xyz"}

    def renamed(quad: Quad) -> Quad:
        ends = [fresh[t.value] if isinstance(t, BlankNode) else t for t in quad.triple]
        return Quad(ends[0], ends[1], ends[2], quad.graph_name)

    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        made = [
            VersionStore(Path(folder)).publish(
                quads, publisher="p", note="n", report={"å": 1}, moment=MOMENT
            )
            for folder, quads in ((one, map(renamed, orders[0])), (other, orders[1]))
        ]
        assert made[0] == made[1]
        assert contents(Path(one)) == contents(Path(other))


def test_a_whole_version(store: VersionStore) -> None:
    publish(store, "ett")
    rule = Quad(NamedNode(EX + "regel"), DCT.title, Literal("R"))
    told = Quad(NamedNode(EX + "tva"), PROV.hadPrimarySource, Literal("plan.ttl"), PROVENANCE_GRAPH)
    version = store.publish(
        [*titled("tva"), told],
        publisher="Åsa",
        note='Mål & "medel"',
        report={"ägare": [1], "version_of_shapes": "1.2"},
        shapes=[rule],
        draft="utkast",
        edit=7,
        restores=1,
        moment=MOMENT,
    )
    body = f'<{EX}tva> <http://purl.org/dc/terms/title> "tva"@sv <{DATA_GRAPH.value}> .\n'.encode()
    checksum = hashlib.sha256(body).hexdigest()
    rules = f'<{EX}regel> <http://purl.org/dc/terms/title> "R" <{SHAPES_GRAPH.value}> .\n'.encode()
    judged = hashlib.sha256(rules).hexdigest()
    assert version == Version(
        2,
        "2026-01-02T02:04:05+00:00",
        "Åsa",
        'Mål & "medel"',
        *(1, checksum, 1, 1, "utkast", 7, 1, "1.2", judged),
    )
    assert (store.current(), store.version(2), store.all()[1:]) == (version, version, [version])
    place = store.folder / "versions" / "000002"
    assert (place / "data.nq").read_bytes() == body
    assert (place / "shapes.nq").read_bytes() == rules
    report = json.loads((place / "report.json").read_text("utf-8"))
    assert report == {"ägare": [1], "version_of_shapes": "1.2"}
    graph = "https://w3id.org/styrkompass/graph/"
    act, made, when = (f"<{graph}{part}/2>" for part in ("publication", "version", "generation"))
    who, state = f"<{graph}agent/%C3%85sa>", f"<{graph}draft/utkast/7>"
    shapes = f"<{graph}shapes/{judged}>"
    prov, dct = "http://www.w3.org/ns/prov#", "http://purl.org/dc/terms/"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    a = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    moment = '"2026-01-02T02:04:05+00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    assert (place / "provenance.nq").read_text("utf-8").splitlines() == [
        f"{line} <{graph}provenance> ."
        for line in (
            f'<{EX}tva> <{prov}hadPrimarySource> "plan.ttl"',
            f"{who} {a} <{prov}Agent>",
            f'{who} {label} "Åsa"',
            f"{state} {a} <{prov}Entity>",
            f'{state} {label} "utkast, 7"',
            f"{when} {a} <{prov}Generation>",
            f"{when} <{prov}activity> {act}",
            f"{when} <{prov}atTime> {moment}",
            f'{act} <{dct}description> "Mål & \\"medel\\""',
            f'{act} <{dct}publisher> "Åsa"',
            f"{act} {a} <{prov}Activity>",
            f"{act} <{prov}endedAtTime> {moment}",
            f"{act} <{prov}used> {state}",
            f"{act} <{prov}used> {shapes}",
            f"{act} <{prov}wasAssociatedWith> {who}",
            f'{shapes} <{dct}identifier> "sha256:{judged}"',
            f"{shapes} {a} <{prov}Entity>",
            f'{shapes} <http://www.w3.org/2002/07/owl#versionInfo> "1.2"',
            f"{made} {a} <{prov}Entity>",
            f"{made} <{prov}generatedAtTime> {moment}",
            f"{made} <{prov}qualifiedGeneration> {when}",
            f"{made} <{prov}wasAttributedTo> {who}",
            f"{made} <{prov}wasDerivedFrom> {state}",
            f"{made} <{prov}wasDerivedFrom> <{graph}version/1>",
            f"{made} <{prov}wasGeneratedBy> {act}",
            f"{made} <{prov}wasRevisionOf> <{graph}version/1>",
        )
    ]


def test_a_new_version_leaves_the_old_one_as_it_is(store: VersionStore) -> None:
    first = publish(store, "ett")
    before = contents(store.folder / "versions" / "000001")
    second = publish(store, "ett", "tva")
    assert contents(store.folder / "versions" / "000001") == before
    assert (store.all(), store.current()) == ([first, second], second)
    assert (titles(store), titles(store, 1)) == (["ett", "tva"], ["ett"])
    assert (store.load().number, store.load(1).number) == (2, 1)
    assert sorted(path.name for path in store.folder.iterdir()) == ["current", "lock", "versions"]


def test_blank_nodes_of_different_graphs_stay_apart(store: VersionStore) -> None:
    """Both are called _:c14n0 in their files."""
    quads = [
        Quad(BlankNode(), DCT.title, Literal("data")),
        Quad(BlankNode(), DCT.title, Literal("told"), PROVENANCE_GRAPH),
    ]
    store.publish(quads, publisher="p", note="n", report={})
    named = store.load().store.quads_for_pattern(None, DCT.title, None, None)
    blank = [quad for quad in named if isinstance(quad.subject, BlankNode)]
    assert sorted(quad.object.value for quad in blank) == ["data", "told"]
    assert len({quad.subject for quad in blank}) == 2


# -- crashes ------------------------------------------------------------------------------------


def test_the_steps_of_publishing(store: VersionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = at_each_step(monkeypatch, lambda step, handle: None)  # noqa: ARG005
    publish(store, "ett")
    assert taken == STEPS


def crash(store: VersionStore, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Publish in a process that dies at ``step``; what it had not flushed is torn in half."""

    def die(at: int, handle: int) -> None:
        if at == step:
            if handle >= 0 and os.path.isfile(f"/proc/self/fd/{handle}"):  # noqa: PTH113
                os.ftruncate(handle, os.fstat(handle).st_size // 2)
            os._exit(9)

    child = os.fork()
    if child == 0:
        at_each_step(monkeypatch, die)
        publish(store, "ny")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_a_crash_leaves_the_old_version_current(
    store: VersionStore, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    publish(store, "gammal")
    crash(store, monkeypatch, step)
    assert titles(store) == (["gammal"] if step <= REPLACED else ["ny"])
    left = [1] if step <= REPLACED else [1, 2]
    assert [version.number for version in store.all()] == left
    assert publish(store, "nyare").number == left[-1] + 1
    assert (titles(store), titles(store, 1)) == (["nyare"], ["gammal"])
    assert store.leftovers() == []


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_a_crash_while_the_first_version_is_published(
    store: VersionStore, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Between the version and its pointer the folder was taken to be damaged."""
    crash(store, monkeypatch, step)
    if step <= REPLACED:
        with pytest.raises(NothingPublished):
            store.load()
    else:
        assert titles(store) == ["ny"]
    publish(store, "nyare")
    assert titles(store) == ["nyare"]


@pytest.mark.parametrize("step", range(len(STEPS) - 1))
def test_a_full_disk_changes_nothing(
    store: VersionStore, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """A version that was in place but not pointed to was left behind."""

    def fail(at: int, handle: int) -> None:
        if at == step:
            raise OSError(errno.ENOSPC, "No space left on device")

    first = publish(store, "gammal")
    with monkeypatch.context() as patched:
        at_each_step(patched, fail)
        with pytest.raises(DiskFull) as raised:
            publish(store, "ny")
    assert raised.value.params == {"path": store.folder}
    assert (store.all(), titles(store)) == ([first], ["gammal"])
    assert publish(store, "ny").number == 2
    assert titles(store) == ["ny"]


def test_a_version_that_everyone_sees_is_not_said_to_have_failed(
    store: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(at: int, handle: int) -> None:
        if at == len(STEPS) - 1:
            raise OSError(errno.EIO, "Input/output error")

    at_each_step(monkeypatch, fail)
    assert publish(store, "ny") == store.current()


def test_readers_see_the_old_or_the_new_and_never_half(
    store: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(store, "gammal")
    reader = VersionStore(store.folder)
    seen: list[list[str]] = []
    at_each_step(monkeypatch, lambda step, handle: seen.append(titles(reader)))  # noqa: ARG005
    publish(store, "ny")
    assert seen == [*[["gammal"]] * (REPLACED + 1), ["ny"]]


def test_readers_in_another_thread_see_whole_versions(store: VersionStore) -> None:
    publish(store, "1")
    seen: list[list[str]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            graph = VersionStore(store.folder).load()
            data = graph.store.quads_for_pattern(None, None, None, DATA_GRAPH)
            seen.append([str(graph.number), *(quad.object.value for quad in data)])

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(2, 20):
        publish(store, str(number))
    done.set()
    reader.join()
    numbers = [int(number) for number, _ in seen]
    assert seen == [[str(number), str(number)] for number in numbers]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) > 1


# -- damage -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["missing", "longer", "empty"])
def test_a_damaged_file_is_named(store: VersionStore, name: str, damage: str) -> None:
    publish(store, "ett")
    path = store.folder / "versions" / "000001" / name
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"\n" if damage == "longer" else b" ")
    with pytest.raises(PartMissing if damage == "missing" else PartChanged) as raised:
        store.load()
    assert raised.value.params == {
        "path": store.folder,
        "part": Path("versions") / "000001" / name,
    }


def manifests() -> Iterator[bytes]:
    """Manifests that are not what was written, though some are JSON."""
    version = {
        "number": 1,
        "published": "",
        "publisher": "",
        "note": "",
        "triples": 1,
        "data_sha256": "",
    }
    files = {name: {"sha256": ""} for name in FILES}
    yield from (b"", b"\xff", b"null", b"[]", b"{}", b"1")
    for wrong in (
        {"version": version},
        {"files": files},
        {"version": {}, "files": files},
        {"version": {**version, "more": 1}, "files": files},
        {"version": version, "files": {}},
        {"version": version, "files": []},
        {"version": version, "files": {**files, "data.nq": {}}},
        {"version": version, "files": {**files, "data.nq": "x"}},
    ):
        yield json.dumps(wrong).encode()


@pytest.mark.parametrize("content", list(manifests()))
def test_a_damaged_manifest_is_named(store: VersionStore, content: bytes) -> None:
    publish(store, "ett")
    path = store.folder / "versions" / "000001" / "manifest.json"
    path.write_bytes(content)
    with pytest.raises(PartChanged) as raised:
        store.load()
    assert raised.value.params == {"path": store.folder, "part": path.relative_to(store.folder)}


def test_a_missing_manifest_is_named(store: VersionStore) -> None:
    publish(store, "ett")
    path = store.folder / "versions" / "000001" / "manifest.json"
    path.unlink()
    for read in (store.load, store.current, store.all):
        with pytest.raises(PartMissing) as raised:
            read()
        assert raised.value.params == {"path": store.folder, "part": path.relative_to(store.folder)}


@given(st.binary() | st.integers().map(lambda n: str(n).encode()) | st.just(b"9" * 5000))
@settings(max_examples=50, deadline=None)
def test_a_garbage_pointer(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        store = VersionStore(Path(folder))
        publish(store, "ett")
        (Path(folder) / "current").write_bytes(content + b"\n2\n")
        with pytest.raises(PartChanged) as raised:
            store.current()
        assert raised.value.params == {"path": Path(folder), "part": "current"}


@pytest.mark.parametrize("content", [b"2\n", b"0\n", b"-1\n", b"", b"01\n", "\u0661\n".encode()])
def test_a_pointer_to_no_version(store: VersionStore, content: bytes) -> None:
    publish(store, "ett")
    (store.folder / "current").write_bytes(content)
    with pytest.raises(PartChanged):
        store.load()
    assert titles(store, 1) == ["ett"]


def test_a_pointer_that_is_gone_or_a_folder(store: VersionStore) -> None:
    publish(store, "ett")
    pointer = store.folder / "current"
    pointer.unlink()
    with pytest.raises(PartMissing) as raised:
        store.load()
    assert raised.value.params == {"path": store.folder, "part": "current"}
    pointer.mkdir()
    with pytest.raises(PartChanged):
        store.load()


def test_a_changed_byte_anywhere_in_a_manifest_is_noticed(store: VersionStore) -> None:
    """A publisher's name could be changed without anybody noticing."""
    publish(store, "ett")
    path = store.folder / "versions" / "000001" / "manifest.json"
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(PartChanged):
            store.version(1)


def test_a_manifest_of_release_0_1_is_read(store: VersionStore) -> None:
    """It has no checksum of its own, fewer fields, and there are no shapes beside it."""
    made = publish(store, "ett")
    place = store.folder / "versions" / "000001"
    manifest = json.loads((place / "manifest.json").read_bytes())
    fields = ("number", "published", "publisher", "note", "triples", "data_sha256")
    told = {name: manifest["version"][name] for name in fields}
    files = {name: told for name, told in manifest["files"].items() if name != "shapes.nq"}
    (place / "shapes.nq").unlink()
    (place / "manifest.json").write_text(json.dumps({"version": told, "files": files}))
    assert store.current() == Version(**told)
    assert titles(store) == ["ett"]
    assert publish(store, "ett", "tva").added == 1
    assert made.added == 1


def test_a_version_that_is_gone_is_named(store: VersionStore) -> None:
    publish(store, "ett")
    publish(store, "tva")
    shutil.rmtree(store.folder / "versions" / "000001")
    with pytest.raises(PartMissing) as raised:
        store.all()
    assert raised.value.params["part"] == Path("versions/000001/manifest.json")
    assert titles(store) == ["tva"]


def test_an_older_pointer_is_noticed(store: VersionStore) -> None:
    """Publishing would have written over what was published since."""
    publish(store, "ett")
    publish(store, "tva")
    (store.folder / "current").write_bytes(b"1\n")
    before = contents(store.folder)
    for act in (store.current, store.all, lambda: publish(store, "tre")):
        with pytest.raises(PartChanged) as raised:
            act()
        assert raised.value.params == {"path": store.folder, "part": "current"}
    assert contents(store.folder) == before
    assert store.mend() == ["current"]
    assert titles(store) == ["tva"]


def test_a_lost_pointer_is_mended_and_what_was_never_published_is_removed(
    store: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(store, "gammal")
    crash(store, monkeypatch, REPLACED)
    pending = [store.folder / "versions" / "000002", store.folder / "current.new"]
    assert store.leftovers() == pending
    (store.folder / "current").unlink()
    assert store.mend() == ["current", "versions/000002", "current.new"]
    assert (titles(store), store.leftovers(), store.mend()) == (["gammal"], [], [])


# -- looking back -------------------------------------------------------------------------------


def test_what_was_current_on_a_day(store: VersionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    days = [(2026, 3, 1, 23, 59), (2026, 3, 3, 8), (2026, 3, 3, 9), (2026, 3, 5)]
    for number, day in enumerate(days, 1):
        moment = datetime(*day, tzinfo=UTC)
        store.publish(titled(str(number)), publisher="p", note="", report={}, moment=moment)
    asked = [date(2026, 3, day) for day in (1, 2, 3, 4, 5, 9)]
    assert [store.at(day).number for day in asked] == [1, 1, 3, 3, 4, 4]
    noon = datetime(2026, 3, 3, 8, 30)
    stockholm = noon.replace(tzinfo=timezone(timedelta(hours=1)))
    assert [store.at(moment).number for moment in (noon, stockholm)] == [2, 1]
    with pytest.raises(NothingPublishedThen) as raised:
        store.at(date(2026, 2, 28))
    first = "2026-03-01T23:59:00+00:00"
    assert raised.value.params == {"moment": date(2026, 2, 28), "first": first}


def test_a_day_when_there_is_nothing_at_all(store: VersionStore) -> None:
    with pytest.raises(NothingPublished):
        store.at(date(2026, 2, 28))


def test_quads_are_those_that_were_published(store: VersionStore) -> None:
    """And nothing that publishing itself told, so that they can be published again."""
    number = Literal("061.50", datatype=XSD.decimal)
    quads = [
        Quad(NamedNode(EX + "varde"), STYR.value, number, DATA_GRAPH),
        Quad(NamedNode(EX + "varde"), DCT.relation, BlankNode(), DATA_GRAPH),
        Quad(NamedNode(EX + "varde"), PROV.hadPrimarySource, Literal("a"), PROVENANCE_GRAPH),
    ]
    store.publish(quads, publisher="Åsa", note="", report={}, draft="utkast", edit=1)
    publish(store, "annat")
    assert sorted_nquads(store.quads(1)) == sorted_nquads(quads)
    again = store.publish(store.quads(1), publisher="Åsa", note="", report={}, restores=1)
    data = [(store.folder / "versions" / n / "data.nq").read_bytes() for n in ("000001", "000003")]
    assert (data[0], again.restores, again.data_sha256) == (
        data[1],
        1,
        store.version(1).data_sha256,
    )


# -- refusals -----------------------------------------------------------------------------------


def test_nothing_is_published_yet(store: VersionStore) -> None:
    for read in (store.load, store.current):
        with pytest.raises(NothingPublished) as raised:
            read()
        assert raised.value.params == {"path": store.folder}
    assert store.all() == []
    assert not store.folder.exists()


@pytest.mark.parametrize("number", [-1, 0, 3])
def test_an_unknown_number(store: VersionStore, number: int) -> None:
    with pytest.raises(VersionUnknown) as raised:
        store.load(number)
    assert raised.value.params == {"number": number, "known": "–"}
    publish(store, "ett")
    publish(store, "tva")
    with pytest.raises(VersionUnknown) as raised:
        store.version(number)
    assert raised.value.params == {"number": number, "known": "1, 2"}


def test_only_one_can_publish(store: VersionStore) -> None:
    publish(store, "ett")
    before = contents(store.folder)
    with (store.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(FolderBusy) as raised:
            publish(store, "tva")
        assert raised.value.params == {"path": store.folder}
        assert titles(VersionStore(store.folder)) == ["ett"]
    assert contents(store.folder) == before
    assert publish(store, "tva").number == 2


def test_the_other_publisher_is_held_off_from_the_first_quad_on(store: VersionStore) -> None:
    def quads() -> Iterator[Quad]:
        with pytest.raises(FolderBusy):
            publish(VersionStore(store.folder), "annan")
        yield from titled("egen")

    store.publish(quads(), publisher="p", note="n", report={})
    assert [version.number for version in store.all()] == [1]
    assert titles(store) == ["egen"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    store = VersionStore(tmp_path / "file" / "data")
    with pytest.raises(FolderNotWritable) as raised:
        publish(store, "ett")
    assert raised.value.params == {"path": store.folder, "reason": "Not a directory"}
    assert (tmp_path / "file").read_text() == "x"


def test_the_graph_files_are_those_of_the_manifest(store: VersionStore) -> None:
    publish(store, "ett")
    place = store.folder / "versions" / "000001"
    manifest = json.loads((place / "manifest.json").read_bytes())
    assert manifest["files"] == {
        name: {
            "sha256": hashlib.sha256((place / name).read_bytes()).hexdigest(),
            "bytes": (place / name).stat().st_size,
        }
        for name in FILES
    }
    assert (*versions.GRAPH_FILES, versions.REPORT_FILE, versions.SHAPES_FILE) == FILES
