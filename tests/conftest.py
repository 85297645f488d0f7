"""Fixtures that tests share, and the list of what could not run here."""

import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings

from casebook.errors import Problem
from casebook.execution.jobs import Job
from casebook.items import ITEM_TYPES
from casebook.pipeline import build
from casebook.scaffolding import new_course

ROOT = Path(__file__).parent.parent
TOOLS = {
    "bwrap": "Debian package bubblewrap",
    "chromium": "Debian package chromium",
    "java": "Debian package default-jre-headless",
    "node": "Debian package nodejs",
    "npm": "Debian package npm",
    "nbgrader": "packages of requirements-nbgrader.txt by `make .venv-nbgrader/.made`",
    "postgres": "Debian package postgresql",
}
"""What some tests need beyond PyPI: the command, and what to install."""
PLACES = os.pathsep.join([os.environ.get("PATH", os.defpath), str(ROOT / ".venv-nbgrader" / "bin")])
WASHER_FRAMEWORKS = ("latent-needs", "research-routine", "three-realms")
NOT_RUN = pytest.StashKey[dict[str, list[str]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="the full counts of random runs")
    parser.addoption("--regenerate", action="store_true", help="write goldens anew")


def pytest_configure(config: pytest.Config) -> None:
    """Draw the same examples each time, so that a run says something about a change; a soak draws others."""
    settings.register_profile("same", derandomize=True, database=None)
    settings.load_profile("default" if config.getoption("--soak") else "same")


def find_tool(name: str) -> Path | None:
    """Return where a command is; nbgrader has an environment of its own, and Debian keeps those of PostgreSQL outside PATH."""
    found = shutil.which(name, path=PLACES) or max(
        map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), default=None
    )
    return Path(found).resolve() if found else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("needs"):
            if find_tool(mark.args[0]) is None:
                item.add_marker(pytest.mark.skip(reason=f"NOT RUN: {mark.args[0]}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    missing: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "NOT RUN: " in reason:
            missing.setdefault(reason.split("NOT RUN: ")[1], []).append(report.nodeid)
    for tool, tests in missing.items():
        terminalreporter.section("NOT RUN")
        terminalreporter.line(f"{len(tests)} tests need {tool}: install the {TOOLS[tool]}")
        for test in sorted(tests):
            terminalreporter.line(f"  NOT RUN {test}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything must run, a test that did not is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CASEBOOK_REQUIRE_ALL") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def soak(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--soak"))


class Silent:
    """A reporter that keeps what it was told."""

    def __init__(self) -> None:
        self.warnings: list[Problem] = []
        self.stages: list[str] = []
        self.runs: list[str] = []
        self.sheets: list[str] = []
        self.sentences: list[str] = []

    def warned(self, problems: "list[Problem] | tuple[Problem, ...]") -> None:
        self.warnings += problems

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def printed(self, done: int, total: int, name: str) -> None:
        self.sheets.append(name)

    def said(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def ran(self, done: int, total: int, job: Job) -> None:
        self.runs.append(job.title)


def copy_course(source: Path, target: Path) -> Path:
    """Copy the sources of a course, and nothing that was built from them."""
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "_config.yml", target)
    for folder in ("book", "cases", "exercises"):
        shutil.copytree(source / folder, target / folder)
    return target


def small_course(target: Path) -> Path:
    """Write a course in both languages with one case, one framework and four notebooks: as much as most tests need."""
    new_course(target, ["zh", "en"])
    return target


def every_type_course(target: Path) -> Path:
    """Write a small course whose case has each item type twice, as practice and graded, and a page of the manual with all types."""
    small_course(target)
    items = {part: [_example(name, part) for name in ITEM_TYPES.names()] for part in ("practice", "graded")}
    write_items(target, items)
    (target / "book" / "pages.yml").write_text(
        "- {title: {zh: 手册, en: Manual}, pages: [manual/items]}\n", encoding="utf-8"
    )
    for language in ("zh", "en"):
        page = target / "book" / language / "manual" / "items.md"
        page.parent.mkdir()
        page.write_text("# Items\n\nEvery type.\n\n## Types\n\n```{casebook-items}\n```\n", encoding="utf-8")
    return target


def write_items(course: Path, items: dict[str, list[dict[str, Any]]]) -> None:
    """Write the practice and the graded items of the only case of a small course."""
    text = yaml.safe_dump(items, allow_unicode=True, sort_keys=False)
    (course / "exercises" / "first-case.yml").write_text(text, encoding="utf-8")


def read_items(course: Path) -> dict[str, list[dict[str, Any]]]:
    """Read them back."""
    text = (course / "exercises" / "first-case.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)  # type: ignore[no-any-return]


def _example(name: str, part: str) -> dict[str, Any]:
    """Return the example of a type; as a graded item with another id and another stem."""
    item = yaml.safe_load(ITEM_TYPES.get(name).example)
    item["objective"] = "calculate" if name == "numeric" else "judge"
    if part == "graded":
        item["id"] += "-test"
        item["stem"] = {"zh": f"{item['stem']['zh']}（考核）", "en": f"{item['stem']['en']} (Graded.)"}
    return item


def washer_course(target: Path) -> Path:
    """Copy the shipped course with one case, the frameworks that it applies and one tool: its texts at a fraction of the time."""
    copy_course(ROOT, target)
    kept = {"case": ["haier-washer"], "framework": list(WASHER_FRAMEWORKS), "tool": ["needs-observation"]}
    for folder, kind in (("cases", "case"), ("book/frameworks", "framework")):
        for path in (target / folder).iterdir():
            if path.is_dir() and path.name not in kept[kind]:
                shutil.rmtree(path)
    for path in (target / "book" / "tools").iterdir():
        if path.stem not in kept["tool"]:
            path.unlink()
    for path in (target / "exercises").glob("*.yml"):
        if path.stem not in kept["case"]:
            path.unlink()
    for path in target.rglob(".confirmed.json"):
        path.unlink()
    for path in [*target.rglob("*.md"), *target.rglob("*.yml")]:
        text = path.read_text(encoding="utf-8")
        path.write_text(_without_the_rest(text, kept), encoding="utf-8")
    return target


def _without_the_rest(text: str, kept: dict[str, list[str]]) -> str:
    """Return a source without what names other cases, frameworks and tools than those kept."""

    def plain(found: re.Match[str]) -> str:
        target = found["target"] or found["words"]
        return found[0] if target in kept[found["kind"]] else found["words"].strip()

    def listed(found: re.Match[str]) -> str:
        names = [name for name in re.findall(r"[\w-]+", found["names"]) if name in kept[found["kind"]]]
        return f"{found['head']}[{', '.join(names)}]"

    text = re.sub(r"\{(?P<kind>case|framework|tool)\}`(?P<words>[^`<\n]+)(?:<(?P<target>[^>\n]+)>)?`", plain, text)
    pattern = r"^(?P<head> *(?P<kind>case|framework|tool)s: )\[(?P<names>[^\]]*)\]"
    return re.sub(pattern, listed, text, flags=re.MULTILINE)


@pytest.fixture(scope="session")
def shared_cache() -> Path:
    """The cache of notebook results in which `make course` left its own; by content, so that nothing stale is in it."""
    return ROOT / "_build" / "cache"


def build_copy(source: Path, target: Path, cache: Path) -> Path:
    """Copy a course, build it with the shared cache of results, and return its site."""
    return build_here(copy_course(source, target), cache)


def link_cache(course: Path, cache: Path) -> None:
    """Let a course use a cache of results that others use too."""
    (course / "_build").mkdir(exist_ok=True)
    cache.mkdir(parents=True, exist_ok=True)
    if not (course / "_build" / "cache").exists():
        (course / "_build" / "cache").symlink_to(cache, target_is_directory=True)


def build_here(course: Path, cache: Path) -> Path:
    """Build a course where it stands, with the shared cache of results, and return its site."""
    link_cache(course, cache)
    build(course, Silent())
    return course / "_build" / "site"


def _built_once(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, name: str, source: Path, base_url: str = ""
) -> Path:
    """Build a course once for all workers: the first to get there builds, the others wait for it."""
    from filelock import FileLock

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    target = shared / name
    with FileLock(str(shared / f"{name}.lock")):
        if not (target / "done").exists():
            shutil.rmtree(target, ignore_errors=True)
            copy_course(source, target / "edited")
            if base_url:
                config = target / "edited" / "_config.yml"
                text = config.read_text(encoding="utf-8")
                config.write_text(
                    text.replace("casebook:\n", f"casebook:\n  base_url: {base_url}\n", 1), encoding="utf-8"
                )
            build_copy(target / "edited", target / "course", cache)
            (target / "done").touch()
    return target / "course" / "_build" / "site"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    """The site of the shipped course."""
    return _built_once(tmp_path_factory, shared_cache, "shipped", ROOT)


@pytest.fixture(scope="session")
def addressed_site(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    """The site of the shipped course, built for a known address."""
    return _built_once(tmp_path_factory, shared_cache, "addressed", ROOT, "https://training.example.com/course")


from databases import address, database_kind, new_address, postgres  # noqa: E402, F401  fixtures; at the end, as they use what stands above
