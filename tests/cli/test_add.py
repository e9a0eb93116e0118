"""`stancetracker add`: by flags and by JSON, all or none, checked first."""

import io
import json
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import TODAY, Refused, Run
from tests.datasets import complete
from tests.forms import STATEMENT_VALUES, issue_text

from stancetracker.contribute.forms import STATEMENT, WRONG
from stancetracker.ledger.kinds import CLASS_BY_KIND

SOURCE = ("--source-url", "https://example.org/new", "--source-tier", "secondary")
BY_FLAGS: dict[str, tuple[str, ...]] = {
    "person": ("--id", "gil", "--name", "Gil", "--membership-role", "clerk", "--org", "Acme"),
    "organization": ("--id", "shop", "--name", "Shop", "--other-name", "The Shop", "--other-name", "Store"),
    "issue": (
        *("--id", "road", "--title", "The road", "--proposition", "It is good", "--since", "2026-01-01"),
        *("--panel", "Ada Ångström", "--panel-rule", "One.", "--recheck-days", "10"),
        *("--stance-words-favor", "yes", "--stance-words-against", "no"),
    ),
    "publisher": ("--id", "paper", "--name", "A Paper", "--type", "newsroom", "--domain", "example.org"),
    "event": ("--id", "fair", "--title", "A fair", "--date", "2026-01-20", "--issue", "The bridge", "--trigger"),
    "petition": (
        *("--id", "plea", "--issue", "toll", "--title", "A plea", "--published", "2026-01", "--organizer", "city"),
        *("--demand-id", "go", "--demand-text", "Go.", "--signature-date", "2026-02", "--signature-at-least", "9"),
    ),
    "statement": (
        *("--speaker", "fay", "--issue", "the bridge", "--date", "2026-02-01", "--stance", "neither"),
        *("--summary", "Said a word.", "--channel", "interview", "--demand", "letter/stop", *SOURCE),
    ),
    "silence": (
        *("--actor", "fay", "--actor", "Cy | Young", "--issue", "bridge", "--date", "2026-01-20"),
        *("--basis", "own-search", "--response", "none-found", "--searched", "X", "--checked-by", "Us"),
        "--includes-internal",
    ),
    "tie": (
        *("--type", "donation", "--actor", "acme", "--counterparty", "The City", "--title", "Gift"),
        *("--amount-value", "12.5", "--amount-currency", "EUR", "--amount-bound", "about", "--amount-of", "award", *SOURCE),
    ),
    "search": (
        *("--actor", "fay", "--actor", "Cy", "--issue", "bridge", "--date", "2026-02-02", "--by", "reader 2"),
        *("--where", "web pages", "--from", "2026-01-01", "--to", "2026-02-01", "--items", "12", "--complete"),
        *("--query-text", "bridge", "--query-pages", "3", "--query-record", "bo-1", "--query-address", "https://e.org/"),
        *("--query-found", "Others.", "--found", "An article."),
    ),
    "coding": (
        *("--statement", "bo-1", "--of-version", "1", "--by", "reader 2", "--date", "2026-02-02"),
        *("--stance", "against", "--stance-basis", "explicit", "--codebook", "1"),
    ),
    "copy": (
        *("--url", "https://example.org/news", "--sha256", "0" * 64, "--retrieved", "2026-02-02"),
        *("--archive-url", "https://example.net/copy", "--media-type", "text/html"),
    ),
    "correction": ("--corrects", "eve-1", "--type", "retraction", "--reason", "Misheard."),
    "reply": ("--to", "bo-1", "--by", "bo", "--date", "2026-02-02", "--text", "No.", "--language", "en"),
}  # fmt: skip


def lines(data: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (data / name).read_text().splitlines()]


@pytest.mark.parametrize("kind", sorted(BY_FLAGS))
def test_a_record_of_each_kind_is_added_by_flags(run: Run, data: Path, kind: str) -> None:
    from stancetracker.contribute.add import FILES

    before = sorted(file.name for file in data.iterdir())
    status, diff, err = run("add", kind, *BY_FLAGS[kind], "-n")
    assert status == 0, err
    assert sorted(file.name for file in data.iterdir()) == before

    status, out, err = run("add", kind, *BY_FLAGS[kind])
    assert status == 0
    assert f"stancetracker: added at {FILES[kind]}:1:1\n" in err
    assert ("notice: no primary source [second-hand-only]" in err) == (kind == "statement")
    assert diff == f"+++ {FILES[kind]}\n+{out}"
    [record] = lines(data, FILES[kind])
    assert (json.loads(out), record["kind"]) == (record, kind)
    assert record.get("actors") in (None, ["fay", "cy"])
    assert record.get("recorded") in (None, TODAY)
    assert run("check")[0] == 0


