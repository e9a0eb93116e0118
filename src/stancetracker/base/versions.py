"""The version of a dataset: one hash over all of its lines.

It proves that two people have the same data as far as its digits are many. hashlib is imported
where it is used: it takes its time, and few commands that read need it.
"""

import re
from collections.abc import Iterable
from typing import Final

EVIDENCE_DIGITS: Final = 40
"""The digits of a version wherever it is evidence, as in citations, rows and exports."""
SHORT_DIGITS: Final = 12
"""The digits of a version for people: enough to compare, too few to prove anything."""
WHOLE_DIGITS: Final = 64
_EVIDENCE: Final = re.compile(rf"[0-9a-f]{{{EVIDENCE_DIGITS},{WHOLE_DIGITS}}}")
_TOO_SHORT: Final = re.compile(rf"[0-9a-f]{{{SHORT_DIGITS},{EVIDENCE_DIGITS - 1}}}")


def whole_version(sorted_hashes: Iterable[bytes]) -> str:
    """Return the version of a dataset in all its digits, from the hashes of its lines, sorted.

    It is the SHA-256 of these hashes, 32 bytes each, one after the other.
    """
    from hashlib import sha256

    version = sha256()
    for line_sha256 in sorted_hashes:  # joined, a million would take 100 MB
        version.update(line_sha256)
    return version.hexdigest()


def short(version: str) -> str:
    """Return a version as people read it."""
    return version[:SHORT_DIGITS]


def is_evidence(text: str) -> bool:
    """Return whether a text may be a version with enough digits to prove something."""
    return _EVIDENCE.fullmatch(text) is not None


def is_too_short(text: str) -> bool:
    """Return whether a text may be the first digits of a version, too few to prove anything."""
    return _TOO_SHORT.fullmatch(text) is not None
