"""What is printed: the same bytes for the same sheet, in our own fonts, and HTML where there is no Chromium."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from casebook.errors import PrintError
from casebook.labels import languages
from casebook.printing import Sheet, bold_href, find_chromium, font_href, print_sheets, why_no_pdf
from casebook.printing.chromium import LEAST, is_new_enough, version
from casebook.printing.glyphs import visible_text
from casebook.printing.pdf import foreign_fonts, is_whole, normalise
from casebook.problems import phrase, wordings

needs_chromium = pytest.mark.needs("chromium")
HTML = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title><style>
@font-face {{ font-family: "S"; src: url("{font}"); font-weight: 400; }}
@font-face {{ font-family: "S"; src: url("{bold}"); font-weight: 500 900; }}
@page {{ size: A4; font: 8pt "S"; @bottom-right {{ content: counter(page) " / " counter(pages); }} }}
* {{ font-family: "S"; }}
math * {{ text-transform: none; }}
</style></head><body>{body}</body></html>"""
BODY = """<h1>标题 Title</h1><p>正文，<b>粗体</b>，<code>code = 1</code>。</p><ul><li>一</li></ul><ol><li>二</li></ol>
<math><mi>x</mi><mo>=</mo><mfrac><mn>1</mn><mi>y</mi></mfrac></math><svg><text y="20">图</text></svg>
<p style="break-before: page">第二页</p>"""


def a_sheet(name: str = "handouts/one", title: str = "标题", body: str = BODY) -> Sheet:
    html = HTML.format(title=title, body=body, font=font_href(name), bold=bold_href(name))
    return Sheet(name, html, "zh")


def forbid(*_: object, **__: object) -> None:
    raise AssertionError("Chromium was run")


def no_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casebook.printing.press.find_chromium", lambda: None)


