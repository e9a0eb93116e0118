"""Keep copies of a dataset's sources as WARC files in `archive/`, each with a `copy` line.

A copy is never changed: a page that reads otherwise gets another file beside it. Nothing in the
folder is data.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from filelock import FileLock, Timeout

from stancetracker.addons.evidence.copies import Copy, Shelf, forget
from stancetracker.addons.evidence.own_copies import OwnCopies, OwnCopy
from stancetracker.addons.evidence.pages import ALGORITHM, DIGEST
from stancetracker.base.errors import WriteError
from stancetracker.base.plugins import require
from stancetracker.contribute import add
from stancetracker.contribute.dataset import open_dataset
from stancetracker.index.lookup import source_key
from stancetracker.ledger import files
from stancetracker.ledger.folder import COPIES, Folder, writable
from stancetracker.ledger.journal import put, staged, write_whole

_COPIES: Final = "SELECT url, sha256 FROM main.copy WHERE withdrawn IS NULL"
REDACTED: Final = "SELECT corrects FROM main.correction WHERE type = 'redaction'"
"""The ids of redacted records, as SQL."""


class CopyRecord(NamedTuple):
    """A record of a copy: a file of an address, or with a status what the address answered."""

    address: str
    body: bytes
    headers: Sequence[tuple[str, str]]
    status: str = ""
    """As HTTP has it, such as `200 OK`."""

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of its body."""
        return sha256(self.body).hexdigest()

    @property
    def media_type(self) -> str:
        """Return what it is, such as text/html; empty where nothing says so."""
        types = [value for name, value in self.headers if name.lower() == "content-type"]
        return types[-1].partition(";")[0].strip().lower() if types else ""


class _Found(NamedTuple):
    """A page that was found at an address."""

    sha256: str
    day: str | None
    """The day on which it was there, if known."""
    archive_url: str = ""
    """The address of the archived page that was fetched where the original page is gone."""
    media_type: str = ""

    def record(self, url: str) -> dict[str, str]:
        """Return the record of this copy of a page."""
        fields = {
            "retrieved": self.day,
            "archive_url": self.archive_url,
            "media_type": self.media_type,
        }
        filled = {name: value for name, value in fields.items() if value}
        return {"kind": "copy", "url": url, "sha256": self.sha256, **filled}


class Keeper:
    """Keeps pages while no other program does; see `keeping`."""

    def __init__(self, folder: Folder, stage: Path, today: str) -> None:
        """Remove the copies of redacted records; raises WriteError."""
        with open_dataset(folder) as dataset:
            redacted = {record for (record,) in dataset.connection.execute(REDACTED)}
            # A copy never lies there without the records that it belongs to.
            self.removed: Final = forget(folder, dataset.connection, redacted)
            self.shelf: Final = Shelf(dataset.connection, folder)
        self._folder = folder
        self._stage = stage
        self._today = today
        self._own_copies = OwnCopies(folder)
        self._found = dict[str, _Found]()

    def recall(self, url: str) -> bool:
        """Return whether this person made a copy of a page that counts."""
        newest = self.shelf.newest_own(source_key(url))
        if newest is None:
            return False
        page, own = newest
        self._found[url] = _Found(page.sha256, own.day, own.archive_url)
        return True

    def keep(self, url: str, records: Sequence[CopyRecord], own: OwnCopy) -> bool:
        """Keep a page, the last of the records, on disk; return False where there is a copy of it.

        Raises WriteError.
        """
        key, digest = source_key(url), records[-1].sha256
        listed = self.shelf.own(key, digest)
        if own.is_better_than(listed):
            self._own_copies.add(key, digest, own)
        if own.origin:
            is_there = self.shelf.holds(key, digest)
        else:
            is_there = self.shelf.is_newest(key, digest)
        if is_there:
            day = (listed and listed.day) or own.day
        else:
            day = own.day
            name = _file_name(key, own.day or self._today, self.shelf.copies.get(key, ()))
            write_copy(self._stage / name, records)
            put(self._stage / name, self._stage.parent / name)
        media_type = records[-1].media_type
        self._found[url] = _Found(digest, day, own.archive_url, media_type)
        return not is_there

    def record(self) -> list[str]:
        """Append a `copy` record of each found page that has none yet; return the new ids.

        Raises WriteError.
        """
        with open_dataset(self._folder) as dataset:
            known = {(url, digest) for url, digest in dataset.connection.execute(_COPIES)}
            records = [
                found.record(url)
                for url, found in self._found.items()
                if (url, found.sha256) not in known
            ]
            plan = add.plan(dataset, records, self._today, notices=False)
            return [addition.id for addition, _ in add.write(plan).additions]


@contextmanager
def keeping(folder: Folder, today: str) -> Iterator[Keeper]:
    """Open the folder of copies, made if it is not there, to keep pages in.

    Raises WriteError, also where another program keeps pages meanwhile.
    """
    require("an archived copy", ("warcio",), "evidence")
    place = writable(folder).path / COPIES
    try:
        place.mkdir(exist_ok=True)
        files.refuse_irregular(folder.path, COPIES)
        write_whole(folder.path, f"{COPIES}/.gitignore", b"*\n")
        with FileLock(place / ".lock", timeout=0), staged(place) as stage:
            yield Keeper(folder, stage, today)
    except files.IrregularFileError as error:
        raise WriteError(f"can't write to {error}", "see who put it there, and remove it") from None
    except Timeout:
        raise WriteError("another program is archiving the sources of this dataset") from None
    except OSError as error:
        raise WriteError(f"can't write to {place}: {error.strerror or error}") from None


def write_copy(path: Path, records: Sequence[CopyRecord]) -> None:
    """Write a page, and before it the redirects on the way there, to a WARC file."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with files.writing(path.parent, path.name) as file:
        writer = WARCWriter(file, gzip=True)
        for record in records:
            more: dict[str, Any] = {"warc_headers_dict": {DIGEST: f"{ALGORITHM}{record.sha256}"}}
            # The body is whole here, in whatever pieces it came.
            headers = [
                (name, value)
                for name, value in record.headers
                if name.lower() != "transfer-encoding"
            ]
            if record.status:
                more["http_headers"] = StatusAndHeaders(record.status, headers, "HTTP/1.1")
            else:
                more["warc_content_type"] = dict(headers)["Content-Type"]
            kind = "response" if record.status else "resource"
            # Without its length, warcio would replace the digest by one of its own.
            writer.write_record(
                writer.create_warc_record(
                    record.address, kind, BytesIO(record.body), len(record.body), **more
                )
            )


def _file_name(key: str, day: str, before: Sequence[Copy]) -> str:
    """Return the name of a new copy's file; those of one day are numbered."""
    number = max((copy.number for copy in before if copy.day == day), default=0) + 1
    return f"{key}-{day}{f'-{number}' if number > 1 else ''}.warc.gz"
