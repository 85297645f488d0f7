"""The models of synthetic cases: two charts each, of four kinds, over data that are each case's own."""

import random
from string import Template
from typing import Any

from course_words import Words

_MODEL = Template('''\
# %% model
import numpy as np

SEEN = np.array($seen)
HOURS = np.arange(9, 9 + len(SEEN))
BEFORE = np.array($before)
AFTER = np.array($after)


def bare(ax):
    """Leave only the axes that carry numbers."""
    ax.spines[["left", "bottom"]].set_color(palette["line"])
    ax.tick_params(colors=palette["soft"], labelsize=15, length=0, pad=6)


def waiting(open_counters):
    """Return how many wait at the end of each hour."""
    left = 0
    found = []
    for came in SEEN * arrivals / SEEN.mean():
        left = max(0, left + came - open_counters * 60 / minutes_each)
        found.append(left)
    return np.array(found)
''')
_KINDS = {
    "people-by-hour": '''
# %% chart people-by-hour
def people_by_hour():
    """Return the people who came by hour, and a sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    ax.bar(HOURS, SEEN, width=0.7, color=palette["first"])
    for hour, count in zip(HOURS, SEEN, strict=True):
        ax.text(hour, count, f"{count}", ha="center", va="bottom", fontsize=13, color=palette["ink"])
    ax.set_yticks([])
    ax.set_xticks(HOURS)
    ax.set_xlabel(say(zh="几点", en="Hour of the day"), fontsize=15)
    ax.set_title(say(zh="来了几位", en="People who came"), loc="left", fontsize=15, color=palette["soft"])
    bare(ax)
    most = HOURS[SEEN.argmax()]
    sentence = say(
        zh=f"一天来了 {SEEN.sum()} 位，{most} 点最多，有 {SEEN.max()} 位。",
        en=f"{SEEN.sum()} people came in a day, most of them, {SEEN.max()}, at {most} o'clock.",
    )
    return fig, sentence
''',
    "queue-by-counters": '''
# %% chart queue-by-counters
def queue_by_counters():
    """Return the queue through the day for one counter more and one less, and a sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    for more, colour, style in ((-1, "second", "--"), (0, "first", "-"), (1, "third", ":")):
        queue = waiting(counters + more)
        ax.plot(HOURS, queue, color=palette[colour], linestyle=style, linewidth=3)
        name = say(zh=f"{counters + more:g} 个窗口", en=f"{counters + more:g} counters")
        ax.text(HOURS[-1] + 0.15, queue[-1], name, va="center", fontsize=14, color=palette[colour])
    ax.set_xlim(HOURS[0], HOURS[-1] + 2.6)
    ax.set_xticks(HOURS)
    ax.set_xlabel(say(zh="几点", en="Hour of the day"), fontsize=15)
    ax.set_title(say(zh="还有几位在等", en="People still waiting"), loc="left", fontsize=15, color=palette["soft"])
    bare(ax)
    longest = waiting(counters).max()
    sentence = say(
        zh=f"开 {counters:g} 个窗口，队最长时有 {longest:.0f} 位在等。",
        en=f"With {counters:g} counters open, {longest:.0f} people wait when the queue is longest.",
    )
    return fig, sentence
''',
    "before-and-after": '''
# %% chart before-and-after
def before_and_after():
    """Return the minutes waited in two weeks, and a sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    days = np.arange(len(BEFORE))
    ax.barh(days - 0.2, BEFORE, height=0.36, color=palette["second"])
    ax.barh(days + 0.2, AFTER, height=0.36, color=palette["first"], hatch="///", edgecolor=palette["paper"])
    names = say(zh="一二三四五六日", en=["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
    ax.set_yticks(days, list(names))
    ax.invert_yaxis()
    ax.set_xlabel(say(zh="等了多少分钟", en="Minutes waited"), fontsize=15)
    ax.text(BEFORE[0], -0.2, say(zh="改之前", en="before"), va="center", fontsize=13, color=palette["second"])
    ax.text(AFTER[0], 0.2, say(zh="改之后", en="after"), va="center", fontsize=13, color=palette["first"])
    bare(ax)
    sentence = say(
        zh=f"一周平均，改之前等 {BEFORE.mean():.1f} 分钟，改之后等 {AFTER.mean():.1f} 分钟。",
        en=f"Over a week the wait was {BEFORE.mean():.1f} minutes before and {AFTER.mean():.1f} after, on average.",
    )
    return fig, sentence
''',
    "wait-and-return": '''
# %% chart wait-and-return
def wait_and_return():
    """Return minutes waited against those who came again, and a sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    again = 80 - BEFORE * 1.1 + AFTER * 0.4
    ax.scatter(BEFORE, again, s=90, color=palette["first"], zorder=2)
    slope, start = np.polyfit(BEFORE, again, 1)
    ends = np.array([BEFORE.min(), BEFORE.max()])
    ax.plot(ends, start + slope * ends, color=palette["second"], linewidth=2.5, linestyle="--")
    ax.set_xlabel(say(zh="等了多少分钟", en="Minutes waited"), fontsize=15)
    ax.set_title(say(zh="一百位里有几位再来", en="Out of a hundred, those who came again"), loc="left", fontsize=15)
    bare(ax)
    sentence = say(
        zh=f"照这七天看，多等 1 分钟，一百位里少 {-slope:.1f} 位再来；七个点说明不了原因。",
        en=f"By these seven days, a minute more goes with {-slope:.1f} fewer in a hundred; seven dots prove no cause.",
    )
    return fig, sentence
''',
}
_TITLES: dict[str, Words] = {
    "people-by-hour": {"zh": "一天里什么时候来人", "en": "When people come"},
    "queue-by-counters": {"zh": "开几个窗口，队有多长", "en": "Counters open and the queue"},
    "before-and-after": {"zh": "改之前和改之后的一周", "en": "A week before and a week after"},
    "wait-and-return": {"zh": "等得久的人还来不来", "en": "Whether those who waited come again"},
}


def make_model(dice: random.Random) -> tuple[str, list[str]]:
    """Return the code of a case's model, and the ids of its two charts."""
    hours = dice.randint(8, 11)
    seen = [dice.randint(8, 40) + (25 if index in (2, 3, hours - 2) else 0) for index in range(hours)]
    before = [dice.randint(9, 38) for _ in range(7)]
    after = [max(2, each - dice.randint(-3, 14)) for each in before]
    charts = ["queue-by-counters", dice.choice([each for each in _KINDS if each != "queue-by-counters"])]
    model = _MODEL.substitute(seen=seen, before=before, after=after)
    return model + "\n" + "\n".join(_KINDS[each] for each in charts), charts


def chart(name: str, firm: Words, said: dict[str, Words]) -> dict[str, Any]:
    """Return what `case.yml` declares of a chart."""
    return {
        "id": name,
        "title": _TITLES[name],
        "finding": said["finding"],
        "caption": {
            "zh": f"{said['caption']['zh']}数字都是为{firm['zh']}设想的。",
            "en": f"{said['caption']['en']} All numbers are imagined for {firm['en']}.",
        },
        "alt": {
            "zh": f"{_TITLES[name]['zh']}：{said['alt']['zh']}",
            "en": f"{_TITLES[name]['en']}. {said['alt']['en']}",
        },
    }
