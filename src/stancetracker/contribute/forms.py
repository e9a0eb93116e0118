"""Records that somebody proposes in an issue form on GitHub, read from the issue's text.

GitHub writes a heading for each field and the value below it: `### When`, an empty line, the day.
Whoever may edit the issue may write anything there, so the text is data and nothing else.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from stancetracker.base import vocabulary, wording
from stancetracker.base.errors import Place, Problem, UnknownNameError, UsageError
from stancetracker.contribute.add import Plan, plan
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.flags import Mistake, WrongValuesError, mistake_of, read_values
from stancetracker.contribute.names import ACTOR_KINDS

_DIGITS: Final = 12
_HEADING: Final = "### "
NO_CHOICE: Final = "Please choose"
"""The first choice of each list, since GitHub fills in the first for whoever makes none."""
_EMPTY: Final = ("", "_No response_", NO_CHOICE)
_TICKED: Final = re.compile(r"- \[[xX]\] (.*)")
MOST_CHARACTERS: Final = 65_536
"""The most that GitHub takes as the text of an issue."""
_MOST_BYTES: Final = 4 * MOST_CHARACTERS
_HIDDEN_TEXT: Final = "<!--"
_OWN_WORDS: Final = "summary"
_ACTOR_FLAGS: Final = ("speaker", "actor")
_FOR_A_NEW_NAME: Final = "if it is new"
_HINT_FOR_A_NEW_NAME: Final = "a maintainer can add somebody who is not in the ledger"
_HINT_FOR_A_NEW_ISSUE: Final = "a form must name an issue of the ledger"
_HINTS: Final = {
    "invalid-language": "by its English name or its tag, such as French or fr",
    "silence-contradicted": (
        "if that statement is wrong, report it in the form “Something is wrong here”"
    ),
}
"""The hints for somebody who runs no command, by the codes of problems."""
_CONSEQUENCES: Final = ("statement-after-recorded", "silence-after-recorded")
"""The problems of a day to come that are named already: a form is recorded today."""
_OF_A_SOURCE: Final = ("publisher", "label")
"""The fields about what stands at an address."""
_MARKS: Final = ("“”", "„“", "«»", '""')
_MARKDOWN_QUOTATION: Final = "> "
_CODE_VALUE: Final = re.compile(r"`([^`]+)`")
_CLAUSE: Final = re.compile(r"; |\n")


class Field(NamedTuple):
    """A field of a form, by the id and the label that it has there."""

    id: str
    label: str
    flag: str = ""
    """The flag of `add` that it fills, as `source-url`."""
    choices: Mapping[str, str] = MappingProxyType({})
    """What the record says for each choice."""
    confirmations: tuple[str, ...] = ()
    """The boxes that have to be ticked."""
    required: bool = True
    many: bool = False
    """True for a value a line."""
    lines: bool = False
    """True for a text of several lines."""


class Form(NamedTuple):
    """A form: its name, the kind of record that it proposes, and its fields in order."""

    name: str
    kind: str
    """Empty where a person reads it, as it proposes no record."""
    fields: tuple[Field, ...]
    flags: Mapping[str, str] = MappingProxyType({})
    """The flags of `add` that it always fills in the same way."""


def _choices(words: Mapping[str, str]) -> Mapping[str, str]:
    """Return the choices of a closed list, given the words for each value."""
    return {f"{text[:1].upper()}{text[1:]}": value for value, text in words.items()}


_ISSUE: Final = Field("issue", "On which issue", "issue")
_WORDS: Final = Field("words", "The words", "quote", lines=True)
STATEMENT: Final = Form(
    "statement",
    "statement",
    (
        Field("speaker", "Who said it", "speaker"),
        Field(
            "voice",
            "In whose voice",
            "voice",
            {
                "Their own": "self",
                "Through a spokesperson": "spokesperson",
                "As one of several signatories": "cosigned",
            },
        ),
        _ISSUE,
        Field("date", "When", "date"),
        Field("stance", "Which side the words take", "stance", _choices(wording.SIDES)),
        _WORDS,
        Field(
            "wording",
            "How the words are given",
            "wording",
            {
                "Word for word, all of them": "verbatim",
                "Word for word, a part of them": "excerpt",
                "Word for word, in translation": "translation",
                "In my own words": _OWN_WORDS,
            },
        ),
        Field("language", "Language of the words", "language", required=False),
        Field("channel", "Where it was said", "channel", _choices(wording.CHANNELS)),
        Field("url", "Address of the source", "source-url"),
        Field(
            "tier",
            "What stands at that address",
            "source-tier",
            {
                "The words themselves: a post, a letter, a recording": "primary",
                "A report of them": "secondary",
                "A copy of a report": "reprint",
            },
        ),
        Field("publisher", "Who published it", "source-publisher", required=False),
        Field(
            "confirmations",
            "Please confirm",
            confirmations=(
                "I read or heard the words at this address.",
                "The words take this side themselves; I did not infer it.",
            ),
        ),
    ),
)
SILENCE: Final = Form(
    "silence",
    "silence",
    (
        Field("actors", "For whom no statement was found", "actor", many=True),
        _ISSUE,
        Field("date", "Up to which day", "date"),
        Field(
            "basis",
            "How you know",
            "basis",
            {
                "I searched": "own-search",
                "I asked them": "asked",
                "A published source says so": "reported",
            },
        ),
        Field(
            "response",
            "What came back",
            "response",
            {
                "Nothing: nobody was asked": "none-found",
                "No reply": "no-reply",
                "They declined to comment": "declined",
                "They answered about something else": "avoided",
            },
        ),
        Field("searched", "Where you searched", "searched", required=False, many=True),
        Field("checked-by", "Your name, as the ledger gives it", "checked-by", required=False),
        Field("asked-on", "The day on which you asked", "asked-on", required=False),
        Field("url", "Address of the source that says so", "source-url", required=False),
        Field("publisher", "Who published it", "source-publisher", required=False),
        Field("label", "The sentence that says so", "label", required=False),
        Field(
            "confirmations",
            "Please confirm",
            confirmations=(
                "This says that no public statement was found up to that day, and no more.",
            ),
        ),
    ),
    {"source-tier": "secondary"},
)
WRONG: Final = Form(
    "wrong",
    "",
    (
        Field("record", "Which record is wrong"),
        Field("wrong", "What is wrong", lines=True),
        Field("right", "What is right, and where it stands", required=False, lines=True),
    ),
)
FORMS: Final = (STATEMENT, SILENCE, WRONG)


class FieldMistake(NamedTuple):
    """A mistake in a field of a form, and what to do about it."""

    label: str
    """The label of the field in quotation marks, as the message may have it; '' for none."""
    message: str
    hint: str | None = None


class FilledForm(NamedTuple):
    """A form as somebody filled it in: a text a field, and the fields that can't be read."""

    form: Form
    values: Mapping[str, str]
    """The texts by the ids of their fields; a field without a text has none."""
    mistakes: tuple[FieldMistake, ...]


