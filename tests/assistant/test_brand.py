"""A municipality's own name, logo and colours: what is refused, and what the pages are given."""

import re
import struct
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.brand import (
    DARK,
    ENOUGH,
    LIGHT,
    Logo,
    contrast,
    nearest,
    read_logo,
    stylesheet,
    weakest,
)
from assistant.errors import (
    AccentFaint,
    LogoTooLarge,
    LogoUnknown,
    LogoUnreadable,
    SettingWrong,
)
from assistant.settings import Settings
from assistant.web.app import create_app
from kg.graph import GovernanceGraph
from tests.assistant.pages.indicator_pages import OnlyAGraph

TOKENS = Path(__file__).parents[2] / "frontend" / "src" / "tokens.css"
SVG = (
    b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg" '
    b'viewBox="0 0 200 100"><script>alert(1)</script></svg>'
)
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 64, 128)


def client(tmp_path: Path, **settings: str) -> TestClient:
    made = Settings.from_environment({}, data=tmp_path / "data", **settings)
    graph = GovernanceGraph.from_files([Path(__file__).parent / "example.ttl"])
    app = create_app(made, OnlyAGraph(graph))  # type: ignore[arg-type]
    return TestClient(app, headers={"accept": "text/html", "accept-language": "sv"})


def written(folder: Path, content: bytes) -> str:
    path = folder / "logotyp"
    path.write_bytes(content)
    return str(path)


def test_the_grounds_are_those_of_the_stylesheet() -> None:
    light, dark = TOKENS.read_text(encoding="utf-8").split("@media")
    for scheme, text in ((LIGHT, light), (DARK, dark)):
        found = dict(re.findall(r"--([\w-]+):[^#;]*(#[0-9a-f]+)", text))
        whole = {
            k: v if len(v) == 7 else "#" + "".join(c * 2 for c in v[1:]) for k, v in found.items()
        }
        assert {name: whole[name] for name in scheme.grounds} == scheme.grounds
        assert weakest(whole["accent"], scheme)[0] >= ENOUGH


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#ff8800", "#7f7f7f", "#FFFF00"])
def test_the_nearest_colour_can_be_read(colour: str) -> None:
    for scheme in (LIGHT, DARK):
        found = nearest(colour, scheme)
        assert weakest(found, scheme)[0] >= ENOUGH
        assert nearest(found, scheme) == found
    assert nearest("#ff8800", LIGHT) == "#a85a00"
    assert nearest("#ff8800", DARK) == "#ff8800"


@pytest.mark.parametrize(
    ("name", "value", "ground", "ratio", "found"),
    [
        ("brand_accent", "#ff8800", "#fdf1cf", "2.12", "#a85a00"),
        ("brand_accent_dark", "#0b5a66", "#3b3011", "1.65", "#72a0a7"),
    ],
)
def test_a_colour_that_is_hard_to_read_is_refused(
    name: str, value: str, ground: str, ratio: str, found: str
) -> None:
    setting = f"STYRKOMPASS_{name.upper()}"
    with pytest.raises(AccentFaint) as caught:
        Settings.from_environment({setting: value})
    assert caught.value.params == {
        "name": setting,
        "value": value,
        "ground": ground,
        "ratio": ratio,
        "nearest": found,
    }
    assert Settings.from_environment({setting: found})


@pytest.mark.parametrize("value", ["red", "#fff", "#12345g", "#0b5a66;}", "#0b5a66\n"])
def test_what_is_no_colour_is_refused(value: str) -> None:
    with pytest.raises(SettingWrong):
        Settings.from_environment({"STYRKOMPASS_BRAND_ACCENT": value})


