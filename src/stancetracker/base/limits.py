"""The processor time and the memory that a process may take, and a watch that ends it at these."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Literal, NamedTuple, NoReturn

if sys.platform != "win32":
    import resource

_SECONDS_BETWEEN_CHECKS = 0.05
_PAGES_FILE = Path("/proc/self/statm")
"""Where Linux states the memory that a process takes now, in pages."""

Excess = Literal["time", "memory"]


class Limits(NamedTuple):
    """The most processor time, and the most memory, that a piece of work may take."""

    seconds: float
    mebibytes: int

    def words(self, excess: Excess) -> str:
        """Return one of the limits in words: `10 s of processor time`."""
        if excess == "time":
            return f"{self.seconds:g} s of processor time"
        return f"{self.mebibytes:,} MiB of memory"


@contextmanager
def watched(limits: Limits, end: Callable[[Excess], NoReturn]) -> Iterator[Callable[[], None]]:
    """Call `end`, which ends the process, where what runs inside takes more than its limits.

    Yields a function by which another piece of work begins, with all of the time. The watch is a
    thread, which runs also during one call of SQLite or of another library, however long, but not
    during one regular expression. On Windows only time is limited.
    """
    is_over = Event()
    most_memory = resident_mebibytes() + limits.mebibytes
    latest_time = time.process_time() + limits.seconds

    def begin() -> None:
        nonlocal latest_time
        latest_time = time.process_time() + limits.seconds

    def watch() -> None:
        while not is_over.wait(_SECONDS_BETWEEN_CHECKS):
            if time.process_time() > latest_time:
                end("time")
            if resident_mebibytes() > most_memory:
                end("memory")

    Thread(target=watch, daemon=True).start()
    try:
        yield begin
    finally:
        is_over.set()


def resident_mebibytes() -> int:
    """Return the memory of this process in MiB: that of now on Linux, elsewhere the most so far.

    Returns 0 where the system does not report it.
    """
    if sys.platform == "win32":  # pragma: no cover  # it has no such module
        return 0
    with suppress(OSError):
        # On Linux the most so far begins with that of the process which started this one.
        return int(_PAGES_FILE.read_bytes().split()[1]) * resource.getpagesize() >> 20
    units_per_mebibyte = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // units_per_mebibyte