def test_every_kind_but_the_dataset_is_added_by_flags(refused: Refused, data: Path) -> None:
    assert BY_FLAGS.keys() == CLASS_BY_KIND.keys() - {"dataset"}
    assert refused("add", "dataset", "--title", "T") == (
        "stancetracker: no dataset record is added\n"
        "hint: stancetracker init DIR writes it; to change it: stancetracker amend dataset\n"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (3, "4:125: fatal: `by` is a number, must be a text"),
        ("Adda", "4: unknown person or organization: Adda\nhint: did you mean ada?"),
        ("A. A.", "4: ambiguous person or organization: A. A.\nhint: it could be abe, ada\n"),
    ],
)
def test_a_wrong_record_is_reported_with_its_line_in_the_file(
    run: Run, data: Path, tmp_path: Path, name: object, message: str
) -> None:
    abe = complete({"kind": "organization", "id": "abe", "other_names": ["A. A."]})
    reply = complete({"kind": "reply", "to": "ada-1", "by": name})
    file = tmp_path / "new.jsonl"
    file.write_text(f"\n{json.dumps(abe)}\n\n{json.dumps(reply)}\n")
    status, out, err = run("add", "--json", str(file))

    assert (status in {1, 2}, out) == (True, "")
    assert f"{file}:{message}" in err
    assert not (data / "organizations.jsonl").exists()


