"""No character of anybody's text can act on a screen."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancetracker.base.text import (
    BIDI_CONTROLS,
    BIDI_MARKS,
    contact_link,
    fold,
    given_name_first,
    in_json,
    nfc,
    plural,
    safe,
    sort_key,
    unobeyed,
    visible,
)

UNSAFE = {
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *"\u2028\u2029",
    *BIDI_CONTROLS,
    *BIDI_MARKS,
    *map(chr, range(0xD800, 0xE000)),
}
hostile = st.text(alphabet=st.sampled_from(sorted(UNSAFE)) | st.characters(exclude_categories=[]))


@given(hostile)
def test_no_unsafe_character_is_shown(text: str) -> None:
    escaped = visible(text)

    assert UNSAFE.isdisjoint(escaped)
    assert escaped.encode("utf-8").decode("utf-8") == escaped
    assert escaped == visible(escaped)


@given(
    st.text(
        alphabet=st.characters(
            exclude_categories=["Cc", "Cs", "Zl", "Zp"],
            exclude_characters=BIDI_CONTROLS + BIDI_MARKS,
        )
    )
)
def test_safe_text_is_unchanged(text: str) -> None:
    assert text == visible(text)


@given(st.dictionaries(hostile, hostile), st.sampled_from([None, 2]))
def test_escaped_json_has_the_same_value_and_no_unsafe_character(
    value: dict[str, str], indent: int | None
) -> None:
    escaped = in_json(json.dumps(value, ensure_ascii=False, indent=indent))

    # Two halves of a character are one once they were written.
    assert json.loads(json.dumps(value)) == json.loads(escaped)
    assert UNSAFE.isdisjoint(escaped.replace("\n", ""))


def test_a_quote_of_several_lines_is_shown_on_one() -> None:
    assert "Not one. Not two.^M" == safe("Not one.\nNot\ttwo.\r")


def test_marks_stay_where_a_format_has_its_own_notation_for_them() -> None:
    assert "\\u200f" == visible("\u200f")
    assert "\u200f^[\\u202e" == visible("\u200f\x1b\u202e", but_marks=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[31mb", "a^[[31mb"),
        ("a\nb\tc\0", "a^Jb^Ic^@"),
        ("\x7f", "^?"),
        ("\x9b", "\\u009b"),
        ("\u202etxt", "\\u202etxt"),
        ("\u2028", "\\u2028"),
        ("\ud800", "\\ud800"),
        ("naïve “quote” – 漢字 👩‍💻", "naïve “quote” – 漢字 👩‍💻"),
    ],
)
def test_an_unsafe_character_is_shown_as_an_escape(text: str, expected: str) -> None:
    assert expected == visible(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Tim   COOK ", "tim cook"),
        ("Beyoncé", "beyonce"),
        ("Łukasz Straße", "łukasz strasse"),
        ("ＡＣＭＥ\u00a0Inc", "acme inc"),
        ("İstanbul", "istanbul"),
        ("", ""),
    ],
)
def test_a_name_is_compared_blind_to_case_accents_and_spaces(text: str, expected: str) -> None:
    assert expected == fold(text)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Doe, Jane", "Jane Doe"),
        ("Jane Doe", "Jane Doe"),
        ("Robert Doe, Jr.", "Robert Doe, Jr."),
        ("Robert Doe, III", "Robert Doe, III"),
        ("Jane Doe, Ph.D.", "Jane Doe, Ph.D."),
        ("Doe, Robert, Jr.", "Doe, Robert, Jr."),
    ],
)
def test_a_given_name_after_a_comma_comes_first_but_no_suffix(name: str, expected: str) -> None:
    assert expected == given_name_first(name)


@given(st.text(max_size=20))
def test_a_name_and_its_other_spellings_are_composed_and_compared_alike(text: str) -> None:
    assert nfc(text) == nfc(nfc(text)) == nfc(unicodedata.normalize("NFD", text))
    assert fold(text) == fold(unicodedata.normalize("NFD", text)) == fold(f" {text}\t")


# Marks of several classes, some that are made of two, letters with marks, jamo, and a mark that is
# one only in another form.
MARKS = "\u0301\u0323\u0334\u0344\u0f71\u0f72\u0f73\u0345\u3099\uff9e"
marked = st.text(alphabet=st.sampled_from(f"{MARKS}aéǭ가\u1100\u1161\u11a8"), max_size=50)


@given(marked)
def test_any_marks_in_any_order_are_composed_as_unicode_says(text: str) -> None:
    assert unicodedata.normalize("NFC", text) == nfc(text)
    letters = unicodedata.normalize("NFKD", text)
    assert fold("".join(c for c in letters if not unicodedata.combining(c))) == fold(text)


@pytest.mark.slow
def test_very_many_marks_are_composed_in_linear_time() -> None:
    """Of quadratic time, each of the two calls would take minutes."""
    marks = "\u0301\u0323\u0f73\u0334" * 60_000

    assert unicodedata.is_normalized("NFC", nfc(f"a{marks}"))
    assert "a" == fold(f"a{marks}")


@pytest.mark.parametrize(("count", "expected"), [(0, "0 actors"), (1, "1 actor"), (2, "2 actors")])
def test_a_count_agrees_with_its_noun(count: int, expected: str) -> None:
    assert expected == plural(count, "actor")
    assert "4 people" == plural(4, "person", "people")


def test_a_person_is_sorted_by_the_last_word_and_an_organization_by_its_name() -> None:
    actors = [
        ("organization", "Zebra Corp", None),
        ("person", "Ursula von der Leyen", "von der Leyen, Ursula"),
        ("person", "Zoë Ångström", None),
        ("person", "Bo Angstrom", None),
        ("organization", "The Guild", "Guild, The"),
        ("person", "Cher", None),
    ]

    assert [
        "Bo Angstrom",
        "Zoë Ångström",
        "Cher",
        "The Guild",
        "Ursula von der Leyen",
        "Zebra Corp",
    ] == [name for _, name, _ in sorted(actors, key=lambda actor: sort_key(*actor))]


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("us@example.org", "mailto:us@example.org"),
        ("https://example.org/contact", "https://example.org/contact"),
        ("Open an issue at https://example.org/issues.", ""),
        ("https://example.org/contact, or us@example.org", ""),
        ("javascript:alert(1)", ""),
        ("us@example.org?cc=them@example.org", ""),
        ("C", ""),
    ],
)
def test_only_an_address_becomes_a_link(contact: str, link: str) -> None:
    assert link == contact_link(contact)


@pytest.mark.parametrize(
    "text",
    ["##[add-matcher]x", "a ##[error]b", "::stop::", " \t::stop::", "a\n::stop::", "###[x] ::y"],
)
def test_nothing_that_github_obeys_in_a_log_is_left(text: str) -> None:
    told = unobeyed(text)

    assert "##[" not in told
    assert not [line for line in told.splitlines() if line.lstrip().startswith("::")]
    assert visible(told) != visible(text)


@pytest.mark.parametrize("text", ["a :: b", "# [x]", "#[x]", "std::string"])
def test_what_github_does_not_obey_stays(text: str) -> None:
    assert text == unobeyed(text)
