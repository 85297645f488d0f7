"""Make the chart font again from npm's @fontsource/noto-sans-sc; `make vendor` runs this, for maintainers only.

The subset holds the 3,755 characters of GB 2312's first level, which cover nearly all running text, with Latin,
punctuation and what else of signs the package has. `casebook validate` names any other character that a chart would need.
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
FONT = "files/noto-sans-sc-chinese-simplified-400-normal.woff2"
FAMILY = "Casebook Sans SC"
HERE = Path(__file__).parent
EXTRA = "…—–‘’“”•·×÷±↑↓°％￥€£²³½"
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)]))


def gb2312() -> str:
    """Return the characters of GB 2312's first level and its punctuation."""
    rows = [*range(0xA1, 0xA4), *range(0xB0, 0xD8)]
    return "".join(bytes([high, low]).decode("gb2312", "ignore") for high in rows for low in range(0xA1, 0xFF))


def main() -> int:
    """Fetch the package with npm, subset the regular weight and write it beside its licence."""
    with tempfile.TemporaryDirectory() as folder:
        fetched = subprocess.run(
            ["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, capture_output=True, text=True
        )
        with tarfile.open(Path(folder) / fetched.stdout.split()[-1]) as package:
            font = TTFont(io.BytesIO(_member(package, FONT)))
            (HERE / "OFL.txt").write_bytes(_member(package, "LICENSE"))
    subsetter = Subsetter(Options(layout_features=["kern"], hinting=False, recalc_timestamp=False))
    subsetter.populate(text=gb2312() + LATIN + EXTRA)
    subsetter.subset(font)
    font.flavor = None
    for record in font["name"].names:
        record.string = record.toUnicode().replace("Noto Sans SC Thin", FAMILY).replace("NotoSansSC-Thin", FAMILY)
    font.save(HERE / "NotoSansSC-casebook.ttf", reorderTables=True)
    return 0


def _member(package: tarfile.TarFile, name: str) -> bytes:
    file = package.extractfile(f"package/{name}")
    if file is None:
        raise FileNotFoundError(f"{PACKAGE} holds no file {name}")
    return file.read()


if __name__ == "__main__":
    sys.exit(main())
