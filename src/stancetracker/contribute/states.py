"""The two states that `changes` compares: what a person typed, as two open indexes, and which records differ."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from copy import deepcopy
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from stancetracker.base import dates
from stancetracker.base.dates import parse_day
from stancetracker.base.errors import BrokenDatasetError, DateError, UsageError
from stancetracker.index.lookup import kinds
from stancetracker.index.queries import Question, data_version
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.git import HistoryError, commit_of, history
from stancetracker.ledger.kinds import CLASS_BY_KIND, put, references

_VERSION: Final = re.compile(r"[0-9a-f]{12}")
_FACES: Final = ("export.json", "datapackage.json", "index.html")
_PRINTED: Final = re.compile(
    rb"""(?:\b[Dd]ata (?:<[^<>]*>)?|"(?:data_)?version": ?")([0-9a-f]{12})\b"""
)
_SQLITE: Final = b"SQLite format 3\0"
_STORED: Final = "SELECT value FROM meta WHERE name = 'data_version'"
_HINT: Final = (
    "compare one of: --as-of A..B, --known-by A..B, --rev A..B (A.. is up to now), or DIR_A DIR_B"
)
# What others name comes before them, so that a new id is known when it is met in a reference:
# organizations before the people in them, replies before what corrects them; else as everywhere.
_ORDER: Final = sorted(
    CLASS_BY_KIND, key=lambda k: (k == "correction", k not in ("dataset", "organization"))
)
_KNOWN: Final = """
SELECT record.id, record.json FROM main.record JOIN main.kind ON kind.name = record.kind
WHERE ?1 IS NULL OR coalesce(record.json ->> nullif(kind.traits ->> '$.known', '') <= ?1, TRUE) ORDER BY record.id
"""
_NOT_IDENTITY: Final = ("id", "recorded", "note")
Answer = TypeVar("Answer")


class Side(NamedTuple):
    """A dataset in one state, what people call it, and the question it is asked."""

    name: str
    folder: Folder
    question: Question
    revision: str | None = None
    """The git revision it is read from, a past that must stay as it was; None: from its files."""
    by_day: bool = False
    """True if it holds only what had certainly happened by the as-of day."""
    apart: bool = False
    """True if it is another dataset, so that the days on which the two recorded something do not matter."""


class BrokenSideError(BrokenDatasetError):
    """One of two states does not load, so they can't be compared."""

    def __init__(self, name: str, error: BrokenDatasetError) -> None:
        super().__init__(error.problems, error.folder)
        self.message = f"{name}: {self.message}"
        self.hint = None


Values = dict[str, Any]
"""A record, as its canonical line has it; empty where there is none."""


def path_of(field: str) -> tuple[int | str, ...]:
    """Return the path that the name of a field means."""
    return tuple(int(step) if step.isdigit() else step for step in field.split("."))


class State:
    """A side, opened: its records and whatever else its index answers."""

    def __init__(self, side: Side, connection: sqlite3.Connection) -> None:
        self.side, self.connection = side, connection
        self.kinds = kinds(connection)
        self.version = data_version(connection)
        self.is_empty = connection.execute("SELECT 1 FROM main.record LIMIT 1").fetchone() is None

    def lines(self) -> dict[str, str]:
        """Return the canonical lines of the records that this state holds, by id ('' of the `dataset` record)."""
        rows = self.connection.execute(_KNOWN, (self.side.question.known_by,))
        known: dict[str, str] = dict(rows.fetchall())
        if not self.side.by_day:
            return known
        found = {}
        records: dict[str, Values] = {id: json.loads(line) for id, line in known.items()}
        gone = {one.get("corrects") for one in records.values()}
        for id, values in records.items():
            traits = self.kinds[values["kind"]]
            dated = (traits.public,) if values.get(traits.public) else traits.dates
            days = (dates.parse(values[name]).latest for name in dated if values.get(name))
            if id not in gone and all(day <= self.side.question.as_of for day in days):
                found[id] = known[id]
        return found

    def has_redacted(self, record: str) -> bool:
        """Return whether a redaction stands in the place of a record."""
        query = "SELECT 1 FROM main.correction WHERE type = 'redaction' AND corrects = ?"
        return self.connection.execute(query, (record,)).fetchone() is not None


