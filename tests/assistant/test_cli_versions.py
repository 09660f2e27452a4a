"""Drafts, versions and the data folder on the command line: what people see, from end to end."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from assistant.errors import TEXTS
from assistant.feedback import FOLDER, LOCK, Feedback, Said
from assistant.setup import SHIPPED
from kg.drafts import DraftStore
from kg.names import DATA_GRAPH, SHAPES_GRAPH
from kg.patch import between, read_patch
from kg.rdf import in_graph, sorted_nquads
from kg.saved_queries import FOLDER as QUERIES
from kg.saved_queries import LOCK as QUERIES_LOCK
from kg.saved_queries import SavedQueries
from kg.shapes import shipped
from kg.switch import BESIDE
from kg.versions import VersionStore
from tests.conftest import COMMAND, Outcome, contents

Command = Callable[..., Outcome]
RULES = Path(__file__).parents[1] / "ontology" / "rules"
BASE = RULES / "base.ttl"
PREFIXES = """@prefix styr: <https://w3id.org/styrkompass/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix ex: <https://example.org/kommun/> .
"""
STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


@pytest.fixture
def folder(
    styrkompass: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_words: None
) -> Path:
    """A data folder where Åsa has published the smallest graph that breaks no rule."""
    monkeypatch.setenv("USER", "Åsa")
    place = tmp_path / "data"
    monkeypatch.setenv("STYRKOMPASS_DATA", str(place))
    styrkompass("ingest", BASE)
    assert styrkompass("publish", "--note", "Först").code == 0
    return place


@pytest.fixture
def change(tmp_path: Path) -> Path:
    """The activity with another title and nobody responsible, and a new value."""
    path = tmp_path / "ändring.ttl"
    text = BASE.read_text("utf-8")
    old = re.search(r"^ex:aktivitet\b.*?\.$", text, re.MULTILINE | re.DOTALL)
    assert old is not None
    heading = text[: text.index("\nex:")]
    path.write_text(heading + "\n" + old[0].replace('"@sv', ' för alla"@sv', 1), "utf-8")
    return path


def shown(out: str) -> list[list[str]]:
    """A table's rows, cells by two spaces or more, times as they are not the test's business."""
    lines = [STAMP.sub("TID", line) for line in out.splitlines()]
    return [re.split(r" {2,}", line.strip()) for line in lines]


# -- publish, versions --------------------------------------------------------------------------


def test_the_first_version(styrkompass: Command, folder: Path) -> None:
    store = VersionStore(folder)
    version = store.current()
    count = str(version.triples)
    assert shown(styrkompass("versions").out) == [
        ["gäller", "nr", "publicerad", "av", "påståenden", "ändrat", "från", "anteckning"],
        ["*", "1", "TID", "Åsa", count, f"+{count} −0", "utkastet utkast, ändring 1", "Först"],
    ]
    (told,) = json.loads(styrkompass("versions", "--json").out)
    assert told == {
        "number": 1,
        "published": version.published,
        "publisher": "Åsa",
        "note": "Först",
        "triples": version.triples,
        "data_sha256": version.data_sha256,
        "added": version.triples,
        "removed": 0,
        "draft": "utkast",
        "edit": 1,
        "restores": 0,
        "shapes": json.loads(store.content(1, "report.json"))["version_of_shapes"],
        "shapes_sha256": version.shapes_sha256,
        "damaged": False,
        "current": True,
    }


def test_the_rules_it_was_judged_by_are_kept(styrkompass: Command, folder: Path) -> None:
    """As they are shipped today, to the letter."""
    today = parse(shipped().ntriples.encode(), RdfFormat.N_TRIPLES)
    content = VersionStore(folder).content(1, "shapes.nq")
    assert content == sorted_nquads(in_graph(quad, SHAPES_GRAPH) for quad in today)
    assert len(content.splitlines()) > 1000


def test_publish_tells_what_disappears(styrkompass: Command, folder: Path) -> None:
    lines = 'ex:pa a styr:Partner ; dct:title "Byalaget"@sv .'
    styrkompass("ingest", BASE, "--into", "utan")
    store = VersionStore(folder)
    with_partner = [*store.quads(1), *parse(PREFIXES + lines, RdfFormat.TURTLE)]
    store.publish(with_partner, publisher="Åsa", note="", report={})
    code, out, err = styrkompass("publish", "utan", "--anyway")
    assert (code, out) == (0, "3\n")
    assert err.splitlines()[2:] == [
        "1 tas bort, 0 nya, 0 ändrade. Påståenden: 2 bort, 0 till.",
        "Försvinner (1)",
        "  Samverkansparten ”Byalaget” har tagits bort",
    ]


def test_who_publishes_and_edits_can_be_said(
    styrkompass: Command, folder: Path, change: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account is often one of the machine's: root, styrkompass."""
    monkeypatch.setenv("STYRKOMPASS_WHO", "Kommunledningskontoret")
    styrkompass("ingest", change, "--add")
    styrkompass("ingest", BASE, "--who", "Eva")
    styrkompass("drafts", "utkast", "--back-to", 2, "--who", "Bo")
    edits = [edit.who for edit in DraftStore(folder).history("utkast")]
    assert edits == ["Åsa", "Kommunledningskontoret", "Eva", "Bo"]
    assert styrkompass("publish", "--who", "Eva Ek, kansliet").out == "2\n"
    assert styrkompass("rollback", 1).out == "3\n"
    publishers = [version.publisher for version in VersionStore(folder).all()]
    assert publishers == ["Åsa", "Eva Ek, kansliet", "Kommunledningskontoret"]


