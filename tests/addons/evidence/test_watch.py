"""Feeds of actors, read day by day: what is proposed, what is covered, and what a gap is."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from platformdirs import user_state_path
from tests.addons.evidence.newsrooms import (
    FIRST_DAY,
    OWN_WORDS,
    SINCE,
    Newsroom,
    World,
    day_number,
    twenty_days,
)
from tests.addons.evidence.web import HOST, Web, serving
from tests.datasets import SHIPPED, Line, complete, write
from tests.depth import DEEP, sample

from stancetracker.addons.evidence import readings, watch
from stancetracker.addons.evidence.fetching import Fetcher, Response
from stancetracker.addons.evidence.watched import watched_feeds
from stancetracker.base.errors import UsageError, WriteError
from stancetracker.contribute.dataset import open_dataset

pytest.importorskip("feedparser", reason="the extra evidence has feedparser")
pytest.importorskip("resiliparse", reason="the extra evidence has resiliparse")


class KilledError(BaseException):
    """The end of a program in the middle of its work."""


class Killed(Fetcher):
    """Fetches some feeds, until the program is killed."""

    left = 2

    def get(self, url: str, *conditions: object) -> tuple[Response, ...]:
        if self.left == 0:
            raise KilledError
        self.left -= 1
        return super().get(url, *conditions)  # type: ignore[arg-type]


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


def five(web: Web, path: Path) -> World:
    forms = {"acme": "rss", "birch": "atom", "cedar": "json", "dune": "rss", "elm": "atom"}
    return World.of(path, web, *(Newsroom(id, form) for id, form in forms.items()))


@pytest.mark.parametrize(
    ("seed", "days"),
    [
        (1, 13),
        *(pytest.param(seed, 20, marks=pytest.mark.slow) for seed in sample(range(2, 16), 3)),
    ],
)
def test_twenty_days_of_five_newsrooms(
    tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch, seed: int, days: int
) -> None:
    world = five(web, tmp_path)
    notes = list[str]()
    for number, day in enumerate(islice(twenty_days(world, Random(seed)), days)):
        if number == 6:  # after two feeds
            with pytest.raises(KilledError):
                world.read(day, Killed(delay=0, private=[HOST]))
        if number == 12:  # between what is proposed and what was read
            monkeypatch.setattr(readings, "save", _kill)
            with pytest.raises(KilledError):
                world.read(day)
            monkeypatch.undo()
        notes += world.read(day)
        _compare_with_a_plain_search(world)

    assert [f"not read: {web['/cedar']}: HTTP 500 Internal Server Error"] == [
        note for note in notes if note.startswith("not read")
    ]
    [gap] = [note for note in notes if note.startswith("gap")]
    assert gap.startswith(f"gap: {web['/dune']}: 10–11 Mar 2026: ")
    assert ["birch", "cedar"] == world.silent()
    assert 1 == sum(row.removed for row in world.runs)
    assert 1 == sum(row.edited for row in world.runs)


def _kill(*_: object) -> None:
    raise KilledError


def _compare_with_a_plain_search(world: World) -> None:
    """Compare what is kept and proposed with what the feeds showed, and with all they published."""
    read = world.readings()
    for id, newsroom in world.newsrooms.items():
        assert {release.id for release in newsroom.seen} == set(read[id]["items"])
        assert bool(newsroom.lost()) == bool(read[id].get("gaps"))
    rooms = world.newsrooms.values()
    seen = {release for newsroom in rooms for release in newsroom.seen if release.day >= SINCE}
    with_term = sorted({release.id for release in seen if release.has_term})
    quiet = [
        newsroom.id
        for newsroom in rooms
        if not newsroom.lost() and not any(id.startswith(newsroom.id) for id in with_term)
    ]

    assert with_term == world.items_proposed()
    assert quiet == world.silent()


def quiet(web: Web, path: Path, *ids: str, form: str = "atom", **more: Any) -> World:
    """Return newsrooms that have published something else each day since before the issue began."""
    world = World.of(path, web, *(Newsroom(id, form) for id in ids), **more)
    for number in range(-9, 1):
        for newsroom in world.newsrooms.values():
            newsroom.publish(day_number(number))
    return world


def test_a_silence_says_what_was_read_up_to_the_day_before(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    world.read(FIRST_DAY)
    [silence] = world.proposals("silence")
    [search] = silence["record"].pop("searched")

    assert 64 == len(search.pop("sha256"))
    assert {
        "what": "feed of Birch",
        "url": web["/birch"],
        "from": SINCE,
        "to": "2026-02-28",
        "items": 3,
        "matched": 0,
        "terms": ["bridg*"],
    } == search
    assert {
        "kind": "silence",
        "actors": ["birch"],
        "issue": "bridge",
        "date": "2026-02-28",
        "basis": "own-search",
        "response": "none-found",
        "checked_by": "Us",
    } == silence["record"]
    assert [] == silence["question"]


def test_items_with_a_title_alone_are_a_question(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    world.newsrooms["birch"].publish(day_number(1), "")
    world.read(day_number(2))
    [silence] = world.proposals("silence")

    why = f"1 item without a text in {web['/birch']}"
    assert [{"field": "searched", "why": why}] == silence["question"]


def test_who_signs_and_where_no_item_came_for_long_are_questions(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    world.read(FIRST_DAY, checked_by=None)
    world.read(day_number(12), checked_by=None)
    [silence] = world.proposals("silence")

    assert [
        {"field": "searched", "why": f"no item 2–12 Mar 2026 in {web['/birch']}"},
        {"field": "checked_by"},
    ] == silence["question"]


RECORDS: dict[str, Line] = {
    "a statement": {
        "kind": "statement",
        "speaker": "birch",
        "date": "2026-02-27",
        "stance": "favor",
    },
    "a leak": {
        "kind": "statement",
        "speaker": "birch",
        "date": "2026-02-27",
        "audience": "internal",
        "made_public": "2026-02-28",
        "stance": "favor",
    },
    "a statement of some day": {
        "kind": "statement",
        "speaker": "birch",
        "date": "2026-02-27/2026-03-20",
        "stance": "favor",
    },
    "a check of late": {"kind": "silence", "actors": ["birch"], "date": "2026-02-28"},
}


@pytest.mark.parametrize("name", RECORDS)
def test_no_silence_is_proposed_of_whoever_has_something_on_record(
    tmp_path: Path, web: Web, name: str
) -> None:
    world = quiet(web, tmp_path, "birch", more=[RECORDS[name]])
    world.read(FIRST_DAY)

    assert [] == world.silent()


def test_a_check_that_is_old_is_proposed_again(tmp_path: Path, web: Web) -> None:
    old = {"kind": "silence", "actors": ["birch"], "date": "2026-02-26"}
    world = quiet(web, tmp_path, "birch", more=[old])
    world.change('"panel"', '"recheck_days": 1, "panel"')
    world.read(FIRST_DAY)

    assert ["birch"] == world.silent()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f'"since": "{SINCE}"', '"since": "2026-02-20"'),  # before what the feed reaches back to
        ('"panel": ["birch"]', '"panel": []'),
        ('"terms": ["bridg*"]', '"terms": []'),
        (f'"since": "{SINCE}"', '"since": "2026-03-02"'),  # it has not begun
        (f'"since": "{SINCE}"', f'"since": "{SINCE}", "until": "2026-02-27"'),  # it is over
        ('"terms": ["bridg*"]', '"terms": ["weather"]'),
    ],
)
def test_no_silence_is_proposed_where_not_all_was_read_and_searched(
    tmp_path: Path, web: Web, old: str, new: str
) -> None:
    world = quiet(web, tmp_path, "birch")
    world.change(old, new)
    world.read(FIRST_DAY)

    assert [] == world.silent()


def test_whoever_is_due_and_can_have_no_silence_is_named_with_the_reason(
    tmp_path: Path, web: Web
) -> None:
    world = quiet(web, tmp_path, "birch", "cedar")
    world.change(f'"since": "{SINCE}"', '"since": "2026-02-20"')
    world.newsrooms["cedar"].status = 500
    notes = world.read(FIRST_DAY)

    assert [
        "no silence of Birch on “The bridge” can be proposed: the issue began on 20 Feb 2026, and"
        " all that their feeds had is read from 21 Feb 2026 on",
        "search for those by hand, and add a silence: stancetracker due has the commands",
    ] == [note for note in notes if "silence of" in note or "by hand" in note]


def test_nobody_is_named_whose_silence_is_proposed_or_not_due(tmp_path: Path, web: Web) -> None:
    spoken = {"kind": "statement", "speaker": "cedar", "date": SINCE, "stance": "favor"}
    world = quiet(web, tmp_path, "birch", "cedar", more=[spoken])

    assert not any("by hand" in note for note in world.read(FIRST_DAY))


def test_whoever_has_an_item_with_a_term_and_nothing_on_record_is_named(
    tmp_path: Path, web: Web
) -> None:
    """As where the item is somebody else's words: it is no statement, and no silence either."""
    world = quiet(web, tmp_path, "birch")
    world.newsrooms["birch"].publish(FIRST_DAY, "A bridge.")
    assert not any("by hand" in note for note in world.read(FIRST_DAY))  # it is proposed

    world.place.proposals.write_text("", encoding="utf-8")  # a person took it out
    assert (
        f"no silence of Birch on “The bridge” can be proposed: an item of 1 Mar 2026 in"
        f" {web['/birch']} has “bridg*”"
    ) in world.read(FIRST_DAY)


