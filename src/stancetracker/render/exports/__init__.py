"""A dataset, or a part of it, in foreign formats: a file a format. Adding the file is enough.

A kind of export has a function `write`, which fills a new file, or an empty folder where it has a
function `ours`: that returns the names of all that an export in a folder has, None where it is
none. It may have LIBRARIES that must be installed, by the names they are imported by, the EXTRA
that installs them, NOTES for whoever exports, and the name of a file in it that is SEALED, whose
SHA-256 is printed. A folder of ZIPS may be one file instead, a zip. Where a file BESIDE goes with
it, `beside` raises where it can't, and `described` is its JSON:

    def write(material: Material, path: Path, raw: bool) -> None:
    def ours(path: Path) -> frozenset[str] | None:
    def beside(place: Path) -> dict[str, Any]:
    def described(file: Path, place: Path) -> dict[str, Any]:
"""

ADDONS = "exports"
