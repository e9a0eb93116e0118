"""A dataset, or a part of it, in foreign formats: a file a format. Adding the file is enough.

A kind of export has a function `write`, which fills a new file. If it also has `names_in_export`,
`write` fills an empty folder; `names_in_export` returns the names of everything in a folder with
such an export, or None if the folder is none.

It may have LIBRARIES that must be installed, by the names they are imported by, the EXTRA that
installs them, NOTES to print, and the name of a file in it that is SEALED, whose SHA-256 is
printed. With ZIPS, its folder may be a zip instead. If it has a file BESIDE, `beside` raises where
that file can't be written, and `described` is its JSON:

    def write(material: Material, path: Path, raw: bool) -> None:
    def names_in_export(path: Path) -> frozenset[str] | None:
    def beside(place: Path) -> dict[str, Any]:
    def described(file: Path, place: Path) -> dict[str, Any]:
"""

ADDONS = "exports"
