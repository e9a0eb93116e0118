"""Run programs as whole processes; measure their processor time and memory."""

from __future__ import annotations

import math
import os
import pty
import signal
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

Command = Sequence[str]
_LIMIT: Final = 300
"""Seconds of processor time after which a program is killed, and counts as endless."""


class Cost(NamedTuple):
    """What a program and all its children took: seconds of processor time, and the MB of the largest of them."""

    seconds: float
    memory: float


def run(command: Command, environment: Mapping[str, str], *, allowed: tuple[int, ...] = (0,)) -> Cost:
    """Run a program, its output thrown away.

    Raises CalledProcessError when it exits with a status that is not allowed.
    """
    process = subprocess.Popen(
        ["sh", "-c", f'ulimit -t {_LIMIT}; exec "$@"', "sh", *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    with process.stderr as stream:
        told = stream.read()
    return _cost(process, command, allowed, told)


def run_on_terminal(command: Command, environment: Mapping[str, str]) -> Cost:
    """Run a program that writes to a terminal.

    Raises CalledProcessError when it fails.
    """
    master, slave = pty.openpty()
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=slave)
    os.close(slave)
    with suppress(OSError):  # how a terminal reports that nobody writes to it any more
        while os.read(master, 65_536):
            pass
    os.close(master)
    return _cost(process, command, (0,), b"")


def _cost(process: subprocess.Popen[bytes], command: Command, allowed: tuple[int, ...], told: bytes) -> Cost:
    # wait4 alone reports the resources of one child, with those of the children it waited for.
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode == -signal.SIGXCPU:
        return Cost(math.inf, used.ru_maxrss / 1000)
    if process.returncode not in allowed:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=told.decode()[-2000:])
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def medians(measures: Mapping[str, Callable[[], Cost]], times: int) -> dict[str, Cost]:
    """Return the median cost of each measure, taken in turn (A B C A B C), so that noise meets all alike."""
    taken: dict[str, list[Cost]] = {name: [] for name in measures}
    for _ in range(times):
        for name, measure in measures.items():
            taken[name].append(measure())
    return {
        name: Cost(statistics.median(cost.seconds for cost in costs), max(cost.memory for cost in costs))
        for name, costs in taken.items()
    }
