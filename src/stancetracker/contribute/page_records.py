"""Compare the records that a page of a site shows with those of a dataset."""

import html
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base import versions
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.index.checks.functions import Finding
from stancetracker.index.lookup import sealed
from stancetracker.ledger import files
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.git import HistoryError, commit_of
from stancetracker.ledger.jsonl import SEVERITY

_DIFFERS: Final = "page-differs"
_CHANGED: Final = "is no longer what the page shows, if only because a field was filled"
_LISTED: Final = re.compile(rb'<meta name="stancetracker-records" content="([^"]*)">')
_LONGEST_HEAD: Final = 4_000_000
"""The bytes that are read of a page, in which its list stands."""
_RECORD: Final = re.compile(rf"([a-z0-9-]+)=([0-9a-f]{{{versions.EVIDENCE_DIGITS}}})", re.ASCII)


class PageRecords(NamedTuple):
    """A page, and the first digits of the SHA-256 of each record that it shows, by id."""

    path: Path
    digits: Mapping[str, str]

    def differences(self, connection: sqlite3.Connection) -> Iterator[Finding]:
        """Yield a problem for each of its records that is not in the dataset as the page has it."""
        now = {record.id: record.sha256 for record in sealed(connection)}
        for record, digits in self.digits.items():
            if record not in now:
                message = f"{self.path} shows {record}, which is not in the dataset"
                yield Finding(None, (), message, code=_DIFFERS, severity=SEVERITY[_DIFFERS])
            elif not now[record].startswith(digits):
                yield Finding(record, (), _CHANGED, code=_DIFFERS, severity=SEVERITY[_DIFFERS])

    def summary(self, differing: int) -> str:
        """Return in words how many of its records stand unchanged."""
        records = plural(len(self.digits), "record")
        standing = len(self.digits) - differing
        return f"{self.path} shows {records}; {standing:,} stand unchanged in the dataset"


def page_records(folder: Folder, name: str) -> PageRecords | None:
    """Return the records that a page lists; None for anything but a page other than the front.

    What git knows by the name is a revision. Raises UsageError for a page whose list is not one of
    ours.
    """
    path = Path(name)
    with suppress(HistoryError):
        commit_of(folder, name)
        return None
    try:
        with files.reading(*files.resolved(path)) as page:
            head = page.read(_LONGEST_HEAD)
    except OSError:
        return None
    listed = _LISTED.search(head)
    if listed is None:
        return None
    texts = html.unescape(listed[1].decode("utf-8", "replace")).split()
    records = [_RECORD.fullmatch(text) for text in texts]
    digits = {record[1]: record[2] for record in records if record}
    if len(digits) != len(texts):
        raise UsageError(f"the list of records in {path} is damaged", "name the page as published")
    return PageRecords(path, digits)
