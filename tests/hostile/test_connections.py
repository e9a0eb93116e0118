"""No connection is opened but those asked for: strace sees what the program and git connect to."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from tests.addons.evidence.web import HOST, send, serving
from tests.commands import COMMANDS
from tests.datasets import Line, complete, write
from tests.faults import injection
from tests.faults.injection import ENVIRON, TODAY, traced
from tests.hostile import invocations, records
from tests.repositories import commit, git

pytestmark = pytest.mark.skipif(
    not injection.can_inject(), reason="strace is not here, or may trace nothing"
)
# Many command lines in one process, each with a status; what they print goes nowhere.
DRIVER: Final = """
import json, os, sys
from stancetracker.cli.app import main
ours = os.dup(1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
os.write(ours, json.dumps([main(line) for line in json.loads(sys.argv[1])]).encode())
"""
CONNECTING: Final = "connect,bind,sendto,sendmsg,sendmmsg"
NAME_SERVICE: Final = ("nscd", "systemd/resolve", "avahi")
UNANSWERED: Final = {
    "serve no-such-file",
    "mcp no-argument",
    "changes --rev",
    "check --against",
    "list --rev",
}
"""Command lines without an answer: of the revision that they are about, the content is missing."""
ADDRESS: Final = re.compile(r'AF_INET6?, sin6?_port=htons\((\d+)\).*?"([0-9a-f.:]+)"')


class Traced(NamedTuple):
    statuses: list[int]
    addresses: set[tuple[str, str]]
    """The host and port of every connection that was tried, and of every datagram."""
    has_asked_for_a_name: bool


def run_traced(path: Path, lines: Sequence[Sequence[str]]) -> Traced:
    """Run command lines in one process, and report where it and its children connected to."""
    log = path / "log"
    process = subprocess.run(
        [*traced(log, CONNECTING), sys.executable, "-P", "-c", DRIVER, json.dumps(lines)],
        cwd=path / "cwd",
        env=ENVIRON | {"HOME": str(path / "home"), "STANCETRACKER_TODAY": TODAY},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
    )
    assert process.returncode == 0, process.stderr.decode()
    calls = log.read_text(errors="replace")
    return Traced(
        json.loads(process.stdout),
        {(address[2], address[1]) for address in ADDRESS.finditer(calls)},
        any(service in calls for service in NAME_SERVICE),
    )


def promise_objects_elsewhere(repository: Path) -> None:
    """Have git want what is missing from a remote, and lose the content of the first commit."""
    for name, value in {
        "extensions.partialClone": "origin",
        "remote.origin.url": f"http://{HOST}:9/objects.git",
        "remote.origin.promisor": "true",
        "core.repositoryFormatVersion": "1",
    }.items():
        git(repository, "config", name, value)
    lost = git(repository, "rev-parse", "HEAD^:data/all.jsonl")
    (repository / ".git" / "objects" / lost[:2] / lost[2:]).unlink()


def of_every_command() -> list[list[str]]:
    """Return a command line of every command, and those that read revisions, copies and exports."""
    first = {line.arguments[0]: line.arguments for line in reversed(invocations.answering(False))}
    return [
        *(list(arguments) for arguments in first.values()),
        ["check", "--quotes", "-d", "../data"],
        ["check", "--against", "HEAD^", "-d", "../data"],
        ["changes", "--rev", "HEAD^..HEAD", "-d", "../data"],
        ["list", "--rev", "HEAD^", "-d", "../data"],
        ["export", "parquet", "-d", "../data", "-o", "exported"],
        ["list", "--engine", "duckdb", "exported"],
    ]


def test_no_command_opens_a_connection_that_was_not_asked_for(tmp_path: Path) -> None:
    for library in ("duckdb", "pyarrow", "warcio"):
        pytest.importorskip(library, reason="the extras have it")
    write(tmp_path / "data", map(complete, records.every_kind()))
    commit(tmp_path)
    with (tmp_path / "data" / "all.jsonl").open("a") as file:
        file.write(f"{json.dumps(complete({'kind': 'person', 'id': 'eve'}))}\n")
    commit(tmp_path)
    promise_objects_elsewhere(tmp_path)
    lines = of_every_command()
    ended = run_traced(tmp_path, lines)

    unanswered = {
        " ".join(line[:2])
        for line, status in zip(lines, ended.statuses, strict=True)
        if status not in (0, 1)
    }

    assert set(COMMANDS) == {line[0] for line in lines}
    assert UNANSWERED == unanswered
    assert set() == ended.addresses
    assert not ended.has_asked_for_a_name


def test_archive_connects_to_the_host_of_its_source_alone(tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="the extra evidence has it")
    elsewhere = "http://127.0.0.2:9/x"
    page = f"<img src={elsewhere}><meta http-equiv=refresh content='0;{elsewhere}'><a href={elsewhere}>"
    with serving(page=page) as web:
        host, port = web.home.removeprefix("http://").split(":")
        source = {"url": web["/page"], "tier": "primary", "publisher": "P"}
        statement: Line = {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-12"}
        people: list[Line] = [{"kind": "dataset"}, {"kind": "person", "id": "ada"}]
        issue: Line = {"kind": "issue", "id": "bridge", "panel": ["ada"]}
        new = {**statement, "stance": "favor", "sources": [source]}
        write(tmp_path / "data", map(complete, [*people, issue, new]))
        archive = ["archive", "--allow-private", host, "--delay", "0", "-d", "../data"]
        ended = run_traced(tmp_path, [archive])

    assert [0] == ended.statuses
    assert "/page" in web.requests
    assert {(host, port)} == ended.addresses


@pytest.mark.slow
def test_watch_connects_to_the_host_of_its_feed_alone(tmp_path: Path) -> None:
    pytest.importorskip("feedparser", reason="the extra evidence has it")
    elsewhere = "http://127.0.0.2:9/x"
    feed = (
        f"<?xml version='1.0'?><!DOCTYPE rss SYSTEM '{elsewhere}' [<!ENTITY e SYSTEM '{elsewhere}'>]>"
        f"<?xml-stylesheet href='{elsewhere}'?><rss version='2.0' xml:base='{elsewhere}'><channel>"
        f"<item><guid>1</guid><link>{elsewhere}</link><title>The bridge &e;</title>"
        f"<description>&lt;img src={elsewhere}&gt;</description></item></channel></rss>"
    )
    with serving(feed=lambda handler: send(handler, feed.encode())) as web:
        host, port = web.home.removeprefix("http://").split(":")
        acme: Line = {"kind": "organization", "id": "acme", "feeds": [web["/feed"]]}
        issue: Line = {"kind": "issue", "id": "bridge", "terms": ["bridge"]}
        write(tmp_path / "data", map(complete, [{"kind": "dataset"}, acme, issue]))
        (tmp_path / "kept").mkdir()
        kept = ["--readings", "../kept/readings", "--proposals", "../kept/proposals"]
        watch = ["watch", "--allow-private", host, "--delay", "0", "-d", "../data", *kept]
        ended = run_traced(tmp_path, [watch])

    assert [0] == ended.statuses
    assert "The bridge" in (tmp_path / "kept" / "proposals").read_text()
    assert {(host, port)} == ended.addresses
