"""Nothing that a trainee receives depends on a graded key."""

import copy
import hashlib
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Silent, build_copy, build_here, copy_course, link_cache, washer_course
from edition import noted_course

from casebook.items import Item
from casebook.loader import load
from casebook.model import Release
from casebook.notebooks.blocks import ItemBlock
from casebook.pipeline import course_jobs, engine_in, execute
from casebook.website import answering, case_page, fragments, offline, pages, work_pages
from casebook.website.book import project_files
from casebook.website.sources import PageSource

COURSES = [
    ROOT,
    *sorted(
        path.parent for path in (ROOT / "tests" / "courses").glob("*/_config.yml") if path.parent.name != "mistakes"
    ),
]
OTHER_WORDS = {"zh": "换过的一句话。", "en": "Another sentence."}


def _reworded(text: Any) -> Any:
    return dict(OTHER_WORDS) if isinstance(text, dict) else OTHER_WORDS["en"]


def _other_key(item: dict[str, Any]) -> None:
    """Change everything about a graded item that only a grader may know."""
    kind = item["type"]
    ids = [option["id"] for option in item.get("options", ())]
    if kind == "single-choice":
        item["answer"] = ids[(ids.index(item["answer"]) + 1) % len(ids)]
    elif kind == "multiple-choice":
        item["answer"] = [each for each in ids if each not in item["answer"]] or ids[:1]
    elif kind == "true-false":
        item["answer"] = not item["answer"]
        item["rationale"] = {key: _reworded(text) for key, text in item["rationale"].items()}
    elif kind == "numeric":
        item["answer"], item["tolerance"] = item["answer"] * 3 + 1, item["tolerance"] + 1
    elif kind == "ordering":
        item["answer"] = _another_order(item)
    elif kind == "matching":
        targets = list(item["answer"].values())
        item["answer"] = dict(zip(item["answer"], targets[1:] + targets[:1], strict=True))
        item["rationale"] = {key: _reworded(text) for key, text in item["rationale"].items()}
    elif kind == "classification":
        categories = [each["id"] for each in item["categories"]]
        for entry, category in item["answer"].items():
            item["answer"][entry] = categories[(categories.index(category) + 1) % len(categories)]
    elif kind == "short-answer":
        for sample in item["samples"]:
            sample["text"], sample["why"] = _reworded(sample["text"]), _reworded(sample["why"])
        for criterion in item["rubric"]:
            for level in criterion["levels"]:
                level["text"] = _reworded(level["text"])
    elif kind == "code":
        item["model_answer"] = item["starter"]
        item["calls"] = [each for each in item["calls"] if not each.get("hidden")]
        item["calls"].append({"args": [0] * len(item["parameters"]), "expected": 4711, "hidden": True})
    for holder in (item, *item.get("options", ()), *item.get("entries", ())):
        if "rationale" in holder and kind not in ("true-false", "matching"):
            holder["rationale"] = _reworded(holder["rationale"])


def _another_order(item: dict[str, Any]) -> list[str]:
    """Return a wrong order that is not the one shown, which the loader would refuse."""
    answer = item["answer"]
    turned = [answer[index:] + answer[:index] for index in range(1, len(answer))]
    shown = [option.id for option in notebook_items_order(item)]
    return next(each for each in turned if each != shown)


def notebook_items_order(item: dict[str, Any]) -> Any:
    from casebook.items.ordering import Ordering

    return (
        Ordering.model_validate(
            copy.deepcopy(item), context={"languages": ("zh", "en") if isinstance(item["stem"], dict) else ("en",)}
        )
        .interaction()
        .options
    )


NOTE_TEXTS = (
    "openings",
    "story",
    "reveal",
    "close",
    "title",
    "question",
    "issue",
    "says",
    "reply",
    "checkpoint",
    "transition",
)
NOTE_TEXTS += ("pane", "holds", "prompts", "scene", "role", "text", "debrief", "what")
"""The keys of `teaching.yml` under which words stand."""


