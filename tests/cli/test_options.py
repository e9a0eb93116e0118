"""Flags that many commands share: the dataset, the day, and the form of an answer."""

from pathlib import Path

import pytest
from tests.cli.conftest import OnTerminal, Refused, Run, besides
from tests.commands import ONE_OF_EACH

from stancetracker.cli import streams
from stancetracker.cli.options import Output
from stancetracker.ledger.folder import packaged


@pytest.fixture
def sample(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command `sample`; today is 26 January 2026."""
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-01-26")
    return lambda *flags: run("sample", *flags)


def test_a_folder_without_a_dataset_is_refused(refused: Refused, tmp_path: Path) -> None:
    for arguments in ONE_OF_EACH:
        err = refused(*arguments, "-d", str(tmp_path))

        assert err.startswith(f"stancetracker: no dataset in {tmp_path}\nhint: name a folder")


def test_a_folder_of_the_environment_that_is_not_there_is_refused(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANCETRACKER_DATA", "nowhere")

    assert refused("list") == (
        "stancetracker: no such folder: STANCETRACKER_DATA=nowhere\n"
        "hint: name a folder that holds *.jsonl files, or make one: stancetracker init DIR\n"
    )


def test_outside_a_dataset_the_packaged_one_answers_says_so_and_is_never_written_to(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = f"stancetracker: no dataset here; reading the one that came with the program, {packaged().path}\n"
    silent = "sundar-pichai\ntim-cook\nmark-zuckerberg\njeff-bezos\n"

    asked = ("list", "--silent", "--issue", "minneapolis-immigration-operations", "-f", "id")
    status, out, err = run(*asked)
    assert (0, silent, said) == (status, out, besides(err))
    for arguments in (("info",), ("check",), ("fmt", "--check"), ("query", "SELECT 1 AS one")):
        assert run(*arguments)[2].startswith(said)
    refused = (
        "stancetracker: the dataset that came with the program is read-only\n"
        "hint: name yours with -d DIR, or make one: stancetracker init DIR\n"
    )
    assert run("add", "organization", "--id", "x", "--name", "X") == (1, "", said + refused)
    assert not list(tmp_path.iterdir())


def test_in_a_git_repository_only_its_own_dataset_answers(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Be it renamed or gone: never another one, whose answers and checks would be about somebody else."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)

    for arguments in (*ONE_OF_EACH, ("check",), ("fmt", "--check")):
        assert refused(*arguments).startswith(
            "stancetracker: no dataset in the git repository here\nhint: "
        )


@pytest.mark.parametrize("before", [("-d", "DIR"), ("--data=DIR",)])
def test_the_dataset_is_named_before_the_command(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, before: tuple[str, ...]
) -> None:
    named = [word.replace("DIR", str(data)) for word in before]
    monkeypatch.setenv("STANCETRACKER_DATA", "nowhere")

    assert (0, "ada\n", "") == run(*named, "list", "-f", "id", "--person", "ada")
    would = run(*named, "add", "organization", "-n", "--id", "x", "--name", "X")[1]
    assert "+++ organizations.jsonl\n" in would
    assert 2 == run(*named, "help", "dates")[0]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("list --as-of 2026-01-01 --as-of=2026-01-02", "--as-of is given twice"),
        ("list --audience any --audience any --audience public", "--audience is given 3 times"),
        ("list -f json --format csv", "--format is given twice"),
        ("report summary -o a.csv -o b.csv", "--output is given twice"),
        ("add statement --speaker ada --speaker bo", "--speaker is given twice"),
        ("-d elsewhere list -d DIR", "--data is given twice"),
        ("add -d DIR person -d elsewhere", "--data is given twice"),
    ],
)
def test_a_second_value_where_one_is_taken_is_refused(
    refused: Refused, data: Path, command: str, message: str
) -> None:
    """Were the last one taken, a record would be of somebody else, or an answer of another day."""
    assert refused(*command.replace("DIR", str(data)).split()) == (
        f"stancetracker: {message}\nhint: it takes one value: leave the others out\n"
    )


def test_list_options_and_switches_may_be_repeated(run: Run, data: Path) -> None:
    people = ("--person", "ada", "--person", "bo")

    assert (0, "ada\nbo\n", "") == run("list", *people, "-f", "id", "--no-headers", "--no-headers")


@pytest.mark.usefixtures("data")
def test_an_empty_value_is_refused(refused: Refused) -> None:
    """As a script sends it whose variable is not set."""
    for flag in (
        *("--as-of", "--known-by", "--since", "--until", "--columns", "--sort", "--section"),
        *("--issue", "--person", "--org", "--stance", "--channel", "--source"),
    ):
        assert refused("list", flag, "").startswith(f"stancetracker: {flag} is empty\n")


@pytest.mark.parametrize("flag", ["--as-of", "--known-by"])
def test_a_day_in_the_future_is_said(run: Run, data: Path, flag: str) -> None:
    said = (
        "stancetracker: 2026-03-02 is in the future; what will be said by then is not on record\n"
    )

    assert run("list", "--person", "ada", "-f", "id", flag, "2026-03-02") == (0, "ada\n", said)
    assert run("list", "--person", "ada", "-f", "id", flag, "2026-03-01") == (0, "ada\n", "")


def test_a_bad_today_is_a_usage_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCETRACKER_TODAY", "soon")

    assert run("sample")[0] == 2


def test_a_pipe_gets_tsv(sample: Run) -> None:
    assert sample() == (
        0,
        "id\tas_of\tknown_by\tname\na\t2026-01-26\t\tTim Cook\nb\t2026-01-26\t\té○\n",
        "",
    )


def test_a_terminal_gets_a_table_as_wide_as_it_is(
    on_terminal: OnTerminal, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")

    assert (0, run("list", "-f", "table")[1]) == on_terminal(60, "list", "--color", "never")


def test_e_exits_1_where_nothing_matched_whatever_is_printed(sample: Run) -> None:
    assert sample("nobody", "--json") == (0, "[]\n", "")
    assert sample("nobody", "--json", "-e") == (1, "[]\n", "")
    assert sample("-e", "--limit", "0", "--json") == (0, "[]\n", "")


def test_columns_are_chosen_rows_sorted_and_limited(sample: Run) -> None:
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

    assert sample(*arguments)[1] == "é○\tb\t2026-01-26\n"


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    "command", [["list"], ["search", "idea"], ["query", "SELECT 1"], ["check", "--strict"]]
)
def test_a_limit_beyond_all_counting_limits_nothing(run: Run, command: list[str]) -> None:
    flag = "--max-errors" if command[0] == "check" else "--limit"

    assert run(*command) == run(*command, flag, "9" * 30)


def test_section_prints_another_section_alone(sample: Run) -> None:
    assert sample("--section", "other", "-f", "id", "-d", "x")[1] == "x\n"
    whole = sample("--md")[1]
    main = sample("--md", "--section", "main")[1]
    assert "## main" in whole
    assert "## other" in whole
    assert "##" not in main


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
def test_the_extension_of_a_file_is_its_format(
    sample: Run, tmp_path: Path, name: str, begins: str
) -> None:
    file = tmp_path / name

    assert sample("-o", str(file)) == (0, "", "")
    assert file.read_text("utf-8").startswith(begins)
    assert [item.name for item in tmp_path.iterdir()] == [name]


def test_the_format_asked_for_wins_and_a_dash_is_standard_output(
    sample: Run, tmp_path: Path
) -> None:
    sample("-o", str(tmp_path / "a.json"), "--csv")

    assert (tmp_path / "a.json").read_bytes().startswith(b"id,as_of,known_by,name\r\n")
    assert sample("-o", "-")[1].startswith("id\tas_of")


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
def test_color_wins_over_no_color_over_force_color_over_the_terminal(
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


def test_no_color_leaves_no_escape_byte(on_terminal: OnTerminal) -> None:
    assert "\x1b[1m" in on_terminal(80, "list")[1]
    assert "\x1b" not in on_terminal(80, "list", NO_COLOR="1")[1]
    assert "\x1b" not in on_terminal(80, "list", FORCE_COLOR="0")[1]
