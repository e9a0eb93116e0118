"""Links to the forms in which somebody without git reports something."""

import re
from typing import Final
from urllib.parse import urlencode

STATEMENT: Final = "statement.yml"
WRONG: Final = "wrong.yml"
"""The forms that are linked to, by the names of their files in `.github/ISSUE_TEMPLATE`."""
_NEW_ISSUE: Final = re.compile(r"(?P<page>https?://[^?#]+/issues/new)(?:/choose)?/?")


def form_link(forms: str, form: str, **fields: str) -> str:
    """Return the address of a form, filled in with `fields` by their ids.

    `forms` is the address that a dataset gives; one that is no page for a new issue, as GitHub
    has it, is returned as it stands.
    """
    address = _NEW_ISSUE.fullmatch(forms)
    if not address:
        return forms
    return f"{address['page']}?{urlencode({'template': form, **fields})}"
