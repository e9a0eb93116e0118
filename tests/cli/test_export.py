"""`export`: what it writes and tells, and what it does not take."""

import json
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib import util
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.cli.conftest import Golden, OnTerminal, Refused, Run
from tests.repositories import commit

from stancetracker.addons.exports.exports import ftm, jsonld
from stancetracker.base import plugins
from stancetracker.cli.app import main
from stancetracker.render import exports

NOTED = {
    "ftm": f"stancetracker: {ftm.NOTES[0]}\n",
    "jsonld": f"stancetracker: {jsonld.NO_SILENCE}\n",
}
pytestmark = pytest.mark.usefixtures("data")
NEEDED = {"parquet": "pyarrow", "xlsx": "openpyxl"}
HERE = [
    name for name in plugins.names(exports) if name not in NEEDED or util.find_spec(NEEDED[name])
]


@pytest.mark.parametrize(
    ("flags", "made"), [((), "all standings"), (("--silent", "--person", "ada"), "0 standings")]
)
def test_on_a_terminal_it_ends_with_what_was_made(
    on_terminal: OnTerminal, tmp_path: Path, flags: tuple[str, ...], made: str
) -> None:
    status, shown = on_terminal(100, "export", "sqlite", "-o", str(tmp_path / "o.sqlite"), *flags)

    assert 0 == status
    beside = "with metadata.json beside it"
    assert f"stancetracker: {tmp_path}/o.sqlite, {beside}: {made} as of 1 Mar 2026, data " in shown


@pytest.mark.parametrize("kind", HERE)
def test_it_prints_only_what_must_be_said_and_replaces_only_when_asked(
    run: Run, refused: Refused, here: Path, kind: str
) -> None:
    noted = NOTED.get(kind, "")
    status, printed, error = run("export", kind, "-o", "out")
    assert (0, noted) == (status, error)
    assert (kind == "parquet") == printed.endswith("  out/export.json\n")
    err = refused("export", kind, "-o", "out", status=1)
    assert err.startswith(
        "stancetracker: out already exists; nothing was written\nhint: name another place"
    )
    assert (0, printed, noted) == run("export", kind, "-o", "out", "--force")
    beside = ["metadata.json"] if kind == "sqlite" else []
    assert [*beside, "out"] == sorted(item.name for item in here.iterdir())


def test_a_dry_run_tells_what_would_become_of_the_place(run: Run, here: Path) -> None:
    assert (0, "new\tout\n", "") == run("export", "csv", "-o", "out", "-n")
    assert [] == list(here.iterdir())
    run("export", "csv", "-o", "out")
    assert (0, "replaced\tout\n", "") == run("export", "csv", "-o", "out", "-n", "--force")
    assert 1 == run("export", "csv", "-o", "out", "-n")[0]


def test_a_revision_is_told_in_the_file(run: Run, here: Path, tmp_path: Path, data: Path) -> None:
    first = commit(data)
    (data / "more.jsonl").write_text('{"kind":"organization","id":"new","name":"New"}\n')
    status, _, err = run("export", "sqlite", "-o", "a", "-d", str(data), "--known-by", first)
    with closing(sqlite3.connect(here / "a")) as connection:
        facts = dict(connection.execute("SELECT name, value FROM meta"))
        names = {row[0] for row in connection.execute("SELECT id FROM organization")}

    assert (0, first) == (status, facts["known_by"])
    assert f"revision {first}" in err
    assert "new" not in names


def test_a_damaged_file_system_is_told_and_leaves_nothing(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stancetracker.index import extract

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(extract, "write", full)

    assert (1, "", "stancetracker: could not write a: database or disk is full\n") == run(
        "export", "sqlite", "-o", "a"
    )
    assert [] == list(here.iterdir())


def test_import_reads_a_package_back_and_tells_where_it_is_wrong(
    run: Run, refused: Refused, here: Path
) -> None:
    run("export", "csv", "-o", "package")

    assert 0 == run("import", "package", "-d", "back")[0]
    assert run("list", "--json") == run("list", "-d", "back", "--json")
    assert "0 added" in run("import", "package/datapackage.json", "-d", "back")[2].splitlines()[-1]
    file = here / "package" / "statement.csv"
    file.write_bytes(file.read_bytes().replace(b"mixed", b"unsure"))
    assert "stancetracker: statement.csv:6 rejected: " in refused(
        "import", "package", "-d", "new", status=1
    )
    assert "a mapping is for a table" in refused("import", "package", "--map", "m.toml")


Streamed = Callable[[str, str], bytes]


@pytest.fixture
def streamed(capfdbinary: pytest.CaptureFixture[bytes]) -> Streamed:
    """Export to a stream, and return what standard output gets."""

    def streamed_it(kind: str, stream: str) -> bytes:
        assert 0 == main(("export", kind, "-o", stream))
        return capfdbinary.readouterr().out

    return streamed_it


@pytest.mark.parametrize("kind", ["ftm", "jsonld", "sqlite"])
def test_standard_output_gets_the_bytes_of_the_file(
    run: Run, streamed: Streamed, here: Path, kind: str
) -> None:
    run("export", kind, "-o", "out")
    content = (here / "out").read_bytes()

    assert content == streamed(kind, "-")
    assert content == streamed(kind, "/dev/stdout")
    assert not (here / "-").exists()


def test_a_named_pipe_gets_the_bytes_and_stays_a_pipe(run: Run, here: Path) -> None:
    run("export", "ftm", "-o", "out")
    os.mkfifo(here / "pipe")
    with ThreadPoolExecutor() as pool:
        reader = pool.submit((here / "pipe").read_bytes)
        assert run("export", "ftm", "-o", "pipe")[0] == 0

        assert (here / "out").read_bytes() == reader.result()
    assert (here / "pipe").is_fifo()


def test_a_binary_export_is_not_for_a_terminal(on_terminal: OnTerminal) -> None:
    status, shown = on_terminal(100, "export", "sqlite", "-o", "-")

    assert 2 == status
    assert "binary output is not for a terminal" in shown


def test_a_data_package_is_one_zip_in_a_file_or_a_stream_and_comes_back(
    run: Run, streamed: Streamed, here: Path
) -> None:
    assert (0, "", "") == run("export", "csv", "-o", "package.zip")
    run("export", "csv", "-o", "package")
    content = (here / "package.zip").read_bytes()
    with ZipFile(here / "package.zip") as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}

    assert contents == {file.name: file.read_bytes() for file in (here / "package").iterdir()}
    assert content == streamed("csv", "-")
    assert 0 == run("import", "package.zip", "-d", "back")[0]
    assert run("list", "--json") == run("list", "-d", "back", "--json")
    assert run("export", "csv", "-o", "package.zip")[0] == 1
    assert run("export", "csv", "-o", "package.zip", "--force")[0] == 0
    assert content == (here / "package.zip").read_bytes()


