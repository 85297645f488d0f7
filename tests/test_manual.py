"""What is not documented does not exist, and what is documented works."""

import re
import shlex
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, link_cache

from casebook.cli.main import GROUPS, VERBS, main
from casebook.interactions import score
from casebook.items import ITEM_TYPES
from casebook.loader import examine
from casebook.loader.checks.items import CODES
from casebook.markup import ROLES
from casebook.model import (
    NOTE_SECTIONS,
    SECTIONS,
    SLIDE_LIMITS,
    Audience,
    Card,
    CaseFile,
    Exchange,
    FrameworkFile,
    Material,
    Module,
    Pane,
    Plan,
    RolePlay,
    Segment,
    Settings,
    TeachingFile,
    Term,
    TextField,
    ToolFile,
    ToolPart,
)
from casebook.notebooks.answers import read_cell

PAGES = sorted((ROOT / "book").glob("*/manual/*.md"))
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
paged = pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.parent.name}-{page.stem}")
COMMAND = re.compile(r"^\$ (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _manual(language: str) -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.parent.parent.name == language)


def _options() -> list[str]:
    from typer.main import get_command

    from casebook.cli.main import app

    found = set()
    group = get_command(app)
    commands = [*group.commands.values()]  # type: ignore[attr-defined]
    commands += [each for name in GROUPS for each in group.commands[name].commands.values()]  # type: ignore[attr-defined]
    for command in commands:
        found |= {name for each in command.params for name in each.opts if name.startswith("--")}
    return sorted(found)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_that_exists_is_documented(language: str) -> None:
    manual = _manual(language)
    wanted = [f"casebook {verb}" for verb in VERBS]
    wanted += [f"casebook {name} {each.name}" for name, app in GROUPS.items() for each in app.registered_commands]
    wanted += _options()
    wanted += [f"{{{role}}}" for role in (*ROLES, "chart")]
    wanted += [*SECTIONS, *CODES]
    for model in (CaseFile, FrameworkFile, Module, Settings, Term, TextField, ToolFile, ToolPart):
        wanted += model.model_fields
    for model in (TeachingFile, Segment, Plan, Pane, Audience, RolePlay, Card, Material, Exchange):
        wanted += [field.alias or name for name, field in model.model_fields.items()]
    wanted += [f"({name})=" for name in NOTE_SECTIONS]
    wanted += [f"`{type_name}`" for type_name in ("text", "check", "date", "rating")]
    assert [word for word in wanted if word not in manual] == []
    assert "{casebook-items}" in manual


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_item_type_stands_in_the_built_manual(site: Path, language: str) -> None:
    page = (site / language / "manual" / "items.html").read_text(encoding="utf-8")
    for name in ITEM_TYPES.names():
        assert f">{name}</span>" in page or f">{name}<" in page
        about = re.sub(
            r"`([^`]+)`",
            r'<code class="docutils literal notranslate"><span class="pre">\1</span></code>',
            ITEM_TYPES.get(name).about[language],
        )
        assert about in page


def test_dependencies_are_explained() -> None:
    listed = re.findall(
        r'^    "([A-Za-z0-9-]+)[<>=]', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert "papermill" in listed
    for language in ("zh", "en"):
        text = (ROOT / "book" / language / "manual" / "dependencies.md").read_text(encoding="utf-8").lower()
        assert [name for name in listed if name.lower() not in text] == []


@paged
def test_yaml_examples_can_be_read(page: Path) -> None:
    for kind, body in FENCE.findall(page.read_text(encoding="utf-8")):
        if kind == "yaml":
            yaml.safe_load(body)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_examples_of_modules_frameworks_and_tools_are_what_they_show(language: str) -> None:
    text = (ROOT / "book" / language / "manual" / "frameworks-and-tools.md").read_text(encoding="utf-8")
    module, framework, tool = (yaml.safe_load(body) for kind, body in FENCE.findall(text) if kind == "yaml")
    context = {"languages": ("zh", "en")}
    assert Module.model_validate(module[0], context=context).tools
    assert FrameworkFile.model_validate(framework, context=context).charts
    fields = ToolFile.model_validate(tool, context=context).parts[0].fields
    assert {field.type for field in fields} == {"text", "check", "date"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_example_of_a_teaching_note_is_one(language: str, tmp_path: Path) -> None:
    text = (ROOT / "book" / language / "manual" / "authoring.md").read_text(encoding="utf-8")
    (example,) = [body for kind, body in FENCE.findall(text) if kind == "yaml" and body.startswith("openings:")]
    note = TeachingFile.model_validate(yaml.safe_load(example), context={"languages": ("zh", "en")})
    assert all(sum(plan.segments.values()) == plan.minutes for plan in note.plans)
    for plan in note.plans:
        assert all(
            note.segment(name).least <= minutes <= note.segment(name).most for name, minutes in plan.segments.items()
        )
    told = [text for each in (*note.story, *note.reveal, note.close) for text in each.items()]
    assert all(len(words) <= SLIDE_LIMITS[spoken] for spoken, words in told)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_examples_of_answer_cells_are_right(language: str) -> None:
    text = (ROOT / "book" / language / "manual" / "items.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| `(answer = .*)` \|$", text, re.MULTILINE))
    for name, source in rows.items():
        example = yaml.safe_load(ITEM_TYPES.get(name).example)
        item = ITEM_TYPES.get(name).model_validate(example, context={"languages": ("zh", "en")})
        assert score(item.scoring(), read_cell(source, item.interaction())) == 1
    assert {*rows, "short-answer", "code"} == set(ITEM_TYPES.names())
    assert all(f"| `{name}` |" in text for name in ITEM_TYPES.names())


@paged
def test_commands_in_the_manual_work(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_cache: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    for kind, body in FENCE.findall(page.read_text(encoding="utf-8")):
        if kind != "console":
            continue
        for command in COMMAND.findall(body):
            words = shlex.split(command, comments=True)
            assert words[0] == "casebook", f"{page}: {command}"
            assert main(words[1:]) == 0, f"{page}: {command}"
            for course in tmp_path.glob("*/_config.yml"):
                link_cache(course.parent, shared_cache)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_readmes_name_files_and_targets_that_exist(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z]+)\b", text):
        assert f"\n{target}:" in makefile, target
    for link in re.findall(r"\]\(([^)#\s]+)", text):
        assert link.startswith("http") or (ROOT / link).exists(), link
    assert text.index("make course") < text.index("make test")


def test_the_shipped_course_has_neither_errors_nor_warnings() -> None:
    assert examine(ROOT)[1] == ()


def test_nothing_names_the_way_of_working() -> None:
    forbidden = re.compile(
        "|".join(["/wo" + "rk/", "/far" + "m/", r"\.libr" + "ary", "pypi" + r"\.org", "registry\\.np" + "mjs"])
    )
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if (
            path.is_file()
            and not {"_build", ".git", ".venv", ".venv-nbgrader", "node_modules"} & set(parts)
            and path.suffix in (".py", ".md", ".yml", ".toml", ".txt")
        ):
            assert not forbidden.search(path.read_text(encoding="utf-8", errors="replace")), path
