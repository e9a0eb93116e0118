"""Which files of a folder are ours: a list of their names beside them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stancetracker.base.errors import WriteError

NAME: Final = ".stancetracker-site.json"
# Names in a manifest are a stranger's words: none of them may lead out of the folder, or to what is no page.
_OURS: Final = re.compile(
    r"(?:(?:issues|people|organizations|sources)/(?:[a-z0-9]+(?:-[a-z0-9]+)*/)?)?index\.(?:html|json|csv)"
    r"|feed\.xml|sitemap(?:-[1-9][0-9]*)?\.xml|CITATION\.cff",
    re.ASCII,
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_READING: Final = os.O_RDONLY | sum(
    getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)


@dataclass(frozen=True)
class Held:
    """What is ours: files, and the days of editions, which have lists of their own."""

    files: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()

    def text(self) -> str:
        """What the list says, a name a line."""
        return json.dumps({"editions": sorted(self.days), "files": sorted(self.files)}, indent=0) + "\n"


def are_ours(names: Iterable[str]) -> bool:
    """Whether these are names that files of a site have."""
    return all(map(_OURS.fullmatch, names))


def read(path: Path) -> Held:
    """The list in a file; nothing where there is none.

    Raises WriteError for a list that no run of ours wrote, OSError where it can't be read.
    """
    try:
        with os.fdopen(os.open(path, _READING), "rb") as opened:
            said = json.loads(opened.read())
        held = Held(frozenset(said["files"]), frozenset(said["editions"]))
        if are_ours(held.files) and all(map(_DAY.fullmatch, held.days)):
            return held
    except FileNotFoundError:
        return Held()
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise WriteError(f"not a list of our files: {path}", "name another folder")
