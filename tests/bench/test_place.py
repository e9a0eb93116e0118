"""Programs that are measured, and those that give no answer."""

import math
import sys
from pathlib import Path

import pytest
from bench.generate import Shape, generate
from bench.place import DAY, NO_ANSWER, Cost, Place, medians, sizes_of
from tests.repositories import git

from stancetracker.cli.app import main


def test_a_program_that_ends_in_an_error_has_no_answer_and_is_named_once(tmp_path: Path) -> None:
    place = Place(tmp_path)
    for _ in range(2):
        assert place.ask(tmp_path / "nowhere", "list", "--silent") is NO_ANSWER

    (error,) = place.errors
    assert error.startswith("`stancetracker list --silent -d nowhere`: stancetracker: ")
    assert error.endswith(" (status 2)")


@pytest.mark.slow
def test_a_program_is_stopped_at_its_limit(tmp_path: Path) -> None:
    place = Place(tmp_path)
    command = [sys.executable, "-c", "while True: pass"]

    assert place.measure(command, limit=1) is NO_ANSWER
    assert place.errors[0].endswith("stopped after 1 s of processor time (status -24)")


@pytest.mark.parametrize("place_of_the_error", range(3))
def test_a_median_with_an_error_is_no_answer(place_of_the_error: int) -> None:
    costs = [Cost(1, 10), Cost(2, 30)]
    costs.insert(place_of_the_error, NO_ANSWER)

    assert medians({"list": iter(costs).__next__}, 3)["list"] is NO_ANSWER


def test_a_median_takes_the_most_memory() -> None:
    costs = iter([Cost(1, 10), Cost(9, 30), Cost(2, 20)])

    assert {"list": Cost(2, 30)} == medians({"list": costs.__next__}, 3)


def test_no_answer_stays_none_whatever_is_computed_from_it() -> None:
    assert math.isnan(NO_ANSWER.seconds / 2)
    assert math.isnan(2 / NO_ANSWER.seconds)


def test_sizes_are_a_hundredth_a_tenth_the_whole_and_ten_times_that() -> None:
    assert (1_000, 10_000, 100_000, 1_000_000) == sizes_of(100_000)
    assert (300, 300, 2_000, 20_000) == sizes_of(2_000)


def test_a_world_is_reset_to_its_last_commit(tmp_path: Path) -> None:
    place = Place(tmp_path)
    world = place.dataset(300, "--commits", "3")
    *_, last = sorted(world.rglob("*.jsonl"))
    lines = last.read_text(encoding="utf-8")
    last.write_text(lines + next(place.new_lines), encoding="utf-8")
    (world / "new.jsonl").write_text(next(place.new_lines), encoding="utf-8")
    place.reset(world)

    assert lines == last.read_text(encoding="utf-8")
    assert "" == git(world, "status", "--porcelain")


def test_nothing_is_wrong_with_new_lines_though_their_speaker_spoke_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("STANCETRACKER_TODAY", DAY)
    generate(100, tmp_path / "made", Shape(issues=1, speakers=1))
    place = Place(tmp_path)
    lines = [next(place.new_lines) for _ in range(2)]
    (tmp_path / "made" / "new.jsonl").write_text("".join(lines), encoding="utf-8")

    assert 0 == main(["check", "--strict", "-d", str(tmp_path / "made")])
