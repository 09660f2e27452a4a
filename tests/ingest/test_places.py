"""Places: the most exact one that is known, in the reader's language."""

from ingest.places import Place, Places
from kg.names import STYR

STATUS = STYR.status.value


def test_the_most_exact_place() -> None:
    places = Places()
    row = Place("plan.xlsx", sheet="Aktiviteter", row=7)
    first, second = (Place("plan.xlsx", sheet="Aktiviteter", cell=c) for c in ("C7", "D7"))
    places.add(row, "urn:a")
    places.add(first, "urn:a", STATUS, "x")
    places.add(second, "urn:a", STATUS, "y")
    places.add(Place("sist.xlsx", sheet="A", cell="A1"), "urn:a", STATUS, "x")
    assert [places.find("urn:a", STATUS, value) for value in ("x", "y", "z", None)] == [
        *(first, second, first, first),
    ]
    assert places.find("urn:a", "styr:status", "y") == second
    assert places.find("urn:a", "styr:annat") == places.find("urn:a") == row
    assert places.find("urn:b", STATUS) is None
    assert places.of("urn:b") is None


def test_words() -> None:
    told = {
        Place("a.ttl"): ("a.ttl", "a.ttl"),
        Place("a.ttl", line=12): ("a.ttl, rad 12", "a.ttl, line 12"),
        Place("a.xlsx", sheet="B", row=7): (
            *("a.xlsx, bladet B, rad 7", "a.xlsx, sheet B, row 7"),
        ),
        Place("a.xlsx", sheet="B", cell="C7"): (
            *("a.xlsx, bladet B, cell C7", "a.xlsx, sheet B, cell C7"),
        ),
    }
    for place, texts in told.items():
        places = Places()
        places.add(place, "urn:a")
        assert (places.of("urn:a"), places.of("urn:a", lang="en")) == texts


def test_a_text_is_searched_only_when_asked_and_once() -> None:
    asked = []

    def lines() -> dict[str, int | None]:
        asked.append(1)
        return {"urn:a": 3, "nod": None}

    places = Places()
    places.add(Place("b.xlsx"), "urn:b")
    places.add_text("a.ttl", "mapp/a.ttl", lines)
    assert places.of("urn:b") == "b.xlsx"
    assert asked == []
    assert [places.of(node) for node in ("urn:a", "nod", "urn:c")] == [
        *("a.ttl, rad 3", "a.ttl", None),
    ]
    assert places.of("urn:a", STATUS) == "a.ttl, rad 3"
    assert asked == [1]
