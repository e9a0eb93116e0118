"""The formats, a file each. Adding the file is enough: help, `-f`, `-o` and the tests follow.

A format has EXTENSIONS, the extensions of files in it without the dot, and a function `render` that
turns one section into text, or with WHOLE all of a report's sections, or with AS_OBJECT the answer
as one object, where it has one. The first line of its docstring is its help:

    def render(report: Report, section: Section, display: Display) -> Iterator[str]:
"""

ADDONS = "formats"
