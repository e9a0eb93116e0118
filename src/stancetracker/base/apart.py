"""Read what strangers made in a process apart, which is ended at its limits, and go on.

A page, a mail or a table may be built to take hours or all memory, or to make a library crash. Each
such item is read by a function of this program in a process that a watch ends (`limits.watched`).
Where one call keeps the watch from running, as a regular expression does, the system ends it at its
processor time and, on Linux alone, at its memory. A process that hangs without taking either, as a
library may that has run out of memory, is ended after ten times its processor time.

Only bytes and plain JSON values pass between the processes.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from stancetracker.base.errors import MissingLibraryError, StancetrackerError, UsageError
from stancetracker.base.limits import Excess, Limits, watched

if sys.platform == "linux":
    import resource

LIMITS: Final = Limits(seconds=10, mebibytes=900)
"""The limits of one item; libraries and the rest of the process take some 100 MiB more."""
MOST_BYTES: Final = 50_000_000
"""The most bytes of one item."""
TOO_LARGE: Final = f"it is larger than {MOST_BYTES:,} bytes"
_MOST_ANSWER_BYTES: Final = 200_000_000
_MOST_BATCH_BYTES: Final = 1_000_000
_MOST_BATCH_ITEMS: Final = 100
_SYSTEM_LIMIT_MEBIBYTES: Final = 100
"""The memory beyond the limit at which Linux gives a process no more."""
_HANGS_AFTER: Final = 10
"""How many times its processor time a process may wait for anything."""
_STATUS: Final[Mapping[Excess, int]] = {"time": 81, "memory": 82}
"""The exit status of a process that its watch ended."""
_EXCESS_BY_STATUS: Final[Mapping[int, Excess]] = {
    **{status: excess for excess, status in _STATUS.items()},
    -getattr(signal, "SIGPROF", 0): "time",  # which the system's own timer sends
}
_PROGRAM: Final = (
    "import sys; sys.path.append(sys.argv[1]);"
    f" import {__name__} as apart; apart.serve(sys.argv[2:])"
)
_PACKAGES: Final = str(Path(__file__).parents[2])

Function = Callable[..., Any]
"""A function of a module of this program, of the bytes of an item and of plain JSON values."""


class UnreadableError(UsageError):
    """Bytes that strangers made and that can't be read."""


def with_reason(message: str, error: Exception) -> str:
    """Return a message with what a library says of bytes that it can't read, if it does.

    An error of Python's own, such as an IndexError, is about the code of the library.
    """
    reason = str(error).partition("\n")[0]
    is_of_library = type(error).__module__ != "builtins" or isinstance(error, (OSError, EOFError))
    return f"{message}: {reason}" if reason and is_of_library else message


class LimitError(UnreadableError):
    """Bytes that can't be read within the limits, or that end the process which reads them."""


_ERRORS: Final = {error.__name__: error for error in (UnreadableError, LimitError, UsageError)}
"""The errors that a process answers with; a UsageError stops all, the rest are of one item."""


class Item(NamedTuple):
    """An item to read: its bytes, and other arguments of the function that reads it."""

    content: bytes
    arguments: tuple[Any, ...] = ()


def run(function: Function, content: bytes, *arguments: Any, limits: Limits = LIMITS) -> Any:
    """Return what a function makes of one item, as JSON has it.

    Raises UnreadableError, and UsageError where a library is not installed.
    """
    [(_, answer)] = run_all(function, [Item(content, arguments)], limits=limits)
    if isinstance(answer, UnreadableError):
        raise answer
    return answer