def opened(side: Side, answer: Callable[[State], Answer]) -> Answer:
    """Open a side, and return the answer made from it; raises BrokenSideError and HistoryError."""
    try:
        return ask(
            side.folder,
            side.question,
            lambda index: answer(State(side, index.connection)),
            revision=side.revision,
        )
    except BrokenSideError:
        raise
    except BrokenDatasetError as error:
        raise BrokenSideError(side.name, error) from None


def revision_of(side: Side, named: str) -> str:
    """Return a revision as it is named; for a version of the data, or what was published of it, a commit.

    Raises HistoryError where no commit has this version, and UsageError for a file that has none.
    """
    with suppress(OSError):  # what is too long for a path is none
        named = _printed(side.folder, named) if Path(named).exists() else named
    if not _VERSION.fullmatch(named):
        return named
    with suppress(HistoryError):
        return commit_of(side.folder, named)
    for commit in history(side.folder):
        with suppress(BrokenDatasetError, HistoryError):
            found = ask(
                side.folder, side.question, lambda it: data_version(it.connection), revision=commit
            )
            if found == named:
                return commit
    hint = "the data must have been committed; a shallow clone may have to be deepened"
    raise HistoryError(f"no commit here has the data {named}", hint)


def _printed(folder: Folder, named: str) -> str:
    """Return the version of the data that a page, a site or an export prints, or holds as a database."""
    with suppress(HistoryError):
        commit_of(folder, named)
        raise UsageError(f"both a revision and a file: {named}", f"for the file, write ./{named}")
    path = Path(named)
    path = next((face for name in _FACES if (face := path / name).is_file()), path)
    try:
        content = path.read_bytes()
        found = {match[1].decode() for match in _PRINTED.finditer(content)}
        if content.startswith(_SQLITE):
            with closing(
                sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            ) as connection:
                found = {version for (version,) in connection.execute(_STORED)}
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"can't read {path}: {getattr(error, 'strerror', error)}") from None
    if len(found) != 1:
        count = f"{len(found)} versions" if found else "no version"
        raise UsageError(
            f"{path} names {count} of the data", "name a page, a site, an export or a revision"
        )
    return found.pop()


def typed(
    today: str,
    find: Callable[[Path | None], Folder],
    *,
    as_of: str | None = None,
    known_by: str | None = None,
    rev: str | None = None,
    data: Path | None = None,
    folders: Sequence[Path] = (),
    **more: Any,
) -> Sequence[Side]:
    """Return the two states that a person asks for; `more` goes into the question of both.

    `find` finds the dataset of a path, or the one that is meant where none is named. Raises UsageError where it is
    not exactly one comparison, DateError and NoDatasetError.
    """
    days, known, revisions = map(_range, (as_of, known_by, rev))
    asked = {"--as-of": days, "--known-by": known, "--rev": rev, "DIR_A DIR_B": folders or None}
    names = [name for name, value in asked.items() if value is not None]
    if len(names) != 1:
        message = f"more than one comparison: {', '.join(names)}" if names else "nothing to compare"
        raise UsageError(message, _HINT)
    if folders and (len(folders) != 2 or data is not None):
        raise UsageError("two datasets are named as DIR_A DIR_B, without -d", _HINT)

    def question(as_of: str | None, known_by: str | None) -> Question:
        day, known = (
            None if text is None else parse_day(text, today) for text in (as_of, known_by)
        )
        return Question(day or known or today, known, **more)

    if folders:
        return [
            Side(str(path), find(path), question(as_of, known_by), apart=True) for path in folders
        ]
    folder = find(data)
    if ends := days or known:
        try:  # two revisions may have been meant
            first, last = (parse_day(end or "today", today) for end in ends)
        except DateError as error:
            hint = "two days are 2026-01-24..2026-02-01; two git revisions are --rev A..B"
            raise DateError(error.message, hint) from None
        if first > last:
            raise UsageError(
                f"the first day is after the last: {first}..{last}", f"write {last}..{first}"
            )
        return [
            Side(dates.words(day), folder, question(day, known_by), by_day=True)
            if days
            else Side(f"what was known by {dates.words(day)}", folder, question(as_of, day))
            for day in (first, last)
        ]
    if revisions is None:
        raise UsageError(f"not two revisions: --rev {rev}", _HINT)
    first, last = revisions
    before = Side(first, folder, question(as_of, known_by), first)
    return before, before._replace(name=last or "the working tree", revision=last or None)


