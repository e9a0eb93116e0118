"""`serve`: what Datasette answers over HTTP, how the server starts and how it ends."""

import json
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tests.addons.services.serving import Served, fetched, served
from tests.datasets import SHIPPED
from tests.exporting import TODAY, Exported

from stancetracker import api
from stancetracker.base.errors import UsageError
from stancetracker.index import extract
from stancetracker.render.exports.sqlite import metadata, questions

pytest.importorskip("datasette", reason="the extra web has datasette")
ISSUE = "minneapolis-immigration-operations"


@pytest.fixture(scope="module")
def file(shipped: Exported) -> Path:
    return shipped("sqlite")


@pytest.fixture(scope="module")
def server(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("home"), str(file)) as it:
        yield it


@pytest.mark.parametrize("table", [*extract.VIEWS, "actor", "issue", "passage"])
def test_every_view_is_served(server: Served, table: str) -> None:
    assert isinstance(fetched(server.address + f"sqlite/{table}.json?_shape=array&_size=3"), list)


def test_words_can_be_searched(server: Served) -> None:
    rows = fetched(server.address + "sqlite/passage.json?_search=amodei&_shape=array")

    assert "dario-amodei" in {row["record"] for row in rows}


@pytest.mark.parametrize("name", questions())
def test_every_question_is_answered_on_one_issue_or_on_all(server: Served, name: str) -> None:
    address = server.address + f"sqlite/{name}.json?_shape=array&issue="
    every, some = fetched(address), fetched(address + ISSUE)

    assert len(some) <= len(every) == len(fetched(address))
    assert {ISSUE} >= {row["issue"] for row in some}


def test_the_questions_find_what_the_reports_find(server: Served, tmp_path: Path) -> None:
    ledger = api.load(SHIPPED.path, tmp_path)
    everybody: dict[str, Any] = {"as_of": TODAY, "actors": "any"}
    moved = ledger.rows(ledger.report("moves", everyone=True, **everybody))
    expected = {
        "silent": {one.evidence for one in ledger.standings(**everybody, silent=True)},
        "unchecked": {one.name for one in ledger.standings(**everybody, unchecked=True)},
        "words": {one.id for one in ledger.statements(as_of=TODAY)},
        "moved": {one["evidence"] for one in moved},
        "reported": {one.id for one in ledger.statements(False, as_of=TODAY) if one.reported},
    }
    keys = {"silent": "evidence", "unchecked": "name"}
    asked = f"{server.address}sqlite/{{}}.json?_shape=array&issue="
    found = {name: fetched(asked.format(name)) for name in questions()}

    assert all(expected.values())
    assert expected == {
        name: {row[keys.get(name, "id")] for row in found[name]} for name in expected
    }
    first = ledger.rows(ledger.report("first", issue=ISSUE, as_of=TODAY, spoke=True))
    after = [row for row in found["after"] if row["issue"] == ISSUE]
    for row in first:
        same = [
            one
            for one in after
            if (one["trigger"], one["name"]) == (row["trigger_title"], row["name"])
        ]
        assert not row["trigger"] or row["days_earliest"] == min(
            one["days_earliest"] for one in same
        )


def test_the_file_beside_an_export_has_what_serve_shows(file: Path) -> None:
    assert metadata(file, file.stem) == json.loads(
        file.with_name("metadata.json").read_text("utf-8")
    )


def refusal(server: Served, path: str, **headers: str) -> int:
    """Return the status of an answer that is none."""
    with pytest.raises(HTTPError) as caught:
        urlopen(Request(server.address + path, headers=headers), timeout=30)
    with caught.value as answered:
        return answered.code


@pytest.mark.parametrize(
    "path",
    ["sqlite.json?sql=select+1", "sqlite/issue.json?_where=1", "sqlite/-/query?sql=select+1"],
)
def test_no_sql_of_a_stranger_is_run(server: Served, path: str) -> None:
    assert refusal(server, path) in (400, 403, 404)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("Host", of) for of in ("evil.example:80", "127.0.0.1.evil", "")),
        *(("Sec-Fetch-Site", site) for site in ("cross-site", "same-site")),
    ],
)
def test_nobody_is_answered_by_another_name_or_from_another_page(
    server: Served, name: str, value: str
) -> None:
    assert server.address.startswith("http://127.0.0.1:")
    for path in ("", "sqlite.db", "sqlite/passage.json?text__like=%25a"):
        assert 403 == refusal(server, path, **{name: value})
    assert fetched(server.address.replace("127.0.0.1", "localhost") + "sqlite.json")


