"""`stancetracker add`: by flags and by JSON, all or none, checked first."""

import io
import json
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import TODAY, OnTerminal, Refused, Run
from tests.datasets import complete

from stancetracker.ledger.kinds import CLASS_BY_KIND

SOURCE = ("--source-url", "https://example.org/new", "--source-tier", "secondary")
BY_FLAGS: dict[str, tuple[str, ...]] = {
    "person": ("--id", "gil", "--name", "Gil", "--membership-role", "clerk", "--membership-organization", "Acme"),
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
        *("--amount-value", "12.5", "--amount-currency", "EUR", "--amount-bound", "about", "--of", "award", *SOURCE),
    ),
    "correction": ("--corrects", "eve-1", "--type", "retraction", "--reason", "Misheard."),
    "reply": ("--to", "bo-1", "--by", "bo", "--date", "2026-02-02", "--text", "No.", "--language", "en"),
}  # fmt: skip


def lines(data: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (data / name).read_text().splitlines()]


@pytest.mark.parametrize("kind", sorted(CLASS_BY_KIND.keys() - {"dataset"}))
def test_each_kind_by_flags(run: Run, data: Path, kind: str) -> None:
    from stancetracker.contribute.add import FILES

    before = sorted(file.name for file in data.iterdir())
    status, dry, err = run("add", kind, *BY_FLAGS[kind], "-n")
    assert status == 0, err
    assert sorted(file.name for file in data.iterdir()) == before

    status, out, err = run("add", kind, *BY_FLAGS[kind])
    assert status == 0
    assert f"stancetracker: added at {FILES[kind]}:1:1\n" in err
    assert ("notice: no primary source [second-hand-only]" in err) == (kind == "statement")
    assert dry == f"+++ {FILES[kind]}\n+{out}"
    [record] = lines(data, FILES[kind])
    assert (json.loads(out), record["kind"]) == (record, kind)
    assert record.get("actors") in (None, ["fay", "cy"])
    assert record.get("recorded") in (None, TODAY)
    assert run("check")[0] == 0


