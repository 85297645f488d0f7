# %% model
import numpy as np

# Source S1 gives no number for this case: every value below comes from the assumptions, except three modelling choices.
OWN_WAITING = 2  # passengers of one's own in the made-up scene of the decision
LONGEST_QUEUE = 8  # right end of the queue axis
MOST_LEAVING = 10  # the queue chart keeps the scale that this value of leave_per_1000 needs


def visit(ending):
    """Return (minutes, mood) at the corners of the visit with this ending: "neighbour", "late" or "turn".

    Mood is in points above (+) or below (-) what the traveller expected. It falls once patience is used up, drops at the
    refusal, goes on falling until somebody takes over, and climbs in a straight line while the change is made.
    """
    minutes_until_taken_over = {"neighbour": 0, "late": late_minutes, "turn": turn_minutes}[ending]
    before = -fall_per_minute * max(0, wait_minutes - patience_minutes)
    refused = before - refusal_drop
    lowest = refused - fall_per_minute * minutes_until_taken_over
    end = lowest + relief + (surprise if ending == "neighbour" else 0)
    taken_over = wait_minutes + minutes_until_taken_over
    minutes = [0, min(patience_minutes, wait_minutes), wait_minutes, wait_minutes, taken_over, taken_over + help_minutes]
    return np.array(minutes, dtype=float), np.array([0, 0, before, refused, lowest, end])


def average(minutes, mood):
    """Return the average mood over the minutes of a visit."""
    return np.sum((mood[1:] + mood[:-1]) / 2 * np.diff(minutes)) / minutes[-1]


def traveller_value():
    """Return what one traveller who comes over is worth in yuan: flights a year x margin x years."""
    return flights_a_year * margin * years


def needed_per_1000(minutes, waiting):
    """Return how many of 1,000 travellers helped must come over because of the help to repay `minutes` a time.

    `waiting` passengers of one's own each wait so many minutes longer; some of them do not come back.
    """
    leaving_a_minute = leave_per_1000 / 1000 / 10
    return minutes * (minute_cost / traveller_value() + waiting * leaving_a_minute) * 1000


def signed(points):
    """Return the points with a sign and one decimal, zero as +0.0."""
    return f"{round(points, 1) + 0.0:+.1f}"


def spread(heights, gap):
    """Return the heights, rising, moved apart to at least `gap`, the lowest and the highest by about as much."""
    placed = []
    for height in heights:
        placed.append(max(height, placed[-1] + gap) if placed else height)
    return np.array(placed) - (placed[-1] - heights[-1]) / 2


def bare(ax):
    """Leave only the axes that carry numbers."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(palette["line"])
    ax.tick_params(colors=palette["soft"], labelsize=15, length=0, pad=6)


# %% chart three-endings
def three_endings():
    """Return the mood of one visit, minute by minute, with three endings, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.4))
    kinds = [
        ("turn", "third", (0, (1, 1.2)), "s", say(zh="没人接手", en="Nobody")),
        ("late", "second", (0, (5, 1.6)), "D", say(zh="AA 晚些接手", en="AA, late")),
        ("neighbour", "first", "-", "o", say(zh="隔壁过来帮", en="Neighbour")),
    ]
    visits = {ending: visit(ending) for ending, *_ in kinds}
    longest = max(minutes[-1] for minutes, _ in visits.values())
    moods = np.concatenate([mood for _, mood in visits.values()])
    bottom, top = moods.min() - 1, max(4.4, moods.max() + 0.9)
    ax.axhline(0, color=palette["line"], linewidth=1.6, zorder=0)
    for ending, colour, style, marker, name in kinds:
        minutes, mood = visits[ending]
        ax.plot(minutes[3:], mood[3:], color=palette[colour], linewidth=3.2, linestyle=style)
        ax.plot(minutes[-1:], mood[-1:], marker=marker, markersize=10, color=palette[colour])
        label = f"{name} {signed(mood[-1])}"
        ax.text(minutes[-1] + longest * 0.028, mood[-1], label, va="center", fontsize=16, color=palette[colour])
    minutes, mood = visits["neighbour"]
    ax.plot(minutes[:4], mood[:4], color=palette["ink"], linewidth=3.2)
    ax.text(
        wait_minutes - longest * 0.025,
        mood[3],
        say(zh="“我不办这个”", en="“I do not\ndo that”"),
        ha="right",
        va="center",
        fontsize=16,
        color=palette["ink"],
    )
    ax.plot(minutes[1:2], mood[1:2], marker="|", markersize=16, markeredgewidth=2.4, color=palette["ink"])
    patience = say(zh=f"耐心 {patience_minutes:g} 分钟", en=f"Patience {patience_minutes:g} min")
    ax.text(longest * 0.01, 0.62, patience, fontsize=16, color=palette["ink"])
    ax.set_xlim(0, longest * say(zh=1.42, en=1.46))
    ax.set_ylim(bottom, top)
    ax.set_xticks(np.arange(0, longest + 1, 10 if longest <= 50 else 20))
    ax.set_yticks([-4, -2, 0, 2, 4], ["-4", "-2", "0", "+2", "+4"])
    ax.set_xlabel(say(zh="从排队算起（分钟）", en="Minutes since joining the queue"), fontsize=16, color=palette["soft"])
    ax.set_title(
        say(zh="心情分（0 = 和期待一样）", en="mood (0 = as expected)"), loc="left", fontsize=15, color=palette["soft"], pad=8
    )
    bare(ax)
    ends = {ending: mood[-1] for ending, (_, mood) in visits.items()}
    means = {ending: average(*each) for ending, each in visits.items()}
    written = {ending: (signed(ends[ending]), signed(means[ending])) for ending in ends}
    speed = fall_per_minute * late_minutes
    sentence = say(
        zh=f"惊喜按 {surprise:g} 分算：隔壁来帮，结尾 {written['neighbour'][0]} 分，全程平均 {written['neighbour'][1]} 分；"
        f"AA 晚 {late_minutes:g} 分钟接手，结尾 {written['late'][0]} 分，平均 {written['late'][1]} 分；"
        f"没人接手、等到轮到他，结尾 {written['turn'][0]} 分，平均 {written['turn'][1]} 分。"
        f"隔壁的结尾比 AA 晚接手高出 {ends['neighbour'] - ends['late']:.1f} 分，其中来得早占 {speed:.1f} 分，惊喜占 {surprise:.1f} 分。",
        en=f"With a surprise of {surprise:g} {'point' if surprise == 1 else 'points'}, help from the neighbour "
        f"ends at {written['neighbour'][0]} and averages {written['neighbour'][1]} over the visit; AA taking over {late_minutes:g} minutes later ends at {written['late'][0]} and "
        f"averages {written['late'][1]}; with nobody, until it is his turn, {written['turn'][0]} and {written['turn'][1]}. "
        f"The neighbour's ending is {ends['neighbour'] - ends['late']:.1f} points above AA's late one: "
        f"{speed:.1f} for coming sooner, {surprise:.1f} for the surprise.",
    )
    return fig, sentence


