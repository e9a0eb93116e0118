"""A person's own list of the copies that `archive` made, kept outside any repository.

A dataset is shared with strangers, its folder of copies too. So what this person really fetched or
supplied is written down where only this person writes: in the folder of user data that the system
has.
"""

import json
import os
from collections import defaultdict
from collections.abc import Mapping, Set
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from platformdirs import user_data_path

from stancetracker.base.errors import WriteError
from stancetracker.ledger import files
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.journal import sync_one, write_whole

SUPPLIED: Final = "file"
"""The origin of a page that somebody had saved and supplied as a file."""


class OwnCopy(NamedTuple):
    """A page on the person's list: the day on which it was at its address, and where it came from.

    The day is None where nobody knows it: an archived page may have been there long ago.
    """

    day: str | None
    origin: str = ""
    """SUPPLIED, or the address of an archived page; empty where it came from its own address."""

    @property
    def archive_url(self) -> str:
        """Return the address of the archived page that it came from; empty if it came from none."""
        return "" if self.origin == SUPPLIED else self.origin

    def is_better_than(self, listed: "OwnCopy | None") -> bool:
        """Return whether this says more of a page than what the list has of it."""
        return listed is None or (listed.day is None and self.day is not None)


class OwnCopies:
    """This person's copies of a dataset's sources, in files keyed by the dataset's path."""

    def __init__(self, folder: Folder) -> None:
        place = os.path.realpath(folder.path).encode("utf-8", "surrogateescape")
        dataset = sha256(place).hexdigest()[:16]
        self.path = user_data_path("stancetracker") / f"copies-{dataset}.jsonl"
        self._sources_path = self.path.with_name(f"sources-{dataset}.json")

    def pages(self) -> Mapping[str, Mapping[str, OwnCopy]]:
        """Return the pages on the list, by the key of their address and by their SHA-256."""
        pages: defaultdict[str, dict[str, OwnCopy]] = defaultdict(dict)
        try:
            content = files.content(self.path.parent, self.path.name)
        except OSError:
            return pages
        for line in content.splitlines():
            # A line that was cut short lists nothing.
            with suppress(ValueError, LookupError, TypeError):
                values = json.loads(line)
                copy = OwnCopy(values["day"], values.get("from", ""))
                listed = pages[values["source"]]
                if copy.is_better_than(listed.get(values["sha256"])):
                    listed[values["sha256"]] = copy
        return pages

    def add(self, key: str, sha256: str, copy: OwnCopy) -> None:
        """List a page, on disk; raises WriteError."""
        values = {"source": key, "sha256": sha256, "day": copy.day}
        if copy.origin:
            values["from"] = copy.origin
        folder = self.path.parent
        try:
            _make(folder)
            with files.writing(folder, self.path.name, files.APPENDING) as stream:
                # On a line of its own, whatever a killed run left.
                stream.write(f"\n{json.dumps(values)}\n".encode())
                stream.flush()
                os.fsync(stream.fileno())
            sync_one(folder)
        except OSError as error:
            raise WriteError(f"can't write to {self.path}: {error.strerror}") from None

    def records(self) -> dict[str, set[str]]:
        """Return the records of each page, by its key, when `name_records` was last called."""
        with suppress(OSError, ValueError, AttributeError, TypeError):
            sources = json.loads(files.content(self._sources_path.parent, self._sources_path.name))
            return {key: set(records) for key, records in sources.items()}
        return {}

    def name_records(self, records: Mapping[str, Set[str]]) -> None:
        """Write down the records that each page is a source of, by the page's key.

        Raises WriteError.

        A line that is gone says nothing of its sources any more.
        """
        sources = {key: sorted(ids) for key, ids in records.items()}
        path = self._sources_path
        try:
            _make(path.parent)
            write_whole(path.parent, path.name, json.dumps(sources, indent=1).encode())
        except OSError as error:
            raise WriteError(f"can't write to {path}: {error.strerror}") from None


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
