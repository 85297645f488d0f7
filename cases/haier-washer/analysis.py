# %% model
import numpy as np

# Reported by source S1 as "more than" this (figure units_5y of the case); the round number stands in for the total.
UNITS_SOLD = figures["units_5y"]
YEARS = 5

# Modelling choices: three water levels of equal size (as many as S1 reports), and a standard tub that holds every load drawn.
LEVELS = figures["water_levels"]
LOADS = np.arange(0.1, 3.001, 0.005)


def own_time(minutes):
    """Return what so many minutes of the washer's own time are worth, in yuan."""
    return minutes / 60 * time_value


def standard_parts():
    """Return (water and power, own time) in yuan of one wash in the standard machine, whatever the load."""
    return standard_litres / 1000 * water_price + standard_kwh * power_price, own_time(setup_minutes)


def small_parts(load):
    """Return (water and power, own time) in yuan of washing `load` kg in the small machine, in as many batches as it takes."""
    levels = np.ceil(np.round(load / small_capacity * LEVELS, 9))
    batches = np.ceil(np.round(load / small_capacity, 9))
    water = levels * small_litres / LEVELS / 1000 * water_price
    return water + batches * small_kwh * power_price, batches * own_time(setup_minutes)


def hand_parts(load):
    """Return (water and power, own time) in yuan of washing `load` kg by hand."""
    return load * hand_litres / 1000 * water_price, own_time(setup_minutes + rub_minutes * load)


def load_where_hand_equals_standard():
    """Return the load in kg above which hand washing costs more than the standard machine."""
    water_and_power, _ = standard_parts()
    return water_and_power / (hand_litres / 1000 * water_price + own_time(rub_minutes))


def time_value_where_hand_equals_standard(load):
    """Return the value of an hour, in yuan, above which hand washing `load` kg costs more than the standard machine."""
    return (standard_parts()[0] - hand_parts(load)[0]) / (rub_minutes * load) * 60


def load_up_to_which_small_wins():
    """Return the largest drawn load in kg up to which the small machine costs less than the standard one."""
    dearer = sum(small_parts(LOADS)) >= sum(standard_parts())
    return LOADS[np.argmax(dearer) - 1] if dearer.any() else LOADS[-1]


def paths():
    """Return three invented yearly courses, in units, which all add up to the total."""
    rising = yearly_factor ** np.arange(YEARS)
    rising = rising / rising.sum() * UNITS_SOLD
    return rising, np.full(YEARS, UNITS_SOLD / YEARS), rising[::-1]


def bare(ax):
    """Leave only the axes that carry numbers."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(palette["line"])
    ax.tick_params(colors=palette["soft"], labelsize=15, length=0, pad=6)


# %% chart half-kilo-wash
def half_kilo_wash():
    """Return the cost of one small wash, split into what is paid for and what is done oneself, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    names = [
        say(zh="标准机型", en="Standard\nmachine"),
        say(zh="手洗", en="By hand"),
        say(zh="小机型", en="Small\nmachine"),
    ]
    parts = [standard_parts(), hand_parts(summer_load), small_parts(summer_load)]
    totals = [paid + time for paid, time in parts]
    longest = max(totals)
    for row, (paid, time) in enumerate(parts):
        ax.barh(row, paid, height=0.56, color=palette["first"])
        ax.barh(row, time, left=paid, height=0.56, color=palette["line"], edgecolor=palette["soft"], hatch="///", linewidth=0)
        ax.text(paid + time + longest * 0.025, row, f"{paid + time:.2f}", va="center", fontsize=17, color=palette["ink"])
    first_paid, first_time = parts[0]
    above = -0.38
    end = first_paid + first_time
    ax.text(longest * 0.01, above, say(zh="水和电", en="Water and power"), va="baseline", fontsize=16, color=palette["first"])
    ax.text(end, above, say(zh="自己的时间", en="Own time"), va="baseline", ha="right", fontsize=16, color=palette["soft"])
    ax.set_yticks(range(3), names)
    ax.set_ylim(2.45, -0.85)
    ax.set_xlim(0, longest * 1.2)
    ax.set_xticks([])
    ax.set_xlabel(say(zh="洗一次的成本（元）", en="Cost of one wash (yuan)"), fontsize=16, color=palette["soft"], labelpad=8)
    bare(ax)
    ax.tick_params(axis="y", labelsize=16, labelcolor=palette["ink"])
    ax.spines["bottom"].set_visible(False)
    standard, hand, small = totals
    sentence = say(
        zh=f"洗 {summer_load:g} 公斤衣服：标准机型 {standard:.2f} 元，其中水和电 {first_paid:.2f} 元；"
        f"手洗 {hand:.2f} 元，其中自己的时间 {parts[1][1]:.2f} 元；小机型 {small:.2f} 元。",
        en=f"Washing {summer_load:g} kg costs {standard:.2f} yuan in the standard machine, {first_paid:.2f} of it water and power; "
        f"{hand:.2f} yuan by hand, {parts[1][1]:.2f} of it one's own time; and {small:.2f} yuan in the small machine.",
    )
    return fig, sentence


