"""Ways in which an export may be damaged, by the message about the file at fault."""

import shutil
from collections.abc import Callable
from pathlib import Path


def flip(file: Path) -> None:
    """Flip one bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "statement/0000.parquet is missing": lambda out: (out / "statement/0000.parquet").unlink(),
    "silence_actors/0000.parquet is missing": lambda out: shutil.rmtree(out / "silence_actors"),
    "statement/0001.parquet is not part of the export": lambda out: shutil.copy(
        out / "statement/0000.parquet", out / "statement/0001.parquet"
    ),
    "statement/0000.parquet was altered": lambda out: flip(out / "statement/0000.parquet"),
}
