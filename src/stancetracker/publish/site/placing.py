"""Put a text into a file only if the file holds another, whole or not at all, in bounded memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, Literal

Change = Literal["new", "changed", "unchanged", "removed"]
_PIECE: Final = 1 << 16
_SAFE: Final = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


def place(path: Path, chunks: Iterable[str], beside: Path | None) -> Change:
    """Make the file hold the text, by way of a file beside it; without that, say what would be done.

    What is there is read and compared as the text is made. A link is replaced, and never followed.
    Raises OSError; then the file is as it was.
    """
    pieces = _pieces(chunks)
    try:
        descriptor = os.open(path, os.O_RDONLY | _SAFE)
    except FileNotFoundError:
        _replace(path, (), pieces, beside)
        return "new"
    except OSError:  # a link, or a file that can't be read
        _replace(path, (), pieces, beside)
        return "changed"
    with os.fdopen(descriptor, "rb") as there:
        same, rest = _compared(there, pieces)
        if rest is None:
            return "unchanged"
        _replace(path, _first(there, same), rest, beside)
    return "changed"


def _compared(there: BinaryIO, pieces: Iterator[bytes]) -> tuple[int, Iterator[bytes] | None]:
    """How many bytes are the same, and the pieces from the first other one on; None where there is none."""
    same = 0
    for piece in pieces:
        if there.read(len(piece)) != piece:
            return same, chain([piece], pieces)
        same += len(piece)
    return same, iter(()) if there.read(1) else None


def _replace(path: Path, first: Iterable[bytes], rest: Iterable[bytes], beside: Path | None) -> None:
    if beside is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with beside.open("wb") as out:
        out.writelines(first)
        out.writelines(rest)
    beside.replace(path)


def _pieces(chunks: Iterable[str]) -> Iterator[bytes]:
    """The text as UTF-8, in pieces of some size."""
    held: list[str] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= _PIECE:
            yield _encoded(held)
            held, size = [], 0
    if held:
        yield _encoded(held)


def _encoded(chunks: list[str]) -> bytes:
    return "".join(chunks).encode("utf-8", "backslashreplace")


def _first(there: BinaryIO, size: int) -> Iterator[bytes]:
    """The first bytes of a file, in pieces."""
    there.seek(0)
    while size and (piece := there.read(min(size, _PIECE))):
        size -= len(piece)
        yield piece
