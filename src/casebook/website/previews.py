"""The pictures that chats and networks show for a link: the title of the page on the site's paper."""

import hashlib
import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from casebook.atomic import write_atomically
from casebook.fonts import CHART_FONT
from casebook.installed import installed_hash
from casebook.model import Course

_SIZE = (1200, 630)
_MARGIN = 90
_PAPER, _INK, _CALM = "#fbfaf6", "#1d2428", "#155e6b"


def previews(course: Course, language: str, folder: Path) -> dict[str, bytes]:
    """Return a PNG of 1200 x 630 pixels for the home page and for each case, by path below the language's root.

    Those that were drawn before are taken from `folder`, which keeps what this build needs.
    """
    name = course.settings.title[language]
    wanted = {"previews/index.png": (name, course.settings.description[language], 44)}
    for case in course.cases:
        wanted[f"previews/cases/{case.id}.png"] = (case.file.title[language], name, 36)
    keys = {path: _key(*words) for path, words in wanted.items()}
    held = set(keys.values())
    for kept in folder.glob("*.png"):
        if kept.stem not in held:
            kept.unlink()
    return {path: _drawn(folder / f"{keys[path]}.png", *words) for path, words in wanted.items()}


def _key(title: str, below: str, small: int) -> str:
    held = json.dumps([installed_hash(statics=False), title, below, small])
    return hashlib.sha256(held.encode()).hexdigest()


def _drawn(path: Path, title: str, below: str, small: int) -> bytes:
    if not path.is_file():
        write_atomically(path, _picture(title, below, small))
    return path.read_bytes()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    with CHART_FONT.open("rb") as file:
        return ImageFont.truetype(io.BytesIO(file.read()), size)


def _picture(title: str, below: str, small: int) -> bytes:
    image = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 18, _SIZE[1]), fill=_CALM)
    bottom = _write(draw, title, 120, 76, _INK, most=4)
    _write(draw, below, bottom + 40, small, _CALM, most=3)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _write(draw: ImageDraw.ImageDraw, text: str, top: int, size: int, colour: str, most: int) -> int:
    lines = list(_lines(text, _font(size)))
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip("，,、；; ") + "…"]
    for line in lines:
        draw.text((_MARGIN, top), line, font=_font(size), fill=colour)
        top += round(size * 1.4)
    return top


def _lines(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    """Break a text into lines: between words where there are spaces, else between characters."""
    width = _SIZE[0] - 2 * _MARGIN
    pieces = (
        [piece + " " for piece in text.split(" ")] if text.isascii() or text.count(" ") > len(text) / 12 else list(text)
    )
    line = ""
    for piece in pieces:
        if line and font.getlength((line + piece).rstrip()) > width and piece not in "，。、；：？！”）》":
            yield line.rstrip()
            line = ""
        line += piece
    if line.strip():
        yield line.rstrip()
