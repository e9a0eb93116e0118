"""The report: sections of rows that every command makes and every format writes, and its cells in words."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeVar

from stancetracker.base import dates, wording
from stancetracker.base.errors import UnknownNameError
from stancetracker.base.text import host, plural

Key = TypeVar("Key")
Item = TypeVar("Item")
Cell = str | int | float | bool | None
Row = Mapping[str, Any]
"""Cells by column; those that only `shown` reads may be more than the section's columns."""


class Shown(NamedTuple):
    """A column as people read it: its heading, and how a row is put into words."""

    heading: str
    say: Callable[[Row], str]
    keep: int = 0
    """The layout may fold columns of a higher number away from the table first (never drop them)."""
    numeric: bool = False
    marked: Callable[[Row], str] | None = None
    """The same, with words that may be shown in bold between `text.OPENING` and `text.CLOSING`."""
    drop: int = 0
    """A layout without room for it leaves it out, the highest number first; 0 is never left out."""
    cut: Callable[[Row], str] | None = None
    """What is left of a text for which there is no room, perhaps cut further; None is never cut."""
    wraps: bool = False
    """Its texts may take several lines each in a table that is too wide."""
    group: bool = False
    """A table for the terminal puts it on a line above the rows that share it."""
    drawn: bool = False
    """A drawing of characters, which a terminal alone shows."""


class Section(NamedTuple):
    """A named table: flat rows with the same keys always, and how people read them."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    shown: tuple[Shown, ...] = ()
    """Empty: people read the columns as they are."""
    key: str = "id"
    """The column that `-f id` prints."""
    about: str | None = None
    ending: tuple[str, ...] = ()
    """Lines under the table: denominator, split, last check, as-of date."""
    quiet: bool = False
    """People are not shown it where it has no rows and is not asked for."""


class Report(NamedTuple):
    """An answer: a title, the question in words, the headline, sections (one is the main one) and notes."""

    title: str
    question: str
    sections: tuple[Section, ...]
    headline: str | None = None
    notes: tuple[str, ...] = ()
    main: int = 0
    """Which section data formats print."""
    figures: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    """The figures of a page above the sections, each a name and its rows: the whole panel, whatever rows are chosen."""
    whole: Mapping[str, Any] | None = None
    """The answer as one object, printed as JSON in place of the main section."""
    site: str | None = None
    """The address of the dataset's site, where it is known."""
    left_out: tuple[str, ...] = ()
    """Who is on record but in no row: last under the table, and where a format prints rows alone, on standard error."""

    def section(self, name: str | None) -> Section:
        """Return the named section, or the main one.

        Raises UnknownNameError when there is no such section.
        """
        if name is None:
            return self.sections[self.main]
        by_name = {section.name: section for section in self.sections}
        as_printed = name.casefold().replace(" ", "-")
        if as_printed not in by_name:
            raise UnknownNameError("section", name, by_name)
        return by_name[as_printed]


