# %% model
import numpy as np

# Source S1 reports no figure: every number of this model is an assumption. These are the ranges that case.yml declares.
RANGES = {
    "return_rate": (2, 40),
    "maker_share": (20, 95),
    "refund": (30, 150),
    "desk_minutes": (10, 35),
    "hour_cost": (20, 50),
    "freight": (4, 18),
    "launch_cost": (100, 600),
    "win_chance": (2, 25),
    "kept_customers": (0, 6),
    "yearly_margin": (100, 600),
}
PERCENTAGES = {"maker_share", "win_chance"}

# How far the axis of returns runs: beyond the range, to see what happens if the rare event stops being rare.
MOST_RETURNS = 60


def assumed():
    """Return the assumptions as they stand, by name."""
    return {
        "return_rate": return_rate,
        "maker_share": maker_share,
        "refund": refund,
        "desk_minutes": desk_minutes,
        "hour_cost": hour_cost,
        "freight": freight,
        "launch_cost": launch_cost,
        "win_chance": win_chance,
        "kept_customers": kept_customers,
        "yearly_margin": yearly_margin,
    }


def handling(a):
    """Return what it costs, in yuan, to take in, check, store and send one returned item."""
    return a["desk_minutes"] / 60 * a["hour_cost"] + a["freight"]


def cost_of_one(a):
    """Return the average cost of one return in yuan; the refund is lost where the maker does not take the item."""
    return handling(a) + (1 - a["maker_share"] / 100) * a["refund"]


def gain_of_one(a):
    """Return the yearly margin, in yuan, that one helped customer brings on average."""
    return a["win_chance"] / 100 * a["yearly_margin"]


def cost(a, returns):
    """Return the yearly cost in yuan per 10,000 customers with so many returns."""
    return a["launch_cost"] + returns * cost_of_one(a)


def gain(a, returns):
    """Return the yearly gain in yuan per 10,000 customers: those kept by the promise and those won at the desk."""
    return a["kept_customers"] * a["yearly_margin"] + returns * gain_of_one(a)


def net(a):
    """Return the gain minus the cost of a year, in yuan per 10,000 customers."""
    return gain(a, a["return_rate"]) - cost(a, a["return_rate"])


def break_even(a):
    """Return the number of returns at which gain and cost are equal, or None where the lines do not cross."""
    lost_on_each = cost_of_one(a) - gain_of_one(a)
    before_any = gain(a, 0) - cost(a, 0)
    return before_any / lost_on_each if before_any * lost_on_each > 0 else None


def swings():
    """Return (name, net at the low end, net at the high end) of each assumption moved alone, the widest swing first."""
    now = assumed()
    ends = [(name, net({**now, name: low}), net({**now, name: high})) for name, (low, high) in RANGES.items()]
    return sorted(ends, key=lambda end: -abs(end[2] - end[1]))


def striped(ax, row, length, start, height):
    """Draw a striped bar; ground and stripes are laid apart so that each follows the page into the dark scheme."""
    ax.barh(row, length, left=start, height=height, color=palette["line"], linewidth=0)
    ax.barh(
        row, length, left=start, height=height, facecolor="none", edgecolor=palette["soft"], hatch="///", linewidth=0
    )


def bare(ax):
    """Leave only the axes that carry numbers."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(palette["line"])
    ax.tick_params(colors=palette["soft"], labelsize=15, length=0, pad=6)


# %% chart one-return
def one_return():
    """Return what one return costs with and without the maker, beside the margin hoped for, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    a = assumed()
    worked, hoped = handling(a), gain_of_one(a)
    longest = max(worked + refund, hoped)
    names = [
        say(zh="厂家\n不收", en="Maker\nrefuses"),
        say(zh="厂家\n收回", en="Maker\naccepts"),
        say(zh="盼得回\n的毛利", en="Margin\nhoped for"),
    ]
    ax.barh(0, worked, height=0.56, color=palette["first"])
    striped(ax, 0, refund, worked, 0.56)
    ax.barh(1, worked, height=0.56, color=palette["first"])
    ax.barh(2, hoped, height=0.56, color=palette["paper"], edgecolor=palette["second"], linewidth=2.5)
    for row, end in enumerate([worked + refund, worked, hoped]):
        yuan = say(zh=f"{end:.0f} 元", en=f"{end:.0f} yuan")
        ax.text(end + longest * 0.025, row, yuan, va="center", fontsize=17, color=palette["ink"])
    above = -0.38
    ax.text(longest * 0.01, above, say(zh="经手", en="Handling"), va="baseline", fontsize=16, color=palette["first"])
    ax.text(
        worked + refund,
        above,
        say(zh="收不回来的退款", en="Refund lost"),
        va="baseline",
        ha="right",
        fontsize=16,
        color=palette["soft"],
    )
    ax.set_yticks(range(3), names)
    ax.set_ylim(2.45, -0.85)
    ax.set_xlim(0, longest * 1.24)
    ax.set_xticks([])
    ax.set_xlabel(say(zh="每一件（元）", en="Yuan per item"), fontsize=16, color=palette["soft"], labelpad=8)
    bare(ax)
    ax.tick_params(axis="y", labelsize=16, labelcolor=palette["ink"])
    ax.spines["bottom"].set_visible(False)
    sentence = say(
        zh=f"厂家收回的一件，退货成本 {worked:.0f} 元，全花在经手上；厂家不收的一件 {worked + refund:.0f} 元，"
        f"其中 {refund:.0f} 元是收不回来的退款。收回比例按 {maker_share:g}% 算，平均一件 {cost_of_one(a):.0f} 元；"
        f"帮一位顾客退货，盼得回的毛利平均 {hoped:.0f} 元。",
        en=f"An item that the maker accepts costs {worked:.0f} yuan, all of it handling; one that the maker refuses costs "
        f"{worked + refund:.0f} yuan, {refund:.0f} of it a refund that nobody pays back. With {maker_share:g}% accepted the "
        f"average is {cost_of_one(a):.0f} yuan; the margin hoped for from one helped customer averages {hoped:.0f} yuan.",
    )
    return fig, sentence