# %% chart cost-by-load
def cost_by_load():
    """Return the cost of one wash by load for the three ways of washing, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    standard = sum(standard_parts())
    small, hand = sum(small_parts(LOADS)), sum(hand_parts(LOADS))
    top = standard * 1.8
    end = LOADS[-1]
    ax.plot([0, end], [standard, standard], color=palette["third"], linewidth=3, linestyle=(0, (1, 1.2)))
    ax.plot(LOADS, small, color=palette["first"], linewidth=3.6)
    ax.plot(LOADS, hand, color=palette["second"], linewidth=3, linestyle=(0, (5, 1.6)))

    gap = top * 0.03
    small_is_dearer_at_the_end = small[-1] > standard
    ax.text(
        end,
        standard + (-gap if small_is_dearer_at_the_end else gap),
        say(zh="标准机型", en="Standard machine"),
        ha="right",
        va="top" if small_is_dearer_at_the_end else "bottom",
        fontsize=16,
        color=palette["third"],
    )
    if hand_is_cheapest := hand[-1] < small[-1]:
        ax.text(
            small_capacity - 0.06,
            np.interp(small_capacity, LOADS, small) + gap,
            say(zh="小机型", en="Small machine"),
            ha="right",
            va="bottom",
            fontsize=16,
            color=palette["first"],
        )
    else:
        ax.text(
            small_capacity / LEVELS,
            np.interp(small_capacity / LEVELS, LOADS, small) - gap,
            say(zh="小机型", en="Small machine"),
            ha="left",
            va="top",
            fontsize=16,
            color=palette["first"],
        )
    hand_leaves_at = min(np.interp(top, hand, LOADS), end)
    if hand_is_cheapest:
        ax.text(end, hand[-1] - gap * 3, say(zh="手洗", en="By hand"), ha="right", va="top", fontsize=16, color=palette["second"])
    else:
        ax.text(
            hand_leaves_at + 0.08, top, say(zh="手洗", en="By hand"), ha="left", va="top", fontsize=16, color=palette["second"]
        )

    crossing = load_where_hand_equals_standard()
    if crossing < end:
        ax.plot([crossing], [standard], marker="o", markersize=9, color=palette["ink"])
        room_on_the_left = crossing > 0.6
        beside = crossing - 0.1 if room_on_the_left else np.interp(standard + top * 0.16, hand, LOADS) + 0.1
        ax.text(
            beside,
            standard + gap,
            say(zh=f"{crossing:.2f} 公斤", en=f"{crossing:.2f} kg"),
            ha="right" if room_on_the_left else "left",
            va="bottom",
            fontsize=16,
            color=palette["ink"],
        )

    ax.set_xlim(0, end)
    ax.set_ylim(0, top)
    ax.set_xticks([0, 1, 2, 3])
    ax.locator_params(axis="y", nbins=4)
    ax.set_xlabel(say(zh="一次的洗衣量（公斤）", en="Load of one wash (kg)"), fontsize=16, color=palette["soft"])
    ax.set_title(say(zh="元/次", en="yuan per wash"), loc="left", fontsize=15, color=palette["soft"], pad=8)
    bare(ax)

    cost = {
        say(zh="小机型", en="the small machine"): sum(small_parts(summer_load)),
        say(zh="手洗", en="hand washing"): sum(hand_parts(summer_load)),
        say(zh="标准机型", en="the standard machine"): standard,
    }
    order = sorted(cost, key=cost.get)
    listed = say(zh="、", en=", ").join(f"{name} {cost[name]:.2f}" for name in order)
    wins = load_up_to_which_small_wins()
    whole = say(zh=f"图上全程（{end:.0f} 公斤以内）", en=f"over the whole {end:.0f} kg shown")
    hand_wins_to = say(zh=f" {crossing:.2f} 公斤以内", en=f"up to {crossing:.2f} kg") if crossing < end else whole
    small_wins_to = say(zh=f" {wins:.1f} 公斤以内", en=f"up to {wins:.1f} kg") if wins < end else whole
    if hand_wins_to == small_wins_to:
        compared = say(
            zh=f"手洗和小机型在{whole}都比标准机型便宜",
            en=f"hand washing and the small machine both beat the standard machine {whole}",
        )
    else:
        compared = say(
            zh=f"和标准机型比，手洗在{hand_wins_to}更便宜，小机型在{small_wins_to}更便宜",
            en=f"hand washing beats the standard machine {hand_wins_to}, the small machine {small_wins_to}",
        )
    sentence = say(
        zh=f"自己的时间按每小时 {time_value:g} 元算：{compared}。洗 {summer_load:g} 公斤，由便宜到贵依次是{listed} 元。",
        en=f"With one's own time at {time_value:g} yuan an hour, {compared}. "
        f"For {summer_load:g} kg, from cheapest to dearest (yuan): {listed}.",
    )
    return fig, sentence


# %% chart same-total
def same_total():
    """Return three invented yearly courses with one total, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    rising, level, falling = paths()
    unit = say(zh=1e4, en=1e3)
    years = np.arange(1, YEARS + 1)
    lines = [
        (rising / unit, "first", "-", "o", say(zh="越卖越多", en="Rising")),
        (level / unit, "third", (0, (1, 1.2)), None, say(zh="年年一样", en="Level")),
        (falling / unit, "second", (0, (5, 1.6)), "s", say(zh="越卖越少", en="Falling")),
    ]
    for values, colour, style, marker, name in lines:
        ax.plot(years, values, color=palette[colour], linewidth=3.2, linestyle=style, marker=marker, markersize=8)
        ax.text(YEARS + 0.18, values[-1], name, va="center", fontsize=16, color=palette[colour])
    ax.set_xlim(0.8, YEARS + say(zh=1.35, en=1.1))
    ax.set_ylim(0, rising[-1] / unit * 1.12)
    ax.set_xticks(years)
    ax.locator_params(axis="y", nbins=4)
    ax.set_xlabel(say(zh="第几年", en="Year"), fontsize=16, color=palette["soft"])
    ax.set_title(
        say(zh="万台/年（走势为虚构）", en="thousand units a year (invented)"),
        loc="left",
        fontsize=15,
        color=palette["soft"],
        pad=8,
    )
    bare(ax)
    low, high = np.round(rising[[0, -1]], -3)
    sentence = say(
        zh=f"按整数摊到五年，平均每年 {level[0] / 1e4:.0f} 万台；可是从第一年 {low / 1e4:.0f} 万台"
        f"涨到第五年 {high / 1e4:.0f} 万台，或者反过来一路下滑，加起来也是同一个总数。",
        en=f"Spread over five years, the round number is {level[0]:,.0f} units a year on average; "
        f"yet a climb from {low:,.0f} in the first year to {high:,.0f} in the fifth, or the same slide downhill, adds up to it too.",
    )
    return fig, sentence
