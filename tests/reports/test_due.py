"""Whom to check next, and why."""

from typing import Any

from tests.reports.asking import Ask, cells

from stancetracker.reports.due import due as whom_to_check
from stancetracker.reports.table import Section


def due(ask: Ask, day: str, **asked: Any) -> Section:
    return ask(whom_to_check, as_of=day, **asked).section(None)


def brief(ask: Ask, day: str, **asked: Any) -> list[Any]:
    return cells(due(ask, day, **asked), "actor", "reason", "days_overdue")


def actors(ask: Ask, day: str, **asked: Any) -> list[Any]:
    return cells(due(ask, day, **asked), "actor")


def test_the_unchecked_come_first_then_the_stalest(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "person", "id": "di"} {"kind": "person", "id": "ed"} {"kind": "person", "id": "fay"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di", "ed"], "recheck_days": 10}
    {"kind": "silence", "id": "l", "actors": ["ada", "fay"], "date": "2026-01-15"}
    {"kind": "silence", "id": "m", "actors": ["bo"], "date": "2026-01-10"}
    {"kind": "silence", "id": "n", "actors": ["cy"], "date": "2026-01-25"}
    {"kind": "statement", "id": "s", "speaker": "di", "date": "2026-01-02", "stance": "favor"}
    """
    assert [
        ("ed", "never looked for", 29),
        ("bo", "last checked 10 Jan 2026, recheck after 10 days", 10),
        ("ada", "last checked 15 Jan 2026, recheck after 10 days", 5),
    ] == brief(ask, "2026-01-30")
    assert ["ed", "bo", "ada", "fay"] == actors(ask, "2026-01-30", everyone=True)
    assert ["bo"] == actors(ask, "2026-01-30", people=("BO",))
    assert ["bo", "ada"] == actors(ask, "2026-01-30", statuses=("silent",))


def test_a_day_is_not_days_and_a_look_is_due_only_after_its_days(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"], "recheck_days": 1}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-15"}
    """
    assert [] == actors(ask, "2026-01-16")
    assert [("ada", "last checked 15 Jan 2026, recheck after 1 day", 1)] == brief(ask, "2026-01-17")


def test_a_trigger_makes_an_older_look_due(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"], "recheck_days": 20}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-10"}
    {"kind": "silence", "id": "m", "actors": ["bo"], "date": "2026-01-10"}
    {"kind": "silence", "id": "n", "actors": ["bo"], "date": "2026-01-20"}
    {"kind": "event", "id": "e", "title": "A “vote”", "date": "2026-01-09/2026-01-12", "trigger": true}
    {"kind": "event", "id": "f", "title": "Later", "date": "2026-01-15", "trigger": true}
    {"kind": "event", "id": "g", "title": "Quiet", "date": "2026-01-25"}
    """
    reason = "before the trigger “A “vote”” of 9–12 Jan 2026"

    assert [] == actors(ask, "2026-01-11", people=("ada",))
    assert [("ada", reason, 8)] == brief(ask, "2026-01-20")
    assert [("ada", f"last checked 10 Jan 2026, recheck after 20 days; {reason}", 19)] == brief(
        ask, "2026-01-31"
    )
    assert ["old-check"] == cells(due(ask, "2026-01-31"), "why")


def test_nobody_is_due_before_the_first_day_or_rechecked_after_the_last(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "issue", "id": "bridge",
     "since": "2026-01-05", "until": "2026-01-25", "panel": ["ada", "bo"], "recheck_days": 2}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-10"}
    """
    assert [] == actors(ask, "2026-01-04")
    assert [("ada", "never looked for", 0), ("bo", "never looked for", 0)] == brief(
        ask, "2026-01-05"
    )
    assert ["bo", "ada"] == actors(ask, "2026-01-25")
    assert ["bo"] == actors(ask, "2026-01-26")


def test_an_empty_answer_says_that_nobody_is_rechecked_there(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "until": "2026-01-25", "recheck_days": 2}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-10"}
    """
    report = ask(whom_to_check, as_of="2026-01-26")

    assert [] == cells(report.section(None), "actor")
    assert ("Nobody is rechecked on 1 issue whose last day has passed",) == report.caveats


def test_the_table_says_where_nobody_is_rechecked_any_more(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "tunnel", "panel": ["ada"]}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "until": "2026-01-25"}
    """
    told = "Nobody is rechecked on 1 issue whose last day has passed"

    assert ["tunnel", "bridge"] == cells(due(ask, "2026-01-26"), "issue")
    assert told in due(ask, "2026-01-26").ending
    assert told not in due(ask, "2026-01-25").ending


def test_words_that_were_made_known_since_the_look_are_a_reason(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "silence", "id": "l", "actors": ["ada", "bo"], "date": "2026-01-20"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-19", "audience": "internal",
     "made_public": "2026-01-22", "stance": "favor"}
    {"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-19", "audience": "private",
     "made_public": "2026-01-19", "stance": "favor"}
    {"kind": "statement", "id": "u", "speaker": "cy", "date": "2026-01-20/2026-01-30", "stance": "favor"}
    """
    unchecked = "never looked for; may have spoken"

    assert [("cy", unchecked, 20)] == brief(ask, "2026-01-21")
    assert [("cy", unchecked, 24), ("ada", "private remarks made known", 3)] == brief(
        ask, "2026-01-25"
    )


def test_the_table_says_which_issue_of_two_and_counts_organizations(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "acme"]} {"kind": "issue", "id": "tunnel", "panel": ["ada"]}
    """
    both, one = due(ask, "2026-01-02"), due(ask, "2026-01-02", issues=("tunnel",))

    assert ["acme", "ada", "ada"] == sorted(cells(both, "actor"))
    assert ["ada", "ada"] == actors(ask, "2026-01-02", kinds=("person",))
    assert both.ending[0].startswith("3 checks due, of 2 actors: 3 never looked for")
    assert one.ending[0].startswith("1 check due, of 1 person: 1 never looked for")
    assert ["Issue" in [column.heading for column in each.shown] for each in (both, one)] == [
        True,
        False,
    ]


NEXT = ("sources", "terms", "next", "if_none")
DRAFT = "stancetracker draft ARTICLE --issue bridge"


def test_a_row_says_where_to_search_for_what_and_with_which_command(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "organization", "id": "acme", "feeds": ["https://acme.example/feed"]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "acme"], "terms": ["bridg*", "the toll"]}
    {"kind": "issue", "id": "tunnel"}
    {"kind": "statement", "speaker": "ada", "issue": "tunnel", "date": "2026-01-02", "stance": "favor",
     "sources": [{"url": "https://ada.example/a", "tier": "primary"}]}
    {"kind": "statement", "speaker": "ada", "issue": "tunnel", "date": "2026-01-03", "stance": "favor",
     "sources": [{"url": "https://news.example/a", "tier": "secondary"}]}
    {"kind": "silence", "actors": ["bo"], "date": "2026-01-10", "searched": ["his blog", {"what": "X"}]}
    """
    rows = cells(due(ask, "2026-03-01"), "actor", *NEXT)

    if_none = "stancetracker add silence --actor {} --issue bridge"
    assert [
        ("acme", "https://acme.example/feed", "bridg*; the toll", "stancetracker watch"),
        ("ada", "ada.example", "bridg*; the toll", DRAFT),
        ("bo", "his blog; X", "bridg*; the toll", DRAFT),
    ] == [row[:-1] for row in sorted(rows)]
    assert [if_none.format(actor) for actor in ("acme", "ada", "bo")] == [
        row[-1] for row in sorted(rows)
    ]


def test_what_watch_can_close_is_said_where_a_row_has_it(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme", "feeds": ["https://acme.example/feed"]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "acme"], "terms": ["bridg*"]}
    """
    watched, other = due(ask, "2026-03-01"), due(ask, "2026-03-01", kinds=("person",))

    assert [True, False] == [
        any("without a gap" in line for line in section.ending) for section in (watched, other)
    ]