def test_a_torn_last_line_is_set_aside_and_named(run: Run, data: Path) -> None:
    torn = '{"kind":"tie","id":"half'
    (data / "ties.jsonl").write_text(torn)
    status, _, err = run("add", "tie", *BY_FLAGS["tie"])

    assert status == 0
    assert "stancetracker: a torn last line was set aside in ties.jsonl.torn\n" in err
    assert (data / "ties.jsonl.torn").read_text() == torn + "\n"
    assert len(lines(data, "ties.jsonl")) == 1


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        ("tie --actor acmee", "--type is needed\n--actor: unknown person or organization: acmee"),
        ("tie --type gift", "--type can't be gift\n--actor is needed"),
        ("tie --amount-value 5", "--amount-currency is needed"),
        ("issue --recheck-days x", "--recheck-days is a text, must be a whole number"),
        ("issue --panel fay", "a panel needs its --panel-rule"),
        ("person --name ''", "--name is empty"),
        ("person --id 'Zed Z' --name Z --membership-role r", "--id is not an id: Zed Z"),
        (
            "person --name Cyrus --membership-role x",
            "Cy | Young (cy: engineer) is on record already",
        ),
        (
            "person --name ACME --membership-role x",
            "Acme (acme: organization) is on record already",
        ),
        ("person --name Toll --membership-role x", "an issue with the id toll already exists"),
        ("person --name 丘 --membership-role x", "--id is needed"),
        ("--json -", "nothing to add: no record in -"),
    ],
)
def test_wrong_flags_are_refused_by_their_names(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, messages: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n  \n")))
    status, out, err = run("add", *shlex.split(arguments))

    assert (status, out) == (2, "")
    assert "".join(f"stancetracker: {line}\n" for line in messages.split("\n")) in err
    assert "flags:" not in err
    assert [file.name for file in data.iterdir()] == ["bridge.jsonl"]


def test_every_wrong_flag_is_named_at_once(refused: Refused, data: Path) -> None:
    """By its flag, and not by a place in JSON that nobody typed."""
    errors = refused(
        *("add", "statement", "--issue", "bridge", "--date", "01/02/2026", "--stance", "for"),
        *(
            "--quote",
            "Yes.",
            "--source-url",
            "ftp://x",
            "--recorded",
            "2026-02",
            "--channel",
            "speech",
        ),
    )

    assert errors.splitlines() == [
        "stancetracker: --speaker is needed",
        "stancetracker: --date: not a date: 01/02/2026",
        "stancetracker: --stance can't be for",
        "stancetracker: a quote needs its --wording",
        "stancetracker: a quote needs its --language",
        "stancetracker: --source-url: not an http(s) address: ftp://x",
        "stancetracker: --source-tier is needed",
        "stancetracker: --recorded: not one day: 2026-02",
        "hint: write 2026-01-24, 2026-01, 2026, 2026-01-24/2026-01-26 or ../2026-01-26",
        "hint: did you mean favor?",
        "hint: an address begins with https:// or http://; what has none is a `citation`",
        "hint: write one day, as 2026-01-24",
        "hint: see stancetracker add statement --help",
    ]


def test_an_id_is_made_of_a_name_and_printed(run: Run, data: Path) -> None:
    status, out, err = run(
        "add", "person", "--name", "Zéd  O'Zed", "--membership-role", "clerk", "--org", "Acme"
    )

    assert (status, json.loads(out)["id"]) == (0, "zed-ozed")
    assert err.startswith("stancetracker: id: zed-ozed (set another with --id)\n")
    assert json.loads(out)["memberships"] == [{"role": "clerk", "organization": "acme"}]


def test_somebody_on_record_is_named_and_not_added_again(refused: Refused, data: Path) -> None:
    assert refused("add", "person", "--name", "ada angstrom", "--membership-role", "CEO") == (
        "stancetracker: Ada Ångström (ada: CEO, Acme) is on record already\n"
        "hint: see stancetracker show ada\n"
        "hint: if this is another person: --id ID --distinct-from ada\n"
    )


def test_somebody_on_record_is_known_with_the_surname_first(refused: Refused, data: Path) -> None:
    errors = refused("add", "person", "--name", "Angstrom, Ada", "--membership-role", "CEO")

    assert errors.startswith("stancetracker: Ada Ångström (ada: CEO, Acme) is on record already\n")


def test_a_namesake_is_added_as_somebody_else(run: Run, data: Path) -> None:
    flags = ("--name", "Ada Ångström", "--membership-role", "poet", "--id", "ada-poet")
    status, out, _ = run("add", "person", *flags, "--distinct-from", "ada")

    assert (status, json.loads(out)["distinct_from"]) == (0, ["ada"])


def test_an_unknown_speaker_is_to_be_added_first(refused: Refused, data: Path) -> None:
    errors = refused("add", "statement", "--speaker", "Jane Doe", "--issue", "bridge")

    adding = "stancetracker add person or stancetracker add organization"
    assert f"hint: if it is new, add it first: {adding}\n" in errors


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        ("statement --url x", "--source-url"),
        ("tie --value 1", "--amount-value"),
        ("person --role x", "--membership-role"),
        ("person --organization x", "--org"),
        ("statement --person x", "--speaker"),
    ],
)
def test_another_name_of_a_flag_leads_to_it(
    refused: Refused, data: Path, arguments: str, option: str
) -> None:
    assert f"hint: did you mean {option}?\n" in refused("add", *arguments.split())


def test_the_help_of_a_flag_has_what_is_recorded_without_it(run: Run, data: Path) -> None:
    text = " ".join(run("add", "statement", "--help")[1].split())

    assert "or it is inferred: explicit, inferred. [default: explicit]" in text
    assert "[default: None]" not in text


def test_the_help_of_a_statement_says_where_both_sides_are(run: Run, data: Path) -> None:
    assert "stancetracker show ISSUE" in run("add", "statement", "--help")[1]
    assert "stancetracker show ISSUE" not in run("add", "tie", "--help")[1]


def test_a_side_is_said_in_its_words_although_no_standing_changes(run: Run, data: Path) -> None:
    status, _, err = run(
        *("add", "statement", "--speaker", "ada", "--issue", "bridge", "--date", "2026-01-02"),
        *("--stance", "against", "--summary", "x", "--channel", "speech", *SOURCE),
    )

    assert status == 0
    assert "nobody's standing changes\n" in err
    assert "recorded as “against the proposition”: The bridge should be built\n" in err


OWN_SEARCH = (
    *("add", "silence", "--issue", "bridge", "--date", "2026-01-20", "--basis", "own-search"),
    *("--response", "none-found", "--searched", "X", "--checked-by", "Us"),
)
RETRACTION = ("add", "correction", "--type", "retraction", "--reason", "Typo.", "--corrects")


