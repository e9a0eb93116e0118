"""Command lines on a program with the kinds of record in a folder of a test, beside the shipped ones."""

import json
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.datasets import stored
from tests.faults.injection import COVERAGE

TODAY: Final = "2026-03-01"
TIMEOUT_SECONDS: Final = 300
# Run the command lines read from standard input, each with output files of its own.
DRIVER: Final = """
import io, json, os, sys, traceback
import stancetracker.ledger.model
stancetracker.ledger.model.__path__.insert(0, sys.argv[1])
from stancetracker.base import plugins
from stancetracker.cli.app import main
from stancetracker.render import exports, formats
from stancetracker.reports import catalogue

def run(arguments):
    for name, number in (("out", 1), ("err", 2)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    status = main(arguments)
    return [status, *(open(name, encoding="utf-8").read() for name in ("out", "err"))]

ours, errors = os.dup(1), os.dup(2)
PICTURES = ("svg", "png", "pdf")
lists = {"EXPORT": plugins.names(exports), "REPORT": plugins.names(catalogue)}
lists["FORMAT"] = [name for name in plugins.names(formats) if name not in PICTURES]
answers = {}
for words in json.load(sys.stdin):
    every = next((name for name in lists if any(name in word for word in words)), None)
    for name in lists.get(every, [""]):
        arguments = [word.replace(every, name) if every else word for word in words]
        answers[" ".join(arguments)] = run(arguments)
if sys.argv[2:]:
    os.dup2(os.open("code.out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
    os.dup2(errors, 2)
    exec(sys.argv[2])
    sys.stdout.flush()
os.write(ours, json.dumps(answers).encode())
"""


class Program(NamedTuple):
    """The folder of a run, and each line's status, output and errors."""

    folder: Path
    answers: Mapping[str, tuple[int, str, str]]

    def json(self, line: str) -> Any:
        return json.loads(self.answers[line][1])

    def lines(self, name: str) -> list[dict[str, Any]]:
        return stored(self.folder / name)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


def run(folder: Path, kinds: Path, command_lines: Iterable[str], code: str = "") -> Program:
    """Run command lines in a folder, then Python code, which prints to the file `code.out`.

    EXPORT, FORMAT and REPORT in a line stand for each that the program lists. A file in `kinds` adds
    a kind of record, or stands in place of the shipped file of its name.
    """
    finished = subprocess.run(
        [sys.executable, "-c", DRIVER, str(kinds), *([code] if code else [])],
        input=json.dumps([*map(shlex.split, command_lines)]),
        cwd=folder,
        env={
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "STANCETRACKER_DATA": "dataset",
            "STANCETRACKER_TODAY": TODAY,
            "PYTHONPATH": ":".join(sys.path),
            **COVERAGE,
        },
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    assert finished.returncode == 0, finished.stderr
    return Program(folder, json.loads(finished.stdout))
