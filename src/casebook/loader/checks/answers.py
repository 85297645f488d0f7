"""Answer cells share a notebook with the model: neither may define what the other uses, in whatever order cells are run."""

import builtins
import symtable

from casebook.items.code import Code
from casebook.loader.case import CaseSources
from casebook.loader.checks.cases import RESERVED
from casebook.loader.reading import Report, problem


def check_answers(sources: CaseSources, report: Report) -> None:
    """Report a model that defines `answer`, and starters that define what the notebook or Python already does."""
    taken = {*RESERVED, *dir(builtins), *(assumption.id for assumption in sources.case.file.assumptions)}
    for cell in sources.case.analysis:
        names = _defined(cell.code, imports=True)
        if "answer" in names:
            report(problem(sources.analysis_file, cell.line, "model-defines-answer", name=cell.name))
        taken |= names
    for item in sources.case.exercise:
        for index, version in enumerate(item.versions()):
            place = ("variants", index - 1) if index else ()
            if isinstance(version, Code):
                for name in sorted(_defined(version.starter) & taken):
                    loc = (*sources.items[item.id], *place, "starter")
                    report(sources.exercises.problem(loc, "starter-name-taken", name=name))


def _defined(code: str, *, imports: bool = False) -> set[str]:
    """Return the names that code gives at its top level; nothing for code that is no Python, which is reported elsewhere."""
    try:
        symbols = symtable.symtable(code, "code", "exec").get_symbols()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {each.get_name() for each in symbols if each.is_assigned() or (imports and each.is_imported())}
