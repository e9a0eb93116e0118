"""The faults that `tools.mutants` plants."""

import ast

from tools.mutants import python_mutants, sql_mutants


def test_python_gets_conditions_comparisons_constants_and_statements_changed() -> None:
    source = '''
def first(items: list[int], most: int = 3) -> int | None:
    """Return the first of few."""
    if items and len(items) <= most:
        print(items)
        return items[0]
    return None
'''
    changes = [(mutant.line, mutant.before, mutant.after) for mutant in python_mutants(source)]

    assert [
        (2, "3", "4"),
        (4, "items and len(items) <= most", "len(items) <= most"),
        (4, "items and len(items) <= most", "items"),
        (4, "len(items) <= most", "len(items) < most"),
        (5, "print(items)", "pass"),
        (6, "0", "1"),
    ] == changes
    for mutant in python_mutants(source):
        assert ast.unparse(ast.parse(source)) != mutant.content


def test_sql_gets_conditions_dropped_and_negated_and_comparisons_changed() -> None:
    source = """SELECT 1 FROM record -- of a = b
WHERE day <= :day
  AND NOT EXISTS (SELECT 1 FROM correction WHERE corrects = record.id)
  -- if issue: AND issue = :issue
"""
    contents = [mutant.content for mutant in sql_mutants(source)]

    assert len(set(contents)) == len(contents)
    assert {
        source.replace("<=", "<"),
        source.replace("corrects =", "corrects <>"),
        source.replace("NOT ", ""),
        source.replace("AND NOT EXISTS (SELECT 1 FROM correction WHERE corrects = record.id)", ""),
        source.replace("issue = :issue", "issue <> :issue"),
        source.replace("AND issue = :issue", ""),
    } == set(contents)
    assert {2, 3, 4} == {mutant.line for mutant in sql_mutants(source)}
