"""Work is shared with a second process, and done whatever becomes of that."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from stancetracker.ledger.large.second import MOST, shared


def process_and_numbers(numbers: Iterator[int]) -> tuple[int, list[int]]:
    return os.getpid(), list(numbers)


def slowly(numbers: Iterator[int]) -> tuple[int, list[int]]:
    """Take no more than a few, so that there are some left for the other."""
    taken = [next(numbers, -1) for _ in range(4)]
    return os.getpid(), taken


def descriptors() -> set[str]:
    return {path.name for path in Path("/proc/self/fd").iterdir() if path.exists()}


def no_child_is_left() -> bool:
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    return True


def test_each_number_is_taken_once() -> None:
    found = shared(process_and_numbers, 5000)

    assert list(range(5000)) == sorted(number for _, numbers in found for number in numbers)
    assert no_child_is_left()


def test_two_processes_work() -> None:
    found = shared(slowly, 8)

    assert 2 == len({process for process, _ in found})
    assert list(range(8)) == sorted(number for _, numbers in found for number in numbers)


def test_what_a_second_process_leaves_undone_is_done() -> None:
    here = os.getpid()

    def dies(numbers: Iterator[int]) -> list[int]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return list(numbers)

    assert [list(range(9))] == shared(dies, 9)
    assert no_child_is_left()


def test_what_the_work_raises_is_raised_and_the_second_process_ended() -> None:
    here = os.getpid()

    def fails(numbers: Iterator[int]) -> None:
        if os.getpid() == here:
            raise KeyError(here)
        signal.pause()

    with pytest.raises(KeyError):
        shared(fails, 9)
    assert no_child_is_left()


def test_without_a_second_process_one_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise OSError("no more processes")

    before = descriptors()
    monkeypatch.setattr(os, "fork", refused)

    assert [(os.getpid(), [0, 1, 2])] == shared(process_and_numbers, 3)
    assert before == descriptors()


def test_beside_other_threads_one_process_does_it_all() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    found = shared(process_and_numbers, 3)
    done.set()
    thread.join()

    assert [(os.getpid(), [0, 1, 2])] == found


def test_no_more_pieces_than_both_can_be_told_of() -> None:
    assert 1 == len(shared(process_and_numbers, MOST + 1))
    assert 2 == len(shared(process_and_numbers, MOST))
