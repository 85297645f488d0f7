"""What no single field can see: references, parts that must agree, punctuation, the chart font, the rules of item writing."""

from casebook.loader.checks.analysis import check_analysis
from casebook.loader.checks.cases import check_case
from casebook.loader.checks.items import check_items
from casebook.loader.checks.pages import check_pages
from casebook.loader.checks.punctuation import check_punctuation
from casebook.loader.course import CourseSources
from casebook.loader.reading import Report


def check_all(read: CourseSources, report: Report) -> None:
    """Run every check over what was read."""
    for each in read.cases:
        check_case(read, each, report)
        check_analysis(each, report)
        check_items(each, report)
    check_pages(read, report)
    check_punctuation(read, report)
