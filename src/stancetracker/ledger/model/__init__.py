"""The kinds of record: a class a file; its table, schema and canonical form follow from it."""
