"""Questions on a terminal: answers, the way back, and drafts."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import OnTerminal, Refused, Run
from tests.datasets import Line

WORDS_OF_FAY = "statement\nfay\nbridge\n2026-02-01\n"
SILENCE: Line = {"kind": "silence", "issue": "bridge", "date": "2026-01-20"}
SIDES = (
    "Proposition: The bridge should be built\n"
    "favor = for the proposition · against = against the proposition\n"
)


def lines(data: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (data / name).read_text().splitlines()]


def test_a_value_that_no_record_may_have_is_asked_for_again(
    on_terminal: OnTerminal, data: Path
) -> None:
    typed = (
        f"{WORDS_OF_FAY}We build.\nverbatim\nEnglish\nen\nfavor\nexplicit\nUs\nspeech\n"
        "example.org\nhttps://example.org/x\nprimary\nrecorded\ntoday\n2026-02-02\n\ny\n"
    )
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    assert "language is not a language tag: English\nas en, fr or pt-BR\nlanguage: " in shown
    assert "source-url: not an http(s) address: example.org\n" in shown
    [statement] = lines(data, "statements.jsonl")
    assert "en" == statement["language"]
    assert "https://example.org/x" == statement["sources"][0]["url"]
    assert "2026-02-02" == statement["recorded"]


def test_an_unknown_kind_name_word_or_date_is_asked_for_again(
    on_terminal: OnTerminal, data: Path
) -> None:
    typed = (
        "silense\nsilence\nnobody\nfay; Cy | Young\nthe bridge\n01/02/2026\n2026-01-20\nsearch\nown-search\n"
        "none-found\nX; the web\nUs\nnotes\nnote\nA note.\nincludes-internal\ny\n\ny\n"
    )
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    [silence] = lines(data, "statements.jsonl")
    assert silence["actors"] == ["fay", "cy"]
    assert silence["searched"] == ["X", "the web"]
    assert silence["note"] == "A note."
    assert "did you mean silence?" in shown
    assert "unknown person or organization: nobody" in shown
    assert "if it is new, add it first: stancetracker add person" in shown
    assert "not a date: 01/02/2026" in shown


@pytest.mark.parametrize(
    ("basis", "wrong", "offered"),
    [
        ("own-search", "no-reply", "none-found"),
        ("asked", "none-found", "no-reply, declined, avoided"),
    ],
)
def test_only_responses_that_go_with_the_basis_are_offered(
    on_terminal: OnTerminal, data: Path, basis: str, wrong: str, offered: str
) -> None:
    typed = f"silence\nfay\nbridge\n2026-01-20\n{basis}\n{wrong}\nq\n"
    _, shown = on_terminal(100, "add", typed=typed)

    assert f"response ({offered})" in shown
    assert f"unknown response: {wrong}\n" in shown


def test_less_than_goes_back_to_the_last_answer(on_terminal: OnTerminal, data: Path) -> None:
    """From the date to the issue and the speaker, and from the last question to a field."""
    typed = (
        "reply\n<\nstatement\nfay\ntoll\n<\n<\neve\nbridge\n2026-02-01\n\nX.\nneither\nUs\nspeech\n"
        "https://example.org/x\nprimary\nnote\nA.\n<\nnote\nB.\n\n<\nnote\nC.\n\ny\n"
    )
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    [statement] = lines(data, "statements.jsonl")
    assert statement["speaker"] == "eve"
    assert statement["issue"] == "bridge"
    assert statement["note"] == "C."


def test_both_sides_are_printed_before_a_stance_is_asked_for_and_before_it_is_added(
    on_terminal: OnTerminal, data: Path
) -> None:
    file = data / "bridge.jsonl"
    words = '"stance_words":{"favor":"for the bridge","against":"against the bridge"}'
    file.write_text(file.read_text().replace('"panel":', f'{words},"panel":'))
    typed = (
        f"{WORDS_OF_FAY}An outrage.\nverbatim\nen\nagainst\nexplicit\nEd\nspeech\n"
        "https://example.org/x\nprimary\n\nn\n"
    )
    status, shown = on_terminal(100, "add", typed=typed)

    both_sides = (
        "Proposition: The bridge should be built\n"
        "favor = for the bridge · against = against the bridge\n"
    )
    assert status == 1
    assert f"{both_sides}stance (favor, against, mixed, undecided, neither): " in shown
    assert "explicit: the words say “against the bridge” themselves; inferred: " in shown
    before_adding = shown.rpartition("add it?")[0].rpartition("anything more?")[2]
    assert f"{both_sides}this statement: against the bridge\n" in before_adding


def test_an_inferred_stance_says_from_what_and_who_codes_it(
    on_terminal: OnTerminal, data: Path
) -> None:
    typed = (
        f"{WORDS_OF_FAY}An outrage.\nverbatim\nen\nagainst\ninferred\n\nFrom her tone.\nEd\nspeech\n"
        "https://example.org/x\nprimary\n\ny\n"
    )
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    [statement] = lines(data, "statements.jsonl")
    assert statement["stance_basis"] == "inferred"
    assert statement["note"] == "From her tone."
    assert statement["coded_by"] == "Ed"
    assert "this statement: against the proposition (inferred)\n" in shown


def test_words_that_take_no_side_have_no_basis(on_terminal: OnTerminal, data: Path) -> None:
    typed = f"{WORDS_OF_FAY}\nA word.\nneither\n\nspeech\nhttps://example.org/x\nprimary\n\ny\n"
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    assert "stance-basis" not in shown
    assert "coded_by" not in lines(data, "statements.jsonl")[0]


def test_the_name_in_git_is_offered_for_the_first_coder(
    on_terminal: OnTerminal, data: Path
) -> None:
    subprocess.run(["git", "init", "-q"], cwd=data, check=True)
    subprocess.run(["git", "config", "user.name", "Gita"], cwd=data, check=True)
    typed = (
        f"{WORDS_OF_FAY}\nA word.\nfavor\nexplicit\n\nspeech\nhttps://example.org/x\nprimary\n\ny\n"
    )
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    assert "coded-by [Gita]: " in shown
    assert lines(data, "statements.jsonl")[0]["coded_by"] == "Gita"


def test_a_source_is_named_before_its_tier_which_is_explained(
    on_terminal: OnTerminal, data: Path
) -> None:
    typed = f"{WORDS_OF_FAY}\nA word.\nneither\n\nspeech\n\nThe Gazette, p. 3\nprimary\n\ny\n"
    status, shown = on_terminal(120, "add", typed=typed)

    assert status == 0, shown
    source = {"citation": "The Gazette, p. 3", "tier": "primary"}
    assert lines(data, "statements.jsonl")[0]["sources"] == [source]
    explanation = "primary holds the words themselves, secondary reports them, reprint is a copy"
    assert 0 < shown.index("source-url:") < shown.index(explanation) < shown.index("source-tier (")


def test_an_empty_answer_to_what_is_needed_is_asked_for_again(
    on_terminal: OnTerminal, data: Path
) -> None:
    typed = f"{WORDS_OF_FAY}\n\n\nA word.\nneither\n\nspeech\nhttps://example.org/x\nprimary\n\ny\n"
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    assert shown.count("a statement needs a quote or a summary\nsummary: ") == 1
    assert shown.count("an answer is needed here\n") == 2
    assert lines(data, "statements.jsonl")[0]["summary"] == "A word."


def test_a_reported_silence_is_asked_for_its_source(on_terminal: OnTerminal, data: Path) -> None:
    typed = "silence\nfay\nbridge\n2026-02-01\nreported\nnone-found\nhttps://example.org/x\nsecondary\n\ny\n"
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    assert lines(data, "statements.jsonl")[0]["sources"][0]["url"] == "https://example.org/x"


@pytest.mark.parametrize("answers", ["organization\n", "organization\nThe Shop\nshop\n\n"])
def test_q_stops_in_any_question_and_keeps_a_draft(
    on_terminal: OnTerminal, data: Path, answers: str
) -> None:
    status, shown = on_terminal(200, "add", typed=f"{answers}q\n")

    assert status == 1
    assert json.loads(draft_named_in(shown).read_text())["kind"] == "organization"
    assert not (data / "organizations.jsonl").exists()


def test_somebody_on_record_is_named_when_a_person_is_added(
    on_terminal: OnTerminal, data: Path
) -> None:
    """And the id of somebody else is made of the name."""
    shown = on_terminal(200, "add", typed="person\nada angstrom\n<\nGus Example\n\nq\n")[1]

    on_record = "Ada Ångström (ada: CEO, Acme) is on record already: < goes back\n"
    assert f"{on_record}id [ada-angstrom]: " in shown
    assert "id [gus-example]: " in shown


GIT = ("git", "-c", "user.name=Gita", "-c", "user.email=gita@example.org")
SHOP = "organization\nThe Shop\nshop\n\ny\n"


def test_how_to_undo_is_said_by_the_state_of_the_line(on_terminal: OnTerminal, data: Path) -> None:
    """Outside git; in git with other new lines in the file; where the line is its only change."""
    outside = on_terminal(300, "add", typed=SHOP)[1]
    subprocess.run([*GIT, "init", "-q"], cwd=data, check=True)
    with_others = on_terminal(300, "add", typed=SHOP.replace("hop", "op"))[1]
    subprocess.run([*GIT, "add", "."], cwd=data, check=True)
    subprocess.run([*GIT, "commit", "-qm", "All"], cwd=data, check=True)
    alone = on_terminal(300, "add", typed=SHOP.replace("hop", "it"))[1]

    assert undoing_in(outside) == "delete line 1 of organizations.jsonl"
    assert undoing_in(with_others) == (
        "delete line 2 of organizations.jsonl; once committed, edit it on your branch"
    )
    assert undoing_in(alone) == (
        "git restore organizations.jsonl; once committed, edit it on your branch"
    )
    subprocess.run(["git", "restore", "organizations.jsonl"], cwd=data, check=True)
    assert [line["id"] for line in lines(data, "organizations.jsonl")] == ["shop", "sop"]


def test_a_merged_statement_is_undone_by_a_correction(on_terminal: OnTerminal, data: Path) -> None:
    subprocess.run([*GIT, "init", "-q"], cwd=data, check=True)
    typed = f"{WORDS_OF_FAY}\nA word.\nneither\n\nspeech\nhttps://example.org/x\nprimary\n\ny\n"
    shown = on_terminal(300, "add", typed=typed)[1]

    assert undoing_in(shown).endswith(
        "; once merged, withdraw it: stancetracker amend ID --retract"
    )


def test_nothing_is_said_of_undoing_in_a_pipe(run: Run, data: Path) -> None:
    assert "undo" not in run("add", "organization", "--id", "shop", "--name", "Shop")[2]


def undoing_in(shown: str) -> str:
    folder = shown.partition("to undo: ")[2].partition("\n")[0]
    words = [word.rpartition("/")[2] if "jsonl" in word else word for word in folder.split()]
    return " ".join(words)


def draft_named_in(shown: str) -> Path:
    return Path(shown.partition("a draft is kept in ")[2].partition(";")[0])


def test_answers_outlast_ctrl_c_in_a_draft(on_terminal: OnTerminal, data: Path) -> None:
    status, shown = on_terminal(200, "add", typed="organization\nThe Shop\n")

    assert status == 130
    answers = json.loads(draft_named_in(shown).read_text())
    assert answers == {"kind": "organization", "name": "The Shop"}


def test_the_next_add_goes_on_with_a_draft_and_keeps_it_until_a_yes(
    on_terminal: OnTerminal, data: Path
) -> None:
    draft = draft_named_in(on_terminal(200, "add", typed="organization\nThe Shop\n")[1])
    status, shown = on_terminal(200, "add", typed="y\n\n\nn\n")

    assert status == 1
    assert f"go on with the organization in {draft}?" in shown
    answers = json.loads(draft.read_text())
    assert answers == {"kind": "organization", "id": "the-shop", "name": "The Shop"}
    assert on_terminal(200, "add", typed="y\n\ny\n")[0] == 0
    assert lines(data, "organizations.jsonl")[-1]["name"] == "The Shop"
    assert not draft.exists()


def test_answers_are_shown_where_no_draft_can_be_kept(
    on_terminal: OnTerminal, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    shown = on_terminal(
        200, "add", typed="organization\nThe Shop\n", XDG_CACHE_HOME=str(tmp_path / "file")
    )[1]

    assert (
        'no draft can be kept (Not a directory): {"kind": "organization", "name": "The Shop"}'
        in shown
    )


def test_an_edited_draft_is_added_as_a_file(on_terminal: OnTerminal, run: Run, data: Path) -> None:
    shown = on_terminal(200, "add", typed="person\nGus\n\nclerk\n")[1]
    draft = draft_named_in(shown)
    memberships = [{"role": "clerk"}, {"role": "cook"}]
    person = {"kind": "person", "id": "gus", "name": "Gus", "memberships": memberships}
    draft.write_text(json.dumps(person, indent=2))

    assert on_terminal(200, "add", typed="y\n")[0] == 2
    assert json.loads(draft.read_text()) == person
    assert run("add", "--json", str(draft))[0] == 0
    assert lines(data, "people.jsonl")[-1]["memberships"] == memberships


def test_enter_leaves_a_quote_for_a_summary(on_terminal: OnTerminal, data: Path) -> None:
    """And nothing is added on a dry run."""
    typed = (
        f"{WORDS_OF_FAY}\nSaid a word.\nneither\n\ninterview\nhttps://example.org/x\nprimary\n\n"
    )
    status, shown = on_terminal(100, "add", "-n", typed=typed)

    assert status == 0, shown
    assert "+++ statements.jsonl\n" in shown
    assert not (data / "statements.jsonl").exists()


SEARCH = {"what": "feed of Fay", "from": "2026-01-01", "to": "2026-01-20", "items": 9, "matched": 0}


@pytest.fixture
def proposals(tmp_path: Path) -> str:
    """Write a statement and a silence as `watch` proposes them."""
    statement = {
        "kind": "statement",
        "issue": "bridge",
        "date": "2026-01-12",
        "summary": "On the bridge.",
        "sources": [{"url": "https://example.org/1", "tier": "primary"}],
        "verification": "unverified",
    }
    silence = {
        "kind": "silence",
        "actors": ["fay"],
        "issue": "bridge",
        "date": "2026-01-20",
        "basis": "own-search",
        "response": "none-found",
        "searched": [SEARCH],
    }
    speaker = {"field": "speaker", "candidates": ["eve"], "why": "do they speak in this item?"}
    proposed = [(statement, [speaker]), (silence, [{"field": "checked_by"}])]
    file = tmp_path / "proposals.jsonl"
    file.write_text(
        "".join(
            f"{json.dumps({'record': record, 'span': [0, 3], 'question': questions, 'place': None})}\n"
            for record, questions in proposed
        )
    )
    return str(file)


def test_proposals_of_a_file_are_decided_one_by_one_and_silences_signed(
    on_terminal: OnTerminal, data: Path, proposals: str
) -> None:
    typed = "a\neve\nfavor\nexplicit\nEd\nspeech\ny\ny\n"
    signing = ("--proposals", proposals, "--checked-by", "The Desk")
    status, shown = on_terminal(120, "add", *signing, typed=typed)

    assert status == 0, shown
    assert "1 of 1: statement" in shown
    assert "in the text: On the bridge.\n" in shown
    assert "source: https://example.org/1\n" in shown
    assert "feed of Fay, 2026-01-01 to 2026-01-20: 9 read, none matched (bridge)\n" in shown
    statement, silence = lines(data, "statements.jsonl")
    assert ("eve", "The Desk") == (statement["speaker"], silence["checked_by"])


def test_nobody_signs_a_silence_without_a_name(
    on_terminal: OnTerminal, data: Path, proposals: str
) -> None:
    shown = on_terminal(120, "add", "--proposals", proposals, typed="s\n")[1]

    assert "not signed yet: --checked-by NAME" in shown
    assert not (data / "statements.jsonl").exists()


@pytest.mark.usefixtures("data")
def test_a_line_that_is_no_proposal_is_named(refused: Refused, tmp_path: Path) -> None:
    file = tmp_path / "proposals.jsonl"
    search = '{"record": {"kind": "silence", "searched": ["X"]}, "question": []}'
    wrong_kind = '{"record": {"kind": 1}, "question": []}'
    for line in ('{"kind": "person"}', "[]", "{", wrong_kind, search):
        file.write_text(f"{line}\n")
        assert f"{file}:1: not a proposal\n" in refused("add", "--proposals", str(file))


@pytest.mark.usefixtures("data")
def test_proposals_are_decided_on_a_terminal_alone(refused: Refused, proposals: str) -> None:
    assert "on a terminal" in refused("add", "--proposals", proposals)


def test_a_kind_with_some_flags_asks_for_the_others_on_a_terminal(
    on_terminal: OnTerminal, data: Path
) -> None:
    """As `due` gives the command for a search that found nothing."""
    typed = "2026-01-20\nown-search\nnone-found\nher site; X\nUs\ny\n"
    flags = ("--actor", "Fay", "--issue", "bridge")
    status, shown = on_terminal(100, "add", "silence", *flags, typed=typed)

    assert status == 0, shown
    [silence] = lines(data, "statements.jsonl")
    assert (["fay"], ["her site", "X"], "Us") == tuple(
        silence[field] for field in ("actors", "searched", "checked_by")
    )


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (
            "silence",
            "fay\nbridge\n2026-01-20\nown-search\nnone-found\nher site; X\nUs\ny\n",
        ),
        ("person", "Dee Doe\n\nMayor\ny\n"),
    ],
)
def test_a_kind_alone_asks_for_all_that_it_needs_on_a_terminal(
    on_terminal: OnTerminal, data: Path, kind: str, typed: str
) -> None:
    status, shown = on_terminal(100, "add", kind, typed=typed)

    assert status == 0, shown
    assert "added at " in shown


def test_a_wrong_flag_is_an_error_before_any_question(on_terminal: OnTerminal) -> None:
    status, shown = on_terminal(100, "add", "silence", "--actor", "nobody", "--issue", "bridge")

    assert status == 2
    assert "--actor: unknown person or organization: nobody" in shown
