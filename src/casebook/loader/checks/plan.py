"""The course's plan: which module teaches which case, framework and tool, and in what order."""

from casebook.loader.checks.roles import check_known
from casebook.loader.course import CourseSources
from casebook.loader.reading import Report
from casebook.model import Module
from casebook.registry import nearest


def check_plan(read: CourseSources, report: Report) -> None:
    """Report frameworks and tools that do not exist, what is planned twice, and cases planned in a module that is not theirs.

    A case that a module plans and nobody has written yet is no problem, since no page speaks of it, unless its name is
    nearly that of a case without a plan.
    """
    document = read.documents.get("modules")
    if document is None:
        return
    planned: dict[tuple[str, str], str] = {}
    unplanned = sorted(set(read.ids("cases")) - {name for module in read.modules for name in module.cases})
    for index, module in read.listed.get("modules", ()):
        assert isinstance(module, Module)
        for kind, names in (("cases", module.cases), ("frameworks", module.frameworks), ("tools", module.tools)):
            for place, name in enumerate(names):
                if kind == "cases" and name not in read.ids("cases") and (near := nearest(name, unplanned)):
                    report(document.problem((index, kind, place), "planned-misspelt", True, id=name, near=near))
                elif kind != "cases":
                    check_known(document, (index, kind, place), kind[:-1], name, read.ids(kind), report)
                if (kind, name) in planned:
                    report(document.problem((index, kind, place), "duplicate-id", id=name))
                planned.setdefault((kind, name), module.id)
    for each in read.cases:
        module_id, where = each.case.file.module, planned.get(("cases", each.case.id))
        if where and where != module_id:
            report(each.document.problem(("module",), "case-planned-elsewhere", module=module_id, planned=where))
