"""Where and in which form an answer is printed."""

import os
import stat
from pathlib import Path

import pytest
from tests.cli.conftest import Run, Start

from stancetracker.cli import streams
from stancetracker.cli.options import Output


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-01-26")


def test_a_pipe_gets_tsv(run: Run) -> None:
    assert run("sample") == (
        0,
        "id\tas_of\tknown_by\tname\na\t2026-01-26\t\tTim Cook\nb\t2026-01-26\t\té○\n",
        "",
    )


def test_nothing_matched(run: Run) -> None:
    assert run("sample", "nobody", "--json") == (0, "[]\n", "")
    assert run("sample", "nobody", "--json", "-e") == (1, "[]\n", "")
    assert run("sample", "-e", "--limit", "0", "--json") == (0, "[]\n", "")


def test_columns_sort_and_limit(run: Run) -> None:
    arguments = [
        "--columns",
        "name,id",
        "--columns",
        "as_of",
        "--sort=-id",
        "--limit",
        "1",
        "--no-headers",
    ]

    assert run("sample", *arguments)[1] == "é○\tb\t2026-01-26\n"


def test_another_section(run: Run) -> None:
    assert run("sample", "--section", "other", "-f", "id", "-d", "x")[1] == "x\n"
    whole, one = run("sample", "--md")[1], run("sample", "--md", "--section", "main")[1]
    assert "## main" in whole
    assert "## other" in whole
    assert "##" not in one


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.json", "[\n{"),
        ("a.ndjson", '{"id"'),
        ("a.csv", "id,as_of"),
        ("a.md", "# Samp"),
        ("a.htm", "<!DOCT"),
    ],
)
def test_the_ending_of_a_file_is_its_format(
    run: Run, tmp_path: Path, name: str, begins: str
) -> None:
    file = tmp_path / name

    assert run("sample", "-o", str(file)) == (0, "", "")
    assert file.read_text("utf-8").startswith(begins)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_the_format_asked_for_wins_and_a_dash_is_standard_output(run: Run, tmp_path: Path) -> None:
    run("sample", "-o", str(tmp_path / "a.json"), "--csv")

    assert (tmp_path / "a.json").read_bytes().startswith(b"id,as_of,known_by,name\r\n")
    assert run("sample", "-o", "-")[1].startswith("id\tas_of")


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    file, link = tmp_path / "a.txt", tmp_path / "link.txt"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    streams.write_file(link, ["é\n"])

    assert file.read_bytes() == "é\n".encode()
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_file_is_never_half_written(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("old")

    with pytest.raises(ZeroDivisionError):
        streams.write_file(file, (str(1 // n) for n in (1, 0)))
    assert file.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_a_write_that_fails_says_so(tmp_path: Path, run: Run) -> None:
    streams.write_file(Path(os.devnull), ["x"])

    status, _, err = run("sample", "-o", str(tmp_path / "none" / "a.csv"))
    assert status == 1
    assert (
        err == f"stancetracker: could not write {tmp_path}/none/a.csv: No such file or directory\n"
    )


@pytest.mark.parametrize(
    ("flag", "environment", "is_terminal", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "3"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, True, False),
        ("auto", {"FORCE_COLOR": "false"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour(
    monkeypatch: pytest.MonkeyPatch,
    flag: str,
    environment: dict[str, str],
    is_terminal: bool,
    expected: bool,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(streams, "is_terminal", lambda: is_terminal)

    to_file = Output(color=flag, output=Path("a.txt"))  # type: ignore[arg-type]

    assert expected is Output(color=flag).display().color  # type: ignore[arg-type]
    assert (
        flag == "always" or ("FORCE_COLOR" in environment and expected)
    ) is to_file.display().color


def test_a_bad_today_is_a_usage_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCETRACKER_TODAY", "soon")

    assert run("sample")[0] == 2


def test_a_name_as_long_as_a_name_can_be(run: Run, tmp_path: Path) -> None:
    """Of three bytes a character; what it is written to first must not need a longer one."""
    name = f"{'名' * 83}.csv"
    (tmp_path / name).write_text("old")

    assert (0, "", "") == run("sample", "-o", str(tmp_path / name))
    assert (tmp_path / name).read_text().startswith("id,as_of")
    assert [name] == [item.name for item in tmp_path.iterdir() if item.is_file()]


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="a device of Unix")
def test_a_log_that_is_written_to_as_a_file_is_one(start: Start, data: Path) -> None:
    sql = "SELECT '::error::x' AS a, '##[b]' AS b"
    done = start("query", sql, "-d", str(data), "-o", "/dev/stdout", "-f", "tsv")

    assert done.stdout == b"a\tb\n\\u003a:error::x\t\\u0023#[b]\n"
