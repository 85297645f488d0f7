"""The page of a debrief, and the same numbers as a table: what the counts are, in charts and in plain words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from casebook.handouts.document import document
from casebook.labels import labels
from casebook.model import Course
from casebook.printing import Sheet
from casebook.unseen import visible_lines
from casebook.workshop.numbers import SCALE, Change, Rating, Vote
from casebook.workshop.record import Record
from casebook.workshop.words import say

SMALL = 10
"""Below how many forms a mean is called a hint."""


@dataclass(frozen=True)
class Summary:
    """What a debrief shows; `forms` is None where no table of forms was given."""

    record: Record
    votes: tuple[Vote, ...]
    forms: int | None
    ratings: tuple[Rating, ...]
    changes: tuple[Change, ...]
    comments: tuple[tuple[str, tuple[str, ...]], ...]


def build_page(course: Course, summary: Summary) -> Sheet:
    """Return the page of a debrief."""
    record = summary.record
    language = record.language

    def speak(key: str, /, **values: object) -> str:
        return say(language, key, **values)

    return document(
        "workshop/debrief.html",
        "debrief",
        language,
        course,
        say(language, "debrief_title"),
        record=record,
        summary=summary,
        facts=[(say(language, "workshop_when"), record.session or say(language, "workshop_no_date"))],
        votes=[(vote, _largest(vote), read_vote(vote, language)) for vote in summary.votes],
        about_forms=read_forms_count(summary),
        about_ratings=read_ratings(summary.ratings, language),
        comments=[(text, [visible_lines(each) for each in written]) for text, written in summary.comments],
        write=write_mean,
        step=write_step,
        scale=SCALE,
        say=speak,
    )


def _largest(vote: Vote) -> int:
    return max(1, *(max(each.before, each.after) for each in vote.choices))


def write_mean(mean: Fraction) -> str:
    """Write a mean with one decimal."""
    return f"{float(mean):.1f}"


def write_step(means: tuple[Fraction, Fraction]) -> str:
    """Write how much a mean has changed, with its sign; a minus as it is printed."""
    step = round(float(means[1] - means[0]), 1) + 0.0
    return f"{step:+.1f}".replace("-", "−") if step else "0.0"


def read_vote(vote: Vote, language: str) -> list[str]:
    """Return what the votes on a case are, in sentences that claim nothing beyond the counts."""
    names = {"before": say(language, "debrief_before"), "after": say(language, "debrief_after")}
    totals = {"before": vote.before, "after": vote.after}
    held = [moment for moment, total in totals.items() if total]
    if len(held) == 1:
        said = [say(language, "debrief_votes_once", n=totals[held[0]], when=names[held[0]])]
    else:
        said = [say(language, "debrief_votes_count", before=vote.before, after=vote.after)]
    said += [_top(vote, moment, names[moment], language) for moment in held]
    if len(held) == 2:
        steps = [abs(each.after - each.before) for each in vote.choices]
        if not any(steps):
            said.append(say(language, "debrief_votes_same"))
        elif vote.before == vote.after and steps.count(max(steps)) == 1:
            most = vote.choices[steps.index(max(steps))]
            said.append(say(language, "debrief_votes_most", option=most.text, before=most.before, after=most.after))
        if vote.before != vote.after:
            said.append(say(language, "debrief_votes_differ"))
    return [*said, say(language, "debrief_votes_limit")]


def _top(vote: Vote, moment: str, name: str, language: str) -> str:
    counts = [getattr(each, moment) for each in vote.choices]
    joint = labels(language)["list_comma"]
    options = joint.join(each.text for each, count in zip(vote.choices, counts, strict=True) if count == max(counts))
    return say(language, "debrief_votes_top", when=name, options=options, n=max(counts))


def read_forms_count(summary: Summary) -> list[str]:
    """Return how many forms came back, and what that means for their means."""
    language, count = summary.record.language, summary.forms
    if not count:
        return [say(language, "debrief_forms_none")]
    said = [say(language, "debrief_forms_count", n=count, people=summary.record.people)]
    said += [say(language, "debrief_forms_more")] if count > summary.record.people else []
    return said + ([say(language, "debrief_small", n=count)] if count < SMALL else [])


def read_ratings(ratings: Sequence[Rating], language: str) -> str:
    """Return which statements have the highest and the lowest mean."""
    means = [(each, each.mean) for each in ratings if each.mean is not None]
    if not means:
        return say(language, "debrief_no_ratings")
    values = [mean for _, mean in means if mean is not None]
    high, low = max(values), min(values)
    if high == low:
        return say(language, "debrief_ratings_even")

    def named(wanted: Fraction) -> str:
        return labels(language)["list_comma"].join(each.question.code for each, mean in means if mean == wanted)

    return say(
        language,
        "debrief_ratings_read",
        high=named(high),
        high_mean=write_mean(high),
        low=named(low),
        low_mean=write_mean(low),
    )


def table_rows(summary: Summary) -> Iterator[tuple[object, ...]]:
    """Yield the numbers of a debrief as rows: part, item, measure, value."""
    language = summary.record.language
    yield tuple(say(language, "debrief_table_headings").split("|"))
    part = say(language, "debrief_part_votes")
    for vote in summary.votes:
        for each in vote.choices:
            for when, count in (("before", each.before), ("after", each.after)):
                measure = say(language, "debrief_votes_of", when=say(language, f"debrief_{when}"))
                yield part, f"{vote.title} / {each.text}", measure, count
    part = say(language, "debrief_part_ratings")
    for rating in summary.ratings if summary.forms else ():
        item = f"{rating.question.code} {rating.question.text}"
        yield part, item, say(language, "debrief_n"), rating.n
        if rating.mean is not None:
            yield part, item, say(language, "debrief_mean"), round(float(rating.mean), 2)
        for score, count in zip(SCALE, rating.counts, strict=True):
            yield part, item, say(language, "debrief_share", n=score), count
    part = say(language, "debrief_part_change")
    for change in summary.changes if summary.forms else ():
        yield part, change.question.text, say(language, "debrief_pairs"), change.n
        if change.means:
            for when, mean in zip(("before", "after"), change.means, strict=True):
                measure = f"{say(language, f'debrief_{when}')} {say(language, 'debrief_mean')}"
                yield part, change.question.text, measure, round(float(mean), 2)