class ReportedRecord(NamedTuple):
    """The record of the ledger that somebody reports as wrong."""

    id: str
    kind: str
    place: Place


class Review(NamedTuple):
    """The result of reading a form: its mistakes, and the plan or the record that it is about."""

    form: Form
    mistakes: tuple[FieldMistake, ...] = ()
    """The mistakes in its fields; those that the rules of the ledger find stop the plan as well."""
    plan: Plan | None = None
    reported: ReportedRecord | None = None
    notices: tuple[FieldMistake, ...] = ()
    contradicted: tuple[Problem, ...] = ()
    """The records of the ledger that would become wrong, where no field is."""

    def wrong_values(self) -> WrongValuesError:
        """Return its mistakes as an error, a line a field."""
        hints = dict.fromkeys(mistake.hint for mistake in self.mistakes if mistake.hint)
        return WrongValuesError(tuple(map(in_a_line, self.mistakes)), tuple(hints))


def in_a_line(mistake: FieldMistake) -> str:
    """Return a mistake with the label of its field before it, unless the message names it."""
    if mistake.label in mistake.message:
        return mistake.message
    return f"{mistake.label}: {mistake.message}"


def read(content: bytes) -> FilledForm:
    """Read the text of an issue that was made with a form.

    Raises UsageError for a text that is too long, or that no form begins like.
    """
    text = _text(content)
    form = _form_of(text)
    texts_by_label = _texts_by_label(text, {field.label for field in form.fields})
    values: dict[str, str] = {}
    mistakes: list[FieldMistake] = []
    for field in form.fields:
        try:
            value = _value(field, texts_by_label.get(field.label, []))
        except _FieldError as error:
            # Whoever edits the text of an issue does not see the lists of the form.
            hint = f"write one of: {', '.join(field.choices)}" if field.choices else None
            mistakes.append(FieldMistake(_quoted(field.label), str(error), hint))
        else:
            if value:
                values[field.id] = value
    return FilledForm(form, values, tuple(mistakes))


