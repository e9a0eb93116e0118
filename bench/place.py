"""Run programs on generated datasets; measure their processor time and memory."""

from __future__ import annotations

import json
import math
import os
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

DAY: Final = "2026-11-25"
ROOT: Final = Path(__file__).parents[1]
# As the programs that pip installs, wherever this Python has them from.
OURS: Final = (sys.executable, "-c", "from stancetracker.cli.app import program; program()")
SQLITE_UTILS: Final = (sys.executable, "-c", "from sqlite_utils.cli import cli; cli()")
Command = Sequence[str]
_LIMIT: Final = 300
"""Seconds of processor time after which a program is killed."""
_LIMIT_OF_SETUP: Final = 7_200
_LEAST: Final = 300
"""The records of the smallest world; with fewer there are people and issues, and no statements."""


class Sizes(NamedTuple):
    """The numbers of records that are measured, for that of the whole dataset."""

    hundredth: int
    tenth: int
    whole: int
    million: int
    """Ten times the whole, which has a hundred thousand if nothing else is wanted."""


def sizes_of(records: int) -> Sizes:
    """Return the sizes to measure for a number of records."""
    return Sizes(max(_LEAST, records // 100), max(_LEAST, records // 10), records, 10 * records)


class Cost(NamedTuple):
    """The cost of a program and its children: seconds of processor time, MB of the largest."""

    seconds: float
    memory: float


NO_ANSWER: Final = Cost(math.nan, math.nan)
"""The cost of a program that ended in an error: what is computed from it is no number either."""


def run(
    command: Command, environment: Mapping[str, str], allowed: tuple[int, ...], limit: int
) -> Cost:
    """Run a program, its output thrown away, for at most `limit` seconds of processor time.

    Raises CalledProcessError when it exits with a status that is not allowed.
    """
    process = subprocess.Popen(
        ["sh", "-c", f'ulimit -S -t {limit}; exec "$@"', "sh", *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    with process.stderr as stream:
        complaint = stream.read()
    # wait4 alone reports the resources of one child, with those of the children it waited for.
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode == -signal.SIGXCPU:
        complaint = f"stopped after {limit} s of processor time"
    if process.returncode not in allowed:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=complaint)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def medians(measures: Mapping[str, Callable[[], Cost]], times: int) -> dict[str, Cost]:
    """Return the median cost of each measure, taken in turn so that noise meets all alike."""
    costs_by_name: dict[str, list[Cost]] = {name: [] for name in measures}
    for _ in range(times):
        for name, measure in measures.items():
            costs_by_name[name].append(measure())
    return {name: _median(costs) for name, costs in costs_by_name.items()}


def _median(costs: Sequence[Cost]) -> Cost:
    """Return the median of the seconds, and the most memory."""
    if NO_ANSWER in costs:
        return NO_ANSWER
    return Cost(
        statistics.median(cost.seconds for cost in costs), max(cost.memory for cost in costs)
    )


class Place:
    """A folder that holds everything measured."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = folder / "cache"
        self.errors: list[str] = []
        """What had no answer, and why: a line each."""
        self.new_lines = _new_lines()
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
            program = str(ROOT / "bench" / "generate.py")
            command = [sys.executable, program, str(records), str(folder), *options]
            run(command, self.environment, allowed=(0,), limit=_LIMIT_OF_SETUP)
        return folder

    def forget(self) -> None:
        """Delete all indexes."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def measure(
        self, command: Command, allowed: tuple[int, ...] = (0,), limit: int = _LIMIT
    ) -> Cost:
        """Run a program; when it ends in an error, note that, and return NO_ANSWER."""
        try:
            return run(command, self.environment, allowed, limit)
        except subprocess.CalledProcessError as error:
            self._note(error)
            return NO_ANSWER

    def _note(self, error: subprocess.CalledProcessError) -> None:
        """Note an error once, however often it was met."""
        text = shlex.join(error.cmd).replace(shlex.join(OURS), "stancetracker")
        lines = [line for line in error.stderr.splitlines() if not line.startswith("hint: ")]
        reason = lines[-1] if lines else "no reason was given"
        note = f"`{text}`: {reason} (status {error.returncode})".replace(f"{self.folder}/", "")
        if note not in self.errors:
            self.errors.append(note)

    def ask(
        self,
        folder: Path | None,
        *arguments: str,
        allowed: tuple[int, ...] = (0,),
        limit: int = _LIMIT,
    ) -> Cost:
        """Ask a question of a dataset, or of the shipped one."""
        command = [*OURS, *arguments, *(["-d", str(folder)] if folder else [])]
        return self.measure(command, allowed, limit)

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
        with TemporaryDirectory(dir=self.folder) as target:
            return self.ask(folder, "export", kind, "-o", f"{target}/export")

    def insert(self, folder: Path) -> Cost:
        """Insert every line into one table by sqlite-utils, unvalidated and without an index."""
        target, whole = self.folder / "inserted.db", self.one_file(folder)
        target.unlink(missing_ok=True)
        return self.measure(
            [*SQLITE_UTILS, "insert", "--nl", "--alter", str(target), "records", str(whole)]
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

    def reset(self, world: Path) -> None:
        """Remove the records that were added to a generated dataset in git."""
        for arguments in (["reset", "--quiet", "--hard"], ["clean", "--quiet", "--force", "-d"]):
            subprocess.run(["git", *arguments], cwd=world, env=self.environment, check=True)

    def index_bytes(self) -> float:
        """Return the size of the largest index; no number, if there is none."""
        return max((file.stat().st_size for file in self.cache.rglob("*.sqlite")), default=math.nan)

    def forget_revisions(self) -> None:
        """Delete the indexes of revisions."""
        for file in self.cache.rglob("lines-*.sqlite"):
            file.unlink()

    def floor(self, folder: Path) -> Cost:
        """Load a dataset by `bench.floor`."""
        target = self.folder / "floor.db"
        program = str(ROOT / "bench" / "floor.py")
        return self.measure([sys.executable, program, str(folder), str(target)])


def _new_lines() -> Iterator[str]:
    """Yield lines that can be added to a generated dataset, one after another.

    Statements of the last day: a silence would be an error where its actor has spoken.
    """
    for number in count():
        source = {"url": f"https://more.example/{number}", "tier": "primary", "publisher": "More"}
        line = {
            "kind": "statement",
            "id": f"more-{number}",
            "speaker": "person-00000",
            "issue": "issue-0000",
            "date": DAY,
            "stance": "favor",
            "quote": f"We say so, for the time number {number}.",
            "wording": "verbatim",
            "language": "en",
            "channel": "speech",
            "sources": [source],
            "recorded": DAY,
        }
        yield json.dumps(line, separators=(",", ":")) + "\n"
