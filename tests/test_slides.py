"""The slides as values and as bytes: all that a plan shows is there, in order, and what is for the instructor is in the notes."""

import re
from dataclasses import replace

import pytest
from conftest import ROOT
from decks import SVG, drawn, filled, kitchen, long_part, taught
from lxml import html

from casebook.labels import labels
from casebook.loader import load
from casebook.model import Course
from casebook.slides import Part, asset_files, case_part, notes_sheet, slide_files, slide_sheet
from casebook.slides.bodies import light
from casebook.slides.deck import Ballot, Board, Deck, Picture, Scene, Slide, Statement
from casebook.slides.fitting import STATEMENT, Room, board_grid, pieces, size_in, size_of
from casebook.slides.pages import up_from
from casebook.slides.telling import build_deck, prompt_minutes, share
from casebook.website.charts import Drawing

TITLE = "Friday's stew"


@pytest.fixture(scope="module")
def made() -> tuple[Course, Part]:
    return kitchen()


@pytest.fixture(scope="module")
def deck(made: tuple[Course, Part]) -> Deck:
    return build_deck(made[0], [made[1]], "en", title=TITLE)


def noted(slide: Slide) -> str:
    return "\n".join(
        [str(note.text) for note in slide.notes]
        + [f"{each.says}\n{each.reply}" for note in slide.notes for each in note.exchanges]
    )


def visible(page: bytes) -> list[str]:
    """Return the words of each slide that a room can see."""
    tree = html.fromstring(page)
    for aside in tree.xpath("//aside"):
        aside.drop_tree()
    return [" ".join(each.text_content().split()) for each in tree.xpath("//section/div")]


# What is shown


def test_each_step_of_each_segment_is_shown_in_order(made: tuple[Course, Part], deck: Deck) -> None:
    expected = [(segment.title["en"], step) for segment, _ in made[1].stretches for step in segment.shows]
    shown = [(slide.head, slide.step) for slide in deck.slides if slide.head]
    assert [each for at, each in enumerate(shown) if at == 0 or shown[at - 1] != each] == expected


def test_a_deck_begins_with_its_title_the_case_and_the_opening_question(deck: Deck) -> None:
    assert [slide.kind for slide in deck.slides[:4]] == ["title", "title", "opening", "story"]
    assert "When did you last" in deck.slides[2].body.text  # type: ignore[union-attr]


def test_a_deck_that_is_named_like_its_only_case_has_one_title(made: tuple[Course, Part]) -> None:
    course, part = made
    deck = build_deck(course, [part], "en", title=part.case.file.title["en"])
    assert [slide.kind for slide in deck.slides].count("title") == 1


def test_the_longest_plan_is_shown_and_the_usual_audience(made: tuple[Course, Part]) -> None:
    assert sum(minutes for _, minutes in made[1].stretches) == 90
    assert made[1].audience == "cooks"


def test_a_case_without_a_note_has_no_slides(made: tuple[Course, Part]) -> None:
    with pytest.raises(ValueError, match="no teaching note"):
        case_part(replace(made[1].case, teaching=None), {})


def test_an_audience_gets_its_own_words(made: tuple[Course, Part]) -> None:
    course, part = made
    words = {}
    for audience in ("cooks", "supervisors"):
        slides = build_deck(course, [replace(part, audience=audience)], "en", title=TITLE).slides
        (prompt,) = [each for each in slides if each.step == "prompt/own-kitchen"]
        assert isinstance(prompt.body, Statement)
        words[audience] = prompt.body.text
    assert words["cooks"].startswith("For the largest batch")
    assert words["supervisors"].startswith("In which of your kitchens")


def test_the_first_vote_is_before_and_a_later_one_after(deck: Deck) -> None:
    ballots = [slide.body for slide in deck.slides if isinstance(slide.body, Ballot)]
    assert [each.moment for each in ballots] == ["before", "after"]
    assert [each.letter for each in ballots[0].options] == ["A", "B", "C", "D"]


def test_prompts_show_form_and_minutes_and_fit_their_segment(made: tuple[Course, Part], deck: Deck) -> None:
    (prompt,) = [slide.body for slide in deck.slides if slide.step == "prompt/decide"]
    assert isinstance(prompt, Statement)
    assert (prompt.form, prompt.minutes) == ("pairs, then a show of hands", 6)
    case, file = made[1].case, made[1].case.teaching.file  # type: ignore[union-attr]
    assert prompt_minutes(case, file.segment("charts"), 4) == {"which-assumption": 4}


