"""`serve`: what Datasette answers over HTTP, how the server starts and how it ends."""

import json
import os
import signal
import socket
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tests.addons.services.serving import Served, fetch_json, served
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
    with served(tmp_path_factory.mktemp("home"), str(file)) as server:
        yield server


@pytest.mark.parametrize("table", [*extract.VIEWS, "actor", "issue", "passage"])
def test_every_view_is_served(server: Served, table: str) -> None:
    assert isinstance(
        fetch_json(server.address + f"sqlite/{table}.json?_shape=array&_size=3"), list
    )


def test_passages_can_be_searched(server: Served) -> None:
    rows = fetch_json(server.address + "sqlite/passage.json?_search=amodei&_shape=array")

    assert "dario-amodei" in {row["record"] for row in rows}


@pytest.mark.parametrize("name", questions())
def test_every_question_is_answered_on_one_issue_or_on_all(server: Served, name: str) -> None:
    address = server.address + f"sqlite/{name}.json?_shape=array&issue="
    of_all, of_issue = fetch_json(address), fetch_json(address + ISSUE)

    assert len(of_issue) <= len(of_all) == len(fetch_json(address))
    assert {ISSUE} >= {row["issue"] for row in of_issue}


def test_each_question_has_the_rows_of_its_report(server: Served, tmp_path: Path) -> None:
    ledger = api.load(SHIPPED.path, tmp_path)
    everybody: dict[str, Any] = {"as_of": TODAY}
    of_those_who_moved = ledger.rows(
        ledger.report("speech", everyone=True, moved=True, **everybody)
    )
    expected = {
        "silent": {row.evidence for row in ledger.standings(**everybody, silent=True)},
        "searched": {row.name for row in ledger.standings(**everybody, searched=True)},
        "words": {row.id for row in ledger.statements(as_of=TODAY)},
        "moved": {row["evidence"] for row in of_those_who_moved if row["stance"] != "neither"},
        "private": {row.id for row in ledger.statements(False, as_of=TODAY) if row.private},
    }
    keys = {"silent": "evidence", "searched": "name"}
    address = f"{server.address}sqlite/{{}}.json?_shape=array&issue="
    answers = {name: fetch_json(address.format(name)) for name in questions()}

    assert all(expected.values())
    assert [] == answers["unchecked"]  # whoever is in a panel was searched for
    assert expected == {
        name: {row[keys.get(name, "id")] for row in answers[name]} for name in expected
    }


def test_days_after_a_trigger_are_those_of_the_report_of_first_words(
    server: Served, tmp_path: Path
) -> None:
    ledger = api.load(SHIPPED.path, tmp_path)
    first_words = ledger.rows(ledger.report("first", issue=ISSUE, as_of=TODAY, spoke=True))
    after_trigger = [row for row in first_words if row["trigger"]]
    days = defaultdict[tuple[str, str], list[int]](list)
    for row in fetch_json(f"{server.address}sqlite/after.json?_shape=array&issue={ISSUE}"):
        days[row["trigger"], row["name"]].append(row["days_earliest"])

    assert after_trigger
    for row in after_trigger:
        days_after = days[str(row["trigger_title"]), str(row["name"])]
        assert row["days_earliest"] == min(days_after, default=None)


def test_the_file_beside_an_export_has_what_serve_shows(file: Path) -> None:
    assert metadata(file, file.stem) == json.loads(
        file.with_name("metadata.json").read_text("utf-8")
    )


def refusal(server: Served, path: str, **headers: str) -> int:
    """Return the status of a refusal."""
    with pytest.raises(HTTPError) as caught:
        urlopen(Request(server.address + path, headers=headers), timeout=30)
    with caught.value as response:
        return response.code


@pytest.mark.parametrize(
    "path",
    ["sqlite.json?sql=select+1", "sqlite/issue.json?_where=1", "sqlite/-/query?sql=select+1"],
)
def test_no_sql_of_a_stranger_is_run(server: Served, path: str) -> None:
    assert refusal(server, path) in (400, 403, 404)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("Host", host) for host in ("evil.example:80", "127.0.0.1.evil", "")),
        *(("Sec-Fetch-Site", site) for site in ("cross-site", "same-site")),
    ],
)
def test_requests_under_another_name_or_from_another_page_are_refused(
    server: Served, name: str, value: str
) -> None:
    assert server.address.startswith("http://127.0.0.1:")
    for path in ("", "sqlite.db", "sqlite/passage.json?text__like=%25a"):
        assert 403 == refusal(server, path, **{name: value})
    assert fetch_json(server.address.replace("127.0.0.1", "localhost") + "sqlite.json")


@pytest.mark.parametrize(
    "path", ["-/../../etc/passwd", "nothing", "sqlite/nothing", "-/static/../../app.py"]
)
def test_a_missing_page_is_not_found(server: Served, path: str) -> None:
    assert 404 == refusal(server, path)


