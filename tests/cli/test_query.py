"""`stancetracker query`: SQL, read-only."""

import io
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.conftest import Run, Start
from tests.depth import mostly_slow
from tests.faults.injection import ENVIRON, PROGRAM

pytestmark = pytest.mark.usefixtures("small")


def test_standing_follows_the_flags(run: Run) -> None:
    sql = "SELECT status, count(*) AS actors FROM standing WHERE panel GROUP BY status"

    assert run("query", sql)[1] == "status\tactors\nsilent\t2\nspoke\t2\nunchecked\t1\n"
    assert (
        run("query", sql, "--audience", "any")[1]
        == "status\tactors\nsilent\t1\nspoke\t3\nunchecked\t1\n"
    )
    assert run("query", sql, "--as-of", "2026-01-01")[1] == "status\tactors\nunchecked\t5\n"
    assert (
        run("query", sql, "--known-by", "2026-01-05")[1]
        == "status\tactors\nspoke\t1\nunchecked\t4\n"
    )


def test_sql_is_read_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "SELECT name\nFROM standing -- of everybody\nWHERE name = 'é'\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sql.encode())))

    assert run("query", sql) == run("query", "-")
    assert "name\n" == run("query", sql)[1]


@pytest.mark.parametrize(
    ("flags", "condition"),
    [
        ("--issue bridge", "issue = 'bridge'"),
        ("--issue bridge --issue toll", "issue IN ('bridge', 'toll')"),
        ("--person bo", "actor = 'bo'"),
        ("--issue bridge --person bo --person cy", "issue = 'bridge' AND actor IN ('bo', 'cy')"),
    ],
)
def test_standing_on_an_issue_or_about_a_person_is_that_part_of_it(
    run: Run, flags: str, condition: str
) -> None:
    sql = "SELECT * FROM standing {} ORDER BY issue, actor"
    part = run("query", sql.format(f"WHERE {condition}"), "--json")

    assert json.loads(part[1])
    assert part == run("query", sql.format(""), "--json", *flags.split())


@pytest.mark.parametrize("flag", ["--issue=bridge", "--person=bo"])
def test_what_limits_standing_alone_is_refused_where_it_is_not_read(run: Run, flag: str) -> None:
    message = (
        "stancetracker: --issue and --person are about the view standing\nhint: use WHERE instead\n"
    )

    assert (2, "", message) == run("query", "SELECT count(*) AS n FROM statement", flag)


def test_ids_are_the_cells_of_the_first_column(run: Run) -> None:
    assert json.loads(run("query", "SELECT 1 AS a, NULL AS b", "--json")[1]) == [
        {"a": 1, "b": None}
    ]
    assert run("query", "SELECT id, name FROM person WHERE id = 'bo'", "-f", "id")[1] == "bo\n"


def test_every_format_prints_a_column_without_a_name(run: Run) -> None:
    for format in ("table", "plain", "md", "csv", "tsv", "json", "jsonl", "html"):
        assert run("query", "SELECT 7 AS ''", "-f", format)[::2] == (0, "")


COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})"
# SQLite asks nobody while it searches, for minutes.
ENDLESS = "SELECT instr(printf('%.*c', 3999999, 'a'), printf('%.*c', 1999999, 'a') || 'b') AS found"
ROWS = f"{COUNT.format(300_000)} SELECT i, printf('%100d', i) AS text FROM n"
SORTED = f"SELECT sum(1) AS c FROM ({COUNT.format(5000)} SELECT printf('%900000d', i) AS a FROM n ORDER BY 1)"


@pytest.mark.parametrize(
    ("sql", "limit", "value", "said", "more"),
    mostly_slow(
        [
            (SORTED, "--max-memory", "200", "200 MiB of memory", "800"),
            (ENDLESS, "--max-seconds", "0.5", "0.5 s of processor time", "3"),
            # It takes less, and to write a table more.
            (ROWS, "--max-seconds", "1", "1 s of processor time", "6"),
        ]
    ),
)
def test_a_query_ends_at_its_limit_and_says_what_to_do(
    start: Start, data: Path, sql: str, limit: str, value: str, said: str, more: str
) -> None:
    done = start("query", "-d", str(data), sql, "-f", "md", limit, value)

    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"stancetracker: the query took {said}\n"
        "hint: ask for less: count(*), LIMIT 1000, or standing with --issue NAME\n"
        f"hint: to raise the limit: {limit} {more}\n"
        f"hint: to query it without a limit: stancetracker -d {data} export sqlite"
        " -o ledger.sqlite\n"
    )


def test_what_is_within_the_limits_leaves_the_process_as_it_was(run: Run) -> None:
    before = signal.getsignal(signal.SIGINT)

    assert run("query", "SELECT 1 AS a", "--max-seconds", "0.5", "--max-memory", "1") == (
        0,
        "a\n1\n",
        "",
    )
    assert signal.getsignal(signal.SIGINT) is before


def is_limited(pid: int) -> bool:
    """Return whether a thread watches the query of a process, which handles SIGINT no more."""
    status = dict(
        re.findall(
            r"^(Threads|SigCgt):\t(\w+)$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE
        )
    )
    return status["Threads"] != "1" and not int(status["SigCgt"], 16) >> (signal.SIGINT - 1) & 1


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_ctrl_c_ends_it_at_once(data: Path) -> None:
    # What starts tests in the background lets them, and what they start, ignore SIGINT.
    program = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {PROGRAM}"
    command = [sys.executable, "-c", program, "query", "-d", str(data), ENDLESS]
    with subprocess.Popen(command, env=ENVIRON, stderr=subprocess.PIPE) as process:
        while not is_limited(process.pid):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)

        # Without Ctrl-C, it would end at its limit, with a message.
        assert process.communicate()[1] == b""
    assert process.returncode == -signal.SIGINT
