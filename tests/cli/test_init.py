"""`init`: flags, questions on a terminal only, what is printed."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.cli.conftest import Refused, Run

from stancetracker.cli import streams

pytestmark = pytest.mark.usefixtures("here")
INSTALL = ("--install", "stancetracker==1")
CARD = ("--title", "Bridges", "--publisher", "Us", "--contact", "us@example.org", *INSTALL)


NEXT_STEPS = """\
stancetracker: made; next:
  cd new
  git init -b main && git add . && git commit -m 'A new dataset'
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
    # `--against`, which the workflow adds, is for the history of a real repository.
    [options] = re.findall(r"options=\((.*)\)", workflow)
    steps = re.findall(r"^ +(?:run: )?stancetracker ((?:check|fmt) .*)", workflow, re.MULTILINE)
    commands = [step.replace('"${options[@]}"', options) for step in steps]
    commands += [f"{entry} {arguments.replace(',', '')}" for entry, arguments in entries]
    assert [0, 0, 0, 0] == [run(*command.split())[0] for command in commands]
    change()

    for command in commands:
        if command.startswith("check"):
            assert 0 != run(*command.split())[0], command
    assert "files:" not in hooks


TABLE = "Name,Vote,Said on\nAda B,yes,2026-01-02\nBo C,hm,\n"
ANSWERS = {
    "in which role?": "Mayor",
    "“table”: what is one for": "It should be.",
    "what is being for it": "for it",
    "what is being against it": "against it",
    "since which day": "2026-01-01",
    "“hm”": "mixed",
    "how was it made public": "speech",
    "which day is this table from": "2026-02-01",
}


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A person at a terminal, who has an answer to every question, and agrees."""
    asked: list[str] = []

    def answer(question: str, default: str = "", **_: object) -> str:
        asked.append(question)
        assert len(asked) < 100
        texts = (text for start, text in ANSWERS.items() if question.startswith(start))
        return next(texts, default)

    monkeypatch.setattr(streams, "may_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", answer)
    monkeypatch.setattr("typer.confirm", lambda question, abort: asked.append(question))
    return asked


def test_a_table_becomes_a_dataset_by_questions(run: Run, answering: list[str]) -> None:
    Path("table.csv").write_text(TABLE)
    status, _, err = run("init", "new", *CARD, "--from", "table.csv", "--recorded", "2026-02-01")
    later = ("--map", "new/data/tables/table.toml", "-d", "new", "--recorded", "2026-02-08")
    again = run("import", "table.csv", *later)

    assert (0, "make this dataset?") == (status, answering[-1])
    assert "  stancetracker import NEXT --map data/tables/table.toml --recorded DAY  # the t" in err
    assert "0 rows rejected" in err
    assert "0 added" in again[2].splitlines()[-1]
    assert 0 == run("check", "-d", "new")[0]
    assert "ada-b\nbo-c\n" == run("list", "-d", "new", "--as-of", "2026-02-08", "-f", "id")[1]


@pytest.mark.usefixtures("answering")
def test_a_person_at_a_terminal_sees_the_beginning_of_a_long_record(run: Run) -> None:
    rows = "".join(f"Member Number {number},yes,2026-01-02\n" for number in range(50))
    Path("table.csv").write_text(f"Name,Vote,Said on\n{rows}")
    out = run("init", "new", *CARD, "--from", "table.csv")[1]

    [issue] = [line for line in out.splitlines() if '"kind":"issue"' in line]
    assert (501, "…") == (len(issue), issue[-1])


@pytest.mark.usefixtures("answering")
def test_a_code_of_the_table_is_not_cited_as_words_of_a_source(run: Run) -> None:
    Path("table.csv").write_text("Name,Vote,Link\nAda B,none found,https://example.org/b\n")
    run("init", "new", *CARD, "--from", "table.csv", "--recorded", "2026-02-01")
    cited = run("cite", "Ada B", "-d", "new")[1]

    assert "No public statement by Ada B on “table” was found up to 1 Feb 2026" in cited
    assert "none found" not in cited


@pytest.mark.usefixtures("answering")
def test_each_word_of_a_stance_is_asked_for_with_both_sides(run: Run) -> None:
    Path("table.csv").write_text(TABLE)
    err = run("init", "new", *CARD, "--from", "table.csv")[2]

    sides = "Proposition: It should be.\nfavor = for it · against = against it\n"
    assert f"“table”\n{sides}" in err
    assert f"stancetracker: sides of “table”\n{sides}  for it: “yes” (1)\n" in err
    assert "make sure that each is on the right side" not in err


@pytest.mark.usefixtures("answering")
def test_a_table_of_which_every_row_is_rejected_leaves_no_dataset_behind(
    run: Run, here: Path
) -> None:
    Path("table.csv").write_text("Name,Vote,Said on\nAda B,yes,2031-01-02\n")
    status, _, err = run("init", "new", *CARD, "--from", "table.csv", "--recorded", "2026-02-01")

    files = sorted(path.name for path in here.iterdir())
    assert (1, ["table.csv", "table.csv.answers.toml"]) == (status, files)
    assert "nothing was imported: every row is rejected" in err


@pytest.mark.usefixtures("answering")
def test_whoever_does_not_make_the_dataset_keeps_the_answers(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disagree(_: str, abort: bool) -> None:
        raise typer.Abort

    Path("table.csv").write_text(TABLE)
    init = ("init", "new", *CARD, "--from", "table.csv")
    monkeypatch.setattr("typer.confirm", disagree)
    err = run(*init)[2]
    monkeypatch.setattr(streams, "may_ask", lambda: False)

    assert "with them: --answers table.csv.answers.toml" in err
    assert not Path("new").exists()
    assert 0 == run(*init, "--answers", "table.csv.answers.toml")[0]


def test_whoever_stops_in_the_middle_goes_on_from_there(
    run: Run, answering: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = typer.prompt

    def stop_at_the_fifth(question: str, **options: Any) -> str:
        if len(answering) == 4:
            raise typer.Abort
        return str(answer(question, **options))

    Path("table.csv").write_text(TABLE)
    init = ("init", "new", *CARD, "--from", "table.csv", "--recorded", "2026-02-01")
    monkeypatch.setattr("typer.prompt", stop_at_the_fifth)
    status, _, err = run(*init)
    answered_before = [*answering]
    answering.clear()
    monkeypatch.setattr("typer.prompt", answer)
    goes_on = run(*init, "--answers", "table.csv.answers.toml")

    assert (130, 4) == (status, len(answered_before))
    assert err.endswith("with them: --answers table.csv.answers.toml\n")
    assert 0 == goes_on[0]
    assert not {*answered_before} & {*answering}


@pytest.mark.usefixtures("answering")
def test_answers_that_make_no_record_are_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("table.csv").write_text("Name,Vote\nAda B,hm\n")
    monkeypatch.setitem(ANSWERS, "“hm”", "leave")
    status, _, err = run("init", "new", *CARD, "--from", "table.csv")

    assert 2 == status
    assert "so that no row makes a record" in err
    assert 'hm = "leave"' in Path("table.csv.answers.toml").read_text()


def test_whoever_stops_at_the_first_question_leaves_no_file(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: str, **__: Any) -> None:
        raise typer.Abort

    Path("table.csv").write_text(TABLE)
    monkeypatch.setattr(streams, "may_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", stop)

    assert 130 == run("init", "new", *CARD, "--from", "table.csv")[0]
    assert ["table.csv"] == [path.name for path in here.iterdir()]


def test_in_a_pipe_a_dry_run_writes_the_questions_and_a_file_answers_them(
    run: Run, refused: Refused
) -> None:
    Path("table.csv").write_text(TABLE)
    init = ("init", "new", *CARD, "--from", "table.csv")
    unanswered = refused(*init)
    status, text, err = run(*init, "-n")
    for name, answer in {
        "role": "Mayor",
        "proposition": "It should be.",
        "favor": "for it",
        "against": "against it",
        "since": "2026-01-01",
        "hm": "mixed",
        "channel": "speech",
        "recorded": "2026-01-15",
        "coded_by": "",
    }.items():
        text = text.replace(f'\n{name} = "?"', f'\n{name} = "{answer}"')
    Path("answers.toml").write_text(text)
    answered = run(*init, "--answers", "answers.toml", "-n")
    was_there = Path("new").exists()
    made = run(*init, "--answers", "answers.toml")

    assert (0, False) == (status, was_there)
    assert tomllib.loads(text) == tomllib.loads(answered[1])
    assert "questions about the table to answer" in unanswered
    assert "  role: in which role?" in unanswered
    assert "# columns, by the header: Name | Vote | Said on\n" in text
    assert "then: --answers FILE" in err
    assert "statement: 2 would be added" in answered[2]
    assert 0 == made[0]
    assert '"date":"../2026-01-15"' in Path("new/data/in/table.jsonl").read_text()


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


def test_an_upgrade_adds_forms_and_leaves_whether_other_issues_may_be_opened(run: Run) -> None:
    run("init", "new", *CARD)
    config = Path("new/.github/ISSUE_TEMPLATE/config.yml")
    config.write_text("blank_issues_enabled: true\n")
    Path("new/.github/ISSUE_TEMPLATE/wrong.yml").unlink()
    status, rewritten, _ = run("init", "new", "--upgrade", *INSTALL)

    assert (0, "new/.github/ISSUE_TEMPLATE/wrong.yml\n") == (status, rewritten)
    assert "blank_issues_enabled: true\n" == config.read_text()