def _range(text: str | None) -> tuple[str, str] | None:
    """Return the two ends of `A..B`, or None."""
    first, dots, last = (text or "").partition("..")
    return (first.strip(), last.strip()) if dots and first.strip() else None


def differing(before: State, after: State) -> tuple[list[tuple[Values, Values]], Mapping[str, str]]:
    """Return the records that differ, each before and after, and the later ids of those that got another.

    Where a record is in both, what it said before names others by their later ids.
    """
    both = before.lines(), after.lines()
    same = both[0].items() & both[1].items()
    old, new = (
        {id: json.loads(one[id]) for id in one if (id, one[id]) not in same} for one in both
    )
    renamed: dict[str, str] = {}
    for kind in _ORDER:
        gone = {id: one for id, one in old.items() if one["kind"] == kind and id not in new}
        fresh = {id: one for id, one in new.items() if one["kind"] == kind and id not in old}
        renamed |= _moved(gone, fresh, renamed)
    was, nothing = {later: id for id, later in renamed.items()}, Values()
    pairs = [(one, nothing) for id, one in old.items() if id not in new and id not in renamed]
    for id, one in new.items():
        there = old.get(was.get(id, id), nothing)
        is_one = there.get("kind") == one["kind"]
        pairs += (
            [(_now_called(there, renamed), one)] if is_one else [(there, nothing), (nothing, one)]
        )
    return pairs, renamed


def _moved(
    gone: dict[str, Values], fresh: dict[str, Values], renamed: Mapping[str, str]
) -> dict[str, str]:
    """Return which record that is gone is which new one: by its former id, or by all that both say."""
    moved: dict[str, str] = {}
    says: dict[str, list[str]] = {}
    for id, one in fresh.items():
        # Of two that became one, one moved and the other is gone.
        names = reversed(one.get("former_ids", ()))
        former = next((name for name in names if name in gone and name not in moved), None)
        if former is not None:
            moved[former] = id
        else:
            says.setdefault(_identity(one), []).append(id)
    for id, one in gone.items():
        same = says.get(_identity(_now_called(one, renamed))) if id not in moved else None
        if same:
            moved[id] = same.pop(0)
    return moved


def _identity(values: Values) -> str:
    said = {name: item for name, item in values.items() if name not in _NOT_IDENTITY}
    return json.dumps(said, sort_keys=True)


def _now_called(values: Values, renamed: Mapping[str, str]) -> Values:
    """Return a record with the ids that others have by now."""
    found = deepcopy(values)
    for _, path, name in references(CLASS_BY_KIND[values["kind"]], values) if renamed else ():
        owner, slash, part = name.partition("/")
        put(found, path, renamed.get(owner, owner) + slash + part)
    return found


def fields(before: Any, after: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield the fields that differ, such as `sources.0.url`, and their values before and after, or None.

    In objects, each value; in lists of objects too, as long as none was added or taken away.
    """
    are_lists = isinstance(before, list) and isinstance(after, list) and len(before) == len(after)
    if are_lists and all(isinstance(item, dict) for item in (*before, *after)):
        before, after = dict(enumerate(before)), dict(enumerate(after))
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from fields(before.get(key), after.get(key), f"{name}.{key}".removeprefix("."))
    elif before != after:
        yield name, before, after