def test_charts_show_title_finding_and_assumptions_in_the_light_scheme(deck: Deck) -> None:
    (chart,) = [slide.body for slide in deck.slides if slide.step == "chart/cooling-curves"]
    assert isinstance(chart, Picture)
    assert chart.title == "Three ways to cool the stew"
    assert chart.finding.startswith("The pot misses both limits")
    assert "depth of the stew in a pan 5 cm" in chart.assumptions
    assert chart.alt
    assert chart.source.startswith("data:image/svg+xml;base64,")
    assert light(Drawing(SVG, 1, 1, "")) == light(Drawing(re.sub(r"@media.*?\}\}", "", SVG), 1, 1, ""))


def test_the_board_fills_up_as_the_session_goes(deck: Deck) -> None:
    boards = [slide.body for slide in deck.slides if isinstance(slide.body, Board)]
    assert [[bool(pane.holds) for pane in board.panes] for board in boards] == [[True, True, False], [True] * 3]
    assert [[pane.is_new for pane in board.panes] for board in boards] == [[True, True, False], [False, False, True]]


def test_a_board_too_large_to_read_shows_what_is_new_under_a_plan_of_the_whole() -> None:
    course, part = long_part()
    boards = [each.body for each in build_deck(course, [part], "zh", title="t").slides if each.step == "board"]
    assert all(isinstance(each, Board) and len(each.plan) == 6 for each in boards)
    shown = [[pane.is_new for pane in each.plan] for each in boards if isinstance(each, Board)]
    assert [sum(column) for column in zip(*shown, strict=True)] == [1] * 6


def test_role_cards_stay_secret(made: tuple[Course, Part], deck: Deck) -> None:
    (slide,) = [slide for slide in deck.slides if isinstance(slide.body, Scene)]
    assert isinstance(slide.body, Scene)
    assert slide.body.roles == ("Head cook", "Ines", "Tom", "Observer")
    page = slide_files(made[0], [made[1]], "en", name="a", title=TITLE)["a.html"]
    secret = "You feel blamed for having read it at all."
    assert secret in noted(slide)
    assert secret not in " ".join(visible(page))


def test_roles_in_texts_are_plain_words(made: tuple[Course, Part]) -> None:
    page = slide_files(made[0], [made[1]], "en", name="a", title=TITLE)["a.html"].decode()
    assert "40 litres" in visible(page.encode())[3]
    assert "{fig}" not in page
    assert "<a " not in page


def test_a_session_of_several_cases_shows_each(made: tuple[Course, Part]) -> None:
    course, part = made
    other = replace(part, case=replace(part.case, id="second-stew"), stretches=part.stretches[:1])
    deck = build_deck(course, [part, other], "en", title="Morning", session="may-12")
    assert len({slide.id for slide in deck.slides}) == len(deck.slides)
    assert [each.body.above for each in deck.slides if each.id in {part.case.id, "second-stew"}] == [  # type: ignore[union-attr]
        "Case 1 of 2",
        "Case 2 of 2",
    ]


# What is noted


def test_each_answer_and_wrong_turn_is_noted_in_its_segment(made: tuple[Course, Part], deck: Deck) -> None:
    for segment, minutes in made[1].stretches:
        slides = [slide for slide in deck.slides if slide.head == segment.title["en"]]
        said = "\n".join(noted(slide) for slide in slides)
        for each in (*segment.answers, *segment.wrong_turns):
            assert each.says["en"] in html.fromstring(f"<div>{said}</div>").text_content()
            assert each.reply["en"] in html.fromstring(f"<div>{said}</div>").text_content()
        for text in (segment.question, segment.issue, segment.checkpoint, segment.transition):
            assert text is None or text["en"] in said
        assert all(f"{minutes} min" in noted(slide) for slide in slides)


def test_notes_hold_the_analysis_the_epilogue_and_the_other_openings(deck: Deck) -> None:
    held = {slide.step or slide.kind: noted(slide) for slide in deck.slides}
    assert "a test that cannot fail tests nothing" in held["prompt/four-degrees"]
    assert "made-up school" in held["reveal"]
    assert "What is a signature worth?" in held["opening"]
    assert "a set of role cards × 1 per group" in held["title"]
    assert "What deepest-pan says." in held["chart/deepest-pan"]
    assert "second name" in held["close"]


def test_no_note_is_on_a_visible_slide(made: tuple[Course, Part], deck: Deck) -> None:
    seen = " ".join(visible(slide_files(made[0], [made[1]], "en", name="a", title=TITLE)["a.html"]))
    for segment, _ in made[1].stretches:
        for words in (segment.question, segment.issue, *(each.reply for each in segment.answers)):
            assert words["en"] not in seen


def test_slides_share_the_minutes_of_their_segment(made: tuple[Course, Part], deck: Deck) -> None:
    for segment, minutes in made[1].stretches:
        assert sum(slide.seconds for slide in deck.slides if slide.head == segment.title["en"]) == 60 * minutes
    assert share(["story", "vote", "prompt/a"], 10, {"a": 6}) == [120, 120, 360]
    assert share(["prompt/a", "prompt/a"], 10, {"a": 6}) == [300, 300]


