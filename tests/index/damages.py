"""Ways in which an export is damaged on its way: each damages one and returns the name of the file at fault."""

import shutil
from collections.abc import Callable
from pathlib import Path


def lost(export: Path) -> str:
    """Lose the statements."""
    (export / "statement/0000.parquet").unlink()
    return "statement/0000.parquet is missing"


def lost_list(export: Path) -> str:
    """Lose a table with its folder."""
    shutil.rmtree(export / "silence_actors")
    return "silence_actors/0000.parquet is missing"


def doubled(export: Path) -> str:
    """Write a file twice."""
    shutil.copy(export / "statement/0000.parquet", export / "statement/0001.parquet")
    return "statement/0001.parquet is not part of the export"


def flipped(export: Path) -> str:
    """Flip one bit in the middle of a file."""
    flip(export / "statement/0000.parquet")
    return "statement/0000.parquet was altered"


def flip(file: Path) -> None:
    """Flip one bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


DAMAGES: tuple[Callable[[Path], str], ...] = (lost, lost_list, doubled, flipped)
