"""`stancetracker watch`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.addons.evidence.newsrooms import Newsroom, World
from tests.addons.evidence.web import Web, serving
from tests.cli.conftest import Run

pytest.importorskip("feedparser", reason="the extra evidence has feedparser")
pytest.importorskip("resiliparse", reason="the extra evidence has resiliparse")
TODAY = "2026-02-01"


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture
def world(tmp_path: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two newsrooms, of which one says a word on the bridge."""
    monkeypatch.setenv("STANCETRACKER_TODAY", TODAY)
    world = World.of(tmp_path, web, Newsroom("acme", "rss"), Newsroom("birch", "atom"))
    world.change('"since": "2026-02-26"', '"since": "2026-01-25"')
    for day in range(20, 32):
        for newsroom in world.newsrooms.values():
            newsroom.publish(f"2026-01-{day}")
    world.newsrooms["acme"].publish("2026-01-31", "The bridge.", "Of @us")
    return world


def watch(run: Run, world: World, *more: str) -> tuple[int, str, str]:
    data = ("-d", str(world.folder.path), "--delay", "0", "--allow-private", "127.0.0.1")
    place = ("--readings", str(world.place.readings), "--proposals", str(world.place.proposals))
    return run("watch", *data, *place, *more)


def test_feeds_are_listed_read_and_counted(run: Run, world: World, web: Web) -> None:
    feeds = f"acme\t{web['/acme']}\nbirch\t{web['/birch']}\n"

    assert (0, f"actor\tfeed\n{feeds}", "") == watch(run, world, "-n", "--columns", "actor,feed")
    assert [] == web.requests

    status, out, err = watch(run, world, "--json", "--checked-by", "Us")
    acme, birch = json.loads(out)

    assert 0 == status
    assert (web["/acme"], "acme", True, 12, 1) == tuple(
        acme[name] for name in ("feed", "actor", "read", "new", "statements")
    )
    assert ("2026-01-21", None, TODAY) == tuple(
        birch[name] for name in ("covered_from", "gap", "as_of")
    )
    assert err == (
        f"stancetracker: no readings in {world.place.readings} before: what each feed covers begins now\n"
        "stancetracker: 2 feeds, 2 read: 24 new items, 0 edited, 0 removed\n"
        f"stancetracker: 1 statement and 1 silence proposed in {world.place.proposals}\n"
    )


def test_a_dry_run_has_every_format_and_no_report(run: Run, world: World) -> None:
    status, out, _ = watch(run, world, "-n", "-f", "html")

    assert (0, True) == (status, "<!DOCTYPE html>" in out)
    assert 2 == watch(run, world, "-n", "--report", "report.md")[0]


def test_a_feed_that_cannot_be_read_is_named_and_the_others_are_read(
    run: Run, world: World, web: Web
) -> None:
    web.pages["/acme"] = "<html>Log in"
    status, out, err = watch(run, world, "--columns", "actor,read,why,new")

    assert 1 == status
    assert "acme\tfalse\tnot a feed, but a page\t0\nbirch\ttrue\t\t12\n" == out.partition("\n")[2]
    assert f"stancetracker: not read: {web['/acme']}: not a feed, but a page\n" in err


def test_the_report_is_the_text_of_an_issue(run: Run, world: World, tmp_path: Path) -> None:
    world.change(
        '"kind": "dataset"',
        '"kind": "dataset", "forms": "https://github.com/us/b/issues/new/choose"',
    )
    report = tmp_path / "report.md"
    watch(run, world, "--report", str(report))
    text = report.read_text(encoding="utf-8")

    assert text.startswith("<!-- stancetracker watch 1 ")
    assert "“Of \\@&#8203;us”" in text
    assert "https://github.com/us/b/issues/new?template=statement.yml&issue=bridge&date=" in text


def test_a_dataset_without_feeds_and_terms_says_what_is_missing(
    run: Run, world: World, web: Web
) -> None:
    for name in world.newsrooms:
        world.change(f', "feeds": ["{web[f"/{name}"]}"]', "")
    world.change('"terms": ["bridg*"], ', "")

    assert (
        "stancetracker: no actor has `feeds`: add their addresses to a person or an organization\n"
        "stancetracker: no issue that runs has `terms`: nothing is looked for\n"
    ) in watch(run, world)[2]


def test_readings_in_the_dataset_are_refused(run: Run, world: World) -> None:
    inside = str(world.folder.path / "readings")
    status, out, err = run("watch", "-d", str(world.folder.path), "--readings", inside)

    assert (2, "") == (status, out)
    assert f"stancetracker: {inside} would become part of a dataset\n" in err
