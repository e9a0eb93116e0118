"""The arguments of tools as assistants read them: briefly, and each filter explained.

An assistant reads the list of tools before every conversation, so it is kept short.
"""

from typing import Any, Final

from stancetracker.base.vocabulary import ASKED_AUDIENCES, STATUSES
from stancetracker.reports.filters import FILTERS

Schema = dict[str, Any]
_DESCRIPTIONS: Final = {
    "as_of": (
        "What was true on that day, as 2026-01-26; the day of known_by, else today, if left out."
    ),
    "known_by": "Only what was recorded by that day.",
    "audience": f"The words that count: {' or '.join(ASKED_AUDIENCES)}; public if left out.",
    "everyone": "Include actors outside the panel (not counted).",
    **{filter.name: filter.help for filter in FILTERS if filter.help},
    **{flag: meaning for filter in FILTERS for flag, meaning in filter.switches},
    "status": f"{', '.join(STATUSES)}.",
}


def brief(schema: Schema) -> Schema:
    """Return the schema of a tool's arguments without titles and nulls, the filters described.

    Of several forms of one type it has the first: a day as a text, which may also be `yesterday`.
    """
    properties = {
        name: _described(name, argument) for name, argument in schema["properties"].items()
    }
    required = {"required": schema["required"]} if "required" in schema else {}
    return {"type": "object", "properties": properties, **required}


def _described(name: str, argument: Schema) -> Schema:
    form_by_type: dict[str, Schema] = {}
    for form in argument.get("anyOf", [argument]):
        brief_form = {key: value for key, value in form.items() if key not in ("title", "default")}
        form_by_type.setdefault(form["type"], brief_form)
    form_by_type.pop("null", None)
    forms = [*form_by_type.values()]
    described: Schema = forms[0] if len(forms) == 1 else {"anyOf": forms}
    if name in _DESCRIPTIONS:
        described["description"] = _DESCRIPTIONS[name]
    if argument.get("default"):
        described["default"] = argument["default"]
    return described
