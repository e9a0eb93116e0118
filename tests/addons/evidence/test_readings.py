"""Readings of a feed: what they cover, and what is a gap."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import tried

from stancetracker.addons.evidence.archives import Item
from stancetracker.addons.evidence.feeds import Entry, Feed
from stancetracker.addons.evidence.readings import (
    Reading,
    changes,
    first_covered_day,
    load,
    reading_with,
    save,
)
from stancetracker.base.dates import add_days
from stancetracker.base.errors import UsageError

DAYS = "2026-01-10 2026-01-09 2026-01-08 2026-01-07 2026-01-06 2026-01-05"


def feed(days: str, fault: str = "") -> Feed:
    """Return a feed of items `id=day`, the id being the day where none is written; `-` is no day."""
    entries = []
    for word in days.split():
        id, _, day = word.rpartition("=")
        day = "" if day == "-" else day
        entries.append(Entry(id or day, Item("", date=day), "0"))
    return Feed(entries, fault)


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (DAYS, "2026-01-06"),  # on the day of the oldest, others may have left
        (" ".join(reversed(DAYS.split())), "2026-01-06"),
        (f"{DAYS} 2019-05-01", "2026-01-06"),  # what stands below for years
        ("2026-01-10 2025-12-05 2025-12-04 2025-12-03 2025-12-02 2025-12-01", "2026-01-11"),
        (f"2019-05-01 {DAYS}", "2026-01-11"),  # what is pinned above
        (f"{DAYS} =-", "2026-01-11"),
        (f"2026-02-01 {DAYS}", "2026-01-11"),
        ("2026-01-10 2026-01-09 2026-01-08", "2026-01-11"),  # too few to know
    ],
)
def test_a_first_reading_covers_what_the_feed_surely_has_all_of(days: str, first: str) -> None:
    assert first == first_covered_day(feed(days), "2026-01-10")


def test_a_damaged_feed_covers_nothing_before() -> None:
    assert "2026-01-11" == first_covered_day(feed(DAYS, "it is not well-formed"), "2026-01-10")


PINNED = "a=2026-01-10 b=2026-01-09 c=2026-01-08 p=2020-01-01"
COMING = "e=2026-03-03 f=2026-03-02 g=2026-03-01"


@pytest.mark.parametrize(
    ("before", "after", "is_gap"),
    [
        (PINNED, PINNED, False),
        (PINNED, f"x=2026-01-11 {PINNED}", False),
        (PINNED, "y=2026-01-12 x=2026-01-11 a=2026-01-10 b=2026-01-09 c=2026-01-08", False),
        (PINNED, "a=2026-01-10 p=2020-01-01", False),  # nothing new
        (PINNED, "z=2026-01-12 y=2026-01-12 x=2026-01-11 a=2026-01-10", True),  # it may be pinned
        (PINNED, "x=2026-01-11 b=2026-01-09 c=2026-01-08 p=2020-01-01", False),  # one taken down
        (PINNED, "z=2026-01-12 y=2026-01-12 x=2026-01-11 w=2026-01-11", True),
        (
            PINNED,
            "z=2026-01-12 y=2026-01-12 x=2026-01-11 p=2020-01-01",
            True,
        ),  # a pin shows nothing
        (PINNED, "p=2020-01-01 z=2026-01-12 y=2026-01-12 x=2026-01-11", True),
        ("p=2026-01-10 a=2026-01-10 b=2026-01-09", "p=2026-01-12 x=2026-01-12 y=2026-01-11", True),
        ("a=- b=- c=- d=-", "x=- a=- b=- c=-", False),
        ("a=- b=- c=- d=- e=-", "x=- c=- d=- e=-", True),  # two are gone: three may always stay
        ("a=- b=- c=-", "x=- y=- z=-", True),
        ("p=- q=- r=- a=- b=-", "p=- q=- r=- y=- x=-", True),  # three that are pinned above
        (f"{COMING} a=2026-01-10 b=2026-01-09", f"{COMING} y=2026-01-12 x=2026-01-11", True),
        (f"{COMING} {PINNED}", f"{COMING} x=2026-01-11 {PINNED}", False),
        # One was taken down, and an older item is shown in its stead.
        (f"x=2026-01-10 {PINNED}", f"{PINNED} o=2019-01-01", False),
    ],
)
def test_a_reading_overlaps_the_one_before_or_is_a_gap(
    before: str, after: str, is_gap: bool
) -> None:
    first = reading_with(None, feed(before), "f", "acme", "2026-01-10")
    second = reading_with(first, feed(after), "f", "acme", "2026-01-12")

    assert is_gap == bool(second.gaps)
    assert is_gap == bool(changes(first, second).gap)


def test_after_a_gap_what_is_covered_begins_anew() -> None:
    first = reading_with(None, feed(DAYS), "f", "acme", "2026-01-10")
    first.searches = {}
    later = " ".join(f"x{day}=2026-02-{day:02}" for day in range(20, 10, -1))
    second = reading_with(first, feed(later), "f", "acme", "2026-02-20")
    [gap] = second.gaps

    assert ("2026-01-10", "2026-02-11") == (gap.first, gap.last)
    assert "2026-02-12" == second.covered_from
    assert 16 == len(second.items)


def test_a_fault_is_a_gap_up_to_its_day() -> None:
    first = reading_with(None, feed(DAYS), "f", "acme", "2026-01-10")
    second = reading_with(
        first, feed(DAYS, "1 item of it can't be read"), "f", "acme", "2026-01-12"
    )
    [gap] = second.gaps

    assert ("2026-01-10", "2026-01-12", "1 item of it can't be read") == (
        gap.first,
        gap.last,
        gap.why,
    )
    assert "2026-01-13" == second.covered_from


def test_what_came_changed_and_went_is_counted() -> None:
    first = reading_with(None, feed(PINNED), "f", "acme", "2026-01-10")
    entries = feed("x=2026-01-11 a=2026-01-10 c=2026-01-08 p=2020-01-01").entries
    edited = [entry._replace(sha256="1") if entry.id == "c" else entry for entry in entries]
    change = changes(first, reading_with(first, Feed(edited), "f", "acme", "2026-01-12"))

    assert (["x"], ["c"], ["b"]) == (change.new, change.edited, change.removed)


def test_readings_are_kept_as_they_were(tmp_path: Path) -> None:
    reading = reading_with(None, feed(PINNED), "f\u202e", "acme", "2026-01-10")
    save(tmp_path / "new" / "readings", {"f\u202e": reading})

    assert {"f\u202e": reading} == load(tmp_path / "new" / "readings")
    assert "\u202e" not in (tmp_path / "new" / "readings").read_text(encoding="utf-8")
    assert {} == load(tmp_path / "lost")


@pytest.mark.parametrize("line", ["", "{", "{}", '{"feed": "f", "actor": "a", "day": "x"}', "[]"])
def test_a_damaged_file_of_readings_is_an_error_with_its_place(tmp_path: Path, line: str) -> None:
    file = tmp_path / "readings"
    good = reading_with(None, feed(PINNED), "f", "acme", "2026-01-10")
    file.write_text(f"{good.model_dump_json()}\n{line}\n", encoding="utf-8")

    with pytest.raises(UsageError, match=rf"{file}:2: not a reading of a feed"):
        load(file)


def test_a_server_is_asked_for_changes_by_what_it_sent() -> None:
    reading = Reading(feed="f", actor="a", day="2026-01-10", covered_from="2026-01-11", etag='"x"')

    assert {"If-None-Match": '"x"'} == reading.conditions()


@dataclass
class Day:
    """A day of a newsroom: how many items it publishes and takes down, and whether its feed is read."""

    published: int
    removed: int
    is_read: bool


class Newsroom:
    """The items that a feed had, and those that it has."""

    def __init__(self) -> None:
        self.days: dict[str, str] = {}
        """The days of all items that somebody could have seen, by their ids."""
        self.shown: list[str] = []
        """The ids of those not taken down, the newest first."""
        self.count = 0

    def publish(self, number: int, day: str) -> None:
        for _ in range(number):
            id = f"item-{self.count}"
            self.count += 1
            self.days[id] = day
            self.shown.insert(0, id)

    def take_down(self, number: int, seen: Collection[str]) -> None:
        """Take every other of the newest items down."""
        for id in self.shown[: 2 * number : 2]:
            self.shown.remove(id)
            if id not in seen:
                del self.days[id]

    def newest(self, room: int) -> list[str]:
        return [f"{id}={self.days[id]}" for id in self.shown[:room]]

    def published_from(self, first_day: str) -> set[str]:
        return {id for id, day in self.days.items() if day >= first_day}


DAY = st.builds(
    Day, st.sampled_from((0, 1, 1, 2, 9)), st.sampled_from((0, 0, 0, 1, 3)), st.booleans()
)


@tried(100, 5000)
@given(
    days=st.lists(DAY, min_size=1, max_size=40),
    room=st.integers(1, 12),
    is_pinned=st.booleans(),
    has_old_item=st.booleans(),
)
def test_no_item_is_missing_of_the_days_that_are_covered(
    days: list[Day], room: int, is_pinned: bool, has_old_item: bool
) -> None:
    """Of items that nobody could have seen, since they were taken down first, nothing is said."""
    newsroom = Newsroom()
    reading: Reading | None = None
    for number, day in enumerate(days):
        today = add_days("2026-01-01", number)
        newsroom.publish(day.published, today)
        newsroom.take_down(day.removed, reading.items if reading else ())
        old_items = ["old=2020-01-01"] if has_old_item else []
        pinned = ["pin=2021-01-01"] if is_pinned else []
        entries = " ".join([*pinned, *newsroom.newest(room), *old_items])
        if day.is_read and entries:
            reading = reading_with(reading, feed(entries), "f", "acme", today)
            published = newsroom.published_from(reading.covered_from)
            assert set() == published - {*reading.items}
