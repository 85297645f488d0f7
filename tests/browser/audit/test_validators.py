"""html-validate, the Nu checker and Lighthouse over the built site. They come from npm, into a cache outside the repository."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from browser.conftest import ARGUMENTS
from browser.reading import LANGUAGES
from browser.serving import served
from casebook.model import Course

pytestmark = [
    pytest.mark.soak,
    pytest.mark.needs("node"),
    pytest.mark.needs("npm"),
    pytest.mark.xdist_group("browser-audit"),
    pytest.mark.timeout(600),
]

HERE = Path(__file__).parent
RULES = {"root": True, "extends": ["html-validate:recommended"]}
"""Nothing of the recommended preset is relaxed."""
CATEGORIES = ("accessibility", "best-practices", "seo")


@pytest.fixture(scope="session")
def checkers() -> Path:
    """The folder of the installed packages: one per set of pinned versions."""
    pinned = (HERE / "package.json").read_bytes()
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "casebook-audit"
    folder = cache / hashlib.sha256(pinned).hexdigest()[:16]
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(str(folder) + ".lock"):
        if not (folder / "done").exists():
            folder.mkdir(exist_ok=True)
            for name in ("package.json", ".npmrc"):
                shutil.copy(HERE / name, folder)
            # No install scripts: one of them would fetch a Java of its own.
            command = ["npm", "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(command, check=True, capture_output=True)
            (folder / "done").touch()
    return folder / "node_modules"


@pytest.fixture(params=["site", "addressed_site"])
def pages(request: pytest.FixtureRequest) -> list[Path]:
    """Every page of the site, without an address and with one."""
    return sorted(request.getfixturevalue(request.param).rglob("*.html"))


def test_html_validate(checkers: Path, pages: list[Path], tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps(RULES))
    command = ["node", checkers / "html-validate" / "bin" / "html-validate.mjs"]
    command += ["--config", rules, "--formatter", "json", *pages]
    answer = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert answer.stdout, answer.stderr
    found = [
        f"{file['filePath']}:{each['line']}: {each['ruleId']}: {each['message']} ({each['selector']})"
        for file in json.loads(answer.stdout)
        for each in file["messages"]
    ]
    assert not found, "\n".join(found)


@pytest.mark.needs("java")
def test_nu(checkers: Path, pages: list[Path]) -> None:
    command = ["java", "-jar", checkers / "vnu-jar" / "build" / "dist" / "vnu.jar", "--format", "json", *pages]
    answer = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    found = [
        f"{each['url']}:{each.get('lastLine')}: {each['message']} {each.get('extract', '')}"
        for each in json.loads(answer.stderr)["messages"]
    ]
    assert not found, "\n".join(found)


@pytest.fixture(scope="session")
def addressed_web(addressed_site: Path) -> Iterator[str]:
    with served(addressed_site) as address:
        yield address


def failed_audits(report: dict[str, Any]) -> list[str]:
    return [
        f"{name}: {each['id']}: {json.dumps(audit.get('details', {}).get('items', []), ensure_ascii=False)[:600]}"
        for name, category in report["categories"].items()
        for each in category["auditRefs"]
        if (audit := report["audits"][each["id"]])["score"] not in (None, 1) and each["weight"]
    ]


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["home", "case"])
def test_lighthouse(checkers: Path, addressed_web: str, course: Course, language: str, kind: str) -> None:
    """A canonical link needs an address, so this is the site that has one."""
    page = f"{language}/index.html" if kind == "home" else f"{language}/cases/{course.cases[0].id}.html"
    command = ["node", checkers / "lighthouse" / "cli" / "index.js", addressed_web + page, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(ARGUMENTS)}"]
    command += ["--no-enable-error-reporting"]
    environment = os.environ | {"CHROME_PATH": str(shutil.which("chromium"))}
    answer = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env=environment)
    assert answer.stdout, answer.stderr
    report = json.loads(answer.stdout)
    scores = {name: report["categories"][name]["score"] for name in CATEGORIES}
    assert scores == dict.fromkeys(CATEGORIES, 1), "\n".join(failed_audits(report))
