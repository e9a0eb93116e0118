"""`stancetracker query`: SQL on the index, read-only, in a process that ends at its limits."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, NoReturn

from stancetracker.base.limits import Excess, Limits, watched
from stancetracker.cli import hints, options, streams
from stancetracker.cli.options import argument, option
from stancetracker.reports.run import selection

PANEL = "researchers"
EXAMPLES = (
    'stancetracker query "SELECT name, status FROM standing ORDER BY name"',
    'stancetracker query "SELECT channel, count(*) FROM statement GROUP BY channel" --csv',
    'stancetracker query "SELECT name, status FROM standing" --issue dobbs-2022',
)
_UNLIMITED: Final = "stancetracker export sqlite -o ledger.sqlite"


def command(
    flags: options.StandingFlags,
    output: options.Output,
    sql: str = argument(
        "SQL|-",
        "One SELECT on views that follow the flags below; `schema sql` lists them. - reads it from"
        " standard input.",
    ),
    max_seconds: float = option("N", "Stop after N seconds of processor time.", default=10, min=0),
    max_memory: int = option("MIB", "Stop at N MiB of memory.", default=1024, min=1),
) -> None:
    """Answer a question in SQL, read-only."""
    if sql == "-":
        sql = streams.content(sql).decode(errors="replace")
    with ExitStack() as stack:

        def answer(connection: sqlite3.Connection, question: Any) -> Any:
            stack.enter_context(_limited(Limits(max_seconds, max_memory)))
            return selection(connection, sql, question)

        output.emit(flags.report(answer))


@contextmanager
def _limited(limits: Limits) -> Iterator[None]:
    """End the process where what runs inside takes more than its limits, or at Ctrl-C.

    One call of SQLite may take minutes, in which Python handles no signal, but runs other threads.
    """

    def end(excess: Excess) -> NoReturn:
        _end(excess, limits)

    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        with watched(limits, end):
            yield
    finally:
        signal.signal(signal.SIGINT, handler)


def _end(excess: Excess, limits: Limits) -> NoReturn:
    higher_limits = {
        "time": f"--max-seconds {6 * limits.seconds:g}",
        "memory": f"--max-memory {4 * limits.mebibytes}",
    }
    streams.warn(f"the query took {limits.words(excess)}")
    streams.complain(
        [
            "hint: ask for less: count(*), LIMIT 1000, or standing with --issue NAME",
            f"hint: to raise the limit: {higher_limits[excess]}",
            f"hint: to query it without a limit: {hints.for_dataset(_UNLIMITED)}",
        ]
    )
    os._exit(2)