def test_a_silence_may_begin_on_the_first_day_that_is_covered(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    world.change(f'"since": "{SINCE}"', '"since": "2026-02-21", "until": "2026-02-28"')
    world.read(FIRST_DAY)
    [silence] = world.proposals("silence")

    assert "2026-02-28" == silence["record"]["date"]


def test_a_term_on_the_first_day_of_an_issue_is_a_word_on_it(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    birch = world.newsrooms["birch"]
    [first] = [release for release in birch.shown if release.day == SINCE]
    birch.edit(first.id, "A bridge.")
    world.read(FIRST_DAY)

    assert ([first.id], []) == (world.items_proposed(), world.silent())


def test_a_term_before_the_issue_began_is_no_word_on_it(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    world.newsrooms["birch"].edit(world.newsrooms["birch"].shown[-1].id, "A bridge.")
    world.read(FIRST_DAY)

    assert ([], ["birch"]) == (world.items_proposed(), world.silent())


def test_nobody_outside_the_panel_is_silent(tmp_path: Path, web: Web) -> None:
    old = {"kind": "silence", "actors": ["birch"], "date": "2026-02-26"}
    world = quiet(web, tmp_path, "birch", more=[old])
    world.change('"panel": ["birch"]', '"panel": [], "recheck_days": 1')
    world.read(FIRST_DAY)

    assert [] == world.silent()


def test_no_silence_is_proposed_on_an_issue_that_no_reading_searched_for(
    tmp_path: Path, web: Web
) -> None:
    world = quiet(web, tmp_path, "birch")
    world.read(FIRST_DAY)
    new = {"kind": "issue", "id": "toll", "since": SINCE, "terms": ["toll"], "panel": ["birch"]}
    write(world.folder.path, [complete(new)], "more.jsonl")
    world.newsrooms["birch"].status = 500
    world.read(FIRST_DAY)

    assert ["bridge"] == [line["record"]["issue"] for line in world.proposals("silence")]


def test_a_feed_that_left_the_actor_is_not_waited_for(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch", "cedar")
    world.change(f', "feeds": ["{web["/cedar"]}"]', "")
    world.change(f'["{web["/birch"]}"]', f'["{web["/birch"]}", "{web["/cedar"]}"]')
    world.read(FIRST_DAY)
    world.change(f', "{web["/cedar"]}"]', "]")
    world.read(FIRST_DAY)
    [silence] = world.proposals("silence")

    assert [web["/birch"]] == [search["url"] for search in silence["record"]["searched"]]


def test_a_lost_file_is_said_and_begins_anew(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    first, again = world.read(FIRST_DAY), world.read(FIRST_DAY)
    world.place.readings.unlink()
    told = f"no readings in {world.place.readings} before: what each feed covers begins now"

    assert [True, False, True] == [told in notes for notes in (first, again, world.read(FIRST_DAY))]


def test_new_terms_are_searched_for_in_what_the_feed_has(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    tunnel = world.newsrooms["birch"].publish(FIRST_DAY, "A tunnel.")
    world.read(FIRST_DAY)
    for number in range(1, 8):
        world.newsrooms["birch"].publish(day_number(number))
        world.read(day_number(number))
    assert ["birch"] == world.silent()
    world.change('["bridg*"]', '["bridg*", "tunnel"]')
    world.read(day_number(7))

    assert ([tunnel.id], []) == (world.items_proposed(), world.silent())
    world.change('["bridg*", "tunnel"]', '["toll"]')
    world.read(day_number(7))
    assert [] == world.silent()  # the feed has not all since the issue began any more


def test_an_issue_that_runs_again_was_not_searched_for_in_between(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    world.read(FIRST_DAY)
    assert ["birch"] == world.silent()
    since = f'"since": "{SINCE}"'
    world.change(since, f'{since}, "until": "2026-02-27"')
    birch = world.newsrooms["birch"]
    for number in range(1, 15):
        birch.publish(day_number(number), "A bridge." if number == 2 else "Rain.")
        world.read(day_number(number))
    world.change(f'{since}, "until": "2026-02-27"', since)
    world.read(day_number(14))

    assert "bridge" not in json.dumps([birch.shown[0].text, birch.shown[-1].text])
    assert [] == world.silent()


def test_what_a_feed_said_counts_when_it_is_no_feed_of_the_actor_any_more(
    tmp_path: Path, web: Web
) -> None:
    world = quiet(web, tmp_path, "birch", "cedar")
    world.change(f', "feeds": ["{web["/cedar"]}"]', "")
    world.change(f'["{web["/birch"]}"]', f'["{web["/birch"]}", "{web["/cedar"]}"]')
    world.newsrooms["cedar"].publish(FIRST_DAY, "A bridge.")
    world.read(FIRST_DAY)
    world.change(f', "{web["/cedar"]}"]', "]")
    world.read(FIRST_DAY)

    assert [] == world.silent()


def test_a_feed_that_is_as_it_was_is_not_sent_again(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    for number in range(3):
        world.read(day_number(number))

    assert 2 == world.newsrooms["birch"].requests_answered_304
    assert "2026-03-03" == world.readings()["birch"]["day"]
    assert "2026-03-02" == world.proposals("silence")[0]["record"]["date"]


def test_a_statement_is_proposed_until_it_is_on_record(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    release = world.newsrooms["birch"].publish(FIRST_DAY, OWN_WORDS.format(name="Birch"))
    world.read(FIRST_DAY)
    [proposal] = world.proposals("statement")
    assert ("birch", FIRST_DAY) == tuple(proposal["record"][name] for name in ("speaker", "date"))
    source = {"url": f"https://news.example/{release.id}", "tier": "primary"}
    said = {"kind": "statement", "speaker": "birch", "date": FIRST_DAY, "stance": "favor"}
    write(world.folder.path, [complete({**said, "sources": [source]})], "more.jsonl")
    world.read(FIRST_DAY)

    assert ([], []) == (world.items_proposed(), world.silent())


def test_a_proposal_that_a_person_deleted_stays_away(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    release = world.newsrooms["birch"].publish(FIRST_DAY, "A bridge.")
    world.read(FIRST_DAY)
    assert [release.id] == world.items_proposed()
    world.place.proposals.write_text("")
    world.newsrooms["birch"].publish(day_number(1))
    world.read(day_number(1))

    assert ([], []) == (world.items_proposed(), world.silent())


def test_an_edited_item_is_proposed_in_place_of_itself_and_its_day_asked(
    tmp_path: Path, web: Web
) -> None:
    world = quiet(web, tmp_path, "birch")
    release = world.newsrooms["birch"].publish(FIRST_DAY, "A bridge.")
    world.read(FIRST_DAY)
    world.newsrooms["birch"].edit(release.id, "A bridge, and a toll.")
    world.read(day_number(1))
    [proposal] = world.proposals("statement")

    assert release.id == proposal["place"].partition(" ")[2]
    why = "the item was edited between 2026-03-01 and 2026-03-02"
    assert {"field": "date", "why": why} in proposal["question"]


def test_words_that_were_put_into_an_old_item_are_new(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    old = world.newsrooms["birch"].shown[-1]
    world.read(FIRST_DAY)
    assert (["birch"], True) == (world.silent(), old.day < SINCE)
    world.newsrooms["birch"].edit(old.id, "A bridge.")
    world.read(day_number(1))

    assert ([old.id], []) == (world.items_proposed(), world.silent())


def test_words_that_were_taken_out_of_an_item_were_published(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    release = world.newsrooms["birch"].publish(FIRST_DAY, "A bridge.")
    world.read(FIRST_DAY)
    world.newsrooms["birch"].edit(release.id, "A road.")
    world.read(day_number(1))

    assert ([release.id], []) == (world.items_proposed(), world.silent())


def test_an_item_without_a_day_is_proposed_with_a_question_and_no_silence(
    tmp_path: Path, web: Web
) -> None:
    world = quiet(web, tmp_path, "birch", form="json")
    world.read(FIRST_DAY)
    world.newsrooms["birch"].publish("", "A bridge.")
    world.read(FIRST_DAY)
    [proposal] = world.proposals("statement")

    assert "date" not in proposal["record"]
    assert {"field": "date", "why": "the item has no day"} in proposal["question"]
    assert [] == world.silent()


def test_a_feed_speaks_for_the_actor_that_names_it_alone(tmp_path: Path, web: Web) -> None:
    """Of a company's feed come no words and no silence of its chief."""
    chief: Line = {
        "kind": "person",
        "id": "ada",
        "name": "Ada Lee",
        "memberships": [{"role": "chief", "organization": "birch"}],
    }
    world = quiet(web, tmp_path, "birch", more=[chief])
    world.change('"panel": ["birch"]', '"panel": ["birch", "ada"]')
    world.read(FIRST_DAY)
    assert ["birch"] == world.silent()
    world.newsrooms["birch"].publish(FIRST_DAY, OWN_WORDS.format(name="Ada Lee"))
    world.read(FIRST_DAY)

    assert [] == world.silent()
    for proposal in world.proposals("statement"):
        assert proposal["record"].get("speaker") in (None, "birch")
        assert "ada" not in json.dumps(proposal["question"])


def test_a_feed_of_two_actors_is_passed_over_and_neither_is_silent(
    tmp_path: Path, web: Web
) -> None:
    world = quiet(web, tmp_path, "birch", "cedar")
    world.change(f'["{web["/birch"]}"]', f'["{web["/birch"]}", "{web["/cedar"]}"]')
    with open_dataset(world.folder) as dataset:
        notes = [*watched_feeds(dataset).notes()]
    world.read(FIRST_DAY)

    assert [f"not read: {web['/cedar']}: it is a feed of birch and of cedar"] == notes
    assert (["birch"], []) == (list(world.readings()), world.silent())


def test_a_feed_that_two_actors_spell_differently_is_one_of_both(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch", "cedar")
    world.change(f'["{web["/cedar"]}"]', f'["{web["/birch"]}#news"]')
    with open_dataset(world.folder) as dataset:
        feeds = watched_feeds(dataset)

    assert [f"not read: {web['/birch']}: it is a feed of birch and of cedar"] == [*feeds.notes()]
    assert ([], {}) == (feeds.feeds, feeds.by_actor())


def test_two_spellings_of_an_address_are_one_feed(tmp_path: Path, web: Web) -> None:
    """By http and by https, with a slash at the end and without, of one actor or of two."""
    secure, plain = "https://birch.example/feed", "http://birch.example:80/feed/"
    world = quiet(web, tmp_path, "birch", "cedar")
    world.change(f'["{web["/birch"]}"]', f'["{plain}", "{secure}"]')
    with open_dataset(world.folder) as dataset:
        feeds = watched_feeds(dataset)
    assert {"birch": [secure], "cedar": [web["/cedar"]]} == feeds.by_actor()

    world.change(f'["{plain}", "{secure}"]', f'["{plain}"]')
    world.change(f'["{web["/cedar"]}"]', f'["{secure}"]')
    with open_dataset(world.folder) as dataset:
        assert {"birch", "cedar"} == {*next(iter(watched_feeds(dataset).shared.values()))}


def test_a_feed_whose_address_is_spelled_otherwise_goes_on(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    newsroom = world.newsrooms["birch"]
    release = newsroom.publish(FIRST_DAY, "A bridge.")
    world.read(FIRST_DAY)
    web.pages["/birch/"] = newsroom.page()
    world.change(f'["{web["/birch"]}"]', f'["{web["/birch/"]}"]')
    newsroom.edit(release.id, "A good bridge.")
    world.read(day_number(1))

    [(actor, reading)] = world.readings().items()
    assert ("birch", web["/birch/"], None) == (actor, reading["feed"], reading.get("gaps"))
    assert [release.id] == world.items_proposed()
    assert (0, 1) == (world.runs[-1].new, world.runs[-1].edited)


def test_all_feeds_of_an_actor_are_read_for_a_silence(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch", "cedar")
    world.change(f', "feeds": ["{web["/cedar"]}"]', "")
    world.change(f'["{web["/birch"]}"]', f'["{web["/birch"]}", "{web["/cedar"]}"]')
    world.read(FIRST_DAY)
    [silence] = world.proposals("silence")
    urls = [search["url"] for search in silence["record"]["searched"]]
    assert [web["/birch"], web["/cedar"]] == urls
    world.newsrooms["cedar"].status = 500
    world.place.readings.unlink()
    world.read(FIRST_DAY)

    assert [] == world.silent()


@pytest.mark.parametrize(
    ("kind", "author", "asked"),
    [
        ("person", "Birch", False),
        ("person", "Cy Roe", True),
        ("organization", "Cy Roe", False),
        ("organization", "Ada Lee", True),
    ],
)
def test_an_item_by_another_author_is_a_question(
    tmp_path: Path, web: Web, kind: str, author: str, asked: bool
) -> None:
    ada: Line = {"kind": "person", "id": "ada", "name": "Ada Lee"}
    world = quiet(web, tmp_path, "birch", form="json", kind=kind, more=[ada])
    world.newsrooms["birch"].author = author
    world.newsrooms["birch"].publish(FIRST_DAY, "It is cold. We want the bridge now.")
    world.read(FIRST_DAY)
    [proposal] = world.proposals("statement")
    question = {
        "field": "speaker",
        "candidates": ["birch"],
        "why": f"the item names {author} as its author",
    }

    assert asked == (question in proposal["question"])
    assert asked <= ("speaker" not in proposal["record"])


def test_a_feed_that_is_given_to_another_actor_begins_anew(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch", more=[{"kind": "organization", "id": "cedar"}])
    world.read(FIRST_DAY)
    feeds = f', "feeds": ["{web["/birch"]}"]'
    world.change(feeds, "")
    world.change('"name": "Cedar"', f'"name": "Cedar"{feeds}')
    world.read(FIRST_DAY)

    assert ["cedar"] == list(world.readings())
    assert 20 == sum(row.new for row in world.runs)


def test_what_was_read_for_one_actor_is_no_silence_of_another(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch", more=[{"kind": "organization", "id": "cedar"}])
    world.change('"panel": ["birch"]', '"panel": ["birch", "cedar"]')
    world.newsrooms["birch"].publish(FIRST_DAY, "A bridge.")
    world.read(FIRST_DAY)
    feeds = f', "feeds": ["{web["/birch"]}"]'
    world.change(feeds, "")
    world.change('"name": "Cedar"', f'"name": "Cedar"{feeds}')
    world.newsrooms["birch"].status = 500
    world.read(FIRST_DAY)

    assert [] == world.silent()


def test_two_programs_at_once_are_refused(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    with (
        open_dataset(world.folder) as dataset,
        watch.opened(dataset, world.place, world.fetcher, FIRST_DAY),
        pytest.raises(WriteError, match="another program is reading the feeds"),
    ):
        world.read(FIRST_DAY)


@pytest.mark.parametrize("line", ["", "[]", '{"record": {}}', '{"record": {"kind": "statement"}}'])
def test_a_damaged_file_of_proposals_is_an_error_with_its_place(
    tmp_path: Path, web: Web, line: str
) -> None:
    world = quiet(web, tmp_path, "birch")
    world.place.proposals.write_text(f"{line}\n")

    with pytest.raises(UsageError, match=rf"{world.place.proposals}:1: not a proposal"):
        world.read(FIRST_DAY)


@pytest.mark.parametrize("name", ["data/readings", "data/more/readings.jsonl"])
def test_a_file_in_the_dataset_is_refused(tmp_path: Path, web: Web, name: str) -> None:
    world = quiet(web, tmp_path, "birch")

    with pytest.raises(UsageError, match="would become part of a dataset"):
        watch.Place.of(world.folder, tmp_path / name, None)


def test_by_default_files_are_in_the_folder_of_user_state(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    place = watch.Place.of(world.folder, None, None)

    assert place.readings.parent == place.proposals.parent == user_state_path("stancetracker")
    assert place.readings != watch.Place.of(SHIPPED, None, None).readings


def test_words_of_a_feed_do_nothing_in_an_issue_on_github(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    title = "@octocat closes #1 <b>bridge</b> [x](http://e.example) `c` ::warning:: \u202e"
    world.newsrooms["birch"].publish(FIRST_DAY, OWN_WORDS.format(name="Birch"), title)
    world.read(FIRST_DAY)
    first, *_, line = world.issue("https://github.com/us/bridges/issues/new").splitlines()

    assert re.fullmatch("<!-- stancetracker watch 1 [0-9a-f]{16} -->", first)
    assert line == (
        "- “\\@&#8203;octocat closes \\#&#8203;1 &lt;b&gt;bridge&lt;/b&gt; \\[x\\]\\(http\\://e.example\\)"
        " \\`c\\` :\\:&#8203;warning\\:: \\\\u202e” · 1 Mar 2026 · matched “bridg\\*”"
        " · [news.example](<https://news.example/birch-10>)"
        " · [report it as a statement](<https://github.com/us/bridges/issues/new?template=statement.yml"
        "&speaker=birch&issue=bridge&date=2026-03-01&words=The+bridge+has+to+be+built"
        "&url=https%3A%2F%2Fnews.example%2Fbirch-10>)"
    )


def test_words_too_long_for_a_link_are_left_out_of_it_whole(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    text = OWN_WORDS.format(name="Birch").replace("built", f"built {'and built ' * 700}up")
    world.newsrooms["birch"].publish(FIRST_DAY, text)
    world.read(FIRST_DAY)
    issue = world.issue("https://github.com/us/bridges/issues/new")

    assert "&date=2026-03-01&url=https" in issue


def test_an_issue_on_github_is_the_same_each_day(tmp_path: Path, web: Web) -> None:
    world = quiet(web, tmp_path, "birch")
    world.newsrooms["birch"].publish(FIRST_DAY, "The bridge.")
    world.read(FIRST_DAY)
    text = world.issue("")
    world.read(day_number(1))

    assert text == world.issue("")
    assert "silence" not in text


# The program as it is run, which a feed of the site may kill.
PROGRAM: Final = (sys.executable, "-P", "-m", "stancetracker")


@pytest.mark.slow
def test_a_program_that_is_killed_while_it_reads_loses_and_doubles_nothing(
    tmp_path: Path, web: Web
) -> None:
    world = five(web, tmp_path)
    days = 12 if DEEP else len(world.newsrooms)
    for number, day in enumerate(islice(twenty_days(world, Random(3)), days)):
        _run_until(world, day, sorted(world.newsrooms)[number % 5])
        world.read(day)
        _compare_with_a_plain_search(world)


def _run_until(world: World, day: str, id: str) -> None:
    """Run the program until it asks for a feed, and kill it before it is answered."""
    page = world.web.pages[f"/{id}"]
    place = ("--readings", str(world.place.readings), "--proposals", str(world.place.proposals))
    limits = ("--delay", "0", "--allow-private", HOST)
    process = subprocess.Popen(
        [*PROGRAM, "watch", "-d", str(world.folder.path), *place, *limits],
        env={**os.environ, "STANCETRACKER_TODAY": day},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    world.web.pages[f"/{id}"] = lambda _: process.kill()
    assert -signal.SIGKILL == process.wait(60)
    world.web.pages[f"/{id}"] = page