def test_what_does_not_differ_is_not_published(
    styrkompass: Command, folder: Path, change: Path
) -> None:
    """Reading in again what is published made an empty version."""
    styrkompass("ingest", BASE, "--add", "--into", "samma")
    before = contents(folder)
    code, out, err = styrkompass("publish", "samma")
    assert (code, out) == (1, "")
    assert err.startswith(
        "Utkastet samma publiceras inte: det säger detsamma som version 1, som redan gäller."
    )
    code, out, err = styrkompass("rollback", 1)
    assert (code, out) == (1, "")
    assert err.startswith("Det finns inget att gå tillbaka till: det som står i version 1 gäller")
    assert contents(folder) == before
    assert styrkompass("publish", "samma", "--anyway").out == "2\n"
    styrkompass("ingest", change, "--add", "--into", "samma")
    assert styrkompass("publish", "samma").out == "3\n"


def test_publishing_goes_on_though_the_version_before_is_damaged(
    styrkompass: Command, folder: Path
) -> None:
    (folder / "versions" / "000001" / "data.nq").write_text("skräp")
    code, out, err = styrkompass("publish")
    assert (code, out) == (0, "2\n")
    assert err.splitlines()[2].startswith("Vad som skiljer mot förra versionen går inte att visa")
    assert "Ingenting har ändrats" not in err
    assert shown(styrkompass("versions").out)[2][5] == "–"


def test_one_damaged_version_does_not_hide_the_others(styrkompass: Command, folder: Path) -> None:
    assert styrkompass("publish", "--anyway").code == 0
    (folder / "versions" / "000001" / "manifest.json").write_text("skräp")
    code, out, err = styrkompass("versions")
    assert (code, err) == (1, "")
    rows = shown(out)
    assert rows[1] == ["1", *"–––––", "skadad, se styrkompass doctor"]
    assert rows[2][:2] == ["*", "2"]
    code, out, err = styrkompass("versions", "--json")
    told = json.loads(out)
    assert (code, err, told[0]) == (1, "", {"number": 1, "damaged": True, "current": False})
    assert [(each["number"], each["damaged"], each["current"]) for each in told] == [
        (1, True, False),
        (2, False, True),
    ]


def test_one_damaged_draft_does_not_hide_the_others(
    styrkompass: Command, folder: Path, change: Path
) -> None:
    assert styrkompass("ingest", change, "--into", "annat").code == 0
    (folder / "drafts" / "annat" / "head.json").write_text("skräp")
    code, out, err = styrkompass("drafts")
    assert (code, err) == (1, "")
    rows = shown(out)
    assert rows[1] == ["annat", "–", "–", "skadad, se styrkompass doctor", "–"]
    assert [row[0] for row in rows[2:]] == ["utkast"]
    code, _, err = styrkompass("publish", "annat")
    assert (code, "styrkompass drafts annat --delete" in err) == (2, True)
    assert styrkompass("drafts", "annat", "--delete").code == 0
    assert styrkompass("drafts").code == 0