# %% chart bar-by-queue
def bar_by_queue():
    """Return how many travellers must come over, by one's own queue, for three ways of helping, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.4))
    waiting = np.array([0, LONGEST_QUEUE])
    kinds = [
        (call_minutes, "third", (0, (1, 1.2)), say(zh="招呼同行", en="Call over")),
        (point_minutes, "second", (0, (5, 1.6)), say(zh="领去找主管", en="Take to AA")),
        (help_minutes, "first", "-", say(zh="替他改好", en="Do it")),
    ]
    per_minute = minute_cost / traveller_value() * 1000
    top = help_minutes * (per_minute + LONGEST_QUEUE * MOST_LEAVING / 10) * 1.04
    ax.plot([OWN_WAITING] * 2, [0, top * 0.86], color=palette["soft"], linewidth=1.6, linestyle=(0, (2, 3)))
    ax.text(
        OWN_WAITING,
        top * 0.88,
        say(zh=f"决策点：{OWN_WAITING} 位", en=f"decision: {OWN_WAITING}"),
        ha="center",
        va="bottom",
        fontsize=15,
        color=palette["soft"],
    )
    ends = [needed_per_1000(minutes, LONGEST_QUEUE) for minutes, *_ in kinds]
    places = spread(ends, top * 0.082)
    for (minutes, colour, style, name), place in zip(kinds, places):
        ax.plot(waiting, needed_per_1000(minutes, waiting), color=palette[colour], linewidth=3.4, linestyle=style)
        ax.plot([OWN_WAITING], [needed_per_1000(minutes, OWN_WAITING)], marker="o", markersize=8, color=palette[colour])
        ax.text(LONGEST_QUEUE + 0.2, place, name, va="center", fontsize=16, color=palette[colour])
    needed = [needed_per_1000(minutes, OWN_WAITING) for minutes, *_ in kinds]
    ax.text(
        OWN_WAITING - 0.15,
        needed[-1] + top * 0.02,
        f"{needed[-1]:.1f}",
        ha="right",
        va="bottom",
        fontsize=17,
        color=palette["first"],
    )
    ax.set_xlim(0, LONGEST_QUEUE * say(zh=1.36, en=1.34))
    ax.plot([0, LONGEST_QUEUE], [0, 0], color=palette["line"], linewidth=1.6, zorder=0)
    ax.set_ylim(-top * 0.06, top)
    ax.set_xticks(range(0, LONGEST_QUEUE + 1, 2))
    ax.locator_params(axis="y", nbins=5)
    ax.set_xlabel(say(zh="自家队里等着的人数", en="Own passengers waiting"), fontsize=16, color=palette["soft"])
    ax.set_title(
        say(zh="每帮 1000 位，要多来几位才够本", en="extra customers needed per 1,000 helped"),
        loc="left",
        fontsize=15,
        color=palette["soft"],
        pad=8,
    )
    bare(ax)
    ax.spines["bottom"].set_visible(False)
    empty, full = needed_per_1000(help_minutes, 0), ends[-1]
    sentence = say(
        zh=f"每 1000 位自家旅客，多等 10 分钟丢 {leave_per_1000:g} 位。照这样算，自家 {OWN_WAITING} 位在等时，"
        f"招呼同行要多来 {needed[0]:.1f} 位才够本，领去找主管 {needed[1]:.1f} 位，替他改好 {needed[2]:.1f} 位。"
        f"单看替他改好：队里没人，{empty:.1f} 位；排着 {LONGEST_QUEUE} 位，{full:.1f} 位。",
        en=f"If ten more minutes lose {leave_per_1000:g} of 1,000 own passengers and {OWN_WAITING} are waiting, "
        f"calling the colleague over must bring {needed[0]:.1f} extra customers per 1,000, taking him to AA {needed[1]:.1f}, "
        f"and doing it for him {needed[2]:.1f}. Doing it takes {empty:.1f} with nobody waiting and {full:.1f} with {LONGEST_QUEUE}.",
    )
    return fig, sentence
