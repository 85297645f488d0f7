"""What Python code is made of, as far as the checks ask: found once for each text, since a preview asks after each save."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

At = tuple[int, str]
"""A line, counted from 1, and what stands there."""


@dataclass(frozen=True)
class Code:
    """What a piece of code imports, names, defines and says; `error` is why it is none.

    `early` are the names that are read when the code runs, and not only when a function of it is called; `chinese` are the texts
    among those handed over as `zh=`.
    """

    error: At | None = None
    imports: tuple[At, ...] = ()
    names: frozenset[str] = frozenset()
    early: tuple[At, ...] = ()
    functions: frozenset[str] = frozenset()
    texts: tuple[At, ...] = ()
    chinese: tuple[At, ...] = ()


@lru_cache(maxsize=4096)
def code_of(text: str) -> Code:
    """Return what a text of Python is made of."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = getattr(error, "msg", None) or error
        return Code((getattr(error, "lineno", 0) or 0, str(reason)))
    nodes = list(ast.walk(tree))
    return Code(
        imports=tuple(each for node in nodes for each in _imports(node)),
        names=frozenset(node.id for node in nodes if isinstance(node, ast.Name)),
        early=tuple(
            (node.lineno, node.id)
            for statement in tree.body
            for node in _run_at_once(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        ),
        functions=frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef)),
        texts=tuple(_texts(tree)),
        chinese=tuple(
            said for node in nodes if isinstance(node, ast.keyword) and node.arg == "zh" for said in _texts(node.value)
        ),
    )


def _imports(node: ast.AST) -> list[At]:
    if isinstance(node, ast.Import):
        return [(node.lineno, alias.name) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.lineno, node.module or ".")]
    return []


def _texts(tree: ast.AST) -> Iterator[At]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def _run_at_once(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes of a statement that run when the code runs, and not only when a function is called."""
    if isinstance(statement, ast.FunctionDef):
        for default in (*statement.args.defaults, *statement.args.kw_defaults, *statement.decorator_list):
            if default is not None:
                yield from ast.walk(default)
    else:
        yield from ast.walk(statement)
