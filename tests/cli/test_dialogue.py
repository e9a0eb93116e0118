"""Questions on a terminal: answers, the way back, and drafts."""

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import OnTerminal, Run


def lines(data: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (data / name).read_text().splitlines()]


def test_a_wrong_answer_is_reported_by_its_field(on_terminal: OnTerminal, data: Path) -> None:
    status, shown = on_terminal(100, "add", typed="organization\nShop Inc\nShop\n\n")

    assert status == 2
    assert "stancetracker: id is not an id: Shop Inc\n" in shown
    assert "answers:" not in shown


def test_an_unknown_kind_name_word_or_date_is_asked_for_again(
    on_terminal: OnTerminal, data: Path
) -> None:
    typed = (
        "silense\nsilence\nnobody\nfay; Cy | Young\nthe bridge\n01/02/2026\n2026-01-20\nsearch\nown-search\n"
        "none-found\nUs\nX; the web\nnotes\nnote\nA note.\nincludes-internal\ny\n\ny\n"
    )
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    [silence] = lines(data, "statements.jsonl")
    assert silence["actors"] == ["fay", "cy"]
    assert silence["searched"] == ["X", "the web"]
    assert silence["note"] == "A note."
    assert "did you mean silence?" in shown
    assert "unknown person or organization: nobody" in shown
    assert "not a date: 01/02/2026" in shown


def test_less_than_goes_back_to_the_last_answer(on_terminal: OnTerminal, data: Path) -> None:
    """From the date to the issue and the speaker, and from the last question to a field."""
    typed = (
        "reply\n<\nstatement\nfay\ntoll\n<\n<\neve\nbridge\n2026-02-01\nneither\nspeech\nprimary\n\nsummary\nX.\n"
        "https://example.org/x\nnote\nA.\n<\nnote\nB.\n\n<\nnote\nC.\n\ny\n"
    )
    status, shown = on_terminal(100, "add", typed=typed)

    assert status == 0, shown
    [statement] = lines(data, "statements.jsonl")
    assert statement["speaker"] == "eve"
    assert statement["issue"] == "bridge"
    assert statement["note"] == "C."


def draft_named_in(shown: str) -> Path:
    return Path(shown.partition("a draft is kept in ")[2].partition(";")[0])


def test_answers_outlast_ctrl_c_in_a_draft(on_terminal: OnTerminal, data: Path) -> None:
    status, shown = on_terminal(200, "add", typed="organization\nshop\n")

    assert status == 130
    answers = json.loads(draft_named_in(shown).read_text())
    assert answers == {"kind": "organization", "id": "shop"}


def test_the_next_add_goes_on_with_a_draft_and_keeps_it_until_a_yes(
    on_terminal: OnTerminal, data: Path
) -> None:
    draft = draft_named_in(on_terminal(200, "add", typed="organization\nshop\n")[1])
    status, shown = on_terminal(200, "add", typed="y\nThe Shop\n\nn\n")

    assert status == 1
    assert f"go on with the organization in {draft}?" in shown
    answers = json.loads(draft.read_text())
    assert answers == {"kind": "organization", "id": "shop", "name": "The Shop"}
    assert on_terminal(200, "add", typed="y\n\ny\n")[0] == 0
    assert lines(data, "organizations.jsonl")[-1]["name"] == "The Shop"
    assert not draft.exists()


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
    draft = draft_named_in(shown)
    memberships = [{"role": "clerk"}, {"role": "cook"}]
    person = {"kind": "person", "id": "gus", "name": "Gus", "memberships": memberships}
    draft.write_text(json.dumps(person, indent=2))

    assert on_terminal(200, "add", typed="y\n")[0] == 2
    assert json.loads(draft.read_text()) == person
    assert run("add", "--json", str(draft))[0] == 0
    assert lines(data, "people.jsonl")[-1]["memberships"] == memberships


def test_enter_skips_a_question_that_only_a_rule_asks(on_terminal: OnTerminal, data: Path) -> None:
    """A quote, where a summary will do; and nothing is added on a dry run."""
    typed = (
        "statement\nfay\nbridge\n2026-02-01\nneither\ninterview\nprimary\n\n"
        "summary\nSaid a word.\nhttps://example.org/x\n\n"
    )
    status, shown = on_terminal(100, "add", "-n", typed=typed)

    assert status == 0, shown
    assert "+++ statements.jsonl\n" in shown
    assert not (data / "statements.jsonl").exists()
