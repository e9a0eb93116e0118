"""`serve`: what Datasette answers over HTTP, how the server starts and how it ends."""

import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tests.datasets import SHIPPED
from tests.publish.exporting import Exported
from tests.publish.serving import Served, fetched, served

from stancetracker.base.errors import UsageError
from stancetracker.index import standalone
from stancetracker.publish.serve import metadata

pytest.importorskip("datasette", reason="the extra web has datasette")


@pytest.fixture(scope="module")
def file(shipped: Exported) -> Path:
    """The shipped dataset as a file."""
    return shipped("sqlite")


@pytest.fixture(scope="module")
def server(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The file, served."""
    with served(tmp_path_factory.mktemp("home"), str(file)) as it:
        yield it


def answer(server: Served, path: str) -> Any:
    return fetched(server.address + path)


@pytest.mark.parametrize("table", [*standalone.VIEWS, "actor", "issue", "passage"])
def test_every_view_is_served(server: Served, table: str) -> None:
    assert isinstance(answer(server, f"sqlite/{table}.json?_shape=array&_size=3"), list)


def test_words_can_be_searched(server: Served) -> None:
    rows = answer(server, "sqlite/passage.json?_search=amodei&_shape=array")

    assert "dario-amodei" in {row["record"] for row in rows}


def test_nothing_can_be_written(server: Served, file: Path) -> None:
    before = file.read_bytes()
    for path in ("sqlite.json?sql=delete+from+issue", "sqlite.json?sql=drop+table+issue"):
        with pytest.raises(HTTPError, match="400"):
            urlopen(server.address + path, timeout=30)
    with pytest.raises(HTTPError):
        urlopen(Request(server.address + "sqlite/issue", data=b"x=1", method="POST"), timeout=30)

    assert before == file.read_bytes()


def test_it_listens_on_this_machine_alone(server: Served) -> None:
    assert server.address.startswith("http://127.0.0.1:")


def test_the_metadata_tell_every_table_and_column(file: Path) -> None:
    about = metadata(file)
    tables = about["databases"]["sqlite"]["tables"]

    assert ("CC-BY-4.0", "The stancetracker contributors") == (about["license"], about["source"])
    assert "25 Nov 2026" in about["description"]
    assert all(table["description"] and all(table["columns"].values()) for table in tables.values())
    assert "name" == tables["actor"]["label_column"] == tables["person_record"]["label_column"]
    assert tables["statement_record"]["hidden"]
    assert "hidden" not in tables["standing"]
    for name, table in tables.items():
        assert set(table.get("facets", ())) <= set(table["columns"]), name
        assert table.get("sort_desc", "id") in (*table["columns"], "id"), name


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "not a file that `export sqlite` wrote"),
        (b"", "not a file that `export sqlite` wrote"),
        (b"not a database at all, but long enough to look like a file", "not a file that"),
        ("CREATE TABLE meta (name, value)", "no such table"),
    ],
)
def test_what_is_no_export_is_told(tmp_path: Path, content: bytes | str | None, told: str) -> None:
    path = tmp_path / "other.sqlite"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(content)

    with pytest.raises(UsageError, match=told):
        metadata(path)
    assert path.exists() == (content is not None)


@pytest.mark.parametrize(("signum", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_quietly_and_leaves_nothing(tmp_path: Path, signum: int, status: int) -> None:
    with served(tmp_path, "-d", str(SHIPPED.path), "--silent") as server:
        rows = answer(server, "ledger/standing.json?_shape=array")
        with pytest.raises(HTTPError, match="400"):
            answer(server, "ledger.json?sql=delete+from+issue")  # of which nothing is printed
        server.process.send_signal(signum)
        out, err = server.process.communicate(timeout=30)

    assert {"silent"} == {row["status"] for row in rows}
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
