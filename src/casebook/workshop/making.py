"""The story of a kit: from the options to a folder."""

import dataclasses
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from casebook.assigning.roster import read_roster
from casebook.execution.cache import Cache
from casebook.execution.jobs import Job, Outputs
from casebook.execution.run import run
from casebook.filenames import file_names
from casebook.loader import load
from casebook.model import Case, Course
from casebook.notebooks.build import build_notebook
from casebook.pipeline import Reporter, engine_in
from casebook.website.charts import Drawing, read_drawings
from casebook.workshop.folder import refuse_taken, replace
from casebook.workshop.kit import build_files
from casebook.workshop.notebook import Made, build_job, executed, read_made
from casebook.workshop.pages import Session
from casebook.workshop.record import build_record
from casebook.workshop.request import Asked, Request, read_request
from casebook.workshop.words import CaseWords, say

FOLDER = Path("_build") / "workshop"


@dataclass(frozen=True)
class Kit:
    """A kit that was made: where, for what, what the notebook planned, and what is missing of its PDFs."""

    folder: Path
    request: Request
    made: Made
    has_pdf: bool
    pages_only: tuple[str, ...]


def make_kit(
    root: Path,
    asked: Asked,
    reporter: Reporter,
    *,
    roster: Path | None = None,
    output: Path | None = None,
    jobs: int = 0,
    now: datetime | None = None,
) -> Kit:
    """Make the kit of a session of the course in `root`, in `output` or in a folder of `_build/workshop`.

    Raises SourceError, HandlingError, WorkshopError, WordedError, ExecutionError or PrintError; then nothing has changed.
    """
    course, warnings = load(root)
    reporter.warned(warnings)
    learners = read_roster(roster, course.languages) if roster else None
    request = read_request(asked, course, learners, now or datetime.now(UTC))
    name = kit_name(request)
    folder = output or root / FOLDER / name
    refuse_taken(folder)
    cases = tuple(
        CaseWords(course, course.case(each), request.language, request.audiences[each]) for each in request.cases
    )
    title = _title(request, cases)
    work, workers = root / "_build", jobs or os.cpu_count() or 1
    reporter.stage("execute")
    job, outputs = _run_notebook(request, [each.case for each in cases], title, work, reporter)
    charts = _run_charts(course, [each.case for each in cases], request.language, work, workers, reporter)
    made = read_made(outputs)
    (timeline,) = read_drawings(outputs["timeline"], job.title)
    session = Session(course, request, cases, made, build_record(request, cases, title), timeline)
    files = build_files(session, charts, executed(job, outputs), cache=work / "printed", jobs=workers)
    replace(folder, files.held)
    return Kit(folder, request, made, files.has_pdf, files.pages_only)


def kit_name(request: Request) -> str:
    """Return the name of a session's kit, safe for a folder: the session's, else that of its cases and date."""
    name = request.session or "_".join([*request.cases, *([request.clock.date] if request.clock.date else [])])
    return file_names([name], suffix="")[name]


def _title(request: Request, cases: Sequence[CaseWords]) -> str:
    if request.session:
        return request.session
    first = cases[0]
    if len(cases) == 1:
        return first.plain(first.case.file.title)
    return say(
        request.language,
        "workshop_title_many",
        course=first.course.settings.title[request.language],
        n=len(cases),
    )


def _run_notebook(
    request: Request, cases: Sequence[Case], title: str, work: Path, reporter: Reporter
) -> tuple[Job, Outputs]:
    """Run the kit's notebook. Nothing is taken from a cache: what it calls is code of ours, which no key holds."""
    job = build_job(request, cases, title)
    with tempfile.TemporaryDirectory(prefix="casebook-") as folder:
        engine = dataclasses.replace(engine_in(work, 1), cache=Cache(Path(folder)))
        (outputs,) = run([job], engine, reporter.ran)
    return job, outputs


def _run_charts(
    course: Course, cases: Sequence[Case], language: str, work: Path, workers: int, reporter: Reporter
) -> Mapping[str, Mapping[str, Drawing]]:
    """Return the charts of each case, from the runs that a build needs as well."""
    jobs = [
        Job(f"cases/{case.id}", language, "", build_notebook(course, case, language), data=case.data) for case in cases
    ]
    results = run(jobs, engine_in(work, workers), reporter.ran)
    drawn = {}
    for case, outputs in zip(cases, results, strict=True):
        charts = {
            each.id: read_drawings(outputs[f"chart-{each.id}"], f"{case.id} {each.id}") for each in case.file.charts
        }
        drawn[case.id] = {name: drawings[0] for name, drawings in charts.items()}
    return drawn