def test_the_metadata_describe_every_table_and_column(file: Path) -> None:
    description = metadata(file, "sqlite")
    tables = description["databases"]["sqlite"]["tables"]

    assert ("CC-BY-4.0", "The stancetracker contributors") == (
        description["license"],
        description["source"],
    )
    assert "7 Dec 2026" in description["description"]
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
    ("content", "message"),
    [
        (b"", "not a file that `export sqlite` wrote"),
        (b"not a database at all, but long enough to look like a file", "not a file that"),
        (database("CREATE TABLE meta (name, value)"), "no such table"),
    ],
)
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "other.sqlite").write_bytes(content)

    with pytest.raises(UsageError, match=message):
        metadata(tmp_path / "other.sqlite", "other")


ENDLESS_META = """
DROP TABLE meta;
CREATE VIEW meta AS
WITH RECURSIVE n(name, value) AS (SELECT 'a', 'x' UNION ALL SELECT 'a', value FROM n)
SELECT * FROM n
"""
GROWING_META = """
DROP TABLE meta;
CREATE VIEW meta AS
WITH RECURSIVE n(name, value) AS (
    SELECT 'a', 'x' UNION ALL SELECT 'a', value || value FROM n LIMIT 40
)
SELECT * FROM n
"""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (ENDLESS_META, "interrupted"),
        (GROWING_META, "string or blob too big"),
        ("UPDATE about_table SET about = x'ff'", "a value is no text"),
        ("DELETE FROM meta WHERE name = 'title'", "it has no 'title'"),
        ("UPDATE meta SET value = 'soon' WHERE name = 'as_of'", "its `as_of` is no day"),
    ],
)
def test_an_export_that_somebody_altered_is_refused(
    file: Path, tmp_path: Path, change: str, message: str
) -> None:
    path = altered(file, tmp_path, change)

    with pytest.raises(UsageError, match=f"not a file that .* wrote: .*{message}"):
        metadata(path, "altered")


def test_no_address_but_one_of_the_web_is_handed_to_datasette(file: Path, tmp_path: Path) -> None:
    def source_url(url: str) -> object:
        change = f"INSERT OR REPLACE INTO meta VALUES ('url', '{url}')"
        return metadata(altered(file, tmp_path, change), "altered").get("source_url")

    assert None is source_url("javascript:alert(1)")
    assert "https://example.org/" == source_url("https://example.org/")


def altered(file: Path, folder: Path, change: str) -> Path:
    """Copy an export into a folder and change the copy."""
    path = folder / "altered.sqlite"
    path.write_bytes(file.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(change)
    return path


def is_busy(pid: int) -> bool:
    """Return whether a thread of a process, other than its first, has run for a fifth of a second."""
    threads = (
        stat for stat in Path(f"/proc/{pid}/task").glob("*/stat") if stat.parent.name != str(pid)
    )
    ticks = (int(stat.read_text().rpartition(")")[2].split()[11]) for stat in threads)
    return any(count > os.sysconf("SC_CLK_TCK") / 5 for count in ticks)


SLOW = "with+recursive+n(i)+as+(select+1+union+all+select+i%2B1+from+n)+select+count(*)+from+n"
# SQLite can't be interrupted while it searches, for minutes.
ENDLESS = "select+instr(printf('%25.*c',3999999,'a'),printf('%25.*c',1999999,'a')||'b')"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("signum", "status"),
    [(signal.SIGINT, 130), pytest.param(signal.SIGTERM, 143, marks=pytest.mark.slow)],
)
def test_serve_ends_quietly_during_any_query_and_leaves_no_file(
    tmp_path: Path, signum: int, status: int
) -> None:
    flags = ("--silent", "--as-of", "2026-01-26", "--audience", "any")
    with served(tmp_path, "-d", str(SHIPPED.path), *flags, "--sql") as server:
        rows = fetch_json(server.address + "ledger/standing.json?_shape=array")
        for statement in ("delete+from+issue", "drop+table+issue", SLOW):
            assert (
                refusal(server, f"ledger.json?sql={statement}") == 400
            )  # and nothing is printed about it
        host, _, port = server.address.removeprefix("http://").rstrip("/").partition(":")
        with closing(socket.create_connection((host, int(port)))) as client:
            client.sendall(
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


def test_a_port_in_use_is_an_error_with_a_hint(tmp_path: Path, file: Path) -> None:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with served(tmp_path, str(file), "--port", str(port)) as server:
            _, err = server.process.communicate(timeout=30)

    assert (1, "") == (server.process.returncode, server.address)
    assert err == (
        f"stancetracker: can't serve at port {port}: it is in use\nhint: name another, or any free one: --port 0\n"
    )
