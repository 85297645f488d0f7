"""Make the fonts again from npm's @fontsource/noto-sans-sc; `make vendor` runs this, for maintainers only.

The regular weight holds all 7,946 characters of the package's file for Simplified Chinese, with Latin and punctuation:
running text needs half as many, and people's names the rest. The bold one, for headings of what is printed, holds the 3,755
of GB 2312's first level. `casebook validate` names any other character that a chart would need.
"""

import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

PACKAGE = "@fontsource/noto-sans-sc@5.3.0"
FONTS = {
    "NotoSansSC-casebook.ttf": "files/noto-sans-sc-chinese-simplified-400-normal.woff2",
    "NotoSansSC-casebook-bold.ttf": "files/noto-sans-sc-chinese-simplified-600-normal.woff2",
}
FAMILY = "Casebook Sans SC"
HERE = Path(__file__).parent
FEATURES = ["kern", "palt", "halt", "locl"]
"""Besides kerning: Latin quotation marks at their own width, Chinese marks that meet closed up, and the joined Chinese dash."""
EXTRA = "…—–‘’“”•·×÷±°％￥€£²³½−"
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)]))


def common() -> str:
    """Return the characters of GB 2312's first level and its punctuation, with Latin."""
    rows = [*range(0xA1, 0xA4), *range(0xB0, 0xD8)]
    chinese = "".join(bytes([high, low]).decode("gb2312", "ignore") for high in rows for low in range(0xA1, 0xFF))
    return chinese + LATIN + EXTRA


def main() -> int:
    """Fetch the package with npm and write both weights beside their licence."""
    with tempfile.TemporaryDirectory() as folder:
        fetched = subprocess.run(
            ["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, capture_output=True, text=True
        )
        with tarfile.open(Path(folder) / fetched.stdout.split()[-1]) as package:
            (HERE / "OFL.txt").write_bytes(_member(package, "LICENSE"))
            for name, source in FONTS.items():
                _write(TTFont(io.BytesIO(_member(package, source))), HERE / name)
    return 0


def _write(font: TTFont, target: Path) -> None:
    """Write what we use of a font, under our own name."""
    wanted = map(ord, common()) if "bold" in target.name else font.getBestCmap()
    subsetter = Subsetter(Options(layout_features=FEATURES, hinting=False, recalc_timestamp=False))
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.flavor = None
    for record in font["name"].names:
        plain = record.toUnicode().replace("NotoSansSCThin", FAMILY.replace(" ", ""))
        record.string = plain.replace("Noto Sans SC Thin", FAMILY)
    font.save(target, reorderTables=True)


def _member(package: tarfile.TarFile, name: str) -> bytes:
    file = package.extractfile(f"package/{name}")
    if file is None:
        raise FileNotFoundError(f"{PACKAGE} holds no file {name}")
    return file.read()


if __name__ == "__main__":
    sys.exit(main())
