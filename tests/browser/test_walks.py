"""Random walks of a trainee: whatever is done with the browser and with the course, no answer is lost."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.answering import CASE, open_case
from browser.reading import LANGUAGES, WIDE, Visit
from browser.serving import Line, served

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.timeout(600)]

STEPS = 20
WORDS = ("先看动作", "再问缘由。\n第二行", "<b>不是标记</b>", "“引号”与 emoji 🙂", "Then ask why", "１，２００")


@dataclass
class Walk:
    """A trainee on the way: the editions of the course, the pages that are open, and what was answered so far."""

    visit: Callable[..., Visit]
    address: str
    line: Line
    sites: Path
    served: Path
    chance: random.Random
    answers: dict[str, Any] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    readers: list[Visit] = field(default_factory=list)
    language: str = "zh"
    trail: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def start(self) -> None:
        """Come with a browser in which nothing is kept."""
        self.readers.append(self.visit(WIDE, worker=True, accept_downloads=True))
        self.pages = [self.readers[-1].open(self.case())]
        self.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        for language in LANGUAGES:  # what is to be read without a network has to be visited first
            self.page.goto(self.case(language))
        self.language = LANGUAGES[-1]
        open_case(self.page, self.language)

    def case(self, language: str | None = None) -> str:
        return f"{self.address}site/{language or self.language}/cases/{CASE}.html"

    # ---- What a trainee does ----

    def answer(self) -> None:
        """Answer an item anew, as the page offers it."""
        article = self.chance.choice(self.page.locator(".item[data-item]").all())
        if article.get_attribute("data-open") is not None:
            article.locator("[data-act=again]").click()
        fill(article, self.chance)
        key = article.evaluate("each => (each.matches('.graded') ? 'answer:open:' : 'practice:') + each.dataset.item")
        self.answers[key] = article.evaluate("each => casebook.forms.read(each)")

    def check(self) -> None:
        """Have a practice item checked: what it shows is then the answer, where a new edition lacks some of the old one."""
        open_items = self.page.locator(".practice[data-item]:has([data-act=check]:visible)")
        if names := open_items.evaluate_all("all => all.map(each => each.dataset.item)"):  # their places may change
            article = self.page.locator(f'.practice[data-item="{self.chance.choice(names)}"]')
            shown = article.evaluate("each => casebook.forms.read(each)")
            article.locator("[data-act=check]").click()
            kept = article.evaluate("each => casebook.answers.currentOf(each)")
            if shown is not None and kept and kept["response"] == shown:
                self.answers["practice:" + str(article.get_attribute("data-item"))] = shown

    def reload(self) -> None:
        self.page.reload()

    def reload_at_once(self) -> None:
        """Answer and leave before the pause in which answers are kept."""
        self.answer()
        self.page.reload()

    def switch_language(self) -> None:
        self.language = next(each for each in LANGUAGES if each != self.language)
        self.page.goto(self.case())

    def switch_tab(self) -> None:
        """Go on in another tab, the other one staying open."""
        if len(self.pages) == 1:
            self.pages.append(self.readers[-1].open(self.case()))
        self.pages.reverse()
        self.page.bring_to_front()

    def go_offline(self) -> None:
        self.line.cut = not self.line.cut
        self.page.reload()

    def update_the_course(self) -> None:
        """Get the other edition, if there is a network."""
        now = self.served.resolve().parents[2].name
        self.publish("second" if now == (self.sites / "first").resolve().parents[2].name else "first")
        for page in self.pages:
            page.reload()

    def move_to_another_device(self) -> None:
        """Save everything as a file, and open it in a browser in which nothing is kept."""
        if self.line.cut:
            return
        self.page.goto(f"{self.address}site/{self.language}/my-work.html")
        with self.page.expect_download() as saved:
            self.page.locator("[data-act=export]").click()
        file = saved.value.path().read_bytes()
        self.readers[-1].context.close()
        self.start()
        self.page.goto(f"{self.address}site/{self.language}/my-work.html")
        self.page.locator("#file").set_input_files(
            {"name": "copy.json", "mimeType": "application/json", "buffer": file}
        )
        expect(self.page.locator("#files [role=status]")).not_to_be_empty()
        self.page.goto(self.case())

    def publish(self, edition: str) -> None:
        """Put another edition in the place of the one that is served, without a moment in which none is."""
        draft = self.served.with_name("draft")
        draft.symlink_to((self.sites / edition).resolve(), target_is_directory=True)
        draft.replace(self.served)

    # ---- What must be true after every step ----

    def look(self) -> None:
        """Everything that was answered is kept, and is shown on every open page that still offers it."""
        for page in self.pages:
            page.evaluate("window.casebook.answers && casebook.answers.flush()")
        kept = self.page.evaluate("Object.fromEntries(Object.entries(localStorage))")
        for key, response in self.answers.items():
            (name,) = [each for each in kept if each.endswith(f":{key}")] or [None]
            assert name, f"{key} is gone after {self.trail}"
            assert json.loads(kept[name])["response"] == response, (key, self.trail)
        for page in self.pages:
            for _ in range(30):  # another tab hears of it a moment later
                wrong = [each for each in page.evaluate(ARTICLES) if not self.is_shown(*each)]
                if not wrong:
                    break
                page.wait_for_timeout(100)
            assert not wrong, self.trail

    def is_shown(self, key: str, kind: str, shown: Any, offered: list[str]) -> bool:
        """Say whether a page shows what was answered, as far as it still offers it."""
        response = self.answers.get(key)
        if key not in self.answers or not names(response) <= set(offered):
            return True
        if kind == "order" and len(response) != offered.count("place"):
            return True  # a step more or less than was ordered: shown as far as it goes
        return bool(shown == response)


ARTICLES = """() => [...document.querySelectorAll('.item[data-item]')].map(each => [
    (each.matches('.graded') ? 'answer:open:' : 'practice:') + each.dataset.item,
    each.dataset.kind,
    casebook.forms.read(each),
    [...each.querySelectorAll('[data-option], [data-source], .opt input, option')]
        .flatMap(one => one.dataset.option ? [one.dataset.option, 'place'] : [one.dataset.source, one.value]).filter(Boolean),
])"""


def names(response: Any) -> set[str]:
    """Return the ids in a response; none in words."""
    if isinstance(response, dict):
        return {*response, *response.values()}
    return set(response) if isinstance(response, list) else set()


def fill(article: Locator, chance: random.Random) -> None:
    """Answer an item by chance."""
    match article.get_attribute("data-kind"):
        case "choice":
            inputs = article.locator("form:not(.assess) .opt input").all()
            for each in chance.sample(inputs, chance.randint(1, len(inputs) if each_may_be_chosen(inputs[0]) else 1)):
                each.check(force=True)
        case "order":
            for row in chance.sample(article.locator(".order > li").all(), 2):
                row.locator("select").select_option(str(chance.randrange(article.locator(".order > li").count())))
        case "match":
            for select in article.locator("[data-source]").all():
                count = select.locator("option").count()
                select.select_option(index=chance.randrange(1, count))
        case "number":
            article.locator(".number input").fill(chance.choice(("15", "1,200", "１２．５", "30%")))
        case _:
            article.locator(".field textarea").fill(f"{chance.choice(WORDS)} {chance.random()}")


def each_may_be_chosen(control: Locator) -> bool:
    return control.get_attribute("type") == "checkbox"


@pytest.fixture
def walk(visit: Callable[..., Visit], type_sites: Path, tmp_path: Path) -> Iterator[Callable[[int], Walk]]:
    line = Line()
    with served(tmp_path, line=line) as address:
        yield lambda seed: Walk(visit, address, line, type_sites, tmp_path / "site", random.Random(seed))


def stroll(walk: Walk) -> None:
    """Walk some steps at random, and look around after each."""
    walk.publish("first")
    walk.start()
    steps = [walk.answer] * 6 + [walk.check, walk.reload, walk.reload_at_once, walk.switch_language, walk.switch_tab]
    steps += [walk.go_offline, walk.move_to_another_device, walk.update_the_course]
    for _ in range(STEPS):
        step = walk.chance.choice(steps)
        walk.trail.append(step.__name__)
        step()
        walk.look()
    assert walk.answers
    for each in walk.pages:
        each.close()
    for reader in walk.readers:  # a network that is cut leaves its marks in the console
        reader.problems[:] = [each for each in reader.problems if "net::ERR_" not in each]


@pytest.mark.xdist_group("browser-walks")
@pytest.mark.parametrize("seed", range(2))
def test_no_answer_is_lost(walk: Callable[[int], Walk], seed: int) -> None:
    stroll(walk(seed))


@pytest.mark.soak
@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.xdist_group(f"walk-{seed % 2}")) for seed in range(2, 52)]
)
def test_no_answer_is_lost_on_fifty_walks(walk: Callable[[int], Walk], seed: int) -> None:
    stroll(walk(seed))
