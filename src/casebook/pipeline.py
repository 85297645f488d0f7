"""The story of a build, stage by stage.

1. load        cases/ + exercises/ + book/  ->  Course, or every problem at once
2. notebooks   each case in each language   ->  a notebook; each what-if -> a notebook with a list of values;
               each framework with diagrams  ->  a notebook that draws them
3. execute     papermill runs them, in parallel, unless their results are known
4. extras      slides and handouts, for the instructor's edition alone
5. site        jupyter-book builds the pages of each language
"""

import os
import platform
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from casebook.errors import BuildError, ExecutionError, Problem
from casebook.execution.cache import Cache
from casebook.execution.jobs import Job, RunSettings
from casebook.execution.kernels import Kind, usable
from casebook.execution.recipes import Reason
from casebook.execution.run import Engine, run
from casebook.loader import load
from casebook.loader.data import with_undeclared
from casebook.model import Course
from casebook.notebooks.build import build_diagrams, build_notebook, build_sweep
from casebook.problems import phrase, user_language
from casebook.unchanged import Asked, Remembered, forget, remember, site_of
from casebook.website.edition import Edition
from casebook.website.executed import ExecutedPages
from casebook.website.running import Start, start_fresh
from casebook.website.site import build_site, refuse_foreign
from casebook.website.sources import Executed

CELL_TIMEOUT = 120
"""Seconds that a cell of a notebook may take."""


class Reporter(Protocol):
    """Someone who is told how a build goes."""

    def warned(self, problems: Sequence[Problem]) -> None:
        """Hear of problems that do not stop the build."""

    def stage(self, name: str) -> None:
        """Hear that a stage begins: `execute`, `print` or `site`."""

    def ran(self, done: int, total: int, job: Job) -> None:
        """Hear that a notebook has run."""

    def printed(self, done: int, total: int, name: str) -> None:
        """Hear that a sheet has been printed, or was printed before."""

    def said(self, sentence: str) -> None:
        """Hear a sentence that the user should read; an empty one says nothing."""


@dataclass(frozen=True)
class Built:
    """What a build made."""

    course: Course
    output: Path
    pages: int
    ran: int
    reasons: Mapping[str, Sequence[Reason]]
    """Why each notebook that ran had to, by its title."""
    found: int
    """How many notebooks did not run, as the cache had their results."""
    written: tuple[str, ...]
    """The files of the site that were written or deleted, as all others were so already."""


def build(
    root: Path,
    reporter: Reporter,
    *,
    output: Path | None = None,
    languages: Sequence[str] = (),
    cases: Sequence[str] = (),
    jobs: int = 0,
    edition: Edition = "trainee",
    kernel: Kind = "fork",
    is_cache_read: bool = True,
    scheduler: str | None = None,
    start: Start = start_fresh,
) -> Built:
    """Build the course in `root` into `output` (default `_build/site`, or `_build/instructor`); see the story above.

    Without reading the cache every notebook runs, and its results replace those in the cache. `start` starts jupyter-book.
    Raises SourceError, ExecutionError or BuildError; a build that fails leaves the site as it was, and
    after an interruption the next one finishes the work.
    """
    work = root / "_build"
    is_ours = edition == "instructor"
    if output:
        refuse_foreign(output, edition, work / "site")
    site = output or site_of(root, edition)
    asked = Asked(root, site, edition, tuple(languages), tuple(cases))
    made = forget(asked)
    course, warnings = load(root)
    reporter.warned(warnings)
    course = narrowed(course, languages, cases)
    engine = engine_in(work, jobs, kernel=kernel, scheduler=scheduler, is_cache_read=is_cache_read)
    executed, ran = execute(course, engine, reporter)
    extras: Mapping[Path, bytes] = {}
    why = ""
    if is_ours:
        from casebook.instructing import instructors_files  # a build for trainees needs none of it

        reporter.stage("print")
        extras, why = instructors_files(course, executed, work / "printed", engine.jobs, reporter.printed)
        reporter.said(why)
    book = work / ("book-instructor" if is_ours else "book")
    changed = build_site(
        course, executed, site, book, engine.jobs, reporter.stage, edition=edition, extras=extras, start=start
    )
    written = tuple(sorted(path.as_posix() for path in changed))
    pages = sum(1 for _ in site.rglob("*.html"))
    remember(asked, made, Remembered(pages, warnings, why))
    return Built(course, site, pages, ran, engine.cache.reasons, engine.cache.found, written)


