"""Certificates as pages: A4 across, for paper or for sending."""

from collections.abc import Iterator, Sequence

from casebook.filenames import file_names
from casebook.labels import label
from casebook.reporting.certificates import Certificate
from casebook.reporting.cohort import Cohort
from casebook.reporting.pages import page, style
from casebook.reporting.sheets import Column, Sheet
from casebook.reporting.wording import points


def certificate_pages(cohort: Cohort, issued: Sequence[Certificate]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each certificate."""
    names = file_names(each.standing.learner.id for each in issued)
    for each in issued:
        yield names[each.standing.learner.id], certificate_page(cohort, each)


def certificate_page(cohort: Cohort, certificate: Certificate) -> bytes:
    """Return a certificate in its learner's language."""
    standing, record = certificate.standing, cohort.record
    assert standing.counted
    language = cohort.language_of(standing)
    title = record.title[language] if language in record.title else next(iter(record.title.values()))
    result = {
        "score": points(standing.counted.score),
        "max": points(standing.counted.max_score),
        "percent": points(standing.counted.percent),
    }
    before, _, after = label(language, "report_certificate_for", title="\0", **result).partition("\0")
    return page(
        "certificate",
        language,
        style("report", "certificate"),
        course=cohort.course.settings.title[language],
        title=title,
        before=before,
        after=after,
        who=standing.learner.name or standing.learner.id,
        learner=standing.learner.id,
        day=f"{certificate.day:%Y-%m-%d}",
        code=certificate.code,
    )


def certificate_list(cohort: Cohort, issued: Sequence[Certificate], language: str) -> Sheet:
    """Return which certificate is whose."""
    widths = (
        ("id", 14),
        ("name", 14),
        ("department", 18),
        ("email", 26),
        ("certificate_date", 14),
        ("certificate_code", 24),
        ("file", 26),
    )
    names = file_names(each.standing.learner.id for each in issued)
    columns = tuple(Column(label(language, f"report_{name}"), width) for name, width in widths)
    rows = []
    for each in issued:
        person = each.standing.learner
        rows.append(
            [
                person.id,
                person.name,
                person.department,
                person.email,
                f"{each.day:%Y-%m-%d}",
                each.code,
                names[person.id],
            ]
        )
    return Sheet(label(language, "report_certificates"), columns, rows)