# -- ingest into a draft ------------------------------------------------------------------------


def test_add_keeps_the_rest_and_replaces_what_is_described(
    styrkompass: Command, folder: Path, change: Path
) -> None:
    code, out, err = styrkompass("ingest", change, "--add", "--into", "nytt")
    assert (code, out) == (0, "")
    assert err.endswith("lästes in till nytt.\n")
    told = styrkompass("diff", "nytt").out
    assert told.splitlines()[1].startswith("0 tas bort, 0 nya, 1 ändrade.")
    assert "för alla”" in told
    assert shown(styrkompass("drafts").out) == [
        ["utkast", "från version", "ändringar", "senast", "av"],
        ["nytt", "1", "2", "TID", "Åsa"],
        ["utkast", "–", "1", "TID", "Åsa"],
    ]
    styrkompass("ingest", change, "--into", "nytt")
    described = sorted_nquads(DraftStore(folder).read("nytt"))
    styrkompass("ingest", change, "--into", "bara")
    assert sorted_nquads(DraftStore(folder).read("bara")) == described


def test_add_before_anything_is_published(
    styrkompass: Command, tmp_path: Path, change: Path
) -> None:
    data = tmp_path / "ny"
    assert styrkompass("ingest", change, "--add", "--data", data).code == 0
    assert styrkompass("ingest", BASE, "--add", "--data", data).code == 0
    styrkompass("ingest", BASE, "--into", "bara", "--data", data)
    drafts = DraftStore(data)
    assert sorted_nquads(q for q in drafts.read("utkast") if q.graph_name == DATA_GRAPH) == (
        sorted_nquads(q for q in drafts.read("bara") if q.graph_name == DATA_GRAPH)
    )


def test_add_does_not_go_with_out(styrkompass: Command, change: Path, tmp_path: Path) -> None:
    code, _, err = styrkompass("ingest", change, "--add", "--out", tmp_path / "ut.ttl")
    assert code == 2
    assert "--add gäller utkast" in err
    assert not (tmp_path / "ut.ttl").exists()


def test_a_patch_is_a_difference_that_can_be_taken_elsewhere(
    styrkompass: Command, folder: Path, change: Path, tmp_path: Path
) -> None:
    styrkompass("ingest", change, "--add", "--into", "nytt")
    patch = tmp_path / "ändring.rdfp"
    code, out, err = styrkompass("diff", "nytt", "--format", "patch")
    patch.write_text(out, "utf-8")
    assert (code, err, len(read_patch(out.encode(), name="").added)) == (0, "", 1)
    told = styrkompass("ingest", patch, "--into", "annat").err
    assert (
        told
        == f"{patch}: 1 påståenden togs bort och 1 lades till i annat; 0 rader hade ingen verkan.\n"
    )
    drafts = DraftStore(folder)
    data = [[q for q in drafts.read(n) if q.graph_name == DATA_GRAPH] for n in ("nytt", "annat")]
    assert between(*data).added == between(*data).removed == frozenset()
    assert drafts.history("annat")[-1].note == "ändring.rdfp"
    again = styrkompass("ingest", patch, "--into", "annat").err
    assert again.endswith("0 lades till i annat; 2 rader hade ingen verkan.\n")


def test_a_patch_that_cannot_be_read_changes_nothing(
    styrkompass: Command, folder: Path, tmp_path: Path
) -> None:
    before = contents(folder)
    (tmp_path / "fel.rdfp").write_text("TX .\nA <a> .\n")
    for path in (tmp_path / "fel.rdfp", tmp_path / "saknas.rdfp"):
        code, out, err = styrkompass("ingest", path)
        assert (code, out) == (2, "")
        assert str(path) in err
    assert contents(folder) == before


# -- drafts -------------------------------------------------------------------------------------


def test_a_draft_can_be_turned_back(styrkompass: Command, folder: Path, change: Path) -> None:
    styrkompass("ingest", change, "--add")
    count = str(len(DraftStore(folder).at("utkast", 1)))
    code, out, err = styrkompass("drafts", "utkast", "--back-to", 1)
    assert (code, out) == (0, "")
    assert err == "Utkastet utkast är nu som efter ändring 1. Det är ändring 3 i historiken.\n"
    rows = shown(styrkompass("drafts", "utkast").out)
    assert rows[0] == ["nr", "när", "vem", "bort", "till", "anteckning"]
    assert rows[1] == ["1", "TID", "Åsa", "0", count]
    assert rows[2][:3] == ["2", "TID", "Åsa"]
    assert rows[3] == ["3", "TID", "Åsa", *reversed(rows[2][3:5]), "Tillbaka till ändring 1"]
    assert styrkompass("diff").out.splitlines()[1] == "Inga skillnader."