def test_a_zip_in_which_a_table_is_missing_is_refused(
    run: Run, refused: Refused, here: Path
) -> None:
    run("export", "csv", "-o", "package.zip")
    with ZipFile(here / "package.zip") as archive, ZipFile(here / "short.zip", "w") as short:
        for name in set(archive.namelist()) - {"person.csv"}:
            short.writestr(name, archive.read(name))

    message = "a table of the package is missing: short.zip/person.csv"
    assert message in refused("import", "short.zip", "-d", "new")
    (here / "other.zip").write_bytes(b"PK")
    assert "no data package of this program" in refused("import", "other.zip", "-d", "new")


@pytest.mark.skipif(not util.find_spec("pyarrow"), reason="the extra parquet has pyarrow")
@pytest.mark.parametrize("place", ["-", "parquet.zip"])
def test_parquet_is_never_one_file(refused: Refused, here: Path, place: str) -> None:
    assert refused("export", "parquet", "-o", place) == (
        "stancetracker: parquet is a folder of files, never one file\nhint: name a folder\n"
    )
    assert [] == list(here.iterdir())


@pytest.mark.parametrize(
    "kind, file, program",
    [
        ("sqlite", "ledger.sqlite", "SQLite"),
        ("jsonld", "all.jsonld", "JSON-LD"),
        ("jsonld", "all.json", "JSON-LD"),
        ("ftm", "entities.ftm.json", "FollowTheMoney"),
        pytest.param(
            "parquet",
            "parquet",
            "Parquet",
            marks=pytest.mark.skipif(not util.find_spec("pyarrow"), reason="in the extra parquet"),
        ),
    ],
)
def test_an_export_that_import_does_not_read_names_those_that_it_does(
    run: Run, refused: Refused, here: Path, kind: str, file: str, program: str
) -> None:
    run("export", kind, "-o", file)

    assert refused("import", file, "-d", "new") == (
        f"stancetracker: `import` can't read a {program} export: {file}\n"
        "hint: use `export csv` or `export xlsx` instead\n"
    )


@pytest.mark.skipif(not util.find_spec("pyarrow"), reason="in the extra parquet")
def test_a_table_of_a_parquet_export_is_named_as_one(
    run: Run, refused: Refused, here: Path
) -> None:
    run("export", "parquet", "-o", "parquet")

    for path in ("parquet/statement", "parquet/statement/0000.parquet"):
        assert refused("import", path, "-d", "new") == (
            f"stancetracker: `import` can't read a Parquet export: {path}\n"
            "hint: use `export csv` or `export xlsx` instead\n"
        )


def test_a_package_describes_itself_and_its_tables(run: Run, here: Path) -> None:
    run("export", "csv", "-o", "package")
    package = json.loads((here / "package" / "datapackage.json").read_bytes())
    tables = {table.pop("name"): table for table in package["resources"]}
    version = "dc1689e1e28dc6f60051bbe1d78c380a235be406"

    assert ("bridges", "Bridges", version) == (
        package["name"],
        package["title"],
        package["version"],
    )
    assert (
        f"As of 1 Mar 2026, counting public statements. Data {version}." in package["description"]
    )
    assert [{"title": "Us", "role": "publisher"}] == package["contributors"]
    assert ["Acme", "News", "The Example"] == [source["title"] for source in package["sources"]]
    assert set(tables) == {file.stem for file in here.glob("package/*.csv")}
    demands = tables["statement_demands"]
    assert ["record", "position"] == demands["schema"]["primaryKey"]
    assert demands["schema"]["foreignKeys"] == [
        {"fields": "record", "reference": {"resource": "statement", "fields": "id"}}
    ]
    assert {
        "name": "position",
        "type": "integer",
        "description": "the place in its list, from 0",
        "constraints": {"required": True},
    } in demands["schema"]["fields"]


def test_the_small_dataset_is_linked_data(run: Run, here: Path, golden: Golden) -> None:
    run("export", "jsonld", "-o", "all.jsonld")

    golden("export.jsonld", (here / "all.jsonld").read_bytes().decode())
