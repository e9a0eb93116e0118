"""The readers of records in other forms than JSON lines, a file a reader.

A reader says which form a file has, reads tables and mappings, and plans to import them:

    def form_of(file: str, *, is_mapped: bool) -> str:
    def load(content: bytes, name: str) -> Document:
    def read(content: bytes, form: str, document: Document, file: str) -> Table:
    def plan_table(
        dataset: Dataset,
        table: Table,
        document: Document,
        today: str,
        recorded: str,
        progress: Progress,
        *,
        is_checked: bool = False,
    ) -> Import:
    def plan_package(dataset: Dataset, path: Path, today: str, recorded: str) -> Import:

and it asks what the columns of a table mean:

    def explain(
        content: bytes,
        form: str,
        file: Path,
        dataset: Dataset | None,
        answers: Document | None,
        ask: Callable[[Question], str | None] | None,
        recorded: str | None,
        today: str,
    ) -> Answered:
    def mapping_text(meaning: Meaning) -> str:
"""

ADDONS = "readers"
