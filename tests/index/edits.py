"""Changes of a data file other than appended lines."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random


def copy_over(path: Path, _: Random) -> None:
    copy = path.with_name("copy")
    shutil.copy2(path, copy)
    copy.replace(path)


def same_size_and_mtime(path: Path, random: Random) -> None:
    status, content = path.stat(), path.read_bytes()
    words = [b"favor", b"mixed", b"2026-01-10", b"2026-01-09", b"ada", b"bo", b"acme"]
    word, same_length = random.choice(
        [(a, b) for a in words for b in words if a != b and len(a) == len(b)]
    )
    path.write_bytes(content.replace(word, same_length))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def truncate(path: Path, random: Random) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: random.randrange(len(lines) + 1)]))


def append(path: Path, content: bytes) -> None:
    path.write_bytes(path.read_bytes() + content)


Edit = Callable[[Path, Random], object]
# Edits that leave every record as it is, or one of the same size in its place.
KEEPING: dict[str, Edit] = {
    "touched": lambda path, _: os.utime(path),
    "copied over": copy_over,
    "of the same size and time": same_size_and_mtime,
    "renamed": lambda path, _: path.rename(path.with_name(f"x{path.name}")),
}
EDITS: tuple[Edit, ...] = (
    *KEEPING.values(),
    truncate,
    lambda path, random: os.truncate(path, random.randrange(path.stat().st_size + 1)),
    lambda path, _: path.unlink(),
    lambda path, random: append(path, random.choice([b"\n", b"{", b"\r\n", b" \n"])),
    lambda path, _: path.write_bytes(path.read_bytes().removesuffix(b"\n")),
    lambda path, _: append(path, b"".join(path.read_bytes().splitlines(keepends=True)[-1:])),
)
