"""Work in a process of its own: what comes back, what is stopped, what it cannot reach."""

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import FormatUnknown, TooLarge, TooSlow
from kg.worker import limited, status_of

SECONDS, MEGABYTES = 20.0, 256


def within(function: Callable[..., object], *args: object) -> object:
    return limited(function, *args, seconds=SECONDS, megabytes=MEGABYTES)


def children() -> set[str]:
    """Process numbers of this process's children, those of every thread."""
    lists = Path("/proc/self/task").glob("*/children")
    return {number for path in lists for number in path.read_text().split()}


def descriptors() -> set[str]:
    return {path.name for path in Path("/proc/self/fd").iterdir()}


# -- what comes back ----------------------------------------------------------------------------


@pytest.mark.parametrize("value", [None, 0, "å", {"a": [1, 2]}, b"\x00" * 50_000_000])
def test_a_result_comes_back_whole(value: object) -> None:
    assert within(lambda: value) == value


def test_what_is_handed_over_need_not_be_picklable_and_is_not_changed() -> None:
    store = Store()
    store.add(Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal("c")))

    def emptied(given: Store) -> tuple[int, int, int]:
        before = len(given)
        given.clear()
        return before, len(given), os.getpid()

    before, after, worker = emptied_there = within(emptied, store)  # type: ignore[misc]
    assert emptied_there == (1, 0, worker)
    assert worker != os.getpid()
    assert (before, after, len(store)) == (1, 0, 1)


def test_quads_come_back() -> None:
    content = b'<urn:a> <urn:b> "\xc3\xa5"@sv, _:x .'
    read = within(lambda: list(parse(content, RdfFormat.TURTLE)))
    assert read == list(parse(content, RdfFormat.TURTLE))


def raising(problem: BaseException) -> Callable[[], None]:
    def function() -> None:
        raise problem

    return function


def test_our_own_errors_come_through_with_their_parameters() -> None:
    with pytest.raises(FormatUnknown) as raised:
        within(raising(FormatUnknown(name="docx", known="ttl")))
    assert raised.value.params == {"name": "docx", "known": "ttl"}


@pytest.mark.parametrize("problem", [KeyError("x"), ZeroDivisionError("y"), SyntaxError("z")])
def test_other_errors_come_through(problem: Exception) -> None:
    with pytest.raises(type(problem)) as raised:
        within(raising(problem))
    assert raised.value.args == problem.args


class Odd(Exception):
    """Cannot be made again from its message, as many errors of libraries."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


@pytest.mark.parametrize(
    ("problem", "told"),
    [(Odd(1, 2), "Odd: 1 and 2"), (KeyboardInterrupt(), "KeyboardInterrupt: ")],
)
def test_an_error_that_cannot_travel_is_told(problem: BaseException, told: str) -> None:
    with pytest.raises(RuntimeError) as raised:
        within(raising(problem))
    assert str(raised.value) == told


def test_a_result_that_cannot_travel_is_an_error() -> None:
    with pytest.raises(Exception, match="pickle"):
        within(lambda: threading.Lock())


# -- limits -------------------------------------------------------------------------------------


def endless() -> None:
    while True:
        pass


@pytest.mark.parametrize("function", [endless, lambda: time.sleep(60)])
def test_what_takes_too_long_is_killed(function: Callable[[], None]) -> None:
    before, start = children(), time.monotonic()
    with pytest.raises(TooSlow) as raised:
        limited(function, seconds=0.2, megabytes=MEGABYTES)
    assert raised.value.params == {"seconds": "0.2"}
    assert time.monotonic() - start < 5
    assert children() == before


def test_a_worker_whose_parent_is_gone_ends_by_its_processor_time() -> None:
    """The parent's clock stops with it; the limit is the same error if it comes first."""
    with pytest.raises(TooSlow) as raised:
        within(lambda: os.kill(os.getpid(), signal.SIGXCPU))
    assert raised.value.params == {"seconds": "20"}


def hog() -> int:
    kept = []
    while len(kept) < 4096:
        kept.append(bytearray(1_000_000))
    return len(kept)


def engine_hog() -> int:
    """Memory that the RDF engine asks for; it ends its process when refused."""
    store = Store()
    for number in range(10_000_000):
        store.add(Quad(NamedNode(f"urn:{number}"), NamedNode("urn:p"), Literal(str(number) * 99)))
    return len(store)


