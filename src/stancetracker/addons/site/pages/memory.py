"""Remember in the user's cache what a build of a site wrote: the next makes only what differs.

It's never published, and a part counts as made only while its files hold what was written then.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from stancetracker.addons.site.pages.page import Page
from stancetracker.index import cache as caches
from stancetracker.ledger import journal
from stancetracker.ledger.folder import Folder


class Part(NamedTuple):
    """A part of a site: the path of its first page, the digest of its inputs, and its maker."""

    path: str
    inputs: str
    """Empty where it is made at each build."""
    make: Callable[[], Iterable[Page]]


class PartFiles(NamedTuple):
    """The digest of a part's inputs, and the SHA-256 of its files by name."""

    inputs: str
    files: Mapping[str, str]


class BuildMemory:
    """The files of each part of a site, as the build before wrote them and as this one does."""

    def __init__(self, path: Path | None) -> None:
        """Take the file that keeps it; None where nothing is kept."""
        self._path = path
        self._before = _read(path) if path else {}
        self._now: dict[str, PartFiles] = {}

    def files(self, part: Part) -> Mapping[str, str]:
        """Return the files that a part has if its inputs are the same as before; none if not."""
        before = self._before.get(part.path)
        return before.files if before and part.inputs == before.inputs else {}

    def add(self, part: Part, hashes: Mapping[str, str]) -> None:
        """Note the files of a part with their SHA-256."""
        if part.inputs:
            self._now[part.path] = PartFiles(part.inputs, hashes)

    def save(self) -> None:
        """Keep what was noted, if the cache can be written."""
        if self._path is None:
            return
        text = json.dumps(self._now, separators=(",", ":"))
        with suppress(OSError):
            journal.write_whole(self._path.parent, self._path.name, text.encode())


def place(folder: Folder, root: Path, cache: Path | None) -> Path | None:
    """Return the file that remembers a dataset's site in a folder; None for none."""
    cache = caches.cache_folder() if cache is None else cache
    if not folder.cached or caches.is_shared(cache):
        return None
    return cache / f"{caches.name_in_cache(folder, f'site {os.fspath(root)}')}.json"


def _read(path: Path) -> dict[str, PartFiles]:
    """Return what a file keeps; nothing from a file that is missing or damaged."""
    try:
        parts = json.loads(path.read_bytes())
        return {
            str(part): PartFiles(str(inputs), dict(hashes))
            for part, (inputs, hashes) in parts.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}
