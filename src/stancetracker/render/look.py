"""How an answer should look where it is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """Width in cells, colour or none, ASCII only or not, headings or not, cells defused or raw."""

    width: int = 80
    color: bool = False
    ascii: bool = False
    headers: bool = True
    raw: bool = False