@pytest.mark.parametrize("function", [hog, engine_hog])
def test_what_takes_too_much_memory_is_refused(function: Callable[[], int]) -> None:
    with pytest.raises(TooLarge) as raised:
        limited(function, seconds=60, megabytes=64)
    assert raised.value.params == {"megabytes": 64}


def test_a_result_that_is_too_large_to_pack_is_refused() -> None:
    with pytest.raises(TooLarge):
        limited(lambda: [bytes(1000) for _ in range(300_000)], seconds=60, megabytes=480)


def test_what_the_caller_already_has_does_not_count() -> None:
    held = bytearray(os.urandom(1024)) * (300 * 1024)
    assert limited(len, held, seconds=SECONDS, megabytes=64) == len(held)


def test_a_worker_that_is_killed_or_leaves() -> None:
    with pytest.raises(TooLarge):
        within(lambda: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(ChildProcessError) as raised:
        within(lambda: os._exit(0))
    assert str(raised.value) == "the worker process ended (out of memory?)"


# -- what it cannot reach -----------------------------------------------------------------------


def test_it_opens_no_file(tmp_path: Path) -> None:
    secret, made = tmp_path / "secret", tmp_path / "made"
    secret.write_text("x")
    for function in (secret.read_text, lambda: made.write_text("y")):
        with pytest.raises(OSError, match="Too many open files"):
            within(function)
    assert not made.exists()


def test_it_starts_no_program() -> None:
    import subprocess

    with pytest.raises(OSError, match="Too many open files"):
        within(lambda: subprocess.run(["true"], check=True).returncode)


def test_it_opens_no_socket_and_cannot_lift_its_limits() -> None:
    import resource

    with pytest.raises(OSError, match="Too many open files"):
        within(lambda: socket.socket().fileno())
    if os.geteuid():  # root may lift every limit
        with pytest.raises(ValueError, match="not allowed to raise"):
            within(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (10, 10)))


def test_what_the_caller_has_open_is_closed_in_it() -> None:
    """A reader's connection must not hang on a worker, nor may a worker write to it."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with pytest.raises(OSError, match="Bad file descriptor"):
            within(lambda: ours.send(b"x"))
        theirs.setblocking(False)
        with pytest.raises(BlockingIOError):
            theirs.recv(1)
        assert ours.send(b"x") == 1


def test_many_at_once_from_threads_do_not_hold_each_other() -> None:
    """A worker inherited the other's pipe, so the end of one was not seen until both ended."""
    ended: list[str] = []

    def one(name: str, function: Callable[[], object]) -> None:
        try:
            limited(function, seconds=3, megabytes=MEGABYTES)
        except (TooLarge, TooSlow) as problem:
            ended.append(f"{name} {type(problem).__name__}")

    slow = [threading.Thread(target=one, args=("slow", endless)) for _ in range(2)]
    for thread in slow:
        thread.start()
    for _ in range(10):
        one("quick", lambda: os.kill(os.getpid(), signal.SIGKILL))
    for thread in slow:
        thread.join()
    assert sorted(ended) == ["quick TooLarge"] * 10 + ["slow TooSlow"] * 2


def test_the_caller_does_not_grow() -> None:
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def once(number: int) -> None:
        if number % 5:
            assert len(within(bytes, 1_000_000)) == 1_000_000  # type: ignore[arg-type]
        else:
            with pytest.raises(ZeroDivisionError):
                within(lambda: 1 / 0)

    for number in range(10):
        once(number)
    open_before, memory_before, children_before = descriptors(), resident(), children()
    for number in range(50):
        once(number)
    assert descriptors() == open_before
    assert children() == children_before
    assert resident() - memory_before < 10_000_000


def test_why_each_ended_is_told_while_others_start() -> None:
    """Starting one takes note of those that have ended; at times nobody else was told."""
    context = multiprocessing.get_context("fork")
    with ThreadPoolExecutor(8) as threads:
        told = []
        for _ in range(400):
            process = context.Process(target=time.sleep, args=(60,), daemon=True)
            process.start()
            told.append(threads.submit(status_of, process))
            process.kill()
            multiprocessing.active_children()
    assert {each.result() for each in told} == {-signal.SIGKILL}
