"""The lists of issues, people, organizations and sources."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from stancetracker.addons.site.pages import wall, words
from stancetracker.addons.site.pages.page import STYLES_OF_LISTS, Page, address
from stancetracker.addons.site.pages.snapshot import Snapshot
from stancetracker.base.text import fold, plural, sort_key
from stancetracker.index.queries import Issue, Standing
from stancetracker.index.record_queries import Role
from stancetracker.reports import table
from stancetracker.reports.panel import Panel

_MOST_WITHOUT_LETTERS: Final = 30
"""A list with more entries has a way to each letter."""


class Item(NamedTuple):
    """An entry of a list: its id, its name, a line about it, and standings with their issues."""

    id: str
    name: str
    line: str
    sort_key: str
    role: Role | None = None
    """The person's role now, written in place of `line` where there is one."""
    standings: Sequence[tuple[Standing, Issue]] = ()
    group: str = ""
    """The heading under which it stands; empty for none."""


def lists(now: Snapshot) -> dict[str, list[Item]]:
    """Return what each list of pages holds, by kind."""
    issues = []
    for issue in now.issues:
        panel = now.panel(issue, now.question.as_of)
        counts = panel.counts
        line = counts.headline(stances=False) if counts.total else _no_counts(panel)
        issues.append(Item(issue.id, issue.title, line, fold(issue.title)))
    items: dict[str, list[Item]] = {
        "issue": issues,
        "person": [],
        "organization": [],
        "source": _sources(now),
    }
    for who in now.actors.values():
        role, standings = now.affiliations.get(who.id), now.by_actor.get(who.id, ())
        key = sort_key(who.kind, who.name, who.sort_name)
        letter = wall.letter_of(key)
        items[who.kind].append(Item(who.id, who.name, "", key, role, standings, letter))
    return items


def _no_counts(panel: Panel) -> str:
    """Return what an issue without a panel holds, in words."""
    if not panel.standings:
        return "No panel, and no record on it counts"
    return f"No panel; {plural(len(panel.standings), 'actor')} with a record"


def list_pages(kind: str, items: Sequence[Item]) -> list[Page]:
    """Return the pages of a list.

    One of too many whole items has these in parts by letter; the first page leads there, and has
    each in brief where they are not too many for that too.
    """
    title, path = address(kind)[:-1].capitalize(), address(kind)
    is_long = len(items) > (wall.LARGE if kind == "person" else wall.MOST_BRIEF)
    parts = wall.by_letter("names", items, lambda item: item.sort_key) if is_long else []

    def list_page(
        folder: str, held: Sequence[Item], label: str = "", parts: Sequence[wall.Slice] = ()
    ) -> Page:
        groups = table.grouped(held, lambda item: item.group)
        contents = {
            "kind": kind,
            "groups": groups,
            "letters": _letters(held),
            "parts_of": parts,
            "is_brief": kind == "source" or bool(parts),
            "label": label,
            "years": None,
        }
        description = f"{title}: {label or f'{len(items):,}'}"
        tools = kind == "person" and bool(held)
        place = f"{path}{folder}"
        return Page(
            "list", place, title, description, contents, styles=STYLES_OF_LISTS, tools=tools
        )

    first = list_page("", items if len(items) <= wall.MOST_BRIEF else [], parts=parts)
    return [first, *(list_page(part.path, part.rows, part.label) for part in parts)]


def _letters(items: Sequence[Item]) -> dict[str, str]:
    """Return the letters that a long list has a way to, by the heading at which each begins."""
    if len(items) <= _MOST_WITHOUT_LETTERS:
        return {}
    by_letter = table.grouped(items, lambda item: wall.letter_of(item.sort_key))
    return {held[0].group: letter for letter, held in by_letter.items() if held[0].group}


def _sources(now: Snapshot) -> list[Item]:
    """Return every source under its publisher, with its tier and how many records rest on it."""
    items = []
    for key, cited in now.citations.items():
        named = [origin for _, origin in cited]
        link, number = words.merged(named), len({origin.record for origin in named})
        line = table.joined(" · ", link.tier, plural(number, "record"))
        name = link.text.removeprefix(f"{link.by}, ")
        items.append(Item(key, name, line, fold(f"{link.by} {name}"), group=link.by))
    return sorted(items, key=lambda item: (item.sort_key, item.id))