class _FieldError(Exception):
    """A field that can't be read; the message says why."""


def _text(content: bytes) -> str:
    """Return the text of an issue with the line ends that GitHub writes."""
    too_long = f"not a form: more than {MOST_CHARACTERS:,} characters"
    if len(content) > _MOST_BYTES:
        raise UsageError(too_long)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise UsageError("not a form: the text is not UTF-8") from None
    if len(text) > MOST_CHARACTERS:
        raise UsageError(too_long)
    return text.replace("\r\n", "\n")


def _form_of(text: str) -> Form:
    """Return the form whose first field a text begins with."""
    first_line = text.lstrip("\n").partition("\n")[0].rstrip()
    for form in FORMS:
        if first_line == f"{_HEADING}{form.fields[0].label}":
            return form
    beginnings = ", ".join(f"“{_HEADING}{form.fields[0].label}”" for form in FORMS)
    raise UsageError(
        "not a form", f"the text of an issue that was made with one begins {beginnings}"
    )


def _texts_by_label(text: str, labels: set[str]) -> dict[str, list[str]]:
    """Return the texts below the headings that are labels; any other heading is part of a text."""
    lines_by_label: dict[str, list[list[str]]] = {}
    lines: list[str] = []
    for line in text.split("\n"):
        label = line.removeprefix(_HEADING).rstrip()
        if line.startswith(_HEADING) and label in labels:
            lines = []
            lines_by_label.setdefault(label, []).append(lines)
        else:
            lines.append(line)
    return {
        label: ["\n".join(lines).strip("\n ") for lines in texts]
        for label, texts in lines_by_label.items()
    }


def _value(field: Field, texts: Sequence[str]) -> str:
    """Return the text of a field, or the value that its choice stands for; '' for none.

    Raises _FieldError.
    """
    if len(texts) > 1:
        raise _FieldError("appears more than once in the text, so it is unclear which is meant")
    text = texts[0] if texts else ""
    if field.confirmations:
        return _confirmed(field, text)
    if text in _EMPTY:
        if field.required:
            raise _FieldError("needed")
        return ""
    if _HIDDEN_TEXT in text:
        raise _FieldError(f"contains a hidden comment: {_HIDDEN_TEXT}")
    if "\n" in text and not (field.many or field.lines or field.choices):
        raise _FieldError("has more than one line")
    if field.choices and text not in field.choices:
        raise _FieldError(f"not one of its choices: {text}")
    return field.choices.get(text, text)


def _confirmed(field: Field, text: str) -> str:
    """Return '', as confirmations are no part of a record; raises _FieldError for one missing."""
    ticked = {box[1].strip() for line in text.split("\n") if (box := _TICKED.fullmatch(line))}
    for confirmation in field.confirmations:
        if confirmation not in ticked:
            raise _FieldError(f"not ticked: {confirmation}")
    return ""


def review(dataset: Dataset, filled: FilledForm, today: str, source: str) -> Review:
    """Plan to add what a form proposes, or find the record that it is about.

    `source` is what problems call the form.
    """
    form = filled.form
    if not form.kind:
        return _review_of_report(dataset, filled)
    reading = read_values(form.kind, _flag_values(filled), dataset.names, _label_of(form))
    field_mistakes = [
        *filled.mistakes,
        *_mistakes_in_names(dataset, filled),
        *_source_without_address(filled),
        *_marks_around_words(filled),
    ]
    mistakes = [*field_mistakes, *_new_mistakes(form, reading.mistakes, field_mistakes)]
    if mistakes:
        return Review(form, tuple(mistakes))
    planned = plan(dataset, [reading.record], today, source, file=_own_file(filled))
    return _review_of_plan(form, planned, source)


