"""How an answer should look where it is shown."""

from typing import NamedTuple


class Look(NamedTuple):
    """Width in cells, colour or none, ASCII only or not, headings or not, cells defused or raw."""

    width: int = 80
    color: bool = False
    ascii: bool = False
    headers: bool = True
    raw: bool = False