def test_a_draft_can_be_removed(styrkompass: Command, folder: Path) -> None:
    assert styrkompass("drafts", "utkast", "--delete").err == "Utkastet utkast är borttaget.\n"
    code, out, err = styrkompass("drafts")
    assert (code, out, err) == (0, "", TEXTS.get("sv", "cli.no_drafts") + "\n")
    assert styrkompass("drafts", "utkast").code == 2


def test_a_draft_of_release_0_1(styrkompass: Command, folder: Path) -> None:
    shutil.rmtree(folder / "drafts" / "utkast")
    (folder / "drafts" / "utkast.nq").write_bytes(sorted_nquads(VersionStore(folder).quads(1)))
    assert "ingen historik än" in styrkompass("drafts", "utkast").err
    assert shown(styrkompass("drafts").out)[1] == ["utkast", "–", "–", "–", "–"]
    assert styrkompass("publish", "--anyway").out == "2\n"


# -- diff ---------------------------------------------------------------------------------------


def test_diff_in_every_form(styrkompass: Command, folder: Path, change: Path) -> None:
    styrkompass("ingest", change, "--add")
    text = styrkompass("diff").out
    assert text.startswith("Skillnader: version 1 → utkastet utkast\n0 tas bort, 0 nya, 1 ändrade.")
    english = styrkompass("diff", "--lang", "en").out
    assert english.startswith("Differences: version 1 → the draft utkast\n0 removed, 0 new")
    told = json.loads(styrkompass("diff", "--format", "json").out)
    assert [each["kind"] for each in told["changes"]] == ["changed"]
    assert told["changes"][0]["sentence"] in text
    page = styrkompass("diff", "--format", "html").out
    assert "<h1>Skillnader: version 1 → utkastet utkast</h1>" in page


def test_diff_between_versions(styrkompass: Command, folder: Path, change: Path) -> None:
    styrkompass("ingest", change, "--add")
    assert styrkompass("publish").code == 0
    there = json.loads(styrkompass("diff", "--from", 1, "--to", 2, "--format", "json").out)
    back = json.loads(styrkompass("diff", "--to", 1, "--format", "json").out)
    assert [(c["before"], c["after"]) for c in there["changes"]] == [
        (c["after"], c["before"]) for c in back["changes"]
    ]
    assert styrkompass("diff", "--from", 1, "--to", 1).out.splitlines()[1] == "Inga skillnader."
    assert styrkompass("diff", "--from", 7).code == 2
    assert styrkompass("diff", "utkast", "--to", 1).code == 2


# -- rollback, looking back ---------------------------------------------------------------------


def test_rollback_is_a_new_version_with_the_same_bytes(
    styrkompass: Command, folder: Path, change: Path
) -> None:
    styrkompass("ingest", change, "--add")
    styrkompass("publish")
    code, out, err = styrkompass("rollback", 1)
    assert (code, out) == (0, "3\n")
    assert err.splitlines()[2:4] == [
        "Version 3 är lika med version 1.",
        "0 tas bort, 0 nya, 1 ändrade. Påståenden: 1 bort, 1 till.",
    ]
    store = VersionStore(folder)
    assert store.content(3, "data.nq") == store.content(1, "data.nq")
    assert (store.current().restores, store.current().note) == (1, "Tillbaka till version 1")
    rows = shown(styrkompass("versions").out)
    assert [row[-2:] for row in rows[1:]][::2] == [
        ["utkastet utkast, ändring 1", "Först"],
        ["version 1", "Tillbaka till version 1"],
    ]


def test_what_breaks_the_rules_of_today_can_be_gone_back_to_but_is_told(
    styrkompass: Command, folder: Path
) -> None:
    store = VersionStore(folder)
    store.publish([], publisher="Åsa", note="", report={"conforms": True})
    store.publish(
        parse(PREFIXES + "ex:v a styr:Vision .", RdfFormat.TURTLE),
        publisher="Åsa",
        note="",
        report={"conforms": True},
    )
    styrkompass("rollback", 1)
    code, out, err = styrkompass("rollback", 3, "--note", "Igen")
    assert (code, out) == (0, "5\n")
    assert "I dag bryter den mot reglerna på" in err
    assert store.current().note == "Igen"


