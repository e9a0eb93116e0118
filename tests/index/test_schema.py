"""The tables follow from the record classes, and the schema's number from the tables."""

import hashlib

from stancetracker.base.vocabulary import Traits
from stancetracker.index import schema, tables
from stancetracker.index.store import SCHEMA

DIGEST = "3b385c91f78601f2"


def digest() -> str:
    columns = "\n".join(
        f"{table}({', '.join(f'{name} {kind.__name__}' for name, kind in columns.items())})"
        for table, columns in schema.tables().items()
    )
    texts = f"{' '.join(tables.COLUMNS)}\n{tables.TOKENIZER}\n{tables.texts_sql()}"
    made = f"{columns}\n{texts}\n{schema.INDICES}\n{Traits._fields}"
    return hashlib.sha256(made.encode()).hexdigest()[:16]


def test_tables_that_change_need_a_new_schema_number() -> None:
    # Indexes of the old tables are found by the old number: raise SCHEMA, then put the new digest here.
    assert (16, DIGEST) == (SCHEMA, digest())
