"""Completion: commands, flags, words, and the ids of a dataset."""

import pytest
from tests.cli.conftest import Run, Start
from tests.datasets import SHIPPED


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("li", ["list"]),
        ("report s", ["silence", "speech", "summary"]),
        ("add st", ["statement"]),
        ("add zz", []),
        ("add zz --", []),
        ("schema sil", ["silence"]),
        ("help e", ["exit-codes"]),
        ("list -f js", ["json", "jsonl"]),
        ("list --stance n", ["neither"]),
        ("list --audience a", ["any"]),
        ("check -f gi", ["github"]),
        ("changes -f te", ["text"]),
        ("list --iss", ["--issue"]),
        ("nothing x", []),
        ("list --person re", ["reid-hoffman"]),
        ("list --org go", ["google", "google-deepmind"]),
        ("list --org Met", ["Meta"]),
        ("report silence --issue ice", ["iceout-letter-demands"]),
        ("show tim", ["tim-cook"]),
        ("cite sun --issue min", ["minneapolis-immigration-operations"]),
        ("list -d /nowhere --person re", []),
        ("list -d data/people.jsonl --person re", []),
        ("add statement --speaker sun", ["sundar-pichai"]),
        ("add statement --stance n", ["neither"]),
        ("add statement --quote a", []),
        ("add reply --to tie-020", ["tie-020c946382c4"]),
        ("add statement --demands i", []),
    ],
)
def test_bash_gets_the_words_that_may_come_next(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: str, expected: list[str]
) -> None:
    """As bash asks for it; it may get more words."""
    line = f"stancetracker {words}"
    monkeypatch.setenv("STANCETRACKER_DATA", str(SHIPPED.path))
    monkeypatch.setenv("_STANCETRACKER_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split()) - 1))
    status, out, err = run()

    assert (0, expected, "") == (status, [word for word in out.split() if word in expected], err)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell", "variable"),
    [("bash", "COMP_WORDS"), ("zsh", "_TYPER_COMPLETE_ARGS"), ("fish", "_TYPER_COMPLETE_ARGS")],
)
def test_no_shell_has_to_wait_for_pydantic(start: Start, shell: str, variable: str) -> None:
    environ = {
        "_STANCETRACKER_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        variable: "stancetracker add st",
        "COMP_CWORD": "2",
    }
    script = (
        "import sys; from stancetracker.cli.app import main; status = main([]);"
        "print(sorted({'pydantic', 'sqlite_utils', 'jinja2'} & set(sys.modules)), file=sys.stderr)"
    )
    done = start(script=script, env=environ)

    assert (done.returncode, done.stderr) == (0, b"[]\n")
    assert b"statement" in done.stdout
