"""Inspect a page in a browser: errors, requests, axe-core findings, contrast of texts."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from tests.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, FloatRect, Page

SCRIPTS: Final = Path(__file__).parent / "scripts"
AREA: Final = 0.1
"""A colour counts as a text's background where it fills this share of its box."""


class View(NamedTuple):
    """A width in CSS pixels and a theme."""

    width: int
    theme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}"


WIDE: Final = View(1280, "light")
VIEWS: Final = tuple(View(width, theme) for width in (1280, 390) for theme in ("light", "dark"))


@dataclass
class Seen:
    """An open page with its messages and requests so far."""

    page: Page
    messages: list[str] = field(default_factory=list)
    """Warnings and errors on the console, uncaught exceptions, dialogs, what failed to load."""
    requests: list[str] = field(default_factory=list)
    """The address of each request, its own among them."""

    def __post_init__(self) -> None:
        self.page.on("console", lambda it: self._says(it.type, it.text))
        self.page.on("pageerror", lambda it: self._says("error", str(it)))
        self.page.on("dialog", self._opens)
        self.page.on("request", lambda it: self.requests.append(it.url))
        self.page.on(
            "requestfailed", lambda it: self.messages.append(f"failed: {it.url} {it.failure}")
        )

    def picture(self, height: int, file: Path | None = None) -> bytes:
        """Return a picture of the page from its top, whole or so many pixels high."""
        whole: int = self.page.evaluate("document.documentElement.scrollHeight")
        width = self.page.evaluate("innerWidth")
        clip: FloatRect = {"x": 0, "y": 0, "width": width, "height": min(height, whole)}
        return self.page.screenshot(full_page=True, clip=clip, path=file)

    def _says(self, kind: str, text: str) -> None:
        if kind in ("error", "warning", "dialog"):
            self.messages.append(f"{kind}: {text}")

    def _opens(self, dialog: Dialog) -> None:
        self._says("dialog", dialog.message)
        dialog.dismiss()

    def run(self, script: str) -> Any:
        """Run a script of the folder `scripts` in the page and return its result."""
        return self.page.evaluate(_script(script))


@cache
def _script(name: str) -> str:
    return (SCRIPTS / f"{name}.js").read_text(encoding="utf-8")


@cache
def _axe() -> str:
    axe_file = chromium.axe()
    assert axe_file
    return axe_file.read_text(encoding="utf-8")


def violations(seen: Seen) -> list[str]:
    """Return what axe-core finds or can't decide, with the rule, the element and the remedy.

    It can't tell the contrast of texts of drawings, for which there is `faint_texts`, nor of what is scrolled away.
    """
    seen.page.evaluate(_axe())
    results = seen.page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
    return [
        f"{rule['id']}: {node['target'][0]}: {node['failureSummary']}"
        for rule in (
            *results["violations"],
            *(it for it in results["incomplete"] if it["id"] != "color-contrast"),
        )
        for node in rule["nodes"]
    ]


def faint_texts(seen: Seen, least: float = 4.5) -> list[str]:
    """Return texts of drawings with too little contrast against their background.

    The backgrounds are read off a picture of the page without its texts.
    """
    from PIL import Image

    texts = seen.run("texts")
    shot = seen.picture(max((text["bottom"] for text in texts), default=1))
    seen.run("texts_again")
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    faint = []
    for text in texts:
        box = picture.crop((text["left"], text["top"], text["right"], text["bottom"]))
        colours = box.getcolors(box.width * box.height) or []
        for count, behind in colours:
            ratio = contrast(_over(text["colour"], _rgb(behind)), _rgb(behind))
            if count >= AREA * box.width * box.height and ratio < least:
                faint.append(f"{text['text']}: {ratio:.2f} ({text['colour']} on {behind})")
    return faint


def _rgb(pixel: Any) -> tuple[float, ...]:
    return tuple(float(part) for part in pixel[:3])


def _over(colour: list[float], behind: tuple[float, ...]) -> tuple[float, ...]:
    alpha = colour[3]
    return tuple(
        part * alpha + under * (1 - alpha) for part, under in zip(colour, behind, strict=False)
    )


def contrast(colour: tuple[float, ...], background: tuple[float, ...]) -> float:
    """Return the WCAG 2 contrast ratio of two colours."""
    lighter, darker = sorted((_luminance(colour), _luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: tuple[float, ...]) -> float:
    parts = (part / 255 for part in colour)
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
