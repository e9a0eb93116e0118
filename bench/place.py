"""Run programs on generated datasets; measure their processor time and memory."""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

DAY: Final = "2026-11-25"
ROOT: Final = Path(__file__).parents[1]
# As the programs that pip installs, wherever this Python has them from.
OURS: Final = (sys.executable, "-c", "from stancetracker.cli.app import program; program()")
SQLITE_UTILS: Final = (sys.executable, "-c", "from sqlite_utils.cli import cli; cli()")
Command = Sequence[str]
_LIMIT: Final = 300
"""Seconds of processor time after which a program is killed, and counts as endless."""


class Cost(NamedTuple):
    """The cost of a program and its children: seconds of processor time, MB of the largest."""

    seconds: float
    memory: float


def run(
    command: Command,
    environment: Mapping[str, str],
    *,
    allowed: tuple[int, ...] = (0,),
    limit: int = _LIMIT,
) -> Cost:
    """Run a program, its output thrown away, for at most `limit` seconds of processor time.

    Raises CalledProcessError when it exits with a status that is not allowed.
    """
    process = subprocess.Popen(
        ["sh", "-c", f'ulimit -t {limit}; exec "$@"', "sh", *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    with process.stderr as stream:
        complaint = stream.read()
    # wait4 alone reports the resources of one child, with those of the children it waited for.
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode == -signal.SIGXCPU:
        return Cost(math.inf, used.ru_maxrss / 1000)
    if process.returncode not in allowed:
        error = subprocess.CalledProcessError(process.returncode, command)
        error.add_note(complaint.decode()[-2000:])
        raise error
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def medians(measures: Mapping[str, Callable[[], Cost]], times: int) -> dict[str, Cost]:
    """Return the median cost of each measure, taken in turn so that noise meets all alike."""
    costs_by_name: dict[str, list[Cost]] = {name: [] for name in measures}
    for _ in range(times):
        for name, measure in measures.items():
            costs_by_name[name].append(measure())
    return {
        name: Cost(
            statistics.median(cost.seconds for cost in costs), max(cost.memory for cost in costs)
        )
        for name, costs in costs_by_name.items()
    }


class Place:
    """A folder that holds everything measured."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self._exports = 0
        # No setting of the shell's that slows or colours the programs measured.
        inherited = {
            name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")
        }
        today = {
            "STANCETRACKER_TODAY": DAY,
            "XDG_CACHE_HOME": str(self.cache),
            "TERM": "xterm-256color",
        }
        author = {
            f"GIT_{who}_{what}": "bench"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        self.environment = {**inherited, **today, **author}

    def dataset(self, records: int, *options: str) -> Path:
        """Return a generated dataset; `options` are those of `python -m bench.generate`.

        A process of its own makes it: a child counts as its own whatever memory its parent held.
        """
        folder = self.folder / "-".join(
            ["of", str(records), *(option.strip("-") for option in options)]
        )
        if not folder.exists():
            command = [sys.executable, "-m", "bench.generate", str(records), str(folder), *options]
            run(command, {**self.environment, "PYTHONPATH": str(ROOT)})
        return folder

    def forget(self) -> None:
        """Delete all indexes."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def ask(
        self,
        folder: Path | None,
        *arguments: str,
        allowed: tuple[int, ...] = (0,),
        limit: int = _LIMIT,
    ) -> Cost:
        """Ask a question of a dataset, or of the shipped one."""
        command = [*OURS, *arguments, *(["-d", str(folder)] if folder else [])]
        return run(command, self.environment, allowed=allowed, limit=limit)

    def load(self, folder: Path) -> Cost:
        """Ask the first question of a dataset, for which its index is built."""
        self.forget()
        return self.warm(folder)

    def warm(self, folder: Path) -> Cost:
        """Ask the same again."""
        return self.ask(folder, "list", "--silent", "--json", "--issue", "issue-0000")

    def check(self, folder: Path) -> Cost:
        """Check a dataset; CRLF is an error, so 1 is an answer."""
        return self.ask(folder, "check", allowed=(0, 1))

    def export(self, folder: Path, kind: str) -> Cost:
        """Export a dataset."""
        self._exports += 1
        return self.ask(folder, "export", kind, "-o", str(self.folder / f"export-{self._exports}"))

    def insert(self, folder: Path) -> Cost:
        """Insert every line into one table by sqlite-utils, unvalidated and without an index."""
        target, whole = self.folder / "inserted.db", self.one_file(folder)
        target.unlink(missing_ok=True)
        return run(
            [*SQLITE_UTILS, "insert", "--nl", "--alter", str(target), "records", str(whole)],
            self.environment,
        )

    def one_file(self, folder: Path) -> Path:
        """Return a file, in a folder of its own, that holds all lines of a dataset."""
        whole = self.folder / f"{folder.name}-whole" / "all.jsonl"
        if not whole.exists():
            whole.parent.mkdir()
            with whole.open("wb") as output:
                for file in sorted(folder.rglob("*.jsonl")):
                    output.write(file.read_bytes())
        return whole

    def world(self, records: int) -> Path:
        """Return a generated dataset in git, with a thousand commits, the last of ten lines."""
        return self.dataset(records, "--commits", "1000")

    def index_bytes(self) -> int:
        """Return the size of the largest index."""
        return max(file.stat().st_size for file in self.cache.rglob("*.sqlite"))

    def forget_revisions(self) -> None:
        """Delete the indexes of revisions."""
        for file in self.cache.rglob("revision-*.sqlite"):
            file.unlink()

    def floor(self, folder: Path) -> Cost:
        """Load a dataset by `bench.floor`."""
        target = self.folder / "floor.db"
        command = [sys.executable, "-m", "bench.floor", str(folder), str(target)]
        return run(command, {**self.environment, "PYTHONPATH": str(ROOT)})


def silences() -> Iterator[str]:
    """Yield lines that can be appended to a generated dataset, one after another."""
    for number in range(1_000_000):
        line = {
            "kind": "silence",
            "id": f"more-{number}",
            "actors": ["person-00000"],
            "issue": "issue-0000",
        }
        line |= {
            "date": DAY,
            "basis": "asked",
            "response": "no-reply",
            "asked_on": DAY,
            "recorded": DAY,
        }
        yield json.dumps(line, separators=(",", ":")) + "\n"
