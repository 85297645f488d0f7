"""The plan of the course: every case, framework and tool of the fact base has its place."""

from pathlib import Path

import yaml
from conftest import ROOT

from casebook.cli.main import main
from casebook.loader import examine, load

FACTS = yaml.safe_load((Path(__file__).parent / "data" / "facts.yml").read_text(encoding="utf-8"))
COURSE, _ = load(ROOT)


def test_every_case_is_planned_once() -> None:
    assert sorted(name for module in COURSE.modules for name in module.cases) == sorted(FACTS["cases"])


def test_every_framework_and_tool_is_taught_in_one_module() -> None:
    assert sorted(name for module in COURSE.modules for name in module.frameworks) == sorted(FACTS["frameworks"])
    assert sorted(name for module in COURSE.modules for name in module.tools) == sorted(FACTS["tools"])
    assert {each.id for each in COURSE.frameworks} == set(FACTS["frameworks"])
    assert {each.id for each in COURSE.tools} == set(FACTS["tools"])


def test_the_flagship_cases_are_there_in_the_order_of_the_plan() -> None:
    flagship = {name for name, fact in FACTS["cases"].items() if fact.get("flagship")}
    there = [case.id for case in COURSE.cases]
    assert flagship <= set(there)
    planned = [name for module in COURSE.modules for name in module.cases]
    assert there == [name for name in planned if name in there]


def test_no_page_leads_to_a_case_that_is_planned_only(site: Path) -> None:
    planned = {name for module in COURSE.modules for name in module.cases} - {case.id for case in COURSE.cases}
    assert planned
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in planned if f"cases/{name}.html" in text]


def test_a_planned_name_that_is_nearly_a_case_is_questioned(tmp_path: Path) -> None:
    root = tmp_path / "course"
    assert main(["new", "course", str(root)]) == 0
    path = root / "book" / "modules.yml"
    for name, codes in (("first-cass", ["planned-misspelt"]), ("lost-luggage", []), ("first-case", [])):
        text = path.read_text(encoding="utf-8").replace("cases: [first-case]", f"cases: [{name}]")
        (root / "book" / "modules.yml").write_text(text, encoding="utf-8")
        assert [each.code for each in examine(root)[1]] == codes
        path.write_text(text.replace(f"cases: [{name}]", "cases: [first-case]"), encoding="utf-8")