def test_rollback_refuses_what_is_damaged_or_unknown(styrkompass: Command, folder: Path) -> None:
    before = contents(folder)
    assert styrkompass("rollback", 2).err == "Version 2 finns inte. Det här finns: 1.\n"
    assert contents(folder) == before
    path = folder / "versions" / "000001" / "data.nq"
    path.write_bytes(path.read_bytes()[:-1])
    before = contents(folder)
    code, out, err = styrkompass("rollback", 1)
    assert (code, out) == (2, "")
    assert " versions/000001/data.nq " in err
    assert contents(folder) == before


def test_what_was_in_force_on_a_day(styrkompass: Command, folder: Path) -> None:
    store = VersionStore(folder)
    later = datetime.now(UTC) + timedelta(days=40)
    store.publish([], publisher="Åsa", note="", report={}, moment=later)
    ask = ("query", "-e", "ASK { ?v a styr:Vision }", "--at")
    today = date.today()
    assert styrkompass(*ask, today).out == "ja\n"
    assert styrkompass(*ask, today + timedelta(days=80)).out == "nej\n"
    code, out, err = styrkompass(*ask, "2020-01-01")
    assert (code, out) == (2, "")
    assert err.startswith("Den 2020-01-01 fanns ingen publicerad version.")


# -- backup, restore, doctor --------------------------------------------------------------------


def test_backup_and_restore(styrkompass: Command, folder: Path, tmp_path: Path) -> None:
    code, out, err = styrkompass("backup", tmp_path / "kopior")
    taken = Path(out.strip())
    assert (code, taken.parent) == (0, tmp_path / "kopior")
    assert err.endswith("är kontrollerad: version 1, 1 utkast, 10 filer.\n")
    styrkompass("publish", "--anyway")
    code, _, err = styrkompass("restore", taken)
    assert (code, "--replace" in err) == (2, True)
    assert VersionStore(folder).current().number == 2
    code, _, err = styrkompass("restore", taken, "--replace")
    assert (code, err.startswith("Version 1 och 1 utkast är återställda från")) == (0, True)
    assert VersionStore(folder).current().number == 1
    assert styrkompass("restore", taken, "--data", tmp_path / "ny").code == 0
    (taken / "current").write_text("2\n")
    code, _, err = styrkompass("restore", taken, "--data", tmp_path / "nyare")
    assert (code, err.split(" är inte")[0]) == (2, f"Säkerhetskopian {taken} är skadad: current")
    assert styrkompass("backup", folder).code == 2


def test_a_backup_holds_saved_queries_and_feedback(
    styrkompass: Command, folder: Path, tmp_path: Path
) -> None:
    saved, _ = SavedQueries(folder).save("Allt", "ASK {}")
    said = Feedback(folder, 365).say(Said(right=False, reason="other", comment="Nej."))
    out = styrkompass("backup", tmp_path / "kopior").out
    SavedQueries(folder).save("Senare", "ASK {}")
    Feedback(folder, 365).decide(said.id, "dismissed")
    assert styrkompass("restore", out.strip(), "--replace").code == 0
    assert styrkompass("restore", out.strip(), "--data", tmp_path / "ny").code == 0
    for place in (folder, tmp_path / "ny"):
        assert SavedQueries(place).all() == [saved]
        assert Feedback(place, 365).all() == [said]
    assert BESIDE == {FOLDER: LOCK, QUERIES: QUERIES_LOCK}