def columns(*names: str) -> tuple[str, ...]:
    """Return column names, of which a text may hold several, as a tuple."""
    return tuple(" ".join(names).split())


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> defaultdict[Key, list[Item]]:
    """Return the items by their key, each group in their order; none under any other key."""
    groups: defaultdict[Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def arrange(
    section: Section, columns: Sequence[str], sort: str | None, limit: int | None
) -> Section:
    """Return the section with only these columns, sorted by one (`-name` for descending), at most `limit` rows.

    Raises UnknownNameError for a column that the section does not have.
    """
    for column in columns:
        known("column", column, section.columns)
    rows = list(section.rows)
    if sort is not None:
        name = sort.removeprefix("-")
        known("column", name, section.columns)
        filled = [row for row in rows if row[name] is not None]
        empty = [row for row in rows if row[name] is None]
        rows = sorted(filled, key=lambda row: row[name], reverse=sort.startswith("-")) + empty
    section = section._replace(rows=rows[:limit])
    return section._replace(columns=tuple(columns), shown=()) if columns else section


def known(what: str, word: str, words: tuple[str, ...]) -> str:
    """Return a word if it is one of these; else raise UnknownNameError."""
    if word not in words:
        raise UnknownNameError(what, word, words)
    return word


def plain(heading: str, key: str, keep: int = 0, *, numeric: bool = False) -> Shown:
    """Return a column that people read as it is; empty for null."""
    return Shown(heading, lambda row: text(row, key), keep, numeric)


def text(row: Row, key: str) -> str:
    """Return a cell as text; empty for null."""
    value = row[key]
    return "" if value is None else str(value)


def joined(separator: str, *parts: str | Literal[False] | None) -> str:
    """Join the parts that are filled."""
    return separator.join(part for part in parts if part)


def mark(row: Row) -> str:
    """Return the mark of a standing."""
    return wording.mark(row["status"], row["stance"])


def name(row: Row) -> str:
    """Return the mark of a standing and the actor's name."""
    return f"{mark(row)} {row['name']}"


def role(row: Row) -> str:
    """Return the actor's role and organization on the day asked about."""
    return joined(", ", row["role"], row["organization_name"])


def finding(row: Row) -> str:
    """Return the standing in words; with `when`, it makes a sentence."""
    return wording.standing(
        row["status"], row["stance"], None, row["audience"], row.get("stance_basis")
    )


def when(row: Row) -> str:
    """Return the possible days of the deciding statement; for a silence, the last day it covers."""
    return f"as of {dates.words(row['earliest'])}" if row["status"] == "silent" else date(row)


def sentence(row: Row) -> str:
    """Return a standing in words, with its day."""
    return joined(" " if row["status"] == "silent" else ", ", finding(row), when(row))


def date(row: Row) -> str:
    """Return the day or days of a statement or silence, no more exact than they are."""
    return "" if row["latest"] is None else dates.interval_words(row["earliest"], row["latest"])


def day(row: Row, key: str = "date") -> str:
    """Return the date of a record as its line has it, in words; empty for null."""
    return dates.interval_words(*dates.parse(row[key])) if row[key] else ""


def ago(row: Row, key: str) -> str:
    """Return the day of the last check, how long ago that was, and whether a recheck is overdue."""
    age = f"{plural(row['age_days'], 'day')} ago"
    return f"{dates.words(row[key])} ({joined(', ', age, 'overdue for a recheck' if row['stale'] else '')})"


def note(row: Row) -> str:
    """Return the flags of a standing."""
    return ", ".join((*([] if row["panel"] else [wording.OUTSIDE]), *wording.flags(row)))


def came_back(row: Row) -> str:
    """Return the response of a silence, in words."""
    return wording.RESPONSES.get(row["response"], "")


def label(row: Row) -> str:
    """Return the source's own sentence about a silence, in quotation marks."""
    return f"“{row['label']}”" if row["label"] else ""


def words(row: Row) -> str:
    """Return the quote, marked where it is a translation or not in English; else the summary."""
    if row["quote"] is None:
        return text(row, "summary")
    told = joined(
        ", ", row["language"] if row["language"] != "en" else "", wording.WORDINGS[row["wording"]]
    )
    return f"“{row['quote']}”" + (f" ({told})" if told else "")


def where(row: Row) -> str:
    """Describe a statement's channel, voice and audience."""
    public = "" if row["statement_audience"] == "public" else "reported, not public"
    return joined(", ", wording.CHANNELS[row["channel"]], wording.VOICES[row["voice"]], public)


def published_by(row: Row) -> str:
    """Return who published the source, else its author, address or citation; a copy after its original."""
    name = row["publisher"] or row.get("author") or text(row, "source")
    original = row.get("original_publisher")
    return f"{original}, read at {name}" if original else name


def tie(row: Row) -> str:
    """Describe a tie: its type, the other party, the tie it is part of, and whether it is disputed."""
    return joined(
        ", ",
        row["type"],
        wording.counterparty(row["type"], row["counterparty_name"]),
        row["title"] or row.get("event_title"),
        f"part of {row.get('whole') or row['part_of']}" if row["part_of"] else "",
        "disputed" if row["verification"] == "disputed" else "",
    )


def amount(row: Row) -> str:
    """Return the amount of a tie, with its bound and what it counts."""
    return wording.money(
        row["amount_value"], row["amount_currency"], row["amount_bound"], row["amount_of"]
    )


def tie_day(row: Row) -> str:
    """Return the day of a tie, else the period it covers."""
    return day(row) or day(row, "period")


def age(row: Row) -> str:
    """Return how long ago a silence was checked, and whether a recheck is overdue; empty for a statement."""
    if row["status"] != "silent":
        return ""
    days = plural(dates.days_between(row["earliest"], row["as_of"]), "day")
    return f"{days} ago" + (", overdue" if row["stale"] else "")


def day_of(row: Row) -> str:
    """Return the possible days of the deciding statement; of a silence the one day that it covers."""
    return dates.words(row["earliest"]) if row["status"] == "silent" else date(row)


def authority(row: Row) -> str:
    """Return who published a statement's source, or who checked: `TechCrunch, read at Blog.it`, `searched by Us`.

    A source without a publisher is cut to its host, or to what its citation begins with.
    """
    at = text(row, "source")
    row = {**row, "source": host(at) or at.partition(", ")[0]}
    if row["status"] == "silent":
        return wording.checker(row).removeprefix("reported by ").removeprefix("reported, ")
    return published_by(row)


def first_words(row: Row) -> str:
    """Return the words of the evidence on one line, in quotation marks unless they are a summary of ours."""
    words = " ".join(text(row, "words").split())
    if not words or row["wording"] is None:
        return words
    kind = wording.WORDINGS[row["wording"]]
    return f"“{words}”" + (f" ({kind})" if kind else "")


STANDING = (
    Shown("Name", name),
    Shown(
        "Organization",
        role,
        keep=2,
        drop=1,
        cut=lambda row: text(row, "organization_name") or role(row),
    ),
    Shown("Public statement", lambda row: wording.cell({**row, "stale": False})),
    Shown("Said or checked", day_of),
    Shown("How long ago", age, keep=3, drop=2, cut=lambda row: age({**row, "stale": False})),
    Shown(
        "Source",
        authority,
        keep=1,
        cut=lambda row: re.split(", read at | via ", authority(row), maxsplit=1)[0],
    ),
    Shown("Words", first_words, keep=4, drop=3, cut=first_words),
)
ISSUE = plain("Issue", "issue", 2)
GROUPED = (
    STANDING[0],
    Shown(
        "Issue",
        lambda row: joined(", ", row["issue"], not row["panel"] and wording.OUTSIDE),
        group=True,
    ),
    STANDING[1],
    STANDING[2]._replace(say=lambda row: wording.cell({**row, "panel": True, "stale": False})),
    *STANDING[3:],
)
"""The same for standings on several issues, or outside the panel."""
