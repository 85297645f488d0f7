"""What jupyter-book needs, imported with this module, and what a child does that is forked with all of it in memory."""

import contextlib
import gc
import os
import sys
from importlib import import_module
from pathlib import Path

from sphinx.application import builtin_extensions

from casebook.website.book import EXTENSIONS

_LATER = [
    "docutils.languages.en",
    "docutils.languages.zh_cn",
    "docutils.parsers.rst.languages.en",
    "docutils.parsers.rst.languages.zh_cn",
    "docutils.transforms.components",
    "email.headerregistry",
    "importlib_metadata._text",
    "jinja2.ext",
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "myst_nb.ext.execution_tables",
    "myst_nb.ext.glue.domain",
    "myst_nb.sphinx_ext",
    "myst_parser.parsers.mdit",
    "myst_parser.sphinx_ext.directives",
    "myst_parser.sphinx_ext.main",
    "myst_parser.sphinx_ext.mathjax",
    "myst_parser.sphinx_ext.myst_refs",
    "pygments.lexers.shell",
    "sphinx.builders.html.transforms",
    "sphinx.builders.latex.transforms",
    "sphinx.ext.intersphinx",
    "sphinx.ext.mathjax",
    "sphinx.search",
    "sphinx.search.en",
    "sphinx.util.math",
    "sphinx.writers.html5",
    "sphinx_external_toc.collectors",
    "sphinx_jupyterbook_latex.events",
    "sphinx_jupyterbook_latex.theme",
    "sphinx_multitoc_numbering",
    "xml.dom.minidom",
    "zipp.glob",
]
"""What jupyter-book and its extensions import only once they are at work."""

for _name in (*builtin_extensions, *EXTENSIONS, *_LATER):
    with contextlib.suppress(ImportError):  # it is imported where it is needed, or missed there
        import_module(_name)
gc.freeze()  # nothing of what is imported will go: who looks for garbage, or through all objects, need not look at it again


def run_book(work: dict[str, list[str] | str]) -> None:
    """Run jupyter-book in this process with the `arguments` given, and say everything into the file `said`."""
    gc.disable()  # the process ends before its garbage matters
    with Path(str(work["said"])).open("wb") as said:
        for descriptor in (1, 2):
            os.dup2(said.fileno(), descriptor)
    try:
        import_module("jupyter_book.cli.main").main(list(work["arguments"]), prog_name="jupyter-book")
    except Exception as error:
        sys.exit(f"{type(error).__name__}: {error}")