def test_doctor(styrkompass: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = styrkompass("doctor")
    assert (code, err) == (0, "")
    first, *others = out.splitlines()
    assert first.startswith("OBS  Tillgänglighetsredogörelsen säger inte vart brister rapporteras")
    assert "STYRKOMPASS_ACCESSIBILITY_CONTACT" in first
    assert {line[:4] for line in others} == {"OK  "}
    monkeypatch.setenv("STYRKOMPASS_ACCESSIBILITY_CONTACT", "hej@norrby.example")
    assert {line[:4] for line in styrkompass("doctor")[1].splitlines()} == {"OK  "}
    for told in ("Version 1 är hel.", "Utkastet utkast är helt", "pyoxigraph", "Språkmodellen"):
        assert told in out
    (folder / "versions" / ".new-000002").mkdir()
    code, out, _ = styrkompass("doctor")
    assert (code, [line for line in out.splitlines() if line.startswith("FEL")]) == (
        1,
        [
            "FEL  versions/.new-000002 är kvar efter ett avbrutet arbete och har aldrig gällt. "
            "Ta bort det med styrkompass doctor --mend."
        ],
    )
    code, out, _ = styrkompass("doctor", "--mend")
    assert (code, out.splitlines()[0]) == (0, "versions/.new-000002 är åtgärdat.")


def test_doctor_of_a_model_that_is_not_there(
    styrkompass: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STYRKOMPASS_EMBEDDINGS", str(folder / "finns-inte"))
    code, out, _ = styrkompass("doctor")
    assert (code, out.splitlines()[-1][:4]) == (1, "FEL ")
    assert str(folder / "finns-inte") in out.splitlines()[-1]


TITLE = "http://purl.org/dc/terms/title"
OWN = """@prefix dct: <http://purl.org/dc/terms/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix styr: <https://w3id.org/styrkompass/ns#> .

<https://example.org/KortTitel> a sh:NodeShape ;
    sh:targetClass styr:Vision ;
    sh:property [
        sh:path dct:title ; sh:maxLength 5 ; sh:message "Visionens titel är för lång"@sv ] .
"""


def test_shapes_of_one_s_own_in_the_settings_hinder_publishing(
    styrkompass: Callable[..., Outcome],
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = tmp_path / "egna.ttl"
    own.write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("STYRKOMPASS_SHAPES", str(own))
    assert styrkompass("ingest", SHIPPED, "--data", data).code == 0
    refused = styrkompass("publish", "--anyway", "--data", data)
    assert (refused.code, "Visionens titel är för lång" in refused.out) == (1, True)
    assert VersionStore(data).current().number == 1
    judged = styrkompass("validate", "--data", data)
    assert (judged.code, "Visionens titel är för lång" in judged.out) == (1, True)
    monkeypatch.setenv("STYRKOMPASS_SHAPES", str(tmp_path / "finns-inte.ttl"))
    missing = styrkompass("publish", "--anyway", "--data", data)
    assert (missing.code, "finns-inte.ttl" in missing.err) == (2, True)


def test_a_draft_that_would_undo_what_others_published_is_refused(
    styrkompass: Callable[..., Outcome], data: Path, tmp_path: Path
) -> None:
    """What somebody else published after the draft was started would silently be gone."""

    def activity(name: str, title: str) -> Path:
        path = tmp_path / f"{name}.rdfp"
        row = f'A <https://w3id.org/styrkompass/id/pitea/{name}> <{TITLE}> "{title}"@sv .'
        path.write_text(f"TX .\n{row}\nTC .\n", encoding="utf-8")
        return path

    for draft in ("mitt", "ditt"):
        source = activity(f"dokument-{draft}", f"Dokument {draft}")
        assert styrkompass("ingest", source, "--into", draft, "--data", data).code == 0
    assert styrkompass("publish", "ditt", "--data", data).code == 0
    refused = styrkompass("publish", "mitt", "--data", data)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith(
        "Utkastet mitt bygger på version 1, men version 2 har publicerats"
    )
    assert VersionStore(data).current().number == 2
    again = styrkompass(
        "ingest", activity("dokument-vårt", "Vårt"), "--into", "ditt", "--data", data
    )
    assert again.code == 0
    assert styrkompass("publish", "ditt", "--data", data).code == 0  # its own version came last
    assert styrkompass("publish", "mitt", "--anyway", "--data", data).code == 0
    assert VersionStore(data).current().number == 4


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("SELECT * WHERE { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }", "SERVICE"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE"),
        ("SELECT * WHERE {", "SPARQL"),
    ],
)
def test_a_query_that_is_refused_is_told_why_in_a_process_of_its_own(
    data: Path, query: str, part: str
) -> None:
    """The worker can open no file, and once could not read its own message."""
    command = [COMMAND, "query", "--data", str(data), "-e", query]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, part in told.stderr, "Too many open" in told.stderr) == (
        2,
        True,
        False,
    )
