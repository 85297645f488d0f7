"""Read text in named sections: a line such as `(situation)=` before each, and a heading below it."""

import itertools
import re
from collections.abc import Sequence
from pathlib import Path

from casebook.loader.reading import Report, problem, read_text
from casebook.markup import blank_code
from casebook.model import Section
from casebook.registry import nearest

_TARGET = re.compile(r"^\(([^()\n]+)\)=[ \t]*$")


def read_sections(path: Path, known: Sequence[str], report: Report) -> dict[str, Section]:
    """Return the sections of a file by name, or report what is wrong; `known` are those that it must have, in order."""
    text = read_text(path, report)
    if text is None:
        return {}
    sections: dict[str, Section] = {}
    names: list[str] = []
    lines, prose = text.split("\n"), blank_code(text).split("\n")
    targets = [(index, found[1].strip()) for index, line in enumerate(prose) if (found := _TARGET.match(line))]
    first = targets[0][0] if targets else len(lines)
    for index, line in enumerate(lines[:first]):
        if line.strip():
            report(problem(path, index + 1, "text-before-sections"))
            break
    for (start, name), (end, _) in itertools.pairwise([*targets, (len(lines), "")]):
        if name not in known:
            near = nearest(name, list(known))
            code = "unknown-section-near" if near else "unknown-section"
            report(problem(path, start + 1, code, name=name, near=near, known=", ".join(known)))
            continue
        if name in sections:
            report(problem(path, start + 1, "repeated-section", name=name))
            continue
        names.append(name)
        sections[name] = _section(name, path, lines, start, end, report)
        for index in range(start + 1, end):
            if re.match(r"#{1,2} ", prose[index]) and lines[index][3:].strip() != sections[name].heading:
                report(problem(path, index + 1, "heading-too-high", heading=lines[index]))
    for name in known:
        if name not in sections:
            report(problem(path, 0, "missing-section", name=name))
    if names != sorted(names, key=list(known).index):
        report(problem(path, 0, "sections-out-of-order", order=", ".join(known)))
    return sections


def _section(name: str, path: Path, lines: list[str], start: int, end: int, report: Report) -> Section:
    body = start + 1
    while body < end and not lines[body].strip():
        body += 1
    heading = lines[body][3:].strip() if body < end and lines[body].startswith("## ") else ""
    if not heading:
        report(problem(path, start + 1, "section-without-heading", name=name))
        return Section(name, name, "\n".join(lines[start + 1 : end]).strip(), start + 2)
    while body + 1 < end and not lines[body + 1].strip():
        body += 1
    markdown = "\n".join(lines[body + 1 : end]).rstrip()
    if not markdown and name != "decision-point":
        report(problem(path, start + 1, "empty-section", name=name))
    return Section(name, heading, markdown, body + 2)