@pytest.mark.parametrize(
    ("accents", "css"),
    [
        (("", ""), ""),
        (
            ("#0B5A66", "#86ccd4"),
            ":root{--styr-accent:#0b5a66;--styr-on-accent:#ffffff;"
            "--styr-dark-accent:#86ccd4;--styr-dark-on-accent:#06262b}\n",
        ),
        (
            ("#0b5a66", ""),
            ":root{--styr-accent:#0b5a66;--styr-on-accent:#ffffff;"
            "--styr-dark-accent:#72a0a7;--styr-dark-on-accent:#06262b}\n",
        ),
        (("", "#86ccd4"), ":root{--styr-dark-accent:#86ccd4;--styr-dark-on-accent:#06262b}\n"),
    ],
)
def test_the_stylesheet(accents: tuple[str, str], css: str) -> None:
    assert stylesheet(*accents) == css


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (SVG, "image/svg+xml", (64, 32)),
        (b"\xef\xbb\xbf<svg viewBox='0 0 1000 10'/>", "image/svg+xml", (160, 2)),
        (b"<!DOCTYPE svg PUBLIC 'a' 'b'><svg width='9'/>", "image/svg+xml", (32, 32)),
        (b"<svg viewBox='0 0 1.2.3 0'/>", "image/svg+xml", (32, 32)),
        (b"<svg:svg xmlns:svg='x' viewBox='0,0,0,0'/>", "image/svg+xml", (32, 32)),
        (PNG, "image/png", (16, 32)),
    ],
)
def test_a_logo_is_known_by_what_it_holds(
    tmp_path: Path, content: bytes, kind: str, size: tuple[int, int]
) -> None:
    assert read_logo(written(tmp_path, content)) == Logo(content, kind, *size)


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<html><svg></svg></html>", b"\x89PNG\r\n\x1a\n", b"<svgs/>"]
)
def test_another_file_is_no_logo(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(LogoUnknown):
        read_logo(written(tmp_path, content))


def test_a_logo_that_is_too_large_or_not_there_is_refused_when_settings_are_read(
    tmp_path: Path,
) -> None:
    largest = SVG + b" " * (200_000 - len(SVG))
    assert read_logo(written(tmp_path, largest)).content == largest
    name = "STYRKOMPASS_BRAND_LOGO"
    with pytest.raises(LogoTooLarge):
        Settings.from_environment({name: written(tmp_path, largest + b" ")})
    for path in (tmp_path, tmp_path / "saknas.svg"):
        with pytest.raises(LogoUnreadable):
            Settings.from_environment({name: str(path)})


def test_without_settings_the_pages_are_ours(tmp_path: Path) -> None:
    http = client(tmp_path)
    page = http.get("/tillganglighet").text
    assert ("/brand.css" in page, "/logo" in page) == (False, False)
    assert re.search(r'class="brand".*?</svg>\s*Styrkompassen</a>', page, re.DOTALL)
    assert [http.get(path).status_code for path in ("/brand.css", "/logo")] == [404, 404]


def test_the_settings_reach_the_pages(tmp_path: Path) -> None:
    http = client(
        tmp_path,
        brand_name="Kompassen <i>",
        brand_accent="#7a1f5c",
        brand_logo=written(tmp_path, SVG),
    )
    page = http.get("/tillganglighet").text
    assert '<link rel="stylesheet" href="/brand.css">' in page
    assert re.search(
        r'<img src="/logo" alt="" width="64" height="32">\s*Kompassen &lt;i&gt;</a>', page
    )
    chat = http.get("/").text
    assert "Kompassen &lt;i&gt; är en automatisk assistent." in chat
    assert "<title>Fråga Kompassen &lt;i&gt; – " in chat
    assert "<h1>Fråga Kompassen &lt;i&gt;</h1>" in chat
    assert "Styrkompassen" not in chat
    css = http.get("/brand.css")
    assert css.headers["content-type"] == "text/css; charset=utf-8"
    assert css.text == stylesheet("#7a1f5c", "")
    again = http.get("/brand.css", headers={"if-none-match": css.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_svg_logo_cannot_run_scripts(tmp_path: Path) -> None:
    answer = client(tmp_path, brand_logo=written(tmp_path, SVG)).get("/logo")
    shown = {
        name: answer.headers[name]
        for name in ("content-type", "content-security-policy", "x-content-type-options")
    }
    assert (answer.content, shown) == (
        SVG,
        {
            "content-type": "image/svg+xml",
            "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
            "img-src data:; sandbox",
            "x-content-type-options": "nosniff",
        },
    )
