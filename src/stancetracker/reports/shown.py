"""Columns as people read them, shared by the list and the reports."""

from __future__ import annotations

from stancetracker.base import dates, wording
from stancetracker.reports.report import Row, Shown


def text(row: Row, key: str) -> str:
    """A cell as text; empty for null."""
    value = row[key]
    return "" if value is None else str(value)


def optional(row: Row, key: str) -> str | None:
    """A cell that holds a text or nothing."""
    value = row[key]
    return None if value is None else str(value)


def mark(row: Row) -> str:
    """The shape of a standing."""
    return wording.mark(text(row, "status"), optional(row, "stance"))


def name(row: Row) -> str:
    """The shape of a standing, and the actor's name."""
    return f"{mark(row)} {text(row, 'name')}"


def role(row: Row) -> str:
    """The actor's role and organization on the day asked about."""
    return ", ".join(part for part in (text(row, "role"), text(row, "organization_name")) if part)


def finding(row: Row) -> str:
    """The standing in words; read on with `when`, it is a sentence."""
    if row["status"] == "silent":
        return wording.NONE_FOUND
    return wording.standing(text(row, "status"), optional(row, "stance"), None, text(row, "audience"))


def when(row: Row) -> str:
    """The possible days of the deciding statement; for a silence, the last day it covers."""
    if row["status"] == "silent":
        return f"as of {dates.words(text(row, 'earliest'))}"
    return date(row)


def date(row: Row) -> str:
    """The day or days of a statement or silence, no more exact than they are."""
    if row["latest"] is None:
        return ""
    return dates.interval_words(optional(row, "earliest"), text(row, "latest"))


def note(row: Row) -> str:
    """The flags of a standing."""
    return ", ".join(wording.flags(row))


def checked_by(row: Row) -> str:
    """Return who checked, for a silence."""
    return wording.checked(
        optional(row, "basis"),
        optional(row, "checked_by"),
        optional(row, "publisher"),
        optional(row, "source"),
    )


def came_back(row: Row) -> str:
    """What came back, for a silence."""
    return wording.RESPONSES.get(text(row, "response"), "")


def words(row: Row) -> str:
    """A quote in the language of its source, which says so where it is a translation; else the summary."""
    quote = row["quote"]
    if quote is None:
        return text(row, "summary")
    kind = wording.WORDINGS[text(row, "wording")]
    language = text(row, "language")
    told = ", ".join(part for part in (language if language != "en" else "", kind) if part)
    return f"“{quote}”" + (f" ({told})" if told else "")


def where(row: Row) -> str:
    """Where a statement was made, through whom, and whether it was public."""
    public = "" if row["statement_audience"] == "public" else "reported, not public"
    parts = (wording.CHANNELS[text(row, "channel")], wording.VOICES[text(row, "voice")], public)
    return ", ".join(part for part in parts if part)


def authority(row: Row) -> str:
    """Who published it, and whose text it is where that is a copy."""
    publisher = text(row, "publisher") or text(row, "source")
    original = row["original_publisher"]
    return f"{publisher}, reprinting {original}" if original else publisher


def published_by(row: Row) -> str:
    """Return who published the source, else its address or citation."""
    return text(row, "publisher") or text(row, "source")


def tie(row: Row) -> str:
    """What a tie is, with whom, and whether it is disputed."""
    parts = (
        text(row, "type"),
        wording.counterparty(text(row, "type"), optional(row, "counterparty_name")),
        text(row, "title") or str(row.get("event_title") or ""),
        "disputed" if row["verification"] == "disputed" else "",
    )
    return ", ".join(part for part in parts if part)


def amount(row: Row) -> str:
    """The amount of a tie with its bound."""
    value = row["amount_value"]
    assert not isinstance(value, str)
    return wording.money(value, optional(row, "amount_currency"), optional(row, "amount_bound"))


def tie_day(row: Row) -> str:
    """The day of a tie, else the period it covers."""
    day = row["date"] or row["period"]
    return dates.interval_words(*dates.parse(str(day))) if day else ""


STANDING = (
    Shown("Name", name),
    Shown("Finding", finding),
    Shown("When", when),
    Shown("Note", note, keep=1),
    Shown("Organization", role, keep=2),
    Shown("Source", published_by, keep=3),
)
