"""The hash of a line: of its JSON as it stands, written as RFC 8785 writes JSON.

Other spaces, another order of keys and other escapes change no hash, and neither does a release
that has other fields or defaults.
"""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, Final

_UNNAMED: Final = ("id", "recorded")
"""The keys that a derived id doesn't depend on."""
_HEX_DIGITS: Final = 12
"""The digits of a hash in a derived id."""
_LEAST_WITHOUT_EXPONENT: Final = 1e-6
_LEAST_WITH_EXPONENT: Final = 1e21


def line_hash(value: Mapping[str, Any]) -> bytes:
    """Return the hash of a line from its JSON."""
    return hashlib.sha256(rfc8785(value)).digest()


def derived_id(value: Mapping[str, Any]) -> str:
    """Return the id of a line that states none: its kind and 12 digits of a hash of all else.

    The day on which it was recorded is left out, but for a correction: the same correction of
    another day is another one.
    """
    kind = value["kind"]
    unnamed = ("id",) if kind == "correction" else _UNNAMED
    content = {key: item for key, item in value.items() if key not in unnamed}
    return f"{kind}-{line_hash(content).hex()[:_HEX_DIGITS]}"


def rfc8785(value: Any) -> bytes:
    """Return JSON as RFC 8785 writes it: compact, with sorted keys and one form of each number."""
    return _text(value).encode()


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        items = sorted(value.items(), key=_utf_16_units)
        return f"{{{','.join([f'{_text(key)}:{_text(item)}' for key, item in items])}}}"
    if isinstance(value, (list, tuple)):
        return f"[{','.join([_text(item) for item in value])}]"
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, float):
        return _number(value)
    return json.dumps(value)


def _utf_16_units(item: tuple[str, Any]) -> bytes:
    """Return what sorts the items of an object by their keys, as RFC 8785 does."""
    return item[0].encode("utf-16-be")


def _number(value: float) -> str:
    """Return a number as JavaScript writes it."""
    if value == 0:
        return "0"
    if _LEAST_WITHOUT_EXPONENT <= abs(value) < _LEAST_WITH_EXPONENT:
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    digits, exponent = repr(value).split("e")
    return f"{digits}e{int(exponent):+d}"
