"""The first mention of a term on a page leads to the glossary."""

import pytest

from casebook.website.glossing import Linked, link_terms

TERMS = [
    Linked("moment-of-truth", ("关键时刻", "moment of truth")),
    Linked("service-recovery", ("服务补救",)),
    Linked("recovery-paradox", ("服务补救悖论",)),
    Linked("r-and-d", ("R&D",)),
    Linked("assumption", ()),
]


def link(term: str, words: str) -> str:
    return f'<a class="term" href="../glossary.html#term-{term}">{words}</a>'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>关键时刻到了，关键时刻。</p>", f"<p>{link('moment-of-truth', '关键时刻')}到了，关键时刻。</p>"),
        ("<p>Two Moments of truth.</p>", "<p>Two Moments of truth.</p>"),
        ("<p>The Moment of Truth came.</p>", f"<p>The {link('moment-of-truth', 'Moment of Truth')} came.</p>"),
        ("<p>moment of truths</p>", f"<p>{link('moment-of-truth', 'moment of truths')}</p>"),
        ("<p>non-moment of truth</p>", "<p>non-moment of truth</p>"),
        ("<p>服务补救悖论</p>", f"<p>{link('recovery-paradox', '服务补救悖论')}</p>"),
        ("<p>R&amp;D</p>", f"<p>{link('r-and-d', 'R&amp;D')}</p>"),
        ("<h2>关键时刻</h2><p>关键时刻</p>", f"<h2>关键时刻</h2><p>{link('moment-of-truth', '关键时刻')}</p>"),
        ("<p><code>关键时刻</code><a href='x'>关键<b>时刻</b></a></p>", None),
        ("<div class='x'><div class=\"item graded\"><p>关键时刻</p></div></div>", None),
        ("<script>var a = '关键时刻';</script><!-- 关键时刻 -->", None),
        (f"<p>{link('moment-of-truth', '那一刻')}，关键时刻</p>", None),
        (
            "<p>一<br>二<img alt='关键时刻' src='x'>关键时刻</p>",
            f"<p>一<br>二<img alt='关键时刻' src='x'>{link('moment-of-truth', '关键时刻')}</p>",
        ),
        (
            "<p>服务补救</p><h3>关键时刻</h3><p>关键时刻</p>",
            f"<p>{link('service-recovery', '服务补救')}</p><h3>关键时刻</h3><p>{link('moment-of-truth', '关键时刻')}</p>",
        ),
        ("<p>假设 assumption</p>", None),
    ],
)
def test_a_first_mention_is_linked(before: str, after: str | None) -> None:
    assert link_terms(before, TERMS, "../glossary.html") == (after or before)
