"""Days to the first statement, between the possible days."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Literal

import pytest
from tests.datasets import SHIPPED

from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.catalogue import pace
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report, Row, Section

LINES = """
{"kind": "person", "id": "ada"}
{"kind": "person", "id": "bo"}
{"kind": "person", "id": "cy"}
{"kind": "person", "id": "di"}
{"kind": "person", "id": "ed"}
{"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di", "ed"]}
{"kind": "statement", "id": "a1", "speaker": "ada", "date": "2026-01-03/2026-01-09", "stance": "favor"}
{"kind": "statement", "id": "a2", "speaker": "ada", "date": "2026-01-05/2026-01-07", "stance": "favor"}
{"kind": "statement", "id": "a3", "speaker": "ada", "date": "2026-01-08", "stance": "favor"}
{"kind": "statement", "id": "unsure", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
 "verification": "disputed"}
{"kind": "statement", "id": "before", "speaker": "bo", "date": "2025-12-31", "stance": "favor"}
{"kind": "silence", "id": "l1", "actors": ["cy"], "date": "2026-01-02"}
{"kind": "silence", "id": "l2", "actors": ["cy"], "date": "2026-01-05/2026-01-20"}
{"kind": "statement", "id": "maybe", "speaker": "di", "date": "2026-01-20/2026-02-20", "stance": "favor"}
{"kind": "statement", "id": "memo", "speaker": "ed", "date": "2026-01-11", "stance": "against",
 "audience": "internal", "made_public": "2026-01-12"}
{"kind": "statement", "id": "o", "speaker": "out", "date": "2026-01-02", "stance": "favor"}
"""


def report(folder: Folder, cache: Path, **asked: object) -> Report:
    return answer(folder, Question("2026-02-01", **asked), pace.report, cache)  # type: ignore[arg-type]


def steps(rows: list[Row]) -> list[tuple[object, ...]]:
    keys = ("day", "at_risk", "at_risk_earliest", "earliest_share", "latest_share")
    return [tuple(row[key] for key in keys) for row in rows]


def told(section: Section) -> list[tuple[str, ...]]:
    return [tuple(shown.say(row) for shown in section.shown) for row in section.rows]


def test_the_share_without_a_statement_in_both_readings(folder: Folder, cache: Path) -> None:
    found = report(folder, cache)
    section = found.section(None)

    # At risk: Ada [2, 6], Bo [0, 0], and Cy up to day 4; Di and Ed are unchecked.
    assert [
        (0, 3, 3, pytest.approx(2 / 3), pytest.approx(2 / 3)),
        (2, 2, 2, pytest.approx(1 / 3), pytest.approx(2 / 3)),
        (4, 2, 1, pytest.approx(1 / 3), pytest.approx(2 / 3)),
        (6, 1, 0, pytest.approx(1 / 3), 0),
    ] == steps(list(section.rows))
    assert [
        ("2026-01-01", 1, 1, 0),
        ("2026-01-03", 1, 0, 0),
        ("2026-01-05", 0, 0, 1),
        ("2026-01-07", 0, 1, 0),
    ] == [(row["date"], row["spoke_earliest"], row["spoke_latest"], row["censored"]) for row in section.rows]
    assert [
        ("0", "1 Jan 2026", "3", "67 %", "█" * 13 + "·" * 7),
        ("2", "3 Jan 2026", "2", "33–67 %", "█" * 7 + "▒" * 6 + "·" * 7),
        ("4", "5 Jan 2026", "1–2", "33–67 %", "█" * 7 + "▒" * 6 + "·" * 7),
        ("6", "7 Jan 2026", "0–1", "0–33 %", "▒" * 7 + "·" * 13),
    ] == told(section)
    assert (
        "▆▆▃▃▃▃▃ day 0 to 6, on the first possible days",
        "▆▆▆▆▆▆▁ day 0 to 6, on the last possible days",
        "At risk on day 0: 3 of 5 people; 2 unchecked are never at risk, 1 of the panel may have spoken by then.",
    ) == section.ending[:3]


def test_each_of_the_panel_and_with_all_the_others(folder: Folder, cache: Path) -> None:
    section = report(folder, cache, everyone=True).section("member")

    assert [
        ("◆ Ada", "2–6 days", "chief"),
        ("◆ Bo", "0 days", "chief"),
        ("○ Cy", "none found up to day 4", "chief"),
        ("· Di", "unchecked, never at risk", "chief"),
        ("· Ed", "unchecked, never at risk", "chief"),
        ("◆ Out", "1 day", "chief"),
    ] == told(section)
    assert ["a1 a2", "before", "l2", None, None, "o"] == [row["evidence"] for row in section.rows]
    assert [True] * 5 + [False] == [row["panel"] for row in section.rows]
    assert report(folder, cache).section(None).rows == report(folder, cache, everyone=True).section(None).rows


def test_with_any_audience_words_made_known_are_a_statement_of_their_day(folder: Folder, cache: Path) -> None:
    found = report(folder, cache, audience="any")

    assert (10, 10) == tuple(found.section("member").rows[4][key] for key in ("days_earliest", "days_latest"))
    assert "had made no statement by" in found.question


def test_days_choose_rows(folder: Folder, cache: Path) -> None:
    def days(**asked: str) -> list[object]:
        return [row["day"] for row in report(folder, cache, **asked).section(None).rows]

    assert [4, 6] == days(since="2026-01-04")
    assert [0, 2] == days(until="2026-01-04")


def test_of_no_panel_and_before_the_first_day_there_is_no_curve(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "since": "2026-03-01"}
    {"kind": "issue", "id": "tunnel"}
    """
    early = report(folder, cache).section(None)
    none = report(folder, cache, issues=("tunnel",))

    assert ([], "At risk on day 0: 0 of 1 person; 1 unchecked is never at risk.") == (
        early.rows,
        early.ending[0],
    )
    assert ([], ()) == (none.section(None).rows, none.section(None).ending)


def test_four_of_the_shipped_eleven_remain_without_a_statement(cache: Path) -> None:
    rows = answer(SHIPPED, Question("2026-11-25"), pace.report, cache).section(None).rows

    assert (11, 11) == (rows[0]["at_risk"], rows[0]["at_risk_earliest"])
    assert pytest.approx((4 / 11, 4 / 11)) == (rows[-1]["earliest_share"], rows[-1]["latest_share"])


@pytest.mark.parametrize("audience", ["public", "any"])
@pytest.mark.parametrize("day", ["2026-01-19", "2026-01-24", "2026-01-26", "2026-02-15", "2026-11-25"])
def test_both_shipped_curves_are_what_lifelines_fits(
    cache: Path, day: str, audience: Literal["public", "any"]
) -> None:
    found = answer(SHIPPED, Question(day, audience=audience), pace.report, cache)
    rows, members = found.section("day").rows, found.section("member").rows
    at_risk = [row for row in members if row["status"] != "unchecked"]

    for reading in ("earliest", "latest"):
        ends: list[Any] = [
            row["days_censored"] if row[f"days_{reading}"] is None else row[f"days_{reading}"]
            for row in at_risk
        ]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            lifelines: Any = pytest.importorskip("lifelines", reason="lifelines is in the extra extra-tests")
            fitter = lifelines.KaplanMeierFitter().fit(
                ends, [row["days_censored"] is None for row in at_risk]
            )
            fitted = [float(fitter.predict(row["day"])) for row in rows]

        assert pytest.approx(fitted) == [row[f"{reading}_share"] for row in rows]
