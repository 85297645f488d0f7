"""What Chromium wrote, made the same for the same sheet, and looked at before it is let out."""

import re

OUR_FONTS = {b"CasebookSansSC-Regular", b"CasebookSansSC-SemiBold"}
"""The names that the font files give themselves."""

# Chromium writes the objects that these stand in without compressing them (tried with 156), so that the file can be
# read as bytes, and a date replaced by one of the same length leaves every offset right.
_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)(\d{14})([^)]*)(\))")
_ID = re.compile(rb"(/ID \[)(<[0-9A-Fa-f]+> ?<[0-9A-Fa-f]+>)(\])")
_FONT = re.compile(rb"/(?:BaseFont|FontName) /(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)")
_FIXED = b"20000101000000"


def normalise(pdf: bytes) -> bytes:
    """Return a PDF with its dates and ids replaced by fixed ones of the same length."""
    pdf = _DATE.sub(lambda found: found[1] + _FIXED + re.sub(rb"\d", b"0", found[3]) + found[4], pdf)
    return _ID.sub(lambda found: found[1] + re.sub(rb"[0-9A-Fa-f]", b"0", found[2]) + found[3], pdf)


def is_whole(pdf: bytes) -> bool:
    """Say whether it begins and ends as a PDF does, with a date that `normalise` can see."""
    return pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF") and _DATE.search(pdf) is not None


def foreign_fonts(pdf: bytes) -> list[str]:
    """Return the names of the fonts in a PDF that are not the project's own."""
    return sorted(each.decode("latin-1") for each in set(_FONT.findall(pdf)) - OUR_FONTS)