def run_all(
    function: Function, items: Iterable[Item], shared: Any = None, limits: Limits = LIMITS
) -> Iterator[tuple[Item, Any]]:
    """Yield each item, in order, with what a function makes of it, or with its UnreadableError.

    `shared` is a last argument that all items have. Raises UsageError where a library is not
    installed.
    """
    for batch in _batches(items):
        while batch:
            answers = _answers(function, batch, shared, limits)
            yield from zip(batch, answers, strict=False)
            batch = batch[len(answers) :]


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield as many items at once as are few and small, and those that are too large alone."""
    batch: list[Item] = []
    size = 0
    for item in items:
        if batch and (
            len(batch) == _MOST_BATCH_ITEMS or size + len(item.content) > _MOST_BATCH_BYTES
        ):
            yield batch
            batch = []
            size = 0
        batch.append(item)
        size += len(item.content)
    if batch:
        yield batch


def _answers(function: Function, items: Sequence[Item], shared: Any, limits: Limits) -> list[Any]:
    """Return the answers to items, up to the first that ends the process; at least one."""
    if len(items[0].content) > MOST_BYTES:
        return [LimitError(TOO_LARGE)]
    reader = _idle_reader(limits)
    answers = list[Any]()
    try:
        reader.ask(function, items, shared)
        for _ in items:
            answers.append(reader.answer())
    except (EOFError, BrokenPipeError):
        answers.append(reader.reason())
    except BaseException:
        reader.end()
        raise
    else:
        _IDLE.setdefault(limits, []).append(reader)
    return answers


class _Reader:
    """A process that reads items, under limits for each."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        # With -P, no module is imported from the folder in which the program is run.
        program = [sys.executable, "-P", "-c", _PROGRAM, _PACKAGES]
        self._process = subprocess.Popen(
            [*program, str(limits.seconds), str(limits.mebibytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A library in Rust that runs out of memory may hang while it writes down where.
            env={**os.environ, "RUST_BACKTRACE": "0"},
        )
        assert self._process.stdin
        assert self._process.stdout
        self._requests: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout

    def is_alive(self) -> bool:
        """Return whether the process waits for items."""
        return self._process.poll() is None

    def ask(self, function: Function, items: Sequence[Item], shared: Any) -> None:
        """Send items; raises BrokenPipeError where the process ends meanwhile."""
        header = {
            "function": f"{function.__module__}:{function.__name__}",
            "shared": shared,
            "items": [[len(item.content), item.arguments] for item in items],
        }
        self._requests.write(_line(header))
        for item in items:
            self._requests.write(item.content)
        self._requests.flush()

    def answer(self) -> Any:
        """Return the next answer; raises EOFError where the process has ended instead."""
        line = self._answers.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        answer = _value(line)
        if "answer" in answer:
            return answer["answer"]
        error = _ERRORS[answer["error"]](answer["message"], answer["hint"])
        if isinstance(error, UnreadableError):
            return error
        raise error

    def reason(self) -> LimitError:
        """Return why the process has ended."""
        status = self._process.wait()
        self._close()
        excess = _EXCESS_BY_STATUS.get(status)
        if excess:
            return LimitError(f"it takes more than {self._limits.words(excess)}")
        if status == -getattr(signal, "SIGALRM", 0):
            return LimitError("what reads it hangs")
        return LimitError(f"what reads it crashes (status {status})")

    def end(self) -> None:
        """End the process at once."""
        self._process.terminate()
        self._close()
        self._process.wait()

    def _close(self) -> None:
        with suppress(BrokenPipeError):
            self._requests.close()
        self._answers.close()


_IDLE: Final = dict[Limits, list[_Reader]]()
"""The processes that wait for more items, by their limits."""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_IDLE.clear)


def _idle_reader(limits: Limits) -> _Reader:
    """Return a process that waits for items, started where there is none."""
    idle = _IDLE.get(limits, [])
    while idle:
        reader = idle.pop()
        if reader.is_alive():
            return reader
        reader.end()
    return _Reader(limits)


@atexit.register
def end_idle_readers() -> None:
    """End the processes that wait for more items."""
    for readers in _IDLE.values():
        while readers:
            readers.pop().end()


def serve(arguments: Sequence[str]) -> None:
    """Read items from standard input and write answers to standard output, until that ends.

    `arguments` are the seconds and the MiB that an item may take.
    """
    seconds, mebibytes = arguments
    limits = Limits(float(seconds), int(mebibytes))
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):  # what a library reads or prints is none of ours
            os.dup2(null, stream)
        _limit_memory(limits)
        with watched(limits, lambda excess: os._exit(_STATUS[excess])) as begin:
            while header := requests.readline():
                _answer_all(_value(header), requests, answers, begin, limits)


def _answer_all(
    header: Mapping[str, Any],
    requests: IO[bytes],
    answers: IO[bytes],
    begin: Callable[[], None],
    limits: Limits,
) -> None:
    """Answer all items of a request, which are all received before the first is read."""
    module, _, name = header["function"].partition(":")
    shared = () if header["shared"] is None else (header["shared"],)
    contents = [requests.read(size) for size, _ in header["items"]]
    for content, (_, arguments) in zip(contents, header["items"], strict=True):
        begin()
        _limit_time(limits.seconds)
        answers.write(_answer(module, name, content, (*arguments, *shared)))
        answers.flush()
    _limit_time(0)
    begin()


def _answer(module: str, name: str, content: bytes, arguments: Sequence[Any]) -> bytes:
    """Return the line that answers an item."""
    try:
        function = getattr(import_module(module), name)
        line = _line({"answer": function(content, *arguments)})
        if len(line) > _MOST_ANSWER_BYTES:
            return _refusal(LimitError, f"it holds more than {_MOST_ANSWER_BYTES:,} bytes of text")
        return line
    except MissingLibraryError as error:
        return _refusal(UsageError, error.message, error.hint)
    except StancetrackerError as error:
        kind = LimitError if isinstance(error, LimitError) else UnreadableError
        return _refusal(kind, error.message, error.hint)
    except RecursionError:
        return _refusal(LimitError, "it is nested too deeply")
    except MemoryError:
        os._exit(_STATUS["memory"])
    except Exception:  # what strangers made makes a library raise anything
        return _refusal(UnreadableError, "it is malformed")


def _refusal(error: type[UsageError], message: str, hint: str | None = None) -> bytes:
    """Return the line that says why an item can't be read."""
    first_line = message.partition("\n")[0]
    return _line({"error": error.__name__, "message": first_line, "hint": hint})


def _limit_time(seconds: float) -> None:
    """Let the system end this process after so much processor time, or where it hangs; 0: never."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * _HANGS_AFTER)


def _limit_memory(limits: Limits) -> None:
    """Let Linux give this process no more memory than a little beyond the limit."""
    if sys.platform == "linux":
        most = limits.mebibytes + _SYSTEM_LIMIT_MEBIBYTES << 20
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _value(line: bytes) -> Any:
    return json.loads(line.decode("utf-8", "surrogatepass"))
