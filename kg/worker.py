"""Work on what others supply: in a forked process that can be killed and can reach nothing.

The process shares the caller's memory as it is, so a store is handed over without copying. It has
a time limit, a limit to how much it may grow, and can open neither file nor connection; what it
needs is loaded and imported before. Those that the caller has open (a server's connections) are
closed in it first, so that nothing can be said on them and no two workers keep each other waiting.
"""

import gc
import multiprocessing
import os
import pickle
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any, TypeVar

from kg.errors import TooLarge, TooSlow
from kg.texts import LANGUAGES, load

T = TypeVar("T")

_MEGABYTE = 1024 * 1024
_SIZE = Path("/proc/self/statm")
_FIRST_OF_OURS = 3
"""File descriptor after standard input, output and error."""
_WRITTEN_DOWN = 5.0
"""Seconds in which another thread writes down an exit status that it has; microseconds do."""


def limited(function: Callable[..., T], *args: object, seconds: float, megabytes: int) -> T:
    """What ``function(*args)`` returns, computed in a process of its own within limits.

    ``seconds`` is time on the clock, ``megabytes`` how much more memory than now it may take.
    The result is pickled. Raises what ``function`` raises, `TooSlow`, `TooLarge`, and
    ChildProcessError when the process ended by itself without a result. It is gone afterwards.
    """
    for lang in LANGUAGES:
        load("kg", lang)  # errors made in the process say what they say from these files
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    given = (sender, function, args, seconds, megabytes)
    worker = context.Process(target=_work, args=given, daemon=True)
    worker.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            raise TooSlow(seconds=f"{seconds:g}")
        done, value = receiver.recv()
    except (EOFError, OSError):  # OSError: it ended in the middle of its answer
        raise _end_of(status_of(worker), seconds, megabytes) from None
    finally:
        receiver.close()
        worker.kill()
        status_of(worker)
        worker.close()
    if done:
        result: T = value
        return result
    raise TooLarge(megabytes=megabytes) if isinstance(value, MemoryError) else value


def status_of(process: ForkProcess) -> int | None:
    """Wait until ``process`` has ended; its exit status, a signal as a negative number.

    Whoever starts a process takes note of all that have ended (`multiprocessing` does), so ``join``
    can return here before another thread has written down what it was told. None if nobody is.
    """
    process.join()
    deadline = time.monotonic() + _WRITTEN_DOWN
    while process.exitcode is None and time.monotonic() < deadline:
        time.sleep(0.001)
    return process.exitcode


def _end_of(status: int | None, seconds: float, megabytes: int) -> Exception:
    """Why it ended without a word: engines that are refused memory end by a signal."""
    if status == -signal.SIGXCPU:
        return TooSlow(seconds=f"{seconds:g}")
    if status is not None and status < 0:
        return TooLarge(megabytes=megabytes)
    return ChildProcessError("the worker process ended (out of memory?)")


def _work(
    sender: Connection,
    function: Callable[..., Any],
    args: tuple[object, ...],
    seconds: float,
    megabytes: int,
) -> None:
    confine(sender.fileno(), megabytes)
    _limit(resource.RLIMIT_CPU, int(seconds) + 1, spare=1)
    try:
        answer = True, function(*args)
    except BaseException as problem:  # an engine's panic is no Exception
        answer = False, passable(problem)
    try:
        sender.send(answer)
    except (MemoryError, TypeError, AttributeError, pickle.PicklingError) as problem:
        sender.send((False, passable(problem)))


def confine(kept: int, megabytes: int) -> None:
    """Close all that this process has open but the descriptor ``kept``, and limit it for good.

    From now on it can open neither file nor connection, and take ``megabytes`` more memory.
    """
    gc.freeze()  # what was inherited is never freed: it may speak to threads that are not here
    highest = os.sysconf("SC_OPEN_MAX")
    if _SIZE.exists():
        present = int(_SIZE.read_text().split()[0]) * resource.getpagesize()
        _limit(resource.RLIMIT_AS, present + megabytes * _MEGABYTE)
    os.closerange(_FIRST_OF_OURS, kept)
    os.closerange(kept + 1, highest)
    _limit(resource.RLIMIT_NOFILE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, value: int, spare: int = 0) -> None:
    """Limit ``what``, never above what it was; ``spare`` is between the warning and the end."""
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard - spare)
    resource.setrlimit(what, (value, value + spare))


def passable(problem: BaseException) -> Exception:
    """``problem`` if it can be pickled, else an error that says the same."""
    with suppress(Exception):
        pickle.loads(pickle.dumps(problem))
        if isinstance(problem, Exception):
            return problem
    return RuntimeError(f"{type(problem).__name__}: {problem}")
