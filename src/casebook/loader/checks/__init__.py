"""What no single field can see: references, parts that must agree, punctuation, the chart font, the rules of item writing."""

from casebook.loader.checks.analysis import Drawings, check_analysis
from casebook.loader.checks.answers import check_answers
from casebook.loader.checks.cases import check_case
from casebook.loader.checks.emphasis import check_emphasis
from casebook.loader.checks.frameworks import check_framework
from casebook.loader.checks.items import check_items
from casebook.loader.checks.pages import check_pages
from casebook.loader.checks.parity import check_parity
from casebook.loader.checks.plan import check_plan
from casebook.loader.checks.punctuation import check_punctuation
from casebook.loader.checks.teaching import check_teaching
from casebook.loader.checks.tools import check_tool
from casebook.loader.course import CourseSources
from casebook.loader.reading import Report
from casebook.loader.texts import every_text


def check_all(read: CourseSources, report: Report) -> None:
    """Run every check over what was read."""
    for each in read.cases:
        case, file = each.case, each.case.file
        check_case(read, each, report)
        check_analysis(
            Drawings(each.document, each.analysis_file, case.analysis, file.charts, file.assumptions), report
        )
        check_items(each, report)
        check_answers(each, report)
        check_teaching(read, each, report)
    for framework in read.frameworks:
        check_framework(read, framework, report)
    for tool in read.tools:
        check_tool(read, tool, report)
    check_plan(read, report)
    check_pages(read, report)
    check_punctuation(read, report)
    pairs = list(every_text(read))
    check_emphasis(pairs, report)
    check_parity(read, pairs, report)
