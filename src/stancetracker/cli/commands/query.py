"""`stancetracker query`: SQL on the index, read-only, in a process that ends at its limits."""

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from typing import Any, NoReturn

from stancetracker.cli import options, streams
from stancetracker.cli.options import argument, option
from stancetracker.reports.run import selection

if sys.platform != "win32":
    import resource

_SECONDS_BETWEEN_CHECKS = 0.05
PANEL = "researchers"
EXAMPLES = (
    'stancetracker query "SELECT name, status FROM standing ORDER BY name"',
    'stancetracker query "SELECT channel, count(*) FROM statement GROUP BY channel" --csv',
)


def command(
    flags: options.QuestionFlags,
    output: options.Output,
    sql: str = argument(
        "SQL", "One SELECT on views that follow the flags below; `schema sql` lists them."
    ),
    max_seconds: float = option("N", "End after this much processor time.", default=10, min=0),
    max_memory: int = option("MIB", "End at this much memory.", default=1024, min=1),
) -> None:
    """Answer a question in SQL, read-only."""
    with ExitStack() as stack:

        def answer(connection: sqlite3.Connection, question: Any) -> Any:
            stack.enter_context(_limited(max_seconds, max_memory))
            return selection(connection, sql, question)

        output.emit(flags.report(answer))


@contextmanager
def _limited(seconds: float, mebibytes: int) -> Iterator[None]:
    """End the process where what runs inside takes more than this, or at Ctrl-C.

    One call of SQLite may take minutes, in which Python handles no signal, but runs other threads.
    """
    latest_time = time.process_time() + seconds
    highest_peak = _peak_mebibytes() + mebibytes
    is_over = Event()

    def watch() -> None:
        while not is_over.wait(_SECONDS_BETWEEN_CHECKS):
            if time.process_time() > latest_time:
                _end(f"{seconds:g} s of processor time", f"--max-seconds {6 * seconds:g}")
            if _peak_mebibytes() > highest_peak:
                _end(f"{mebibytes:,} MiB of memory", f"--max-memory {4 * mebibytes}")

    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        is_over.set()
        signal.signal(signal.SIGINT, handler)


def _end(limit: str, higher_limit: str) -> NoReturn:
    streams.warn(f"the query took {limit}")
    streams.complain(
        [
            "hint: ask for less: count(*), LIMIT 1000 or WHERE issue = 'ID'",
            f"hint: to raise the limit: {higher_limit}",
            "hint: to query it without a limit: stancetracker export sqlite -o ledger.sqlite",
        ]
    )
    os._exit(2)


def _peak_mebibytes() -> int:
    """Return this process's peak memory in MiB; 0 where the system does not report it."""
    if sys.platform == "win32":  # pragma: no cover  # it has no such module
        return 0
    units_per_mebibyte = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // units_per_mebibyte