def _own_file(filled: FilledForm) -> str:
    """Return the data file of a form, which it shares with no other: no two branches collide."""
    answers = json.dumps([filled.form.name, sorted(filled.values.items())])
    return f"in/form-{sha256(answers.encode()).hexdigest()[:_DIGITS]}.jsonl"


def _review_of_plan(form: Form, planned: Plan, source: str) -> Review:
    """Return a plan with what the rules of the ledger find in it, by the fields of the form."""
    in_form = [problem for problem in planned.problems if problem.place.file == source]
    is_future = any(problem.code == "future-date" for problem in in_form)
    mistakes = tuple(
        _in_words_of(form, mistake_of(problem, form.kind, _label_of(form)))
        for problem in in_form
        if problem.severity != "notice" and not (is_future and problem.code in _CONSEQUENCES)
    )
    notices = tuple(
        _in_words_of(form, mistake_of(problem, form.kind, _label_of(form)))
        for problem in in_form
        if problem.severity == "notice"
    )
    others = tuple(problem for problem in planned.blockers if problem not in in_form)
    return Review(form, mistakes, planned, notices=notices, contradicted=() if mistakes else others)


def _marks_around_words(filled: FilledForm) -> Iterator[FieldMistake]:
    """Yield that words given as they are stand in quotation marks, which are not theirs."""
    words = filled.values.get(_WORDS.id, "")
    is_own = filled.values.get("wording") == _OWN_WORDS
    for opening, closing in _MARKS:
        inner = words.removeprefix(opening).removesuffix(closing)
        is_marked = len(words) - len(inner) == len(opening + closing)
        if is_marked and not is_own and opening not in inner and closing not in inner:
            yield FieldMistake(
                _quoted(_WORDS.label), "in quotation marks", "leave out the marks around them"
            )
    if not is_own and any(line.startswith(_MARKDOWN_QUOTATION) for line in words.split("\n")):
        yield FieldMistake(
            _quoted(_WORDS.label), "with marks of Markdown before a line", "leave out each “>”"
        )


def _source_without_address(filled: FilledForm) -> Iterator[FieldMistake]:
    """Yield that a publisher or a sentence is given, and not the address where it stands."""
    label_by_id = {field.id: _quoted(field.label) for field in filled.form.fields}
    is_addressed = "url" in filled.values or any(
        mistake.label == label_by_id["url"] for mistake in filled.mistakes
    )
    beside = [label_by_id[id] for id in _OF_A_SOURCE if id in filled.values]
    if beside and not is_addressed:
        yield FieldMistake(label_by_id["url"], f"needed beside {' and '.join(beside)}")


def _mistakes_in_names(dataset: Dataset, filled: FilledForm) -> Iterator[FieldMistake]:
    """Yield the names of actors that are nobody's whole name.

    The answer to a form has no names, so nobody would see for whom it took a surname.
    """
    for field in filled.form.fields:
        if field.flag not in _ACTOR_FLAGS:
            continue
        for name in _items(filled.values.get(field.id, "")):
            try:
                dataset.names.id_of(name, ACTOR_KINDS)
            except UnknownNameError as error:
                hint = "\n".join(filter(None, (error.hint, _HINT_FOR_A_NEW_NAME)))
                yield FieldMistake(_quoted(field.label), error.message, hint)
            except UsageError as error:
                yield FieldMistake(_quoted(field.label), error.message, error.hint)