@pytest.mark.parametrize(
    "path", ["-/../../etc/passwd", "nothing", "sqlite/nothing", "-/static/../../app.py"]
)
def test_a_page_that_is_not_there_is_not_found(server: Served, path: str) -> None:
    assert 404 == refusal(server, path)


def test_the_metadata_tell_every_table_and_column(file: Path) -> None:
    about = metadata(file, "sqlite")
    tables = about["databases"]["sqlite"]["tables"]

    assert ("CC-BY-4.0", "The stancetracker contributors") == (about["license"], about["source"])
    assert "30 Nov 2026" in about["description"]
    assert all(table["description"] and all(table["columns"].values()) for table in tables.values())
    assert "name" == tables["actor"]["label_column"] == tables["person_record"]["label_column"]
    assert tables["statement_record"]["hidden"]
    assert "hidden" not in tables["standing"]
    for name, table in tables.items():
        assert set(table.get("facets", ())) <= set(table["columns"]), name
        assert table.get("sort_desc", "id") in (*table["columns"], "id"), name


def database(sql: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(sql)
        return connection.serialize()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a file that `export sqlite` wrote"),
        (b"not a database at all, but long enough to look like a file", "not a file that"),
        (database("CREATE TABLE meta (name, value)"), "no such table"),
    ],
)
def test_what_is_no_export_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "other.sqlite").write_bytes(content)

    with pytest.raises(UsageError, match=told):
        metadata(tmp_path / "other.sqlite", "other")


def is_busy(pid: int) -> bool:
    """Return whether a thread of a process, other than its first, has run for a fifth of a second."""
    threads = (
        stat for stat in Path(f"/proc/{pid}/task").glob("*/stat") if stat.parent.name != str(pid)
    )
    ticks = (int(stat.read_text().rpartition(")")[2].split()[11]) for stat in threads)
    return any(each > os.sysconf("SC_CLK_TCK") / 5 for each in ticks)


SLOW = "with+recursive+n(i)+as+(select+1+union+all+select+i%2B1+from+n)+select+count(*)+from+n"
# SQLite asks nobody while it searches, for minutes.
ENDLESS = "select+instr(printf('%25.*c',3999999,'a'),printf('%25.*c',1999999,'a')||'b')"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
@pytest.mark.parametrize(("signum", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_quietly_whatever_a_query_does_and_leaves_nothing(
    tmp_path: Path, signum: int, status: int
) -> None:
    asked = ("--silent", "--as-of", "2026-01-26", "--audience", "any")
    with served(tmp_path, "-d", str(SHIPPED.path), *asked, "--sql") as server:
        rows = fetched(server.address + "ledger/standing.json?_shape=array")
        for statement in ("delete+from+issue", "drop+table+issue", SLOW):
            assert (
                refusal(server, f"ledger.json?sql={statement}") == 400
            )  # of which nothing is printed
        host, _, port = server.address.removeprefix("http://").rstrip("/").partition(":")
        with closing(socket.create_connection((host, int(port)))) as asking:
            asking.sendall(
                f"GET /ledger.json?sql={ENDLESS} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
            )
            while not is_busy(server.process.pid):
                time.sleep(0.05)
            server.process.send_signal(signum)
            out, err = server.process.communicate(timeout=30)

    question = {(row["status"], row["as_of"], row["audience"]) for row in rows}
    assert {("silent", "2026-01-26", "any")} == question
    assert (status, "", "") == (server.process.returncode, out, err)
    assert [] == list(tmp_path.glob("stancetracker-*"))


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path, file: Path) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with served(tmp_path, str(file), "--port", str(port)) as server:
            _, err = server.process.communicate(timeout=30)

    assert (1, "") == (server.process.returncode, server.address)
    assert err == (
        f"stancetracker: can't serve at port {port}: it is in use\nhint: name another, or any free one: --port 0\n"
    )
