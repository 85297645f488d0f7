"""Print sheets: from the cache what was printed before, through Chromium the rest."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from casebook.atomic import write_atomically
from casebook.errors import PrintError
from casebook.printing.chromium import LEAST, Chromium, FailedError, find_chromium, too_old, version
from casebook.printing.glyphs import missing_glyphs
from casebook.printing.pdf import foreign_fonts, is_whole, normalise
from casebook.printing.sheets import FONTS, Printed, Sheet
from casebook.problems import phrase
from casebook.tidying import refresh, tidy

_EDITION = "1"
"""Raised when the same sheet would come out differently: a switch of Chromium's, or how the PDF is normalised."""

Progress = Callable[[int, int, str], None]
"""Hears of each sheet that Chromium has printed: how many of how many there are now, and which it was."""


def print_sheets(
    sheets: Sequence[Sheet],
    *,
    cache: Path,
    jobs: int,
    keep_html: bool = False,
    progress: Progress = lambda done, total, name: None,
) -> Printed:
    """Return the files of sheets with different names, as PDF where there is a Chromium that numbers pages, else as HTML.

    PDFs are kept below `cache` by content, so that nothing is printed twice. At most `jobs` Chromiums run at a time.
    Raises `PrintError` with every character that the font lacks, or with every sheet that Chromium does not print.
    """
    _check_names(sheets)
    _check_glyphs(sheets)
    program = find_chromium()
    if program is None:
        return Printed(_html_files(sheets), has_pdf=False, too_old=too_old())
    shelf = _Shelf(cache, version(program))
    pdfs = {sheet.name: kept for sheet in sheets if (kept := shelf.get(sheet)) is not None}
    wanted = [sheet for sheet in sheets if sheet.name not in pdfs]
    for sheet, pdf in _print(wanted, Chromium(program), cache, jobs):
        shelf.put(sheet, pdf)
        pdfs[sheet.name] = pdf
        progress(len(pdfs), len(sheets), sheet.name)
    if wanted:
        tidy(cache, {shelf.path(sheet) for sheet in sheets})
    files = {f"{sheet.name}.pdf": pdfs[sheet.name] for sheet in sheets}
    return Printed(files | (_html_files(sheets) if keep_html else {}), has_pdf=True)


def why_no_pdf(printed: Printed, language: str) -> str:
    """Return the sentence that says why there is only HTML, and what would change that; empty where there is PDF."""
    if printed.has_pdf:
        return ""
    code = "print-too-old" if printed.too_old else "print-no-chromium"
    return phrase(language, code, found=printed.too_old, least=LEAST)


@dataclass(frozen=True)
class _Shelf:
    """PDFs by the content of what they were printed from, in `folder/ab/<key>.pdf`."""

    folder: Path
    chromium: str

    def get(self, sheet: Sheet) -> bytes | None:
        """Return the PDF of a sheet; None where there is none, or where it was damaged."""
        try:
            held = self.path(sheet).read_bytes()
        except OSError:
            return None
        refresh(self.path(sheet))
        return held if is_whole(held) else None

    def put(self, sheet: Sheet, pdf: bytes) -> None:
        """Keep the PDF of a sheet."""
        write_atomically(self.path(sheet), pdf)

    def path(self, sheet: Sheet) -> Path:
        """Return where the PDF of a sheet is kept."""
        parts = (_EDITION, self.chromium, _font_digest(), sheet.html)
        key = sha256("\0".join(parts).encode()).hexdigest()
        return self.folder / key[:2] / f"{key}.pdf"


@cache
def _font_digest() -> str:
    return sha256(b"".join(font.read_bytes() for font in FONTS.values())).hexdigest()


def _html_files(sheets: Sequence[Sheet]) -> dict[str, bytes]:
    """Return the sheets as they are, with the fonts that they ask for."""
    fonts = {path: font.read_bytes() for path, font in FONTS.items()}
    return {f"{sheet.name}.html": sheet.html.encode() for sheet in sheets} | fonts


def _check_names(sheets: Sequence[Sheet]) -> None:
    """Refuse two sheets of the same name: a mistake of whoever asks, not of an author."""
    names = [sheet.name for sheet in sheets]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"sheets of the same name: {', '.join(twice)}")


def _check_glyphs(sheets: Sequence[Sheet]) -> None:
    missing = missing_glyphs(sheets)
    if missing:
        listed = [f"{name}: {' '.join(f'{each} (U+{ord(each):04X})' for each in missing[name])}" for name in missing]
        raise PrintError("print-glyphs", sheets="\n".join(listed))


def _print(sheets: Sequence[Sheet], chromium: Chromium, cache: Path, jobs: int) -> Iterator[tuple[Sheet, bytes]]:
    """Yield sheets with their PDFs as they come, and raise at the end for all those that did not."""
    if not sheets:
        return
    failed: dict[str, str] = {}
    with _desk(sheets, cache) as desk, ThreadPoolExecutor(max(1, jobs)) as pool:
        running = {pool.submit(_print_one, sheet, number, chromium, desk): sheet for number, sheet in enumerate(sheets)}
        try:
            for future in as_completed(running):
                try:
                    yield running[future], future.result()
                except FailedError as error:
                    failed[running[future].name] = str(error)
        except BaseException:  # an interruption, too, ends what was begun
            pool.shutdown(wait=False, cancel_futures=True)
            chromium.stop()
            raise
    if failed:
        raise PrintError("print-failed", sheets="\n".join(f"{name}: {failed[name]}" for name in sorted(failed)))


@contextmanager
def _desk(sheets: Sequence[Sheet], cache: Path) -> Iterator[Path]:
    """Lay out sheets and fonts in a folder that goes afterwards, below the cache: a Chromium from a snap does not see /tmp."""
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="printing-", dir=cache.resolve(), ignore_cleanup_errors=True) as name:
        desk = Path(name)
        for path, content in _html_files(sheets).items():
            target = desk / "sheets" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield desk


def _print_one(sheet: Sheet, number: int, chromium: Chromium, desk: Path) -> bytes:
    """Return a sheet as PDF, or raise `FailedError`."""
    page = desk / "sheets" / f"{sheet.name}.html"
    pdf = normalise(chromium.print_page(page, desk / f"{number}.pdf", desk / f"profile-{number}"))
    if not is_whole(pdf):
        raise FailedError("PDF: %PDF, %%EOF, /CreationDate?")
    if others := foreign_fonts(pdf):
        raise FailedError(f"fonts: {', '.join(others)}")
    return pdf
