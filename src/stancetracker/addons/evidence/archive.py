"""Keep copies of a dataset's sources as WARC files in its folder `archive`, and write in its records what was kept.

A copy is never changed: a page that reads otherwise later gets another file beside it. Nothing in the folder is data.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from filelock import FileLock, Timeout

from stancetracker.addons.evidence.copies import Copy, Shelf, copies, forget
from stancetracker.addons.evidence.fetching import Fetcher, FetchError, Response
from stancetracker.addons.evidence.own_copies import OwnCopies
from stancetracker.addons.evidence.pages import ALGORITHM, DIGEST
from stancetracker.base.errors import UnknownNameError, WriteError
from stancetracker.base.plugins import require
from stancetracker.contribute import add
from stancetracker.contribute.dataset import open_dataset
from stancetracker.index.lookup import source_key
from stancetracker.ledger import files
from stancetracker.ledger.folder import COPIES, Folder, writable
from stancetracker.ledger.journal import finished, put, staged, write_whole
from stancetracker.ledger.kinds import CLASS_BY_KIND, EACH, fields, reach

_REDACTED: Final = "SELECT corrects FROM main.correction WHERE type = 'redaction'"
_SOURCES: Final = f"""
SELECT DISTINCT url, record, retrieved FROM main.source WHERE url <> '' AND record NOT IN ({_REDACTED}) ORDER BY rowid
"""


class Plan(NamedTuple):
    """The pages to archive, each with the records that are to be completed; `again`, also those with a copy."""

    folder: Folder
    pages: Mapping[str, Sequence[str]]
    again: bool
    shelf: Shelf

    def to_fetch(self) -> list[str]:
        """Return the addresses that are to be fetched."""
        return [
            url for url in self.pages if self.again or not self.shelf.newest_own(source_key(url))
        ]


class Archived(NamedTuple):
    """The result: addresses of new, unchanged and failed pages, completed records, how many pages were removed.

    Last, why copies that are there don't count.
    """

    new: list[str]
    unchanged: list[str]
    failed: list[tuple[str, str]]
    completed: list[str]
    removed: int
    uncounted: list[str]


def plan(
    folder: Folder, records: Sequence[str], *, again: bool = False, dry_run: bool = False
) -> Plan:
    """Plan to archive the sources of these records; without any, all that have no day on which they were read.

    With `again`, also those that have a copy. Raises UnknownNameError, BrokenDatasetError and
    MissingLibraryError.
    """
    there = copies(finished(folder, dry_run=dry_run))
    pages: defaultdict[str, list[str]] = defaultdict(list)
    with open_dataset(folder, may_be_torn=False) as dataset:
        if unknown := set(records) - dataset.known_ids(records):
            raise UnknownNameError("record", min(unknown), ())
        for url, record, retrieved in dataset.connection.execute(_SOURCES):
            due = retrieved is None or (again and source_key(url) in there)
            if record in records if records else due:
                pages[url].append(record)
        return Plan(folder, pages, again, Shelf(dataset.connection, folder))


def archive(
    plan: Plan, fetcher: Fetcher, today: str, progress: Callable[[str, int, int], None]
) -> Archived:
    """Fetch and keep pages that have no sound copy, and complete the records that name them.

    Removes the copies of redacted records. What was fetched is in the records too where this is interrupted; where it
    was killed, after the next time. Raises WriteError.
    """
    require("an archived copy", ("warcio",), "evidence")
    known = dict[str, tuple[str, str]]()
    with _opened(plan.folder) as (place, stage):
        with open_dataset(plan.folder) as dataset:
            redacted = {record for (record,) in dataset.connection.execute(_REDACTED)}
            # A copy never lies there without the records that it belongs to.
            removed = forget(plan.folder, dataset.connection, redacted)
            shelf = Shelf(dataset.connection, plan.folder)
        done, own_copies = Archived([], [], [], [], removed, []), OwnCopies(plan.folder)
        try:
            for at, url in enumerate(plan.pages):
                progress("archiving", at, len(plan.pages))
                key = source_key(url)
                own = shelf.newest_own(key)
                if own and not plan.again:
                    kept_page, day = own
                    known[url] = day, kept_page.sha256
                    continue
                try:
                    hops = fetcher.get(url)
                except FetchError as error:
                    done.failed.append((url, error.message))
                    continue
                digest = sha256(hops[-1].body).hexdigest()
                first_day = shelf.own_day(key, digest)
                if first_day is None:
                    own_copies.add(key, digest, today)
                if shelf.is_newest(key, digest):
                    done.unchanged.append(url)
                    known[url] = first_day or today, digest
                    continue
                name = _file_name(key, today, shelf.copies.get(key, ()))
                _write(stage / name, hops)
                put(stage / name, place / name)
                done.new.append(url)
                known[url] = today, digest
        finally:
            done.completed.extend(_complete(plan, known, today))
    done.uncounted.extend(shelf.uncounted.values())
    return done


def _file_name(key: str, today: str, before: Sequence[Copy]) -> str:
    """Return the name of a new copy's file; those of one day are numbered."""
    number = sum(copy.day == today for copy in before) + 1
    return f"{key}-{today}{f'-{number}' if number > 1 else ''}.warc.gz"


