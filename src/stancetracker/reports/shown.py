"""Columns as people read them, shared by lists and reports."""

from __future__ import annotations

from stancetracker.base import dates, wording
from stancetracker.reports.report import Row, Shown


def text(row: Row, key: str) -> str:
    """Return a cell as text; empty for null."""
    value = row[key]
    return "" if value is None else str(value)


def optional(row: Row, key: str) -> str | None:
    """Return a cell as text, or None for null."""
    value = row[key]
    return None if value is None else str(value)


def mark(row: Row) -> str:
    """Return the mark of a standing."""
    return wording.mark(text(row, "status"), optional(row, "stance"))


def name(row: Row) -> str:
    """Return the mark of a standing and the actor's name."""
    return f"{mark(row)} {text(row, 'name')}"


def role(row: Row) -> str:
    """Return the actor's role and organization on the day asked about."""
    return ", ".join(part for part in (text(row, "role"), text(row, "organization_name")) if part)


def finding(row: Row) -> str:
    """Return the standing in words; with `when`, it makes a sentence."""
    if row["status"] == "silent":
        return wording.NONE_FOUND
    return wording.standing(text(row, "status"), optional(row, "stance"), None, text(row, "audience"))


def when(row: Row) -> str:
    """Return the possible days of the deciding statement; for a silence, the last day it covers."""
    if row["status"] == "silent":
        return f"as of {dates.words(text(row, 'earliest'))}"
    return date(row)


def date(row: Row) -> str:
    """Return the day or days of a statement or silence, no more exact than they are."""
    if row["latest"] is None:
        return ""
    return dates.interval_words(optional(row, "earliest"), text(row, "latest"))


def note(row: Row) -> str:
    """Return the flags of a standing."""
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
    """Return the response of a silence, in words."""
    return wording.RESPONSES.get(text(row, "response"), "")


def words(row: Row) -> str:
    """Return the quote, marked where it is a translation or not in English; else the summary."""
    quote = row["quote"]
    if quote is None:
        return text(row, "summary")
    kind = wording.WORDINGS[text(row, "wording")]
    language = text(row, "language")
    told = ", ".join(part for part in (language if language != "en" else "", kind) if part)
    return f"“{quote}”" + (f" ({told})" if told else "")


def where(row: Row) -> str:
    """Describe a statement's channel, voice and audience."""
    public = "" if row["statement_audience"] == "public" else "reported, not public"
    parts = (wording.CHANNELS[text(row, "channel")], wording.VOICES[text(row, "voice")], public)
    return ", ".join(part for part in parts if part)


def authority(row: Row) -> str:
    """Return the publisher, and the original one of a reprint."""
    publisher = text(row, "publisher") or text(row, "source")
    original = row["original_publisher"]
    return f"{publisher}, reprinting {original}" if original else publisher


def published_by(row: Row) -> str:
    """Return who published the source, else its address or citation."""
    return text(row, "publisher") or text(row, "source")


def tie(row: Row) -> str:
    """Describe a tie: its type, the other party, and whether it is disputed."""
    parts = (
        text(row, "type"),
        wording.counterparty(text(row, "type"), optional(row, "counterparty_name")),
        text(row, "title") or str(row.get("event_title") or ""),
        "disputed" if row["verification"] == "disputed" else "",
    )
    return ", ".join(part for part in parts if part)


def amount(row: Row) -> str:
    """Return the amount of a tie, with its bound."""
    value = row["amount_value"]
    assert not isinstance(value, str)
    return wording.money(value, optional(row, "amount_currency"), optional(row, "amount_bound"))


def tie_day(row: Row) -> str:
    """Return the day of a tie, else the period it covers."""
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
