"""An author who edits a course at random, and leaves it without an error after each edit."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

TERMS = {
    "window": ("窗口", "counter"),
    "queue": ("队", "queue"),
    "hall": ("大厅", "service hall"),
    "model": ("假设", "model"),
}
"""Words that stand in the texts of a small course."""
PAGE = "# {title}\n\nA counter, a queue{more}.\n\n## {heading}\n\nText.\n"


class _Plain(yaml.SafeDumper):
    """Writes what stands in two places twice, as aliases are refused."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(data: Any) -> str:
    """Return data as YAML."""
    return yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False)


class Author:
    """Edits the small course in a folder; the same seed gives the same edits."""

    def __init__(self, root: Path, seed: object) -> None:
        self.root, self.rng, self.count = root, random.Random(str(seed)), 0
        self.edits: list[Callable[[], None]] = [
            self.write_in_a_case,
            self.write_in_a_case,
            self.retitle_a_case,
            self.add_a_case,
            self.remove_a_case,
            self.reorder_cases,
            self.move_a_case,
            self.change_modules,
            self.toggle_a_term,
            self.redefine_a_term,
            self.retitle_the_course,
            self.toggle_an_address,
            self.add_a_page,
            self.remove_a_page,
            self.write_on_a_page,
            self.retitle_a_page,
            self.picture_on_a_page,
            self.figure_on_a_page,
            self.write_a_note,
            self.write_an_item,
            self.write_on_a_framework,
        ]

    def edit(self) -> str:
        """Make one edit that changes something; return its name."""
        before = self._state()
        while True:
            self.count += 1
            edit = self.rng.choice(self.edits)
            edit()
            if self._state() != before:
                return edit.__name__

    def _state(self) -> dict[Path, bytes]:
        folders = ("_config.yml", "book", "cases", "exercises")
        paths = [path for name in folders for path in [self.root / name, *(self.root / name).rglob("*")]]
        return {path: path.read_bytes() for path in paths if path.is_file()}

    def _cases(self) -> list[str]:
        return sorted(path.name for path in (self.root / "cases").iterdir())

    def _case(self) -> str:
        return self.rng.choice(self._cases())

    def _read(self, name: str) -> Any:
        path = self.root / name
        return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []

    def _write(self, name: str, data: Any) -> None:
        if not data:
            (self.root / name).unlink(missing_ok=True)
            return
        (self.root / name).write_text(written(data), encoding="utf-8")

    def _append(self, name: str, more: str) -> None:
        path = self.root / name
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")

    def _language(self) -> str:
        return self.rng.choice(["zh", "en"])

    def _sentence(self, language: str) -> str:
        chosen = self.rng.choice(list(TERMS.values()))
        return (
            f"第 {self.count} 句说到{chosen[0]}。" if language == "zh" else f"Sentence {self.count} on a {chosen[1]}."
        )

    def write_in_a_case(self) -> None:
        language = self._language()
        self._append(f"cases/{self._case()}/{language}.md", f"\n{self._sentence(language)}\n")

    def retitle_a_case(self) -> None:
        self._retitle(self._case())

    def _retitle(self, case: str) -> None:
        data = self._read(f"cases/{case}/case.yml")
        data["title"] = {"zh": f"题目 {self.count}", "en": f"Title <{self.count}> & more"}
        self._write(f"cases/{case}/case.yml", data)

    def add_a_case(self) -> None:
        old, new = self._case(), f"case-{self.rng.randrange(20)}"
        modules = self._read("book/modules.yml")
        if new not in self._cases():
            place = next(place for place, each in enumerate(modules) if old in each["cases"])
            self.copy_case(old, new, place)

    def copy_case(self, old: str, new: str, place: int) -> None:
        """Copy a case under another id and title into a module, which is made where it is not there yet."""
        modules = self._read("book/modules.yml")
        if place == len(modules):
            modules.append(self._new_module(modules))
        shutil.copytree(self.root / "cases" / old, self.root / "cases" / new)
        shutil.copy(self.root / "exercises" / f"{old}.yml", self.root / "exercises" / f"{new}.yml")
        self.count += 1
        self._retitle(new)
        held = modules[place]["cases"]
        held.insert(self.rng.randrange(len(held) + 1), new)
        data = self._read(f"cases/{new}/case.yml")
        self._write(f"cases/{new}/case.yml", {**data, "module": modules[place]["id"]})
        self._write("book/modules.yml", modules)

    def remove_a_case(self) -> None:
        case = self._case()
        if len(self._cases()) < 2:
            return
        shutil.rmtree(self.root / "cases" / case)
        (self.root / "exercises" / f"{case}.yml").unlink()
        modules = self._read("book/modules.yml")
        for module in modules:
            module["cases"] = [each for each in module["cases"] if each != case]
        self._write("book/modules.yml", [module for module in modules if module["cases"]])

    def reorder_cases(self) -> None:
        modules = self._read("book/modules.yml")
        self.rng.shuffle(self.rng.choice(modules)["cases"])
        self._write("book/modules.yml", modules)

    def move_a_case(self) -> None:
        """Move a case to another module, which is made where there is but one."""
        modules, case = self._read("book/modules.yml"), self._case()
        old = next(each for each in modules if case in each["cases"])
        if len(old["cases"]) < 2:
            return
        others = [each for each in modules if each is not old]
        if not others:
            others = [self._new_module(modules)]
            modules += others
        old["cases"].remove(case)
        self.rng.choice(others)["cases"].append(case)
        data = self._read(f"cases/{case}/case.yml")
        data["module"] = next(each["id"] for each in modules if case in each["cases"])
        self._write(f"cases/{case}/case.yml", data)
        self._write("book/modules.yml", modules)

    def _new_module(self, modules: list[dict[str, Any]]) -> dict[str, Any]:
        """Return a module like the first, without its cases."""
        taken = {each["id"] for each in modules}
        name = next(each for each in ("second-module", "third-module") if each not in taken)
        made = {**modules[0], "id": name, "cases": [], "frameworks": []}
        self._title_of(made)
        return made

    def change_modules(self) -> None:
        modules = self._read("book/modules.yml")
        if self.rng.random() < 0.5:
            modules.reverse()
        else:
            self._title_of(self.rng.choice(modules))
        self._write("book/modules.yml", modules)

    def _title_of(self, listed: dict[str, Any]) -> None:
        listed["title"] = {"zh": f"名称 {self.count}", "en": f"Name {self.count}"}

    def toggle_a_term(self) -> None:
        terms = self._read("book/glossary.yml")
        name = self.rng.choice(list(TERMS))
        kept = [term for term in terms if term["id"] != name]
        if len(kept) == len(terms):
            zh, en = TERMS[name]
            defined = {"zh": "这里写解释。", "en": "A definition."}
            kept.insert(
                self.rng.randrange(len(kept) + 1), {"id": name, "term": {"zh": zh, "en": en}, "definition": defined}
            )
        self._write("book/glossary.yml", kept)

    def redefine_a_term(self) -> None:
        terms = self._read("book/glossary.yml")
        if terms:
            self.rng.choice(terms)["definition"] = {"zh": f"解释 {self.count}。", "en": f"Definition {self.count}."}
            self._write("book/glossary.yml", terms)

    def retitle_the_course(self) -> None:
        config = self._read("_config.yml")
        self._title_of(config["casebook"])
        self._write("_config.yml", config)

    def toggle_an_address(self) -> None:
        config = self._read("_config.yml")
        if not config["casebook"].pop("base_url", None):
            config["casebook"]["base_url"] = "https://training.example.com"
        self._write("_config.yml", config)

    def _pages(self) -> list[str]:
        return [name for part in self._read("book/pages.yml") for name in part["pages"]]

    def add_a_page(self) -> None:
        """Add a page by hand, in each language, that links to another."""
        name = f"{self.rng.choice(['extra', 'more'])}/page-{self.rng.randrange(9)}"
        if name not in self._pages():
            self.add_page(name, self.rng.choice(["index", *self._pages()]))

    def add_page(self, name: str, target: str) -> None:
        """Add a page that links to another."""
        parts = self._read("book/pages.yml")
        link = f", [](../{target}.md) and [there](../{target}.md)"
        for language in ("zh", "en"):
            path = self.root / "book" / language / f"{name}.md"
            path.parent.mkdir(exist_ok=True)
            words = {"title": f"Page {self.count}", "heading": f"Heading {self.count}", "more": link}
            path.write_text(PAGE.format(**words), encoding="utf-8")
        if parts and self.rng.random() < 0.7:
            self.rng.choice(parts)["pages"].append(name)
        else:
            parts.append({"title": {"zh": f"部分 {self.count}", "en": f"Part {self.count}"}, "pages": [name]})
        self._write("book/pages.yml", parts)

    def remove_a_page(self) -> None:
        """Remove a page to which no other leads."""
        texts = "".join(path.read_text(encoding="utf-8") for path in (self.root / "book").rglob("page-*.md"))
        free = [name for name in self._pages() if f"../{name}.md" not in texts]
        if not free:
            return
        gone = self.rng.choice(free)
        for language in ("zh", "en"):
            (self.root / "book" / language / f"{gone}.md").unlink()
        parts = self._read("book/pages.yml")
        for part in parts:
            part["pages"] = [name for name in part["pages"] if name != gone]
        self._write("book/pages.yml", [part for part in parts if part["pages"]])

    def write_on_a_page(self) -> None:
        if pages := self._pages():
            self._append(f"book/{self._language()}/{self.rng.choice(pages)}.md", f"\nAnother model {self.count}.\n")

    def retitle_a_page(self) -> None:
        if pages := self._pages():
            path = self.root / "book" / self._language() / f"{self.rng.choice(pages)}.md"
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text("".join([f"# Called {self.count} now\n", *lines[1:]]), encoding="utf-8")

    def picture_on_a_page(self) -> None:
        """Show a picture on a page; several folders have one of the same name."""
        if pages := self._pages():
            page, language = self.rng.choice(pages), self._language()
            path = self.root / "book" / language / f"{page}.md"
            picture = path.parent / "pictures" / "square.png"
            picture.parent.mkdir(exist_ok=True)
            Image.new("L", (8, 8), self.rng.randrange(256)).save(picture)
            if "square.png" not in path.read_text(encoding="utf-8"):
                self._append(f"book/{language}/{page}.md", "\n![A square](pictures/square.png)\n")

    def figure_on_a_page(self) -> None:
        """Add a figure with a number, and name it there."""
        self.picture_on_a_page()
        pages = [
            name for name in self._pages() if (self.root / "book" / "en" / name).parent.joinpath("pictures").is_dir()
        ]
        if pages:
            shown = f"fig-{self.count}"
            figure = f"\n```{{figure}} pictures/square.png\n:name: {shown}\n\nCaption\n```\n\n{{numref}}`{shown}`\n"
            self._append(f"book/en/{self.rng.choice(pages)}.md", figure)

    def write_a_note(self) -> None:
        language = self._language()
        self._append(f"cases/{self._case()}/teaching.{language}.md", f"\n{self._sentence(language)}\n")

    def write_an_item(self) -> None:
        name = f"exercises/{self._case()}.yml"
        data = self._read(name)
        item = self.rng.choice(data[self.rng.choice(["practice", "graded"])])
        item["stem"] = {"zh": f"第 {self.count} 问，选哪一项？", "en": f"Question {self.count}: which one?"}
        self._write(name, data)

    def write_on_a_framework(self) -> None:
        language = self._language()
        self._append(f"book/frameworks/first-framework/{language}.md", f"\n{self._sentence(language)}\n")