def fonts_of(pdf: bytes) -> set[str]:
    """Return the names of all fonts of a PDF, and check that each is embedded."""
    names = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            described = font.get_object()
            if "/DescendantFonts" in described:
                described = described["/DescendantFonts"][0].get_object()
            descriptor = described["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor) or described["/Subtype"] == "/Type3"
            names.add(descriptor["/FontName"].split("+")[-1])
    return names


class TestFinding:
    @needs_chromium
    def test_finds_one_with_a_version(self) -> None:
        found = find_chromium()
        assert found is not None
        assert is_new_enough(version(found))

    @pytest.mark.parametrize(("written", "expected"), [("131.0.6778.85", True), ("130.9.9.9", False), ("", False)])
    def test_knows_which_draws_page_numbers(self, written: str, expected: bool) -> None:
        assert is_new_enough(written) is expected

    def fake(self, folder: Path, name: str, told: str, monkeypatch: pytest.MonkeyPatch) -> Path:
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "{told}"\n', encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))
        return program

    def test_passes_over_one_that_is_too_old(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fake(tmp_path, "chromium", "Chromium 120.0.6099.10", monkeypatch)
        newer = self.fake(tmp_path, "msedge", "Microsoft Edge 140.0.1.2", monkeypatch)
        assert find_chromium() == newer

    def test_says_that_the_only_one_is_too_old(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fake(tmp_path, "chromium", "Chromium 120.0.6099.10", monkeypatch)
        printed = print_sheets([a_sheet()], cache=tmp_path / "cache", jobs=1)
        assert not printed.has_pdf
        for language in languages():
            sentence = why_no_pdf(printed, language)
            assert "120.0.6099.10" in sentence
            assert str(LEAST) in sentence

    def test_takes_nothing_else_for_one(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fake(tmp_path, "chromium", "please install the snap", monkeypatch)
        self.fake(tmp_path, "firefox", "Mozilla Firefox 140.0.1", monkeypatch)
        assert find_chromium() is None


class TestWithoutChromium:
    def test_gives_the_html_with_its_fonts(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        no_chromium(monkeypatch)
        monkeypatch.setattr("casebook.printing.press.too_old", str)
        sheet = a_sheet()
        printed = print_sheets([sheet], cache=tmp_path, jobs=1)
        assert not printed.has_pdf
        assert printed.files["handouts/one.html"].decode() == sheet.html
        for href in (font_href(sheet.name), bold_href(sheet.name)):
            assert href.startswith("../assets/")
            assert href.removeprefix("../") in printed.files
        assert all(why_no_pdf(printed, language) for language in languages())

    def test_refuses_missing_glyphs_all_the_same(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        no_chromium(monkeypatch)
        with pytest.raises(PrintError):
            print_sheets([a_sheet(body="☃")], cache=tmp_path, jobs=1)


class TestGlyphs:
    def test_names_every_sheet_and_character_at_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("casebook.printing.press.Chromium", forbid)
        sheets = [a_sheet("a", body="<p>好 &#x2603; 𠮷</p>"), a_sheet("b"), a_sheet("c", title="☃")]
        with pytest.raises(PrintError) as raised:
            print_sheets(sheets, cache=tmp_path, jobs=1)
        assert raised.value.details["sheets"] == "a: ☃ (U+2603) 𠮷 (U+20BB7)\nc: ☃ (U+2603)"
        for language in languages():
            assert "U+20BB7" in phrase(language, raised.value.code, **raised.value.details)

    def test_looks_only_at_what_is_seen(self) -> None:
        html = "<style>a{content:'☃'}</style><script>'☃'</script><!-- ☃ --><p title='☃'>a<br/>b&nbsp;\u200b</p><math><mi>z</mi></math>"
        assert visible_text(html) == "ab\xa0\u200bz"

    def test_knows_the_characters_of_names(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        no_chromium(monkeypatch)
        print_sheets([a_sheet(body="王璟 淼 昊 玥 翀 —— …… “”‘’ − \u200b\u00ad")], cache=tmp_path, jobs=1)

    def test_refuses_two_sheets_of_one_name(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="handouts/one"):
            print_sheets([a_sheet(), a_sheet()], cache=tmp_path, jobs=1)


class TestPdf:
    RAW = (
        b"%PDF-1.4\n/CreationDate (D:20261122091151+08'00')\n/ModDate (D:20261122091151+08'00')\n"
        b"/ID [<AB01> <CD02>]\n/BaseFont /AAAAAA+CasebookSansSC-Regular\n/FontName /BAAAAA+DejaVuSans\n%%EOF\n"
    )

    def test_takes_out_dates_and_ids_and_keeps_every_offset(self) -> None:
        pdf = normalise(self.RAW)
        assert len(pdf) == len(self.RAW)
        assert b"2026" not in pdf
        assert b"+08" not in pdf
        assert b"AB01" not in pdf
        assert normalise(self.RAW.replace(b"20261122", b"20300101").replace(b"+08", b"-05")).replace(b"-", b"+") == (
            pdf.replace(b"-", b"+")
        )

    def test_names_fonts_that_are_not_ours(self) -> None:
        assert foreign_fonts(self.RAW) == ["DejaVuSans"]

    def test_knows_a_whole_pdf(self) -> None:
        assert is_whole(self.RAW)
        assert not is_whole(self.RAW[:-8])
        assert not is_whole(b"<html>")


@needs_chromium
@pytest.mark.timeout(600)
class TestPrinting:
    def test_same_sheet_same_bytes_and_the_cache_runs_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        heard: list[tuple[Any, ...]] = []

        def listen(*told: Any) -> None:
            heard.append(told)

        first = print_sheets([a_sheet()], cache=tmp_path / "one", jobs=1, progress=listen)
        again = print_sheets([a_sheet("other/place")], cache=tmp_path / "two", jobs=1)
        assert list(first.files) == ["handouts/one.pdf"]
        assert first.files["handouts/one.pdf"] == again.files["other/place.pdf"]
        assert [path for path in (tmp_path / "one").rglob("*") if path.is_file() and path.suffix != ".pdf"] == []

        monkeypatch.setattr("casebook.printing.press.Chromium.print_page", forbid)
        kept = print_sheets([a_sheet()], cache=tmp_path / "one", jobs=1, keep_html=True, progress=listen)
        assert kept.files["handouts/one.pdf"] == first.files["handouts/one.pdf"]
        assert "handouts/one.html" in kept.files
        assert heard == [(1, 1, "handouts/one")]

    def test_text_can_be_selected_and_only_our_fonts_are_in_it(self, tmp_path: Path) -> None:
        pdf = print_sheets([a_sheet()], cache=tmp_path, jobs=1).files["handouts/one.pdf"]
        pages = PdfReader(io.BytesIO(pdf)).pages
        texts = [page.extract_text() for page in pages]
        assert len(texts) == 2
        for words in ("标题 Title", "正文，粗体，code = 1", "图", "1 / 2"):
            assert words in texts[0]
        assert "2 / 2" in texts[1]
        assert fonts_of(pdf) == {"CasebookSansSC-Regular", "CasebookSansSC-SemiBold"}

    def test_another_font_is_an_error(self, tmp_path: Path) -> None:
        sheet = Sheet("plain", "<!DOCTYPE html><p>Set in whatever this machine has.</p>", "en")
        with pytest.raises(PrintError) as raised:
            print_sheets([sheet, a_sheet()], cache=tmp_path, jobs=2)
        assert str(raised.value.details["sheets"]).startswith("plain: fonts: ")
        for language in languages():
            assert "plain" in phrase(language, raised.value.code, **raised.value.details)

    def test_a_damaged_file_in_the_cache_is_printed_again(self, tmp_path: Path) -> None:
        first = print_sheets([a_sheet()], cache=tmp_path, jobs=1)
        (kept,) = tmp_path.rglob("*.pdf")
        kept.write_bytes(kept.read_bytes()[:100])
        assert print_sheets([a_sheet()], cache=tmp_path, jobs=1).files == first.files


class TestFailing:
    def program(self, folder: Path, lines: str) -> Path:
        program = folder / "chromium"
        program.write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && echo "Chromium 150.0.1.2" && exit\n{lines}\n', encoding="utf-8"
        )
        program.chmod(0o755)
        return program

    def test_says_what_chromium_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", f"{self.program(tmp_path, 'echo no usable sandbox >&2; exit 3').parent}:/bin")
        with pytest.raises(PrintError) as raised:
            print_sheets([a_sheet("a"), a_sheet("b")], cache=tmp_path / "cache", jobs=2)
        words = "exit status 3: no usable sandbox"
        assert raised.value.details["sheets"] == f"a: {words}\nb: {words}"
        assert [*(tmp_path / "cache").iterdir()] == []

    def test_stops_one_that_hangs(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", f"{self.program(tmp_path, 'sleep 100').parent}:/bin")
        monkeypatch.setattr("casebook.printing.chromium.SECONDS", 0.5)
        with pytest.raises(PrintError) as raised:
            print_sheets([a_sheet("a")], cache=tmp_path / "cache", jobs=1)
        assert raised.value.details["sheets"] == "a: timeout, 0.5 s"

    def test_an_interruption_ends_what_was_begun(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", f"{self.program(tmp_path, 'sleep 100').parent}:/bin")

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("casebook.printing.press.as_completed", interrupt)
        with pytest.raises(KeyboardInterrupt):
            print_sheets([a_sheet("a"), a_sheet("b")], cache=tmp_path / "cache", jobs=1)


def test_every_sentence_is_in_every_language() -> None:
    for code in ("print-glyphs", "print-failed", "print-no-chromium", "print-too-old"):
        assert all(f"say-{code}" in wordings(language) for language in languages())