def test_a_dry_run_says_whose_status_a_silence_changes(run: Run, data: Path) -> None:
    err = run(*OWN_SEARCH, "--actor", "eve", "--actor", "fay", "-n")[2]

    assert "stancetracker: 2 people go from unchecked to silent\n" in err
    assert "Fay on “The bridge”: no public statement found up to 20 Jan 2026" in err


def test_a_dry_run_says_what_a_retraction_withdraws_and_whom_it_affects(
    run: Run, data: Path
) -> None:
    err = run(*RETRACTION, "look-dee", "-n")[2]

    assert "stancetracker: A retraction without a source withdraws the silence for Dee" in err
    assert "stancetracker: 1 person goes from silent to unchecked\n" in err
    assert "nobody's standing changes" in run(*RETRACTION, "look-old", "-n")[2]


def test_no_issue_is_withdrawn_since_no_answer_would_change(refused: Refused, data: Path) -> None:
    command = "add correction --corrects bridge --type retraction --reason r".split()
    err = refused(*command, status=1)

    assert (
        "error: no retraction withdraws bridge, which is of kind issue [withdraws-nothing]" in err
    )
    assert "nothing was added" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("person", "--id", "gus", "--name", "Gus", "--membership-role", "x"),
        ("issue", *BY_FLAGS["issue"]),
    ],
)
def test_nothing_is_said_of_a_record_that_bears_on_no_standing(
    run: Run, data: Path, arguments: tuple[str, ...]
) -> None:
    status, _, err = run("add", *arguments, "-n")

    assert (status, err) == (0, "")


def form_of(values: dict[str, str]) -> Path:
    """Write the text of an issue that was made with the form of a statement."""
    path = Path("form.md")
    text = issue_text(STATEMENT, {**STATEMENT_VALUES, "speaker": "fay", **values})
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.usefixtures("here")
def test_a_form_is_added_as_flags_are(run: Run, data: Path) -> None:
    name = str(form_of({}))
    status, diff, err = run("add", "--form", name, "-n", "--comment", "comment.md")

    assert (0, True) == (status, '+{"kind":"statement"' in diff), err
    assert Path("comment.md").read_text().startswith("Not reviewed, not in the ledger.\n")
    assert not (data / "in").exists()
    status, added, _ = run("add", "--form", name)
    assert (0, "fay") == (status, json.loads(added)["speaker"])
    [file] = (data / "in").iterdir()
    assert added == file.read_text()


@pytest.mark.usefixtures("here", "data")
def test_the_mistakes_of_a_form_are_named_by_its_labels(refused: Refused) -> None:
    name = str(form_of({"date": "soon", "speaker": "Nobody"}))
    error = refused("add", "--form", name, "--comment", "comment.md")

    assert "“Who said it”: unknown person or organization: Nobody" in error
    assert "“When”: not a date: soon" in error
    assert "“When”: not a date: soon" in Path("comment.md").read_text()


@pytest.mark.usefixtures("here", "data")
def test_a_text_that_is_no_form_gets_no_comment(refused: Refused) -> None:
    Path("x.md").write_text("Hello")

    assert "not a form" in refused("add", "--form", "x.md", "--comment", "comment.md")
    assert not Path("comment.md").exists()


@pytest.mark.usefixtures("here")
def test_a_report_of_a_wrong_record_adds_nothing(run: Run, data: Path) -> None:
    before = sorted(data.iterdir())
    Path("x.md").write_text(issue_text(WRONG, {"record": "bo-1", "wrong": "The day."}))
    status, out, err = run("add", "--form", "x.md")

    assert (0, "") == (status, out)
    assert "about the statement bo-1 at " in err
    assert before == sorted(data.iterdir())


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--comment", "x.md"), "--comment answers a form"),
        (("--form", "x", "--json", "y"), "--json, --form and --proposals are additions of"),
        (("--form", "x", "statement"), "flags go after the kind"),
    ],
)
def test_flags_of_a_form_that_do_not_go_together_are_named(
    refused: Refused, flags: tuple[str, ...], message: str
) -> None:
    assert message in refused("add", *flags)
