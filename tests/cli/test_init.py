"""`init`: flags, questions on a terminal only, what is printed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Refused, Run

from stancetracker.cli import streams

pytestmark = pytest.mark.usefixtures("here")
INSTALL = ("--install", "stancetracker==1")
CARD = ("--title", "Bridges", "--publisher", "Us", "--contact", "us@example.org", *INSTALL)


NEXT_STEPS = """\
stancetracker: made; next:
  cd new
  git init && git add . && git commit -m 'A new dataset'
  stancetracker add issue --help
  stancetracker check
"""


def test_a_dry_run_lists_the_files_that_are_made_and_makes_none(run: Run) -> None:
    dry_run = run("init", "new", *CARD, "-n")
    exists = Path("new").exists()
    status, listed, _ = run("init", "new", *CARD)
    files = [str(path) for path in Path("new").rglob("*") if path.is_file()]

    assert not exists
    assert (0, listed, "") == dry_run
    assert (0, sorted(files)) == (status, listed.splitlines())


def test_a_new_dataset_is_canonical_and_what_comes_next_is_printed(run: Run) -> None:
    assert NEXT_STEPS == run("init", "new", *CARD)[2]
    assert (0, "", "") == run("fmt", "--check", "-d", "new")
    assert '"licence":"CC-BY-4.0"' in Path("new/data/dataset.jsonl").read_text()


def test_here_needs_no_cd(run: Run) -> None:
    assert NEXT_STEPS.replace("  cd new\n", "") == run("init", ".", *CARD)[2]


def test_a_folder_that_is_not_empty_is_refused_first(refused: Refused) -> None:
    Path("file").write_text("x")

    assert refused("init", ".", status=1) == (
        "stancetracker: not empty: .; nothing was changed\nhint: name a new folder, or an empty one\n"
    )


GARBAGE = '{"kind":"statement",\n'


def _moved(old: str, new: str, more: str = "") -> None:
    Path(new).parent.mkdir(parents=True, exist_ok=True)
    Path(old).rename(new)
    with Path(new).open("a") as file:
        file.write(more)


def _linked(old: str, new: str) -> None:
    _moved(old, new)
    Path("data/more").symlink_to("../away")


@pytest.mark.parametrize(
    "change",
    [
        lambda: _moved("data/statements.jsonl", "data/said.jsonl", GARBAGE),
        lambda: _moved("data/statements.jsonl", "data/2026/january.jsonl", GARBAGE),
        lambda: _moved("data/people.jsonl", "data/people.json"),
        lambda: _moved("data/people.jsonl", "data/people.jsonl.txt"),
        lambda: _moved("data/dataset.jsonl", "data/data/statements.jsonl"),
        lambda: _moved("data/dataset.jsonl", "dataset.jsonl"),
        lambda: Path("data").rename("records"),
        lambda: _linked("data/people.jsonl", "away/deep/people.jsonl"),
    ],
)
def test_a_pull_request_does_not_switch_off_its_own_checks(
    run: Run, change: Callable[[], object]
) -> None:
    """By giving a file another name, cutting it up, or moving it: what checks is what `init` wrote."""
    run("init", ".", *CARD)
    Path(".git").mkdir()
    ada = '{"kind":"person","id":"ada","name":"Ada","memberships":[{"role":"Mayor"}]}\n'
    Path("data/people.jsonl").write_text(ada)
    workflow, hooks = map(
        Path.read_text, (Path(".github/workflows/check.yml"), Path(".pre-commit-config.yaml"))
    )
    entries = re.findall(r"entry: stancetracker (.*)\n +args: \[(.*)\]", hooks)
    # Beside them stands `check --against`, which is for the history of a real repository.
    steps = re.findall(r"^ +(?:run: )?stancetracker ((?:check|fmt) .*)", workflow, re.MULTILINE)
    commands = [step for step in steps if "--against" not in step]
    commands += [f"{entry} {arguments.replace(',', '')}" for entry, arguments in entries]
    assert [0, 0, 0, 0] == [run(*command.split())[0] for command in commands]
    change()

    for command in commands:
        if command.startswith("check"):
            assert 0 != run(*command.split())[0], command
    assert "files:" not in hooks


WIDE = (
    "Member,Company,Job title,Wind law,Coal exit,Notes\n"
    "Ada B,Acme,CEO,Yes,leaning no,\n"
    "Bo C,Bolt,Chair,No reply,3,said so\n"
    "Cy D,,Chair,No,Yes,\n"
)
LONG = (
    "Name,Topic,Position,Date,URL,Quote\n"
    "Ada B,Wind law,yes,31/01/2026,https://example.org/a,I am for it.\n"
    "Ada B,Coal exit,no,30/01/2026,https://example.org/b,\n"
)
ANSWERS = {
    "proposition": "It should be.",
    "stance_words.favor": "for it",
    "stance_words.against": "against it",
    "stance_basis": "inferred",
    "coded_by": "The Desk",
    "since": "2026-01-01",
    "channel": "interview",
    '"3"': "mixed",
    '"leaning no"': "against",
    "wording": "verbatim",
    "language": "en",
    "memberships": "Mayor",
}


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A person at a terminal, who has an answer to every question, and agrees."""
    asked: list[str] = []

    def answer(question: str, default: str = "", **_: object) -> str:
        asked.append(question)
        return ANSWERS.get(question.partition(" (")[0], default)

    monkeypatch.setattr(streams, "may_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", answer)
    monkeypatch.setattr("typer.confirm", lambda question, abort: asked.append(question))
    return asked


