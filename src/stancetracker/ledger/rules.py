"""The catalogue of problems found while reading: code, severity, title, explanation.

Other checks are explained where they are written (`index.checks`).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from stancetracker.base.vocabulary import Severity


class Rule(NamedTuple):
    """A code that a problem can carry: how bad it is, in one line, and what to do about it."""

    code: str
    severity: Severity
    title: str
    explanation: str


LINE_RULES: Final[tuple[Rule, ...]] = (
    # Files.
    Rule(
        "irregular-file",
        "fatal",
        "A data file is a link, a pipe, a device or a folder",
        "Data files must be regular files, reached without symbolic links inside the dataset folder, so that "
        "a change that is reviewed is the change that is read. Put the file itself there.",
    ),
    Rule(
        "invalid-file-name",
        "fatal",
        "A data file's name is not UTF-8",
        "Problems are reported by file and line, so file names must be text. Such a name usually comes from an "
        "old archive or another system; rename the file.",
    ),
    Rule(
        "unreadable-file",
        "fatal",
        "A data file can't be read",
        "The system refuses to read it. Nothing is answered from a dataset of which a part is unknown.",
    ),
    Rule(
        "unfinished-write",
        "fatal",
        "A change of several files that was cut short",
        "The program was killed, or the power failed, while it wrote records to several files. Nothing is "
        "answered from half of them. The next `add`, `import` or `fmt` finishes the change.",
    ),
    # Bytes and line ends.
    Rule(
        "invalid-utf8",
        "fatal",
        "Bytes that are not UTF-8",
        "Data files are UTF-8. Save the file as UTF-8 in your editor, or convert it: "
        "iconv -f WINDOWS-1252 -t UTF-8 old.jsonl > new.jsonl",
    ),
    Rule(
        "byte-order-mark",
        "error",
        "A byte order mark",
        "Some editors put the invisible character U+FEFF before a file. `fmt` removes it.",
    ),
    Rule(
        "carriage-return",
        "error",
        "Lines that end in CRLF",
        "Lines end in LF alone, on every system, so that a diff shows what changed. `fmt` fixes it; "
        "`*.jsonl text eol=lf` in .gitattributes keeps it so.",
    ),
    Rule(
        "no-final-newline",
        "error",
        "The last line has no line end",
        "Without it, the next line that is appended would be glued to this one. `fmt` adds it.",
    ),
    Rule(
        "torn-line",
        "fatal",
        "The last line was cut short",
        "It has no line end and is no whole record: what a write leaves that was interrupted. The next `add` "
        "sets it aside in a .torn file; or finish or delete it by hand.",
    ),
    Rule("blank-line", "error", "A line without a record", "`fmt` removes it."),
    Rule(
        "line-too-long",
        "fatal",
        "A line of more than 1 MB",
        "A record is some hundred characters, a long quote a few thousand. The line is not read.",
    ),
    Rule(
        "merge-conflict",
        "fatal",
        "A merge conflict that was not resolved",
        "Git left its markers. Usually, keep the lines of both sides and delete the markers; "
        "`*.jsonl merge=union` in .gitattributes keeps both sides by itself.",
    ),
    # JSON.
    Rule(
        "invalid-json",
        "fatal",
        "A line that is not JSON",
        'Each line is one JSON object: {"kind":"person","id":"person-a",...}. Names and texts stand in '
        "double quotes, commas between fields and none after the last.",
    ),
    Rule(
        "not-an-object",
        "fatal",
        "A line that is JSON, but no record",
        'A record is an object in braces: {"kind":...}. A list of records is one record a line.',
    ),
    Rule(
        "duplicate-key",
        "fatal",
        "A field that occurs twice",
        "Programs differ on which of the two they take, so neither is. Also reported when one is spelled with "
        'escapes: "date" and "d\\u0061te".',
    ),
    Rule("not-finite", "fatal", "NaN or infinity", "JSON has neither; leave out what is not known."),
    Rule(
        "number-too-large",
        "fatal",
        "A number beyond 2^53",
        "Programs that read JSON round such numbers, each in its own way.",
    ),
    Rule("too-deep", "fatal", "Nested too deep", "No record is nested more than a few levels."),
    # Characters.
    Rule(
        "nul-character",
        "fatal",
        "A NUL character",
        "No text has one; many programs end a text at it. A run of them is what a power cut can leave.",
    ),
    Rule(
        "lone-surrogate",
        "fatal",
        "Half of a character",
        "\\ud83d without its second half is no character and can't be written as UTF-8. "
        "Write the character itself.",
    ),
    Rule(
        "raw-control-character",
        "fatal",
        "A control character inside a text",
        "JSON wants it escaped: \\n for a line end, \\t for a tab.",
    ),
    Rule(
        "control-character",
        "error",
        "A control character, as an escape",
        "It could act on the screen of whoever reads it. Line ends and tabs are welcome in `quote`, `text` "
        "and `note`, and nowhere else.",
    ),
    Rule(
        "bidi-control",
        "error",
        "A character that reorders text",
        "Embeddings, overrides and isolates make a text look like another. Arabic and Hebrew need none of "
        "them; the marks U+200E and U+200F are welcome in quotes.",
    ),
    Rule(
        "line-separator",
        "error",
        "U+2028 or U+2029",
        "Some programs break a line there, in the middle of the record. Write \\n or a space.",
    ),
    Rule(
        "invisible-character",
        "error",
        "An invisible character in a name, id or title",
        "Two names that look the same would be two names. Joiners are welcome where a script or an emoji "
        "needs them.",
    ),
    Rule(
        "not-nfc",
        "error",
        "A name that is not composed",
        "é can be one character or e and an accent. Names and titles use the one (NFC); `fmt` fixes it. "
        "Quotes are left as they are.",
    ),
    Rule(
        "untidy-name",
        "error",
        "A name with spaces around it, or with several in a row",
        "Two names that look the same would be two names. `fmt` fixes it in names and titles, and leaves "
        "quotes as they are.",
    ),
    # Fields.
    Rule(
        "missing-kind",
        "fatal",
        "A record without `kind`",
        'Each record says what it is: {"kind":"statement",...}. `stancetracker schema` lists the kinds.',
    ),
    Rule("unknown-kind", "fatal", "No such kind of record", "`stancetracker schema` lists the kinds."),
    Rule(
        "unknown-field",
        "fatal",
        "No such field",
        "A field that nothing reads is usually a mistake, and never ignored. `stancetracker schema KIND` "
        "lists the fields; what has no field of its own goes into `note`.",
    ),
    Rule(
        "missing-field",
        "fatal",
        "A field is missing",
        "`stancetracker schema KIND` shows which are required, and when.",
    ),
    Rule(
        "unexpected-field",
        "fatal",
        "A field that can't be there",
        "It contradicts another one: `made_public` of a public statement, `wording` without a quote, "
        "`replacement` of anything but a supersession.",
    ),
    Rule(
        "wrong-type",
        "fatal",
        "A value of the wrong type",
        'Nothing is converted: "true" is a text and true is none, 30 is a number and "30" is none. '
        "A list of one item still needs its brackets.",
    ),
    Rule("unknown-word", "fatal", "Not one of the words of a closed list", "The hint lists the words."),
    Rule("out-of-range", "fatal", "A number out of range", "The message names the limits."),
    Rule("empty-text", "fatal", "A text with nothing to see", "Leave out the field instead."),
    Rule("empty-list", "fatal", "A list that needs an item", "At least one is required here."),
    Rule(
        "invalid-id",
        "fatal",
        "Not an id",
        "Ids are small letters a to z, digits and single hyphens, at most 80 characters: sundar-pichai. "
        "A demand is petition/demand.",
    ),
    Rule(
        "invalid-date",
        "fatal",
        "Not a date, or no such day",
        "2026-01-24, 2026-01, 2026, 2026-01-24/2026-01-26 or ../2026-01-26. What could mean two days, such "
        "as 01/02/2026, is never guessed; `recorded`, `since`, `until`, `asked_on` and `retrieved` are days.",
    ),
    Rule(
        "open-date",
        "fatal",
        "A silence without a first day",
        "A silence vouches for the days up to the first possible day of its date, so it needs one.",
    ),
    Rule(
        "invalid-url",
        "fatal",
        "Not an http(s) address",
        "Whole addresses, with https:// or http://, without spaces, control characters or user names. "
        "What has no address is a `citation`.",
    ),
    Rule("invalid-language", "fatal", "Not a language tag", "A tag of BCP 47: en, fr, pt-BR."),
    Rule("invalid-currency", "fatal", "Not a currency", "Three capital letters: USD, EUR."),
    # The dataset as a whole: what it can't be read without.
    Rule(
        "duplicate-id",
        "fatal",
        "One id, two records",
        "Ids are unique over all kinds, for good, former ones too. Two lines that differ in nothing but "
        "`recorded` are one record; any other difference must be settled by keeping one of them. After a "
        "merge, two edits of one record appear as two lines.",
    ),
    Rule(
        "duplicate-dataset",
        "fatal",
        "Two different `dataset` records",
        "A dataset has one title, publisher and licence.",
    ),
    Rule(
        "unknown-reference",
        "fatal",
        "A record that is not there",
        "The id names no record of the dataset. Add the record, or correct the id.",
    ),
    Rule(
        "wrong-kind-reference",
        "fatal",
        "A record of another kind than the field wants",
        "A `speaker` is a person or an organization, an `issue` an issue.",
    ),
    Rule(
        "former-id",
        "fatal",
        "An id that a record no longer has",
        "`former_ids` remember an old name, for people who look for it; records use the new one.",
    ),
)

SEVERITY: Final[dict[str, Severity]] = {rule.code: rule.severity for rule in LINE_RULES}
