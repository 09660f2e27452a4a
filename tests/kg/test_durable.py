"""Files that are whole or not at all, and documents that show any change to them."""

import os
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.durable import locked, replace_whole, seal, unseal, writing
from kg.errors import DiskFull, FolderBusy, FolderNotWritable, StyrError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(st.text().filter(lambda key: key != "sha256"), JSON, max_size=4)


def refused(content: bytes, keys: Collection[str]) -> bool:
    try:
        unseal(content, keys)
    except ValueError:
        return True
    return False


@given(DOCUMENTS)
def test_what_was_sealed_is_unsealed(document: dict[str, object]) -> None:
    assert unseal(seal(document), document) == document


@given(DOCUMENTS, st.data())
def test_any_changed_byte_is_seen(document: dict[str, object], data: st.DataObject) -> None:
    whole = seal(document)
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    assert refused(whole[:place] + bytes([byte]) + whole[place + 1 :], document)


@given(DOCUMENTS, st.data())
def test_any_torn_end_is_seen(document: dict[str, object], data: st.DataObject) -> None:
    whole = seal(document)
    assert refused(whole[: data.draw(st.integers(0, len(whole) - 1))], document)


def test_other_keys_than_those_expected_are_refused() -> None:
    for content in (b"[]", b"null", b'{"a": 1, "b": 2}', b"{}", seal({"a": 1, "b": 2})):
        assert refused(content, ["a"])
    assert unseal(b'{"a": 1}', ["a"]) == {"a": 1}, "an earlier release did not seal"


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "error", "told"),
    [(28, DiskFull, {}), (122, DiskFull, {}), (5, FolderNotWritable, {"reason": "said"})],
)
def test_a_file_is_replaced_whole_or_left_as_it_was(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
    error: type[StyrError],
    told: dict[str, str],
) -> None:
    """A full disk was told as a missing permission."""
    path = tmp_path / "fil"
    replace_whole(path, b"gammalt")

    def fail(*_: object) -> None:
        raise OSError(number, "said")

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        with pytest.raises(error) as raised, writing(tmp_path):
            replace_whole(path, b"nytt")
    assert raised.value.params == {"path": tmp_path, **told}
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("fil", b"gammalt")]


def test_a_lock_is_held_by_one_at_a_time_and_ends_with_its_process(tmp_path: Path) -> None:
    def tried() -> int:
        process = os.fork()
        if process == 0:
            try:
                with locked(tmp_path / "lock", wait=False):
                    os._exit(0)
            except FolderBusy:
                os._exit(1)
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])

    with locked(tmp_path / "lock", wait=True):
        assert tried() == 1
    steps: list[Callable[[], int]] = [tried, tried]
    assert [step() for step in steps] == [0, 0]
