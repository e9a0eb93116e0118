"""The page of results: every target of the table, met or missed, with why."""

from __future__ import annotations

import math
from collections.abc import Iterator
from string import Formatter

from bench.page import machine, page, sizes
from bench.targets import TARGETS, Limit, Target, rows

SIZES = sizes(1_000_000)


def named() -> Iterator[str]:
    """Every figure that the table speaks of."""
    for target in TARGETS:
        yield from (limit.figure for limit in (*target.must, *target.goal))
        yield from (name for _, name, _, _ in Formatter().parse(target.why) if name)


def figures(value: float) -> dict[str, float]:
    """The same value for every figure."""
    return dict.fromkeys(named(), value)


def test_every_target_is_a_line_of_the_table() -> None:
    text = page(figures(0.2), 1_000_000, "a machine")

    assert 12 == len(TARGETS) == sum(line.count("|") == 6 for line in text.splitlines()) - 2
    for target in TARGETS:
        assert target.what.format(**SIZES) in text
    assert "Measured on a machine." in text
    assert all(f"`{name}`" in text for name in named())


def test_what_is_within_its_limits_is_met() -> None:
    assert {"met"} == {row[-1] for row in rows(figures(0.01), SIZES)}


def test_what_is_missed_says_why() -> None:
    verdicts = [row[-1] for row in rows(figures(10_000), SIZES)]

    assert all(verdict.startswith("missed: ") and len(verdict) > 30 for verdict in verdicts)


def test_a_must_that_is_kept_is_told_from_what_we_go_for() -> None:
    one, two, three = ({**figures(0.01), "busiest": value} for value in (2, 7, 11))
    found = [next(row for row in rows(each, SIZES) if "busiest" in row[0]) for each in (one, two, three)]

    assert ["met", "met; what we go for is missed", "missed"] == [row[-1].partition(":")[0] for row in found]
    assert ("≤ 10 ms", "≤ 3 ms", "7 ms") == found[1][1:4]


def test_what_took_too_long_is_missed() -> None:
    found = [row for row in rows({**figures(0.01), "growth": math.inf}, SIZES) if "growth" in row[0]]

    assert ["too slow to wait for"] == [row[3] for row in found]
    assert found[0][4].startswith("missed")


def test_a_limit_is_said_with_what_it_is_compared_with() -> None:
    target = Target("x", (Limit("a", 1.5, " ×", "the load"),), (Limit("b", 20, " MB"),), "")

    assert ("≤ 1.5 × the load", "≤ 20 MB") == (target.must[0].promised(), target.goal[0].promised())


def test_sizes_are_named_as_people_say_them() -> None:
    assert ("1 M", "100 k", "3 M") == (SIZES["records"], SIZES["tenth"], SIZES["thrice"])
    assert "250" == sizes(2500)["tenth"]


def test_no_path_is_in_the_name_of_the_machine(monkeypatch: object) -> None:
    from importlib.util import find_spec

    if find_spec("duckdb"):
        assert "cores" in machine()
        assert "/" not in machine()
