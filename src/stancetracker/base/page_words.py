"""The words of a published page around its records: headings, method, policies, labels."""

from __future__ import annotations

from typing import Final

from stancetracker.base import dates, wording
from stancetracker.base.text import plural

SKIP: Final = "Skip to the content"
SITE: Final = "Site"
ISSUES: Final = "Issues"
PEOPLE: Final = "People"
ORGANIZATIONS: Final = "Organizations"
SOURCES: Final = "Sources"
KINDS: Final = {
    "issue": ISSUES,
    "person": PEOPLE,
    "organization": ORGANIZATIONS,
    "source": SOURCES,
}
ON_THIS_PAGE: Final = "On this page"
CHANGED: Final = "What changed"
STAND: Final = "Where they stand"
WHEN: Final = "Who spoke when"
MANY: Final = "How many had spoken"
DEMANDS: Final = "By demand"
PETITION: Final = {"demand": "Demands", "signature": "Signatures"}
"""The tables about a petition, by the sections they are made of."""
CONTEXT: Final = "Context"
EVENTS: Final = "Events"
PANEL: Final = "The panel, one by one"
OTHERS: Final = "Outside the panel"
ABOUT_OTHERS: Final = "These have a record on this issue and are not of the panel: they are in no count."
METHOD: Final = "Method"
CORRECTIONS: Final = "Corrections and replies"
DATA: Final = "Data"
CITE: Final = "Cite this"
GRID: Final = "Every issue side by side"
ALL_ISSUES: Final = "The issues"
EDITIONS: Final = "Editions"
RECORDS: Final = "What rests on this source"
KNOWN: Final = "What is on record"
FIGURES: Final = {
    "WhereTheyStand": STAND,
    "WhoSpokeWhen": WHEN,
    "FirstStatements": WHEN,
    "HowManyHadSpoken": MANY,
    "Grid": GRID,
}
"""The heading over each figure of a report."""
SHOW: Final = "Show"
ALL: Final = "all"
CHOICES: Final = {
    "spoke": "public statement",
    "silent": "no public statement found",
    "unchecked": "unchecked",
}
REPORTED_CHOICE: Final = "reported, not public"
NOBODY: Final = "No statement or look on record as of this day."
NOT_CITED: Final = "No statement, look, event, petition, reply or correction on record as of this day."
NO_CARDS: Final = (
    "The panel is too large for a card each on this page; each has a page, and the list has all of them."
)
READ_MORE: Final = "The whole issue, person by person"
SOURCE: Final = "Source"
ARCHIVED: Final = "archived copy"
MEMBERSHIPS: Final = "Roles on record"
MEMBERS: Final = "People"
OTHER_NAMES: Final = "Also known as"
IDENTIFIERS: Final = "Identifiers"
PROPOSITION: Final = "The proposition"
NOT_COUNTED: Final = "in no count"
FEED: Final = "Changes as a feed"

MEANINGS: Final = (
    (
        "spoke",
        "against",
        "Public statement",
        "Words this actor put out in public, with a stance towards the proposition, a date and a source. The latest"
        " that takes a side decides; all others are shown as history.",
    ),
    (
        "silent",
        None,
        wording.NONE_FOUND,
        "Somebody looked up to the day given and found none. It says nothing about any later day, nor about why."
        " What came back is told apart: none found, no reply, declined, avoided.",
    ),
    (
        "unchecked",
        None,
        "Unchecked",
        "No look is on record. It is no finding about anybody.",
    ),
)
"""Each status: status, stance of the shape, name, what it means."""

REPORTED: Final = "Reported, not public"
ABOUT_REPORTED: Final = (
    "Words in a memo, a leak or a private meeting that others made known. They are shown and"
    " marked, and are no public statement: whoever has only these is counted with those for whom none was found."
)
DATES: Final = (
    "A date is no more exact than its source: “by 26 Jan” and “7–26 Jan” mean what they say. A bar covers every day"
    " on which the words may have been said."
)
TWO_DAYS: Final = (
    "Each page answers as of a day, by what had been recorded by that day. Every day on which something was recorded"
    " has an edition of its own; no statement, look, reply or correction recorded later changes what it says."
)
CORRECTION_POLICY: Final = (
    "A record found to be wrong is withdrawn by a dated correction that says why; the line itself stays. Only where law"
    " or decency demands it is a line replaced by a redaction, which says so."
)
REPLY_POLICY: Final = (
    "Whoever is named here may reply to any record. A reply is shown dated, above what it answers; a stance in it is"
    " recorded as a statement as well."
)
NOT_SAID: Final = (
    "What this page cannot say: what anybody thinks, what was said where nobody looked, or how any group beyond the"
    " panel stands."
)
NO_COUNTS: Final = "This issue has no panel, so it has no counts."
NO_PANEL: Final = "This issue has no panel: it has no counts, and the actors below are those with a record."
NO_ACTOR: Final = "This issue has no panel and so no counts, and no actor has a record on it."


def edition(day: str) -> str:
    """What an edition is, in a line."""
    return f"Edition of {dates.words(day)}: as of that day, by what was recorded by then"


def not_the_last(day: str) -> str:
    """That a later edition is there."""
    return f"This is the edition of {dates.words(day)}. There is a later one:"


def changed_since(day: str | None) -> str:
    """The heading over what changed."""
    return f"{CHANGED} since {dates.words(day)}" if day else CHANGED


def earlier(count: int) -> str:
    """The link to the records that a card leaves to the actor's page."""
    return plural(count, "more record")


def more_sources(count: int) -> str:
    """How many sources of a record a card leaves to the actor's page."""
    return f"{plural(count, 'more source')}."


def rests_on(count: int) -> str:
    """On how many sources a page rests."""
    return f"This page rests on {plural(count, 'source')}." if count else SOURCES


def showing(words: str, count: int) -> str:
    """A choice of the filter: `all 11`."""
    return f"{words} {count}"


def contact(who: str) -> str:
    """To whom replies and corrections go."""
    return f"Replies and corrections go to {who}."


def licence(name: str) -> str:
    """Under which terms the data may be used."""
    return f"Data under {name}; the rights in quoted words stay with their speakers."
