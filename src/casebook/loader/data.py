"""Read the data files that a case or a framework declares, each beside its declaration."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from casebook.errors import Failure
from casebook.loader.reading import Document, Report, is_file, is_missing

MOST_BYTES = 5_000_000
"""The size of a data file at most; readers download it with the notebook."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SOURCES = re.compile(r"(case|framework|teaching)\.ya?ml|(analysis|diagram)\.py|(teaching\.)?[a-z]+\.md")
"""Names of what is no data: the texts, declarations and code of a case or framework, teaching notes with them."""


def read_data(document: Document, names: Sequence[str], report: Report, *, code: Path, charts: int) -> dict[str, bytes]:
    """Return the content of the declared files by name, or report what is wrong with them.

    They are for the code in a file that draws so many charts; without a chart no code runs.
    """
    found: dict[str, bytes] = {}
    if names and not charts:
        report(document.problem(("data",), "data-without-charts", file=code.name))
    for index, name in enumerate(names):
        if name.casefold() in map(str.casefold, names[:index]):
            report(document.problem(("data", index), "duplicate-id", id=name))
            continue
        content = _read(document, index, name, report)
        if content is not None:
            found[name] = content
    return found


def _read(document: Document, index: int, name: str, report: Report) -> bytes | None:
    """Return the content of one file, or report why it cannot be used and return None."""
    path, details = document.path.parent / name, {"name": name}
    try:
        if not _NAME.fullmatch(name) or name.endswith("."):
            code = "data-name"
        elif _SOURCES.fullmatch(name.casefold()):
            code = "data-is-source"
        elif is_missing(path):
            code = "data-missing"
        elif path.is_symlink() or not path.is_file():  # a link could publish a file from anywhere
            code = "data-not-a-file"
        elif path.stat().st_size > MOST_BYTES:
            code = "data-too-large"
            details |= {"megabytes": f"{path.stat().st_size / 1e6:.1f}", "most": f"{MOST_BYTES / 1e6:g}"}
        else:
            return path.read_bytes()
    except OSError as error:
        code = "data-unreadable"
        details |= {"reason": error.strerror or str(error)}
    report(document.problem(("data", index), code, **details))
    return None


def with_undeclared(failure: Failure, root: Path, declared: Collection[str]) -> Failure:
    """Return a failure that names the file which its code looked for in vain, where the author has one of that name beside it."""
    if not failure.reason.startswith(FileNotFoundError.__name__):
        return failure
    kind, _, name = failure.page.partition("/")
    declaration = {"cases": f"cases/{name}/case.yml", "frameworks": f"book/frameworks/{name}/framework.yml"}.get(kind)
    if declaration is None:
        return failure
    folder = (root / declaration).parent
    names = sorted(path.name for path in folder.iterdir() if is_file(path)) if folder.is_dir() else []
    names = [each for each in names if each not in declared and not _SOURCES.fullmatch(each.casefold())]
    meant = [each for each in names if each in failure.reason]
    longest = max(meant, key=len, default="")
    return replace(failure, undeclared=longest, declaration=declaration) if longest else failure