# Fitting


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("length", [1, 40, 90, 400])
def test_a_long_text_is_broken_between_sentences_and_nothing_is_lost(language: str, length: int) -> None:
    text = filled(length)[language]
    shown = list(pieces(text, STATEMENT))
    assert "".join(shown).replace(" ", "") == text.replace(" ", "")
    assert all(size_in(each, STATEMENT) for each in shown)
    assert all(each[-1] in "。." for each in shown)


def test_a_number_with_a_point_is_no_end_of_a_sentence() -> None:
    assert list(pieces("It is 3.5 cm deep. And 4.5 wide.", Room(200, 40, (20,)))) == [
        "It is 3.5 cm deep.",
        "And 4.5 wide.",
    ]


def test_type_is_as_large_as_there_is_room(made: tuple[Course, Part]) -> None:
    assert size_of("短", STATEMENT) == STATEMENT.sizes[0]
    assert size_of("很长的话" * 500, STATEMENT) == STATEMENT.sizes[-1]
    assert board_grid([["short"]], (30, 24)) == (1, 30)
    assert board_grid([["far too long " * 200]], (30, 24)) is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_chinese_on_slides_is_large(language: str) -> None:
    course, part = long_part()
    for slide in build_deck(course, [part], language, title="t").slides:
        if isinstance(slide.body, Statement):
            assert slide.body.size >= (24 if slide.kind == "prompt" else 28)


# As bytes


def test_the_same_sources_give_the_same_bytes() -> None:
    first, second = ((slide_files, slide_sheet, notes_sheet), (slide_files, slide_sheet, notes_sheet))
    for one, other in zip(first, second, strict=True):
        (course, part), (again, its_part) = kitchen(), kitchen()
        assert one(course, [part], "en", name="en/a", title=TITLE) == other(
            again, [its_part], "en", name="en/a", title=TITLE
        )
    assert asset_files() == asset_files()


def test_no_page_names_another_host(made: tuple[Course, Part]) -> None:
    course, part = made
    pages = [*slide_files(course, [part], "en", name="a", title=TITLE).values()]
    pages += [make(course, [part], "en", name="a", title=TITLE).html.encode() for make in (slide_sheet, notes_sheet)]
    ours = [
        data for name, data in asset_files().items() if name.endswith((".js", ".css")) and name != "assets/notes.js"
    ]
    for page in pages:
        assert b"http" not in page
    for data in ours:
        assert not re.search(rb"(?:src|href|url\()\W{0,3}https?:", data)


def test_pages_find_their_files_from_any_depth(made: tuple[Course, Part]) -> None:
    assert (up_from("a"), up_from("zh/slides/a")) == ("", "../../")
    page = slide_files(made[0], [made[1]], "en", name="en/slides/a", title=TITLE)["en/slides/a.html"].decode()
    named = re.findall(r'(?:src|href)="(\.\./[^"]+)"', page)
    assert {each.removeprefix("../../") for each in named} <= set(asset_files())
    assert len(named) == 9
    sheet = notes_sheet(made[0], [made[1]], "en", name="slides/a-notes", title=TITLE)
    assert 'url("../assets/NotoSansSC-casebook.ttf")' in sheet.html
    assert (sheet.name, sheet.language) == ("slides/a-notes", "en")


def test_reveal_comes_with_its_licence() -> None:
    held = asset_files()
    assert b"Hakim El Hattab" in held["assets/reveal-license.txt"]
    assert (
        b"SIL Open Font License" in held["assets/font-license.txt"]
        or b"SIL OPEN FONT" in held["assets/font-license.txt"]
    )


def test_sheets_show_everything_and_need_no_script(made: tuple[Course, Part], deck: Deck) -> None:
    course, part = made
    slides = slide_sheet(course, [part], "en", name="a", title=TITLE).html
    notes = notes_sheet(course, [part], "en", name="a", title=TITLE).html
    for page in (slides, notes):
        assert page.count("<article") == len(deck.slides)
        assert not re.search(r"<script|<button|<input|fragment", page)
    assert "You could also open with" not in slides
    assert "You could also open with" in notes


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_shipped_cases_have_slides(language: str) -> None:
    course, _ = load(ROOT)
    for case in taught(course):
        part = case_part(case, drawn(case))
        deck = build_deck(course, [part], language, title=case.file.title[language])
        assert {slide.step for slide in deck.slides if slide.step} == {
            step for segment, _ in part.stretches for step in segment.shows
        }
        page = slide_files(course, [part], language, name="a", title="t")["a.html"].decode()
        assert labels(language)["language_tag"] in page
        assert not re.search(r"\{(fig|assume|source|case|term|framework|tool)\}`", page)