# %% chart cost-and-gain
def cost_and_gain():
    """Return yearly cost and gain against the number of returns, with the break-even point, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    a = assumed()
    ends = np.array([0, MOST_RETURNS])
    top = cost({**a, "maker_share": RANGES["maker_share"][0]}, MOST_RETURNS) * 1.08
    ax.plot(ends, gain(a, ends), color=palette["first"], linewidth=3.6)
    ax.plot(ends, cost(a, ends), color=palette["second"], linewidth=3, linestyle=(0, (5, 1.6)))

    gap = top * 0.03
    lines = [(gain, "first", say(zh="带回来的", en="Gain")), (cost, "second", say(zh="花出去的", en="Cost"))]
    lower, upper = sorted(lines, key=lambda line: line[0](a, MOST_RETURNS))
    width = say(zh=11, en=7)
    ax.text(
        MOST_RETURNS,
        upper[0](a, MOST_RETURNS) + gap,
        upper[2],
        ha="right",
        va="bottom",
        fontsize=16,
        color=palette[upper[1]],
    )
    ax.text(
        MOST_RETURNS - width,
        lower[0](a, MOST_RETURNS - width) - gap,
        lower[2],
        ha="left",
        va="top",
        fontsize=16,
        color=palette[lower[1]],
    )

    crossing = break_even(a)
    if crossing is not None and crossing < MOST_RETURNS:
        level = cost(a, crossing)
        ax.plot([crossing], [level], marker="o", markersize=9, color=palette["ink"])
        shown = say(zh=f"{crossing:.0f} 件打平", en=f"break-even: {crossing:.0f}")
        ax.text(crossing + 1, level - gap, shown, ha="left", va="top", fontsize=16, color=palette["ink"])

    ax.set_xlim(0, MOST_RETURNS)
    ax.set_ylim(0, top)
    ax.set_xticks([0, 20, 40, 60])
    ax.locator_params(axis="y", nbins=5)
    ax.set_xlabel(say(zh="一年来退几件别家的货", en="Outside returns in a year"), fontsize=16, color=palette["soft"])
    ax.set_title(
        say(zh="元/年，每 1 万位顾客", en="yuan a year per 10,000 customers"),
        loc="left",
        fontsize=15,
        color=palette["soft"],
        pad=8,
    )
    bare(ax)
    return fig, _cost_and_gain_sentence(a, crossing)


def _cost_and_gain_sentence(a, crossing):
    """Return what the two lines say, whichever way they run."""
    spent, brought, result = cost_of_one(a), gain_of_one(a), net(a)
    start = say(
        zh=f"厂家收回 {maker_share:g}% 时，平均一件花 {spent:.0f} 元，带回 {brought:.0f} 元。",
        en=f"With {maker_share:g}% accepted by the maker, an item costs {spent:.0f} yuan and brings {brought:.0f} on average. ",
    )
    ahead = gain(a, 0) > cost(a, 0)
    if crossing is None and ahead:
        middle = say(
            zh="件数再多，带回来的也多过花出去的，没有打平点。",
            en="However many come, gain stays above cost; there is no break-even. ",
        )
    elif crossing is None:
        middle = say(zh="不论来几件，花出去的都多过带回来的。", en="However many come, cost stays above gain. ")
    elif ahead:
        far = crossing > MOST_RETURNS
        middle = say(
            zh=f"一年退到 {crossing:.0f} 件{'（在图外）' if far else ''}打平，少于它有赚，多于它要亏。",
            en=f"The lines meet at {crossing:.0f} returns a year{' (beyond the chart)' if far else ''}: fewer leave a gain, more a loss. ",
        )
    else:
        middle = say(
            zh=f"一年退到 {crossing:.0f} 件才打平，少于它要亏，多于它有赚。",
            en=f"The lines meet at {crossing:.0f} returns a year: fewer leave a loss, more a gain. ",
        )
    end = say(
        zh=f"按一年 {return_rate:g} 件算，每 1 万位顾客{'净赚' if result >= 0 else '净亏'} {abs(result):.0f} 元。",
        en=f"At {return_rate:g} returns a year the result is a {'gain' if result >= 0 else 'loss'} of {abs(result):.0f} yuan "
        "per 10,000 customers.",
    )
    return start + middle + end


# %% chart what-moves-it
def _result(yuan):
    """Return a net result in words, without its unit."""
    if yuan < 0:
        return say(zh=f"净亏 {-yuan:.0f}", en=f"a loss of {-yuan:.0f}")
    return say(zh=f"净赚 {yuan:.0f}", en=f"a gain of {yuan:.0f}")


def what_moves_it():
    """Return a tornado of the net result over the range of each assumption, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 6))
    names = {
        "return_rate": say(zh="来退几件", en="Returns"),
        "maker_share": say(zh="厂家收回", en="Maker accepts"),
        "refund": say(zh="每件退款", en="Refund"),
        "desk_minutes": say(zh="经手分钟", en="Desk minutes"),
        "hour_cost": say(zh="一小时人工", en="Hour of labour"),
        "freight": say(zh="存放寄送", en="Store and send"),
        "launch_cost": say(zh="宣传培训", en="Sign, training"),
        "win_chance": say(zh="变成常客", en="Turn regular"),
        "kept_customers": say(zh="承诺留住", en="Kept by sign"),
        "yearly_margin": say(zh="常客年毛利", en="Yearly margin"),
    }
    bars, middle = swings(), net(assumed())
    reach = [value for _, low, high in bars for value in (low, high)]
    left, right = min(reach), max(reach)
    gap = (right - left) * 0.015
    for row, (name, *results) in enumerate(bars):
        for end, result in zip(RANGES[name], results, strict=True):
            worse = result < middle
            if worse:
                striped(ax, row, result - middle, middle, 0.6)
            else:
                ax.barh(row, result - middle, left=middle, height=0.6, color=palette["first"], linewidth=0)
            shown = f"{end:g}%" if name in PERCENTAGES else f"{end:g}"
            beside = result - gap if worse else result + gap
            if worse and 0 <= result < (right - left) * 0.07:
                beside = -gap  # leave the break-even line free
            ax.text(beside, row, shown, ha="right" if worse else "left", va="center", fontsize=15, color=palette["ink"])
    ax.plot([0, 0], [-0.45, len(bars) - 0.5], color=palette["ink"], linewidth=2, linestyle=(0, (1, 1.2)), zorder=3)
    ax.text(
        min(middle, 0) - gap,
        -0.55,
        say(zh="变差", en="Worse"),
        ha="right",
        va="bottom",
        fontsize=16,
        color=palette["soft"],
    )
    ax.text(
        max(middle, 0) + gap,
        -0.55,
        say(zh="变好", en="Better"),
        ha="left",
        va="bottom",
        fontsize=16,
        color=palette["first"],
    )
    ax.set_yticks(range(len(bars)), [names[name] for name, *_ in bars])
    ax.set_ylim(len(bars) - 0.5, -1.3)
    ax.set_xlim(left - (right - left) * 0.16, right + (right - left) * 0.12)
    ax.locator_params(axis="x", nbins=5)
    ax.set_xlabel(
        say(zh="净赚（元/年，每 1 万位顾客）", en="Net result, yuan a year"),
        fontsize=16,
        color=palette["soft"],
        labelpad=8,
    )
    bare(ax)
    ax.tick_params(axis="y", labelsize=16, labelcolor=palette["ink"])
    turning = [names[name] for name, low, high in bars if low * high < 0]
    widest, second, narrowest = bars[0], bars[1], bars[-1]
    worst, best = min(widest[1:]), max(widest[1:])
    sentence = say(
        zh=f"现在的假设下{_result(middle)} 元。摆得最远的是“{names[widest[0]]}”（从{_result(worst)} 元到{_result(best)} 元），"
        f"其次是“{names[second[0]]}”；摆得最近的是“{names[narrowest[0]]}”。"
        f"十项里有 {len(turning)} 项单独推到一头，就能让盈亏翻过来。",
        en=f"With the assumptions as they stand there is {_result(middle)} yuan. “{names[widest[0]]}” moves it furthest "
        f"(from {_result(worst)} to {_result(best)} yuan), “{names[second[0]]}” next, “{names[narrowest[0]]}” least. "
        f"Of the ten, {len(turning)} can turn gain into loss or loss into gain on their own.",
    )
    return fig, sentence
