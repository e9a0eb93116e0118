"""Suggestions of a language model are kept only where the article supports them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stancetracker.addons.evidence.draft import Article, drafted
from stancetracker.addons.evidence.suggestions import suggested
from stancetracker.base.errors import StancetrackerError
from stancetracker.contribute.proposal import Proposal

llm: Any = pytest.importorskip("llm", reason="the extra llm has it")
pytestmark = pytest.mark.usefixtures("_model")

NAMES = (("person", "cook", "Tim Cook"), ("person", "dean", "Jeff Dean"))
TEXT = (
    "Tim Cook et Jeff Dean ont parlé dans la ville, et le premier a dit que « la paix est à nous »."
)
SOUND = {
    "quote": "la paix est à nous",
    "speaker": "cook",
    "because": "le premier a dit",
    "stance": "favor",
    "translation": "peace is ours",
}


class StandIn(llm.Model):  # type: ignore[misc]
    """A model that gives the answer of a test, and keeps the last prompt."""

    model_id = "stand-in"
    answer: Any = ""
    last_prompt = ""

    def execute(self, prompt: Any, **_: object) -> Iterator[str]:
        StandIn.last_prompt = prompt.prompt
        if isinstance(self.answer, Exception):
            raise self.answer
        yield self.answer


class PlugIn:
    """Register the stand-in with `llm`."""

    @llm.hookimpl  # type: ignore[untyped-decorator]
    def register_models(self, register: Any) -> None:
        register(StandIn(), aliases=("stood",))


@pytest.fixture
def _model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path / "llm"))
    llm.plugins.pm.register(plug_in := PlugIn())
    yield
    llm.plugins.pm.unregister(plug_in)


def suggest(answer: Any, model: str = "stood") -> Proposal:
    """Return the proposal from the text with this answer of the model."""
    StandIn.answer = answer if isinstance(answer, (str, Exception)) else json.dumps(answer)
    source = {"tier": "secondary", "published": "2026-01-28", "language": "fr"}
    article = Article(TEXT, source, "issue-a", NAMES)
    [proposal] = suggested(article, drafted(article)[0], model, lambda *_: None)
    return proposal


def test_sound_answers_stand_beside_the_questions_under_the_models_name() -> None:
    proposal = suggest(f"Of course! ```json\n{json.dumps(SOUND)}\n```")
    questions = {
        question["field"]: question for question in json.loads(proposal.line(""))["question"]
    }
    prompt = json.loads(StandIn.last_prompt)

    assert "speaker" not in proposal.record
    assert "unverified" == proposal.record["verification"]
    assert [("cook", "stand-in"), ("favor", "stand-in")] == [
        (questions[name]["answer"], questions[name]["by"]) for name in ("speaker", "stance")
    ]
    assert [{"language": "en", "text": "peace is ours", "by": "stand-in"}] == proposal.record[
        "translations"
    ]
    assert "stand-in suggests speaker: cook" in proposal.lines()
    assert ({"cook": "Tim Cook", "dean": "Jeff Dean"}, TEXT) == (
        prompt["candidates"],
        prompt["article"],
    )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (SOUND | {"quote": "la paix est à eux"}, 0),
        (SOUND | {"speaker": "musk"}, 2),
        (SOUND | {"because": "Tim Cook a dit"}, 2),
        (SOUND | {"because": None}, 2),
        (SOUND | {"stance": "furious"}, 2),
        (SOUND | {"translation": "peace\u202e is ours"}, 2),
        (SOUND | {"speaker": ["cook"], "stance": {}, "translation": 1}, 0),
        ("I can't.", 0),
        ("[1]{", 0),
    ],
)
def test_an_answer_that_the_text_does_not_support_is_dropped(answer: Any, expected: int) -> None:
    proposal = suggest(answer)

    assert expected == sum(bool(question.answer) for question in proposal.questions) + (
        "translations" in proposal.record
    )


def test_a_model_that_is_missing_or_fails_is_an_error_of_one_line() -> None:
    with pytest.raises(StancetrackerError, match="unknown model: none"):
        suggest(SOUND, "none")
    with pytest.raises(StancetrackerError, match=r"stand-in did not answer: no key$"):
        suggest(ValueError("no key\nat all"))