def test_a_dataset_record(run: Run, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "people.jsonl").write_text("")
    words = ("--title", "T", "--publisher", "P", "--licence", "L", "--contact", "C")

    assert run("add", "dataset", *words, "-d", str(tmp_path / "new"))[0] == 0
    assert lines(tmp_path / "new", "dataset.jsonl")[0]["title"] == "T"
    assert (
        "already there: dataset at" in run("add", "dataset", *words, "-d", str(tmp_path / "new"))[2]
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (3, "4:125: fatal: `by` is a number, must be a text"),
        ("Adda", "4: unknown person or organization: Adda\nhint: did you mean ada?"),
        ("A. A.", "4: ambiguous person or organization: A. A.\nhint: it could be abe, ada\n"),
    ],
)
def test_what_is_wrong_is_told_with_the_line_of_the_file(
    run: Run, data: Path, tmp_path: Path, name: object, told: str
) -> None:
    abe = complete({"kind": "organization", "id": "abe", "other_names": ["A. A."]})
    reply = complete({"kind": "reply", "to": "ada-1", "by": name})
    file = tmp_path / "new.jsonl"
    file.write_text(f"\n{json.dumps(abe)}\n\n{json.dumps(reply)}\n")
    status, out, err = run("add", "--json", str(file))

    assert (status in {1, 2}, out) == (True, "")
    assert f"{file}:{told}" in err
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
    ("arguments", "told"),
    [
        ("tie --actor acmee", "--type is needed\n--actor: unknown person or organization: acmee"),
        ("tie --type gift", "--type can't be gift\n--actor is needed"),
        ("tie --amount-value 5", "--amount-currency is needed"),
        ("issue --recheck-days x", "--recheck-days is a text, must be a whole number"),
        ("issue --panel fay", "a panel needs its --panel-rule"),
        ("person --name ''", "--name is empty"),
        ("person --id 'Zed Z' --name Z --role r", "--id is not an id: Zed Z"),
        ("person --name Cyrus --role x", "cyrus is another name of cy"),
        ("person --name ACME --role x", "an organization with the id acme already exists"),
        ("person --name 丘 --role x", "--id is needed"),
        ("--json -", "nothing to add: no record in -"),
    ],
)
def test_wrong_flags(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, told: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n  \n")))
    status, out, err = run("add", *shlex.split(arguments))

    assert (status, out) == (2, "")
    assert "".join(f"stancetracker: {line}\n" for line in told.split("\n")) in err
    assert "flags:" not in err
    assert [file.name for file in data.iterdir()] == ["bridge.jsonl"]


def test_every_wrong_flag_is_named_at_once(refused: Refused, data: Path) -> None:
    """By its flag, and not by a place in JSON that nobody typed."""
    errors = refused(
        *("add", "statement", "--issue", "bridge", "--date", "01/02/2026", "--stance", "for"),
        *("--quote", "Yes.", "--url", "ftp://x", "--recorded", "2026-02", "--channel", "speech"),
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


def test_an_id_is_made_of_a_name_and_told(run: Run, data: Path) -> None:
    status, out, err = run(
        "add", "person", "--name", "Zéd  O'Zed", "--role", "clerk", "--organization", "Acme"
    )

    assert (status, json.loads(out)["id"]) == (0, "zed-ozed")
    assert err.startswith("stancetracker: id: zed-ozed (set another with --id)\n")
    assert json.loads(out)["memberships"] == [{"role": "clerk", "organization": "acme"}]


def test_flags_of_one_object_go_by_their_own_names(run: Run, data: Path) -> None:
    shown = run("add", "statement", "--help")[1]

    assert "--source-url, --url" in shown
    assert "--source-language " in shown
    assert "--membership-role, --role" in run("add", "person", "--help")[1]
    status, out, _ = run(
        *("add", "statement", "--speaker", "fay", "--issue", "bridge", "--date", "2026-02-01"),
        *("--stance", "neither", "--summary", "x", "--channel", "speech", "--url", "https://example.org/z"),
        *("--tier", "primary", "--publisher", "P"),
    )  # fmt: skip
    assert status == 0
    source = {"url": "https://example.org/z", "tier": "primary", "publisher": "P"}
    assert json.loads(out)["sources"] == [source]


def test_what_an_addition_changes_is_said_before_it_is_written(run: Run, data: Path) -> None:
    """Two go from unchecked to silent; a retraction says whom it affects, and how; a person changes nothing."""
    silence = (
        "add",
        "silence",
        "--issue",
        "bridge",
        "--basis",
        "own-search",
        "--response",
        "none-found",
    )
    looked = ("--searched", "X", "--checked-by", "Us", "--date", "2026-01-20")
    said = run(*silence, "--actor", "eve", "--actor", "fay", *looked, "-n")[2]
    retraction = (
        "add",
        "correction",
        "--type",
        "retraction",
        "--reason",
        "Typo.",
        "-n",
        "--corrects",
    )
    taken, again = (run(*retraction, name)[2] for name in ("look-dee", "look-old"))

    assert "stancetracker: 2 people go from unchecked to silent\n" in said
    assert "Fay on “The bridge”: no public statement found as of 20 Jan 2026" in said
    assert "stancetracker: A retraction withdraws the silence for Dee" in taken
    assert "stancetracker: 1 person goes from silent to unchecked\n" in taken
    assert "nobody's standing changes" in again
    for nothing in (("person", "--name", "Gus", "--role", "x"), ("issue", *BY_FLAGS["issue"])):
        status, _, err = run("add", *nothing, "-n")
        assert (status, err.replace("stancetracker: id: gus (set another with --id)\n", "")) == (
            0,
            "",
        )


def test_answers_are_told_of_by_field(on_terminal: OnTerminal, data: Path) -> None:
    status, shown = on_terminal(100, "add", typed="organization\nShop Inc\nShop\n\n")

    assert status == 2
    assert "stancetracker: id is not an id: Shop Inc\n" in shown
    assert "answers:" not in shown


def test_questions_at_a_terminal(on_terminal: OnTerminal, data: Path) -> None:
    """An unknown kind, name, word and date are told and asked for again."""
    typed = (
        "silense\nsilence\nnobody\nfay; Cy | Young\nthe bridge\n01/02/2026\n2026-01-20\nsearch\nown-search\n"
        "none-found\nUs\nX; the web\nnotes\nnote\nA note.\nincludes-internal\ny\n\ny\n"
    )
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    [added] = lines(data, "statements.jsonl")
    assert (added["actors"], added["searched"], added["note"]) == (
        ["fay", "cy"],
        ["X", "the web"],
        "A note.",
    )
    for told in (
        "did you mean silence?",
        "unknown person or organization: nobody",
        "not a date: 01/02/2026",
    ):
        assert told in shown


def test_answers_can_be_given_anew(on_terminal: OnTerminal, data: Path) -> None:
    """Back from the date to the issue and the speaker, and from the last question to a field."""
    typed = (
        "reply\n<\nstatement\nfay\ntoll\n<\n<\neve\nbridge\n2026-02-01\nneither\nspeech\nprimary\n\nsummary\nX.\n"
        "https://example.org/x\nnote\nA.\n<\nnote\nB.\n\n<\nnote\nC.\n\ny\n"
    )
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    [added] = lines(data, "statements.jsonl")
    assert ("eve", "bridge", "C.") == (added["speaker"], added["issue"], added["note"])


def test_answers_outlast_ctrl_c(on_terminal: OnTerminal, data: Path) -> None:
    """They lie in a draft that the next `add` offers, and that is gone when it was added; a no is no answer."""
    status, shown = on_terminal(200, "add", typed="organization\nshop\n")

    assert status == 130
    kept = Path(shown.partition("a draft is kept in ")[2].partition(";")[0])
    assert json.loads(kept.read_text()) == {"kind": "organization", "id": "shop"}
    status, shown = on_terminal(200, "add", typed="y\nThe Shop\n\nn\n")
    assert status == 1
    assert f"go on with the organization in {kept}?" in shown
    assert json.loads(kept.read_text()) == {
        "kind": "organization",
        "id": "shop",
        "name": "The Shop",
    }
    assert on_terminal(200, "add", typed="y\n\ny\n")[0] == 0
    assert [record["name"] for record in lines(data, "organizations.jsonl")][-1:] == ["The Shop"]
    assert not kept.exists()


def test_answers_are_shown_where_no_draft_can_be_kept(
    on_terminal: OnTerminal, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    shown = on_terminal(
        200, "add", typed="organization\nshop\n", XDG_CACHE_HOME=str(tmp_path / "file")
    )[1]

    assert 'no draft can be kept (Not a directory): {"kind": "organization", "id": "shop"}' in shown


def test_an_edited_draft_is_added_as_a_file(on_terminal: OnTerminal, run: Run, data: Path) -> None:
    shown = on_terminal(200, "add", typed="person\ngus\nGus\nclerk\n")[1]
    kept = Path(shown.partition("a draft is kept in ")[2].partition(";")[0])
    roles = [{"role": "clerk"}, {"role": "cook"}]
    more = {"kind": "person", "id": "gus", "name": "Gus", "memberships": roles}
    kept.write_text(json.dumps(more, indent=2))

    assert on_terminal(200, "add", typed="y\n")[0] == 2
    assert json.loads(kept.read_text()) == more
    assert run("add", "--json", str(kept))[0] == 0
    assert lines(data, "people.jsonl")[-1]["memberships"] == roles


def test_questions_that_only_a_rule_asks_may_be_passed_over(
    on_terminal: OnTerminal, data: Path
) -> None:
    """A statement with a summary, after Enter where a quote is asked for; nothing is added on a dry run."""
    typed = (
        "statement\nfay\nbridge\n2026-02-01\nneither\ninterview\nprimary\n\n"
        "summary\nSaid a word.\nhttps://example.org/x\n\n"
    )
    status, shown = on_terminal(100, "add", "-n", typed=typed)

    assert status == 0, shown
    assert "+++ statements.jsonl\n" in shown
    assert not (data / "statements.jsonl").exists()