def test_the_places_with_most_words_of_an_actor_come_first(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]} {"kind": "issue", "id": "tunnel"}
    {"kind": "statement", "speaker": "ada", "issue": "tunnel", "date": "2026-01-02", "stance": "favor",
     "sources": [{"url": "https://a.example/1", "tier": "primary"}, {"url": "https://b.example/1", "tier": "primary"},
      {"url": "https://b.example/2", "tier": "primary"}, {"url": "https://c.example/1", "tier": "primary"},
      {"url": "https://d.example/1", "tier": "primary"}, {"url": "https://e.example/1", "tier": "primary"},
      {"url": "https://f.example/1", "tier": "primary"}]}
    """
    places = "b.example; a.example; c.example; d.example; e.example"

    assert [places] == cells(due(ask, "2026-03-01", issues=("bridge",)), "sources")


def test_feeds_are_not_watched_for_an_issue_that_is_over_or_has_no_terms(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme", "feeds": ["https://acme.example/feed"]}
    {"kind": "issue", "id": "bridge", "panel": ["acme"], "terms": ["bridg*"], "until": "2026-01-20"}
    {"kind": "issue", "id": "tunnel", "panel": ["acme"]}
    """
    section = due(ask, "2026-03-01")

    assert ["stancetracker draft ARTICLE --issue tunnel", DRAFT] == cells(section, "next")


def test_what_was_said_later_or_withdrawn_says_nothing_of_where_to_search(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "tunnel"}
    {"kind": "statement", "id": "s", "speaker": "ada", "issue": "tunnel", "date": "2026-02-20", "stance": "favor",
     "sources": [{"url": "https://later.example/a", "tier": "primary"}], "recorded": "2026-02-21"}
    {"kind": "statement", "id": "t", "speaker": "ada", "issue": "tunnel", "date": "2026-01-02", "stance": "favor",
     "sources": [{"url": "https://wrong.example/a", "tier": "primary"}]}
    {"kind": "correction", "corrects": "t", "recorded": "2026-02-10"}
    """
    assert ["wrong.example"] == cells(due(ask, "2026-02-15", known_by="2026-02-09"), "sources")
    assert [None] == cells(due(ask, "2026-02-15"), "sources")
    assert [None] == cells(due(ask, "2026-03-01", known_by="2026-02-20"), "sources")
    assert ["later.example"] == cells(due(ask, "2026-03-01"), "sources")


def test_nobody_outside_the_panel_of_a_running_issue_comes_after_an_issue_that_is_over(
    ask: Ask,
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "until": "2026-01-20"}
    {"kind": "issue", "id": "tunnel", "recheck_days": 1}
    {"kind": "silence", "actors": ["bo"], "issue": "tunnel", "date": "2026-01-10"}
    """
    assert ["bo", "ada"] == actors(ask, "2026-03-01", everyone=True)


def test_who_was_searched_for_since_is_not_due_until_the_search_is_old(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "recheck_days": 10}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-05"}
    {"kind": "silence", "id": "m", "actors": ["bo"], "date": "2026-01-05", "basis": "reported"}
    {"kind": "search", "id": "n", "actors": ["ada", "cy"], "date": "2026-01-20"}
    """
    again = "last searched 20 Jan 2026, search again after 10 days"

    assert [("bo", "nobody answers for the last check", 20)] == brief(ask, "2026-01-25")
    assert [
        ("bo", "nobody answers for the last check", 27),
        ("ada", again, 2),
        ("cy", again, 2),
    ] == brief(ask, "2026-02-01")
