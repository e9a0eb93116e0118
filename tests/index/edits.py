"""What may happen to a data file, besides that lines are appended."""

import os
import shutil
from pathlib import Path
from random import Random


def touch(path: Path, _: Random) -> None:
    os.utime(path)


def copy_over(path: Path, _: Random) -> None:
    copy = path.with_name("copy")
    shutil.copy2(path, copy)
    copy.replace(path)


def same_size_and_mtime(path: Path, random: Random) -> None:
    before, content = path.stat(), path.read_bytes()
    words = [b"favor", b"mixed", b"2026-01-10", b"2026-01-09", b"ada", b"bo", b"acme"]
    one, other = random.choice([(a, b) for a in words for b in words if a != b and len(a) == len(b)])
    path.write_bytes(content.replace(one, other))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def truncate(path: Path, random: Random) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: random.randrange(len(lines) + 1)]))


def tear(path: Path, random: Random) -> None:
    os.truncate(path, random.randrange(path.stat().st_size + 1))


def remove(path: Path, _: Random) -> None:
    path.unlink()


def rename(path: Path, _: Random) -> None:
    path.rename(path.with_name(f"x{path.name}"))


def end(path: Path, random: Random) -> None:
    with path.open("a") as file:
        file.write(random.choice(["\n", "{", "\r\n", " \n"]))


def cut_end(path: Path, _: Random) -> None:
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))


def repeat(path: Path, _: Random) -> None:
    with path.open("ab") as file:
        file.write(b"".join(path.read_bytes().splitlines(keepends=True)[-1:]))


EDITS = (touch, copy_over, same_size_and_mtime, truncate, tear, remove, rename, end, cut_end, repeat)
