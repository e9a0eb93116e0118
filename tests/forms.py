"""Issue forms as GitHub writes them into the text of an issue."""

from collections.abc import Mapping

from stancetracker.contribute.forms import Field, Form

STATEMENT_VALUES = {
    "speaker": "Ada",
    "voice": "Their own",
    "issue": "The bridge",
    "date": "2026-01-12",
    "stance": "For the proposition",
    "words": "I want it.",
    "wording": "Word for word, all of them",
    "language": "en",
    "channel": "Speech",
    "url": "https://example.org/ada",
    "tier": "A report of them",
    "publisher": "The Example",
}
SILENCE_VALUES = {
    "actors": "Ada",
    "issue": "bridge",
    "date": "2026-01-20",
    "basis": "I searched",
    "response": "Nothing: nobody was asked",
    "searched": "her site\nher speeches",
    "checked-by": "Bo Reader",
}


def issue_text(form: Form, values: Mapping[str, str]) -> str:
    """Return the text of an issue made with a form; a field without a value has no response."""
    return "\n\n".join(f"### {field.label}\n\n{_text(field, values)}" for field in form.fields)


def _text(field: Field, values: Mapping[str, str]) -> str:
    boxes = "\n".join(f"- [X] {text}" for text in field.confirmations)
    return values.get(field.id, boxes or "_No response_")