@contextmanager
def _opened(folder: Folder) -> Iterator[tuple[Path, Path]]:
    """Return the folder of copies, made if it is not there, and one inside it to make them in."""
    place = writable(folder).path / COPIES
    try:
        place.mkdir(exist_ok=True)
        files.refuse_irregular(folder.path, COPIES)
        write_whole(folder.path, f"{COPIES}/.gitignore", b"*\n")
        with FileLock(place / ".lock", timeout=0), staged(place) as stage:
            yield place, stage
    except files.IrregularFileError as error:
        raise WriteError(f"can't write to {error}", "see who put it there, and remove it") from None
    except Timeout:
        raise WriteError("another program is archiving the sources of this dataset") from None
    except OSError as error:
        raise WriteError(f"can't write to {place}: {error.strerror or error}") from None


def _write(path: Path, hops: Sequence[Response]) -> None:
    """Write a page, and the redirects on the way to it, to a WARC file."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with files.writing(path.parent, path.name) as file:
        writer = WARCWriter(file, gzip=True)
        for url, status, reason, headers, body in hops:
            # The body is whole here, in whatever pieces it came.
            told = [each for each in headers.items() if each[0].lower() != "transfer-encoding"]
            answer = StatusAndHeaders(f"{status} {reason}", told, protocol="HTTP/1.1")
            digest = {DIGEST: f"{ALGORITHM}{sha256(body).hexdigest()}"}
            # Without its length, warcio would replace the digest by one of its own.
            content, length = BytesIO(body), len(body)
            writer.write_record(
                writer.create_warc_record(
                    url, "response", content, length, "", digest, http_headers=answer
                )
            )


def _complete(plan: Plan, hashes: Mapping[str, tuple[str, str]], today: str) -> list[str]:
    """Fill in the days and hashes of sources that lack them, and return the ids of the records that this completes."""
    given = []
    with open_dataset(plan.folder) as dataset:
        names = dict.fromkeys(name for url in hashes for name in plan.pages[url])
        # With its id, which, if it is derived, is of what a record says before it is completed.
        for values in filter(None, map(dataset.values, names)):
            filled = deepcopy(values)
            patterns = [
                one
                for one in fields(CLASS_BY_KIND[values["kind"]])
                if one[-2:] == ("sources", EACH)
            ]
            for source in (source for pattern in patterns for _, source in reach(filled, pattern)):
                day, hash = hashes.get(source.get("url", ""), ("", ""))
                # What somebody read on another day may have been another text.
                if day and "sha256" not in source and source.get("retrieved", day) == day:
                    source |= {"retrieved": day, "sha256": hash}
            given += [filled] if filled != values else []
        add.write(add.plan(dataset, given, today, revised_ids=names, notices=False))
    return [values["id"] for values in given]