EVENTS = (
    "Name,View,Day,What happened,Link\n"
    "Ada B,yes,31/01/2026,,https://example.org/a\n"
    ",,20/01/2026,Strike,https://example.org/b\n"
    ",,30/01/2026,Strike,\n"
    "Bo C,,,,\n"
)


@pytest.mark.parametrize(
    ("text", "count", "rows"),
    [(WIDE, 18, 6), (LONG, 16, 2), (EVENTS, 9, 2)],
    ids=["wide", "long", "events"],
)
def test_a_table_becomes_a_dataset(
    run: Run, answering: list[str], text: str, count: int, rows: int
) -> None:
    Path("table.csv").write_text(text)
    status, _, err = run("init", "new", *CARD, "--from", "table.csv", "--recorded", "2026-02-01")
    later = ("--map", "new/tables/table.toml", "-d", "new", "--recorded", "2026-02-08")
    again = run("import", "table.csv", *later)

    assert (0, "make this dataset?", count) == (status, answering[-1], len(answering) - 1)
    assert "0 rows rejected" in err
    assert "0 added" in again[2].splitlines()[-1]
    assert 0 == run("check", "-d", "new")[0]
    listed = run("list", "-d", "new", "--as-of", "2026-02-08", "--actors", "any", "-f", "id")[1]
    assert rows == len(listed.split())


def test_each_word_of_a_stance_is_asked_for_with_both_sides(run: Run, answering: list[str]) -> None:
    Path("table.csv").write_text(LONG)
    _, _, err = run("init", "new", *CARD, "--from", "table.csv")

    stances = "(favor, against, mixed, undecided, neither)"
    assert [f'"yes" {stances}', f'"no" {stances}'] == [
        question for question in answering if question.endswith(stances)
    ]
    sides = "Proposition: It should be.\nfavor = for it · against = against it\n"
    assert f"Enter takes the guess.\nWind law\n{sides}Coal exit\n{sides}" in err
    assert f"stancetracker: sides of “Wind law”\n{sides}  for it: “yes” (1)\n" in err
    assert "make sure that each is on the right side" not in err


@pytest.mark.usefixtures("answering")
def test_a_table_of_a_spreadsheet_in_the_west_and_a_rejected_row(run: Run) -> None:
    Path("table.csv").write_bytes(
        LONG.replace("Ada B,C", "José B,C").encode("cp1252")
        + b"Bo C,Coal exit,no,29/01/2026,https:// x,\n"
    )
    status, _, err = run("init", "new", *CARD, "--from", "table.csv")

    assert 1 == status
    assert "1 row rejected" in err
    assert '"name":"José B"' in Path("new/data/people.jsonl").read_text()


def test_where_nobody_can_be_asked_the_questions_are_in_the_mapping(
    run: Run, refused: Refused
) -> None:
    Path("table.csv").write_text(WIDE)
    told = refused("init", "new", *CARD, "--from", "table.csv")
    text = Path("table.toml").read_text()

    assert "16 questions in table.toml" in told
    assert "answer each ?, then add --map table.toml" in told
    assert not Path("new").exists()
    assert "table.toml is there already" in refused("init", "new", *CARD, "--from", "table.csv")
    unanswered = refused("init", "new", *CARD, "--from", "table.csv", "--map", "table.toml")
    assert "records[1].proposition: a question is still open here" in unanswered
    for question, answer in ANSWERS.items():
        text = re.sub(rf'^{question} = "\?"', f'{question} = "{answer}"', text, flags=re.MULTILINE)
    Path("table.toml").write_text(text)
    status, _, err = run("init", "new", *CARD, "--from", "table.csv", "--map", "table.toml", "-n")
    assert (0, False) == (status, Path("new").exists())
    assert "statement: 5 would be added" in err


def test_the_workflows_of_an_older_dataset_are_brought_up_to_date(
    run: Run, refused: Refused
) -> None:
    run("init", "new", *CARD)
    Path("new/.github/workflows/check.yml").write_text("name: old\n")
    Path("new/.github/workflows/pages.yml").unlink()
    Path("new/README.md").write_text("Mine.")
    told = "new/.github/workflows/check.yml\nnew/.github/workflows/pages.yml\n"
    upgrade = ("init", "new", "--upgrade", *INSTALL)

    assert (0, told, "stancetracker: 2 files would be rewritten\n") == run(*upgrade, "-n")
    assert "2 files rewritten" in run(*upgrade)[2]
    assert "0 files rewritten" in run(*upgrade)[2]
    assert "no dataset in new/data" in refused("init", "new/data", "--upgrade", *INSTALL)
    assert "nothing says from where" in refused("init", "new", "--upgrade")
