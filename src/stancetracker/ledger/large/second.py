"""A second process that shares the work: both take numbered pieces of it, until none is left."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final, TypeVar

T = TypeVar("T")
_WORD: Final = 4
MOST: Final = 16_000
"""The most pieces that both can be told of."""


def shared(work: Callable[[Iterator[int]], T], count: int) -> list[T]:
    """What the work makes of the numbers below `count`, each of them in one of the results.

    The other process is a copy of this one: what the work changes there is lost but for its result. Raises
    whatever the work does.
    """
    # A copy has one thread, and might wait for another for ever.
    if count > MOST or threading.active_count() > 1 or not hasattr(os, "fork"):
        return [work(iter(range(count)))]
    source, target = os.pipe()
    os.write(target, b"".join(number.to_bytes(_WORD, "big") for number in range(count)))
    os.close(target)
    try:
        return _with_second(work, source)
    except (
        OSError,
        EOFError,
        pickle.UnpicklingError,
    ):  # it can't be started, or was ended before its work was
        return [work(iter(range(count)))]
    finally:
        os.close(source)


def _numbers(source: int) -> Iterator[int]:
    while word := os.read(source, _WORD):
        yield int.from_bytes(word, "big")


def _with_second(work: Callable[[Iterator[int]], T], source: int) -> list[T]:
    answer, told = os.pipe()
    try:
        process = os.fork()
        if process == 0:
            _be_second(work, source, told, answer)
    except OSError:
        os.close(answer)
        raise
    finally:
        os.close(told)
    try:
        own = work(_numbers(source))
        with os.fdopen(answer, "rb", closefd=False) as opened:
            theirs: T = pickle.load(opened)  # noqa: S301 - from a copy of this process
    finally:
        os.close(answer)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    return [own, theirs]


def _be_second(work: Callable[[Iterator[int]], T], source: int, told: int, answer: int) -> None:
    """Do a part of the work and end, whatever happens, without a word or a clean-up of what is not its own."""
    try:
        os.close(answer)  # so that it can't go on telling when nobody listens
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
        with os.fdopen(told, "wb") as opened:
            pickle.dump(work(_numbers(source)), opened, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)