def _other_note(held: Any, is_text: bool = False) -> Any:
    """Return a teaching note with every text of it changed."""
    if isinstance(held, dict):
        if "zh" in held or "en" in held:
            return dict(OTHER_WORDS)
        return {key: _other_note(each, is_text or key in NOTE_TEXTS) for key, each in held.items()}
    if isinstance(held, list):
        return [_other_note(each, is_text and isinstance(each, str)) for each in held]
    return OTHER_WORDS["en"] if is_text and isinstance(held, str) else held


def rekeyed(source: Path, target: Path) -> Path:
    """Copy a course with every graded key, rationale, model answer, sample, hidden call and teaching note changed."""
    copy_course(source, target)
    for path in sorted((target / "exercises").glob("*.yml")):
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        for item in held["graded"]:
            _other_key(item)
        path.write_text(yaml.safe_dump(held, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for path in (target / "cases").glob("*/teaching.*.md"):
        text = re.sub(r"(?m)^[^(#\n].*$", "-", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    for path in (target / "cases").glob("*/teaching.yml"):
        note = _other_note(yaml.safe_load(path.read_text(encoding="utf-8")))
        note["plans"] = note["plans"][:1]
        path.write_text(yaml.safe_dump(note, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return target


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def trainee_sources(root: Path, cache: Path) -> dict[str, str]:
    """Everything of a course that goes into the site, before jupyter-book lays it out."""
    link_cache(root, cache)
    course, _ = load(root)
    executed, _ = execute(course, engine_in(root / "_build", 2), Silent())
    found: dict[str, str] = {}
    for language in course.languages:
        made = list(pages.language_pages(course, language, executed[language]))
        files = project_files(course, language, {page.name for page in made})
        files |= {f"source/{page.name}{page.suffix}": page.content.encode() for page in made}
        found |= {f"{language}/{path}": content.decode(errors="surrogateescape") for path, content in files.items()}
        found |= {f"{language}/{path}": text for page in made for path, text in page.files.items()}
    for job in course_jobs(course):
        found[job.title] = repr(job.notebook)
    published = {Path(name): text.encode(errors="surrogateescape") for name, text in found.items()}
    kept = offline.offline_files(course, course.languages, published)
    return found | {path.as_posix(): content.decode(errors="surrogateescape") for path, content in kept.items()}


@pytest.mark.parametrize("source", COURSES, ids=lambda path: path.name)
def test_sites_that_differ_in_graded_keys_are_the_same_bytes(
    source: Path, site: Path, tmp_path: Path, shared_cache: Path
) -> None:
    changed = rekeyed(source, tmp_path / "changed" / source.name)
    before = [path.read_bytes() for path in sorted((source / "exercises").glob("*.yml"))]
    assert before != [path.read_bytes() for path in sorted((changed / "exercises").glob("*.yml"))]
    one = site if source == ROOT else build_copy(source, tmp_path / "one" / source.name, shared_cache)
    two = build_here(changed, shared_cache)
    assert tree(one) == tree(two)


def _leak_rationale(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = case_page.item_fragment
    monkeypatch.setattr(
        case_page,
        "item_fragment",
        lambda block, words: honest(ItemBlock(block.id, block.item, block.number, graded=False), words),
    )


def _leak_in_attribute(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = case_page.item_fragment
    monkeypatch.setattr(
        case_page,
        "item_fragment",
        lambda block, words: honest(block, words) + f'<i data-k="{hash(repr(block.item.scoring())):x}"></i>',
    )


def _leak_in_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    from casebook.notebooks import build

    honest = build.item_markdown
    monkeypatch.setattr(
        build, "item_markdown", lambda item, number, language, with_key: honest(item, number, language, with_key=True)
    )


def _leak_in_answer_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """An example in the comment that is the key itself."""
    from casebook.notebooks import build

    honest = build._Writer._answer

    def helpful(self: Any, item: Any) -> Any:
        cell = honest(self, item)
        if cell.cell_type == "code":
            cell.source = f"# {getattr(item.scoring(), 'key', '')!r}\n{cell.source}"
        return cell

    monkeypatch.setattr(build._Writer, "_answer", helpful)


def _leak_in_answer_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    from casebook.notebooks import build

    honest = build._Writer._answer

    def marked(self: Any, item: Any) -> Any:
        cell = honest(self, item)
        cell.metadata["casebook"]["check"] = hashlib.sha256(repr(item.scoring()).encode()).hexdigest()
        return cell

    monkeypatch.setattr(build._Writer, "_answer", marked)


def _leak_by_order(monkeypatch: pytest.MonkeyPatch) -> None:
    from casebook.items.ordering import Ordering

    honest = Ordering.interaction

    def ordered(self: Ordering) -> Any:
        from casebook.interactions import Order

        options = {option.id: option for option in honest(self).options}
        return Order(tuple(options[each] for each in reversed(self.answer)))

    monkeypatch.setattr(Ordering, "interaction", ordered)


def _leak_by_cell_id(monkeypatch: pytest.MonkeyPatch) -> None:
    from casebook.notebooks import build

    honest = build.case_blocks

    def named(case: Any, language: str) -> Iterator[Any]:
        for block in honest(case, language):
            if isinstance(block, ItemBlock):
                mark = hashlib.sha256(repr(block.item.scoring()).encode()).hexdigest()[:8]
                yield ItemBlock(f"{block.id}-{mark}"[:60], block.item, block.number, block.graded)
            else:
                yield block

    monkeypatch.setattr(build, "case_blocks", named)


def _leak_by_file_name(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = pages.case_page

    def named(course: Any, case: Any, language: str, executed: Any) -> Any:
        page = honest(course, case, language, executed)
        mark = hashlib.sha256(repr([item.scoring() for item in case.exercise.graded]).encode()).hexdigest()
        return PageSource(page.name, page.suffix, page.content, {**page.files, f"figures/{mark}.svg": ""})

    monkeypatch.setattr(pages, "case_page", named)


def _leak_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = fragments.fragment

    def told(name: str, words: Any, /, **context: Any) -> str:
        more = "".join(map(str, context["item"].model_answers())) if name == "item" else ""
        return honest(name, words, **context) + more

    monkeypatch.setattr(fragments, "fragment", told)


def _leak_in_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """What practice.js scores by, in a graded item's form too."""
    honest = fragments.fragment

    def told(name: str, words: Any, /, **context: Any) -> str:
        if name == "item":
            context["scoring"] = answering.scoring_data(context["item"].scoring())
        return honest(name, words, **context)

    monkeypatch.setattr(fragments, "fragment", told)


def _leak_in_script(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = answering._seen
    monkeypatch.setattr(
        answering, "_seen", lambda item, words: {**honest(item, words), "key": answering.scoring_data(item.scoring())}
    )


def _leak_by_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Item, "edition", lambda item: hashlib.sha256(repr(item).encode()).hexdigest()[:12])


def _leak_by_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """The release id stands in every answers file."""

    def told(release: Release) -> str:
        keys = [item.scoring() for _, item in release.entries]
        return hashlib.sha256(repr(keys).encode()).hexdigest()[:12]

    monkeypatch.setattr(Release, "id", property(told))


def _leak_in_answers_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answers file is made from the hand-in page: what is written there of an item goes along."""
    honest = work_pages.fragment

    def told(name: str, words: Any, /, **context: Any) -> str:
        keys = [item.scoring() for _, item in context["release"].entries] if name == "hand_in" else ""
        return honest(name, words, **context) + f"<i data-checksum='{zlib.crc32(repr(keys).encode())}'></i>"

    monkeypatch.setattr(work_pages, "fragment", told)


def _leak_in_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = offline._manifest
    monkeypatch.setattr(
        offline, "_manifest", lambda course, language: honest(course, language) + _keys_of(course).encode()
    )


def _leak_by_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edition of the site, under which browsers keep it, that follows the sources and not what is published."""
    honest = offline.offline_files

    def told(course: Any, languages: Any, published: Any) -> Any:
        made = honest(course, languages, published)
        return {**made, Path("edition.json"): made[Path("edition.json")] + _keys_of(course).encode()}

    monkeypatch.setattr(offline, "offline_files", told)


def _keys_of(course: Any) -> str:
    keys = [item.scoring() for case in course.cases for item in case.exercise.graded]
    return hashlib.sha256(repr(keys).encode()).hexdigest()


LEAKS: list[Callable[[pytest.MonkeyPatch], None]] = [
    _leak_rationale,
    _leak_in_attribute,
    _leak_in_notebook,
    _leak_in_answer_cell,
    _leak_in_answer_metadata,
    _leak_by_order,
    _leak_by_cell_id,
    _leak_by_file_name,
    _leak_samples,
    _leak_in_form,
    _leak_in_script,
    _leak_by_edition,
    _leak_by_release,
    _leak_in_answers_file,
    _leak_in_manifest,
    _leak_by_cache,
]


def _leak_note(monkeypatch: pytest.MonkeyPatch) -> None:
    """The close of the session, on the page of the case."""
    honest = pages.case_page

    def told(course: Any, case: Any, language: str, executed: Any) -> Any:
        page = honest(course, case, language, executed)
        return PageSource(page.name, page.suffix, page.content + case.teaching.file.close[language], page.files)

    monkeypatch.setattr(pages, "case_page", told)


def _leak_a_page_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of a teaching note, in the site for trainees."""
    honest = pages.my_work_page

    def told(course: Any, language: str, **options: Any) -> Any:
        case = course.cases[0]
        note = pages.teaching_page(course, case, case.teaching, language)
        page = honest(course, language, **options)
        return PageSource(page.name, page.suffix, page.content, {**page.files, "teaching.md": note.content})

    monkeypatch.setattr(pages, "my_work_page", told)


def _leak_by_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many sessions a note plans, in the notebook."""
    from casebook.notebooks import build

    honest = build.case_blocks

    def counted(case: Any, language: str) -> Iterator[Any]:
        plans = len(case.teaching.file.plans)
        for block in honest(case, language):
            is_item = isinstance(block, ItemBlock)
            yield ItemBlock(f"{block.id}-{plans}"[:60], block.item, block.number, block.graded) if is_item else block

    monkeypatch.setattr(build, "case_blocks", counted)


@pytest.fixture(scope="module")
def noted_pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A course with a teaching note, and one that differs in it and in the keys."""
    folder = tmp_path_factory.mktemp("noted-pair")
    one = noted_course(folder / "one")
    return one, rekeyed(one, folder / "two")


def test_sources_of_the_site_do_not_depend_on_teaching_notes(noted_pair: tuple[Path, Path], shared_cache: Path) -> None:
    notes = [(root / "cases" / "first-case" / "teaching.yml").read_text(encoding="utf-8") for root in noted_pair]
    assert "只给讲师看" in notes[0]
    assert "只给讲师看" not in notes[1]
    assert trainee_sources(noted_pair[0], shared_cache) == trainee_sources(noted_pair[1], shared_cache)


@pytest.mark.parametrize("leak", [_leak_note, _leak_a_page_of_ours, _leak_by_plan], ids=lambda leak: leak.__name__)
def test_a_leak_of_a_note_is_seen(
    leak: Callable[[pytest.MonkeyPatch], None],
    noted_pair: tuple[Path, Path],
    shared_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leak(monkeypatch)
    assert trainee_sources(noted_pair[0], shared_cache) != trainee_sources(noted_pair[1], shared_cache)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("pair")
    one = washer_course(folder / "one")
    return one, rekeyed(one, folder / "two")


def test_sources_of_the_site_do_not_depend_on_keys(pair: tuple[Path, Path], shared_cache: Path) -> None:
    assert trainee_sources(pair[0], shared_cache) == trainee_sources(pair[1], shared_cache)


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__.removeprefix("_leak_"))
def test_a_planted_leak_is_seen(
    leak: Callable[[pytest.MonkeyPatch], None],
    pair: tuple[Path, Path],
    shared_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leak(monkeypatch)
    assert trainee_sources(pair[0], shared_cache) != trainee_sources(pair[1], shared_cache)