def _flag_values(filled: FilledForm) -> dict[str, Any]:
    """Return the values of the flags that a form fills."""
    values: dict[str, Any] = {}
    for field in filled.form.fields:
        text = filled.values.get(field.id)
        if field.flag and text:
            values[field.flag] = _items(text) if field.many else text
    if "source-url" in values:
        values |= filled.form.flags
    if "language" in values:
        values["language"] = _language(values["language"])
    if values.get("wording") == _OWN_WORDS and "quote" in values:
        values["summary"] = " ".join(values.pop("quote").split())
    if "quote" not in values:  # wording and language are of a quote
        values.pop("wording", None)
        values.pop("language", None)
    return values


def _items(text: str) -> tuple[str, ...]:
    """Return the lines of a text that hold something, without the marks of a list."""
    lines = (line.strip().removeprefix("- ").strip() for line in text.split("\n"))
    return tuple(filter(None, lines))


def _language(text: str) -> str:
    """Return the tag of a language that is called by its name or tag; other texts as they are."""
    tags = {name.casefold(): tag for tag, name in wording.LANGUAGES.items()}
    tags |= {tag: tag for tag in wording.LANGUAGES}
    return tags.get(text.casefold(), text)


def _label_of(form: Form) -> Callable[[str], str]:
    """Return the function that gives the label of a flag, in quotation marks."""
    label_by_flag = {field.flag: field.label for field in form.fields if field.flag}
    label_by_flag["summary"] = _WORDS.label
    return lambda flag: _quoted(label_by_flag.get(flag, flag))


def _quoted(label: str) -> str:
    return f"“{label}”"


def _new_mistakes(
    form: Form, mistakes: Sequence[Mistake], known_mistakes: Sequence[FieldMistake]
) -> Iterator[FieldMistake]:
    """Yield the mistakes of a record that don't follow from a field that can't be read."""
    known_labels = {mistake.label for mistake in known_mistakes}
    form_labels = {_quoted(field.label) for field in form.fields}
    by_message = {mistake.message: mistake for mistake in mistakes}
    for mistake in by_message.values():
        is_known = not known_labels.isdisjoint(mistake.labels)
        # What has no field of the form is needed because of one that has.
        is_elsewhere = known_labels and form_labels.isdisjoint(mistake.labels)
        if not is_known and not is_elsewhere:
            yield _in_words_of(form, mistake)


def _in_words_of(form: Form, mistake: Mistake) -> FieldMistake:
    """Return a mistake in a record in the words of a form, without what only a line has."""
    words = {value: _quoted(text) for field in form.fields for text, value in field.choices.items()}
    message = _CODE_VALUE.sub(lambda name: words.get(name[1], name[0]), mistake.message)
    form_labels = {_quoted(field.label) for field in form.fields}
    label = mistake.label if mistake.label in form_labels else ""
    return FieldMistake(label, message, _hint(form, mistake))


def _hint(form: Form, mistake: Mistake) -> str | None:
    """Return a hint for somebody who runs no command and sees no line."""
    if mistake.code in _HINTS:
        return _HINTS[mistake.code]
    is_issue = mistake.label == _quoted(_ISSUE.label)
    new_name = _HINT_FOR_A_NEW_ISSUE if is_issue else _HINT_FOR_A_NEW_NAME
    label_of = _label_of(form)
    flag_names = {field.flag for field in form.fields}
    clauses = []
    for clause in _CLAUSE.split(mistake.hint or ""):
        if clause.startswith(_FOR_A_NEW_NAME):
            clause = new_name
        names = _CODE_VALUE.findall(clause)
        if clause and flag_names.issuperset(names):
            clauses.append(_CODE_VALUE.sub(lambda name: label_of(name[1]), clause))
    return "\n".join(clauses) or None


def _review_of_report(dataset: Dataset, filled: FilledForm) -> Review:
    """Return the record that a report is about."""
    if filled.mistakes:
        return Review(filled.form, filled.mistakes)
    text = filled.values["record"]
    for part in reversed(re.split(r"[/#?\s]+", text)):
        if vocabulary.is_id(part) and (kind := dataset.names.kind_of(part)):
            id = dataset.todays_id(part)
            return Review(filled.form, reported=ReportedRecord(id, kind, dataset.place(id)))
    label = _quoted(filled.form.fields[0].label)
    hint = "give its id, or the address of its page"
    return Review(filled.form, (FieldMistake(label, f"no such record: {text}", hint),))
