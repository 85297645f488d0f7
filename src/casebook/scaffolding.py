"""Make new things that validate and build as they stand: a course, a case, an item."""

import re
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Any

import yaml

from casebook.atomic import write_atomically
from casebook.errors import ScaffoldError
from casebook.items import ITEM_TYPES
from casebook.loader import load
from casebook.model import Course
from casebook.problems import phrase, user_language

_SCAFFOLD = files("casebook") / "scaffold"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
FIRST_CASE = "first-case"


def new_course(folder: Path, languages: Sequence[str]) -> list[Path]:
    """Write a course with one case into a folder that is empty or does not exist; return the files."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ScaffoldError(_say("new-folder-taken", path=folder))
    course_id = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")[:50] or "course"
    planned = {folder / path: text for path, text in _course_files(languages, course_id)}
    planned |= _case_files(folder, folder / "exercises", FIRST_CASE, languages, {})
    return _write(planned)


def new_case(root: Path, case_id: str) -> list[Path]:
    """Write a case and its exercise file into a course, in its languages; return the files."""
    _check_id(case_id)
    course, _ = load(root)
    exercises = root / course.settings.exercises
    for taken in (root / "cases" / case_id, exercises / f"{case_id}.yml"):
        if taken.exists():
            raise ScaffoldError(_say("new-taken", path=taken))
    ids = {"module": course.modules[-1].id, "source": course.sources[0].id if course.sources else "S1"}
    return _write(_case_files(root, exercises, case_id, course.languages, ids))


def new_item(root: Path, type_name: str, case_id: str, *, graded: bool) -> tuple[Path, str]:
    """Add an item of a type to the end of a case's practice or graded items; return the file and the item's id."""
    if type_name not in ITEM_TYPES:
        raise ScaffoldError(_say("new-unknown-type", name=type_name, known=", ".join(ITEM_TYPES.names())))
    course, _ = load(root)
    if case_id not in [case.id for case in course.cases]:
        raise ScaffoldError(_say("new-unknown-case", name=case_id, known=", ".join(case.id for case in course.cases)))
    path = root / course.settings.exercises / f"{case_id}.yml"
    item = _example(course, type_name, case_id)
    text = path.read_text(encoding="utf-8")
    write_atomically(path, _with_item(text, item, "graded" if graded else "practice"))
    return path, str(item["id"])


def _course_files(languages: Sequence[str], course_id: str) -> list[tuple[Path, str]]:
    found = []
    for path, source in _walk(_SCAFFOLD / "course"):
        text = source.read_text(encoding="utf-8")
        if ({"zh", "en"} - set(languages)) & {*path.parts, path.stem}:
            continue
        text = Template(text).safe_substitute(course_id=course_id)
        text = text.replace("languages: [zh, en]", f"languages: [{', '.join(languages)}]")
        found.append((path, _in_languages(text, languages) if path.suffix == ".yml" else text))
    return found


def _case_files(
    root: Path, exercises: Path, case_id: str, languages: Sequence[str], ids: dict[str, str]
) -> dict[Path, str]:
    planned = {}
    for path, source in _walk(_SCAFFOLD / "case"):
        text = source.read_text(encoding="utf-8")
        if path.suffix == ".md" and path.stem.removeprefix("teaching.") not in languages:
            continue
        if path.name == "case.yml" and ids:
            text = re.sub(r"^module: .*$", f"module: {ids['module']}", text, flags=re.MULTILINE)
            text = re.sub(r"^sources: .*$", f"sources: [{ids['source']}]", text, flags=re.MULTILINE)
            text = re.sub(r"^(\s+source): .*$", rf"\1: {ids['source']}", text, flags=re.MULTILINE)
        if path.suffix == ".yml":
            text = _in_languages(text, languages)
        target = exercises / f"{case_id}.yml" if path.name == "exercises.yml" else root / "cases" / case_id / path
        planned[target] = text
    return planned


def _walk(folder: Traversable, above: Path = Path()) -> list[tuple[Path, Traversable]]:
    found: list[tuple[Path, Traversable]] = []
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            found += _walk(each, above / each.name)
        elif not each.name.endswith(".pyc"):
            found.append((above / each.name, each))
    return found


def _in_languages(text: str, languages: Sequence[str]) -> str:
    """Return YAML with only these languages; with all of them the text stays as it is, comments included."""
    if set(languages) == {"zh", "en"}:
        return text
    return _dump(_only(_parse(text), languages))


def _only(data: Any, languages: Sequence[str]) -> Any:
    if isinstance(data, dict):
        if data and set(data) <= {"zh", "en"}:
            return {key: value for key, value in data.items() if key in languages}
        return {key: _only(value, languages) for key, value in data.items()}
    if isinstance(data, list):
        kept = [each for each in data if each in languages] if data and set(map(str, data)) <= {"zh", "en"} else data
        return [_only(each, languages) for each in kept]
    return data


def _parse(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _dump(data: Any) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)


def _example(course: Course, type_name: str, case_id: str) -> dict[str, Any]:
    case = course.case(case_id)
    taken = {item.id for item in case.exercise}
    item_type = ITEM_TYPES.get(type_name)
    data: dict[str, Any] = _only(_parse(item_type.example), course.languages)
    data["objective"] = case.file.objectives[0].id
    stems = {item.stem[course.languages[0]] for item in case.exercise}
    for number in range(1, 1000):
        data["id"] = f"{type_name}-{number}"
        fits = item_type.model_validate(data, context={"languages": course.languages})
        if data["id"] not in taken and not list(fits.faults()):
            break
    if data["stem"][course.languages[0]] in stems:
        data["stem"] = {language: f"{words} ({number})" for language, words in data["stem"].items()}
    return data


def _with_item(text: str, item: dict[str, Any], kind: str) -> str:
    """Return an exercise file with an item at the end of a list, the rest untouched."""
    block = "".join(f"  {line}\n" for line in _dump([item]).splitlines())
    lines = text.splitlines(keepends=True)
    tops = [index for index, line in enumerate(lines) if re.match(r"[A-Za-z]", line)]
    start = next((index for index in tops if re.match(rf"{kind}\s*:", lines[index])), None)
    if start is None:
        return f"{text.rstrip()}\n\n{kind}:\n{block}"
    if re.match(rf"{kind}\s*:\s*\[\s*\]", lines[start]):
        lines[start] = f"{kind}:\n"
    end = next((index for index in tops if index > start), len(lines))
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    indent = next(
        (len(line) - len(line.lstrip()) for line in lines[start + 1 : end] if line.lstrip().startswith("- ")), 2
    )
    block = "".join(line[2:] if indent == 0 else " " * (indent - 2) + line for line in block.splitlines(keepends=True))
    return "".join([*lines[:end], "\n" if not lines[end - 1].endswith("\n") else "", "\n", block, *lines[end:]])


def _check_id(name: str) -> None:
    if not _ID.fullmatch(name):
        raise ScaffoldError(_say("new-bad-id", name=name))


def _write(planned: dict[Path, str]) -> list[Path]:
    for path, text in planned.items():
        write_atomically(path, text)
    return sorted(planned)


def _say(code: str, **values: object) -> str:
    return phrase(user_language(), code, **values)
