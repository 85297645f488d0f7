"""The projects that jupyter-book builds: one per language, with the settings that make it build cleanly and ask no other host."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from casebook.labels import labels
from casebook.model import Course
from casebook.website.edition import Beside, site_data

_SPHINX_LANGUAGE = {"zh": "zh_CN", "en": "en"}
EXTENSIONS = ("myst_nb", "jupyter_book", "sphinx_external_toc", "sphinx_comments", "casebook.website.extension")


@dataclass(frozen=True)
class Project:
    """A language's jupyter-book project: `source` and `files` are made by us, `html` by jupyter-book."""

    language: str
    folder: Path

    @property
    def source(self) -> Path:
        """Return the folder of the pages."""
        return self.folder / "source"

    @property
    def files(self) -> Path:
        """Return the folder of what goes beside the pages."""
        return self.folder / "files"

    @property
    def html(self) -> Path:
        """Return the folder in which jupyter-book leaves the site."""
        return self.folder / "_build" / "html"


def project_files(course: Course, language: str, names: set[str], beside: Beside | None = None) -> dict[str, bytes]:
    """Return the files of a project by path, but for the pages of these names: pictures, contents and configuration."""
    parts = _parts(course, language, names)
    toc = {
        "format": "jb-book",
        "root": "index",
        "parts": [{"caption": part["title"], "chapters": [{"file": name} for name in part["pages"]]} for part in parts],
    }
    files = {
        "_toc.yml": _yaml(toc),
        "_config.yml": _yaml(_config(course, language)),
        "site.json": json.dumps(_site(course, language, parts, beside), ensure_ascii=False, sort_keys=True) + "\n",
    }
    written = {path: text.encode() for path, text in files.items()}
    for path, file in course.assets.items():
        if path.startswith(f"{language}/"):
            written[f"source/{path.removeprefix(f'{language}/')}"] = file.read_bytes()
    return written


def _yaml(held: object) -> str:
    return yaml.dump(held, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)


def _parts(course: Course, language: str, names: set[str]) -> list[dict[str, Any]]:
    parts = []
    for module in course.modules:
        held = [
            f"{folder}/{case.id}" for case in course.cases_of(module) for folder in ("cases", "teaching", "answers")
        ]
        cases = [name for name in held if name in names]
        if cases:
            own = [name for name in (f"modules/{module.id}",) if name in names]
            parts.append({"title": module.title[language], "pages": [*own, *cases], "is_module": True})
    words = labels(language)
    frameworks = [f"frameworks/{each.id}" for each in course.frameworks]
    tools = [f"tools/{each.id}" for each in course.tools]
    for name, more in (("frameworks", frameworks), ("tools", tools)):
        if more:
            parts.append({"title": words[name], "pages": [name, *more]})
    own = [name for name in ("my-work", "hand-in") if name in names]
    if own:
        parts.append({"title": words["my_work"], "pages": own})
    reference = [name for name in ("glossary", "sources") if name in names]
    if reference:
        parts.append({"title": words["reference"], "pages": reference})
    parts += [{"title": part.title[language], "pages": list(part.pages)} for part in course.parts]
    return parts


def _site(course: Course, language: str, parts: Sequence[Mapping[str, Any]], beside: Beside | None) -> dict[str, Any]:
    """Return what the theme is told of the site; apart from the configuration, as a change of it need not rebuild every page."""
    settings = course.settings
    return {
        "id": settings.id,
        "language": language,
        "tag": labels(language)["language_tag"],
        "default": course.languages[0],
        "title": settings.title[language],
        "description": settings.description[language],
        "license": settings.license or "",
        "base_url": settings.base_url or "",
        "others": [
            {"code": each, "tag": labels(each)["language_tag"], "label": labels(each)["language_name"]}
            for each in course.languages
            if each != language
        ],
        "previews": [f"cases/{case.id}" for case in course.cases],
        "terms": [[term.id, list(term.words(language))] for term in course.glossary],
        "parts": list(parts),
        **(site_data(beside) if beside else {}),
    }


def _config(course: Course, language: str) -> dict[str, Any]:
    needed: dict[str, Any] = {
        "title": course.settings.title[language],
        "only_build_toc_files": True,
        "execute": {"execute_notebooks": "off"},
        "html": {"use_multitoc_numbering": False},
        "parse": {"myst_enable_extensions": ["colon_fence", "deflist", "dollarmath", "fieldlist"]},
        "sphinx": {
            "recursive_update": False,
            "config": {
                "extensions": list(EXTENSIONS),
                "language": _SPHINX_LANGUAGE[language],
                "html_theme": "casebook",
                "html_theme_options": {},
                "html_math_renderer": "mathml",
                "html_permalinks": False,
                "html_copy_source": False,
                "html_show_sourcelink": False,
                "html_use_index": False,
                "html_domain_indices": False,
                "html_last_updated_fmt": None,
                "myst_footnote_transition": False,
                "smartquotes": False,
                "suppress_warnings": ["mystnb.unknown_mime_type"],
            },
        },
    }
    more = course.book_config.get("sphinx", {}).get("extra_extensions", [])
    needed["sphinx"]["config"]["extensions"] += more
    return _merged(course.book_config, needed)


def _merged(chosen: Mapping[str, Any], needed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the author's configuration with ours laid over it, key by key."""
    both = {**chosen, **needed}
    for key in chosen.keys() & needed.keys():
        if isinstance(chosen[key], Mapping) and isinstance(needed[key], Mapping):
            both[key] = _merged(chosen[key], needed[key])
    return both
