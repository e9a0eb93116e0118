"""A server for tests: the program in a process of its own, at a free port."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

from tests.exporting import TODAY
from tests.faults.injection import ENVIRON, PROGRAM


class Served(NamedTuple):
    """A server, and the address it printed."""

    process: subprocess.Popen[str]
    address: str


@contextmanager
def served(home: Path, *arguments: str) -> Iterator[Served]:
    """Run `stancetracker serve` with these arguments until the test is over."""
    port = () if "--port" in arguments else ("--port", "0")
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "serve", *port, *arguments],
        env=ENVIRON | {"HOME": str(home), "TMPDIR": str(home), "STANCETRACKER_TODAY": TODAY},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Served(process, process.stdout.readline().strip())
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def fetch_json(address: str) -> Any:
    with urlopen(address, timeout=30) as response:
        return json.load(response)