def engine_in(
    work: Path, jobs: int = 0, *, kernel: Kind = "fork", scheduler: str | None = None, is_cache_read: bool = True
) -> Engine:
    """Return what runs the notebooks of a course whose builds work in a folder: so many at a time, or one per processor.

    With a scheduler its workers run them.
    """
    cache = Cache(work / "cache", work / "ran", is_cache_read)
    settings = RunSettings(CELL_TIMEOUT, kernel)
    return Engine(jobs or os.cpu_count() or 1, settings, cache, work / "failed", scheduler)


def execute(course: Course, engine: Engine, reporter: Reporter) -> tuple[Mapping[str, Mapping[str, Executed]], int]:
    """Run the notebooks of a course; return, by language and page, what they gave, and how many had to run."""
    jobs = course_jobs(course)
    count = 0

    def progress(done: int, total: int, job: Job) -> None:
        nonlocal count
        count = done
        reporter.ran(done, total, job)

    reporter.stage("execute")
    shutil.rmtree(engine.failed, ignore_errors=True)
    if usable(engine.settings.kernel) != engine.settings.kernel:
        reporter.said(phrase(user_language(), "no-fork", system=platform.system()))
    try:
        outputs = run(jobs, engine, progress)
    except ExecutionError as error:
        declared = {job.page: job.data for job in jobs}
        raise ExecutionError(
            [with_undeclared(each, course.root, declared[each.page]) for each in error.failures]
        ) from error
    if engine.cache.trouble:
        reporter.said(
            phrase(user_language(), "cache-unwritable", path=engine.cache.folder, reason=engine.cache.trouble)
        )
    found = {
        (job.page, job.language, job.name): (job.notebook, result) for job, result in zip(jobs, outputs, strict=True)
    }
    return {language: ExecutedPages(course, language, found) for language in course.languages}, count


def course_jobs(course: Course) -> list[Job]:
    """Return every run that a course needs in each language: a notebook per case, per what-if, and per framework with diagrams."""
    jobs = []
    for language in course.languages:
        for case in course.cases:
            page = f"cases/{case.id}"
            jobs.append(Job(page, language, "", build_notebook(course, case, language), data=case.data))
            for chart in case.file.charts:
                if chart.sweep:
                    values = {"sweep_values": list(chart.sweep.values)}
                    jobs.append(Job(page, language, chart.id, build_sweep(case, language, chart), values, case.data))
        for framework in course.frameworks:
            if framework.file.charts:
                page, notebook = f"frameworks/{framework.id}", build_diagrams(framework, language)
                jobs.append(Job(page, language, "", notebook, data=framework.data))
    return jobs


def narrowed(course: Course, languages: Sequence[str], cases: Sequence[str]) -> Course:
    """Return the course with only some of its languages and cases; all of them where none are named."""
    known = [case.id for case in course.cases]
    for code, named, there in (("unknown-language", languages, course.languages), ("unknown-case", cases, known)):
        for name in named:
            if name not in there:
                raise BuildError(phrase(user_language(), code, name=name, known=", ".join(there)))
    kept = tuple(each for each in course.languages if not languages or each in languages)
    settings = course.settings.model_copy(update={"languages": kept})
    chosen = tuple(case for case in course.cases if not cases or case.id in cases)
    left_out = tuple(case for case in course.cases if cases and case.id not in cases)
    return replace(course, settings=settings, cases=chosen, left_out=left_out)
