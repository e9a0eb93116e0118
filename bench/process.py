"""Programs run as whole processes: how long they take, and how much memory all of their processes hold."""

from __future__ import annotations

import math
import os
import pty
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import psutil

Command = Sequence[str]
_LOOKED_AT_EVERY = 0.05


def seconds(command: Command, environment: Mapping[str, str], limit: float = 600) -> float:
    """How long a program takes; infinity when it takes longer than the limit.

    Raises CalledProcessError when it fails.
    """
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:
        # Not `wait(timeout=...)`: it looks at the process only every 50 ms.
        watch = threading.Timer(limit, process.kill)
        watch.start()
        process.wait()
        taken = time.perf_counter() - start
        watch.cancel()
    if taken >= limit:
        return math.inf
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return taken


def seconds_on_terminal(command: Command, environment: Mapping[str, str]) -> float:
    """How long a program takes that writes to a terminal.

    Raises CalledProcessError when it fails.
    """
    master, slave = pty.openpty()
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=slave) as process:
        os.close(slave)
        with suppress(OSError):  # how a terminal says that nobody writes to it any more
            while os.read(master, 65_536):
                pass
        process.wait()
    taken = time.perf_counter() - start
    os.close(master)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return taken


def peak(command: Command, environment: Mapping[str, str]) -> float:
    """The most memory in MB that a program and its children held together; shared memory counts once.

    Raises CalledProcessError when it fails.
    """
    most = 0
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:
        done = threading.Event()

        def watch() -> None:
            nonlocal most
            while not done.wait(_LOOKED_AT_EVERY):
                most = max(most, _held(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        process.wait()
        done.set()
        watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return most / 1e6


def _held(pid: int) -> int:
    held = 0
    with suppress(psutil.Error):
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            with suppress(psutil.Error):
                held += process.memory_full_info().pss
    return held


def medians(measures: Mapping[str, Callable[[], float]], times: int) -> dict[str, float]:
    """The median of each measure, taken in turn: A B C A B C, so that what the machine does meets all alike."""
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(times):
        for name, measure in measures.items():
            if math.inf not in taken[name]:  # once is enough to wait for what is too slow
                taken[name].append(measure())
    return {name: statistics.median(values) for name, values in taken.items()}
