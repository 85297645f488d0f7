# %% model
import numpy as np

# Reported by source S4 (figures of the case); every other number is an assumption.
TRAINING_DAYS = figures["training_days"]
SKILL_DAYS = figures["skill_days"]

# "So many times more", read loosely, is that many to one; read strictly, one more to one.
LOOSELY = figures["contact_ratio"]
STRICTLY = LOOSELY + 1

# Modelling choices: questions fall on all cleaners alike; a wrong answer costs the guest two detours, one to the wrong place and
# one to somebody who knows; twice the people at the desk halve the ratio of questions to cleaners and to the desk.
DETOURS_OF_A_WRONG_ANSWER = 2
DESK_TIMES = 2
HORIZON = 90


def trained_right():
    """Return the share of questions that a trained cleaner answers on the spot, and correctly."""
    return trained_answers / 100 * (1 - wrong_share / 100)


def share_right(trained, to_one):
    """Return the share of first questions answered correctly on the spot when the share `trained` of cleaners is trained."""
    cleaners = trained * trained_right() + (1 - trained) * untrained_right / 100
    return (desk_right / 100 + to_one * cleaners) / (1 + to_one)


def share_right_with_larger_desk(to_one):
    """Return the same share with no cleaner trained and a desk so many times the size."""
    return share_right(0, to_one / DESK_TIMES)


def trained_share_that_equals_larger_desk(to_one):
    """Return the share of cleaners to be trained for the same effect as the larger desk."""
    none, everyone = share_right(0, to_one), share_right(1, to_one)
    return (share_right_with_larger_desk(to_one) - none) / (everyone - none)


def lost_at_desk():
    """Return the guest minutes lost by one question put to the desk."""
    return (1 - desk_right / 100) * detour_minutes


def lost_untrained():
    """Return the guest minutes lost by one question put to a cleaner who was not trained."""
    return (1 - untrained_right / 100) * detour_minutes


def lost_trained():
    """Return (passed on, wrong): the guest minutes lost by one question put to a trained cleaner."""
    passed_on = (1 - trained_answers / 100) * detour_minutes
    wrong = trained_answers / 100 * wrong_share / 100 * DETOURS_OF_A_WRONG_ANSWER * detour_minutes
    return passed_on, wrong


def lost_per_hundred(by_cleaner, to_one):
    """Return the guest minutes lost by 100 first questions, so many of them put to cleaners for one put to the desk."""
    return 100 * (lost_at_desk() + to_one * by_cleaner) / (1 + to_one)


def lost_by_proposal():
    """Return the guest minutes lost by 100 first questions: as now, then under each proposal."""
    now = lost_per_hundred(lost_untrained(), ratio)
    return {
        "now": now,
        "desk": lost_per_hundred(lost_untrained(), ratio / DESK_TIMES),
        "signs": now * (1 - sign_share / 100),
        "handover": lost_per_hundred(lost_untrained() * (1 - handover_saving / 100), ratio),
        "answer": lost_per_hundred(sum(lost_trained()), ratio),
    }


def invested():
    """Return the staff minutes spent on training one cleaner to answer, with a share of the trainer's."""
    return (TRAINING_DAYS - SKILL_DAYS) * training_hours * 60 * (1 + 1 / class_size)


def paused_a_day():
    """Return the minutes a day that a trained cleaner stands longer because of answering more."""
    return questions_a_day * (trained_answers - untrained_right) / 100 * pause_minutes


def saved_a_day():
    """Return the guest minutes saved a day by training one cleaner."""
    return questions_a_day * (lost_untrained() - sum(lost_trained()))


def days_to_break_even():
    """Return the working days until guests have saved as much time as staff have given, or infinity."""
    gain = saved_a_day() - paused_a_day()
    return invested() / gain if gain > 0 else np.inf


def bare(ax):
    """Leave only the axes that carry numbers."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(palette["line"])
    ax.tick_params(colors=palette["soft"], labelsize=15, length=0, pad=6)


# %% chart share-by-trained
def share_by_trained():
    """Return the share of questions answered correctly by the first person asked, by share of cleaners trained, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    trained = np.linspace(0, 1, 101)
    loose, strict = 100 * share_right(trained, LOOSELY), 100 * share_right(trained, STRICTLY)
    desk = 100 * share_right_with_larger_desk(LOOSELY)
    bottom = np.floor(min(loose.min(), strict.min(), desk) / 10) * 10
    top = np.ceil(max(loose.max(), strict.max(), desk) / 10) * 10
    gap = (top - bottom) * 0.035
    ax.plot([0, 100], [desk, desk], color=palette["third"], linewidth=3, linestyle=(0, (1, 1.2)))
    ax.plot(100 * trained, loose, color=palette["first"], linewidth=3.2)
    ax.plot(100 * trained, strict, color=palette["second"], linewidth=3.2, linestyle=(0, (4, 1.6)))

    at = 50
    ax.text(
        at,
        np.interp(at, 100 * trained, loose) + gap,
        say(zh=f"按 {LOOSELY} 比 1 读", en=f"read as {LOOSELY} to 1"),
        ha="right",
        va="bottom",
        fontsize=16,
        color=palette["first"],
    )
    ax.text(
        at + 8,
        np.interp(at + 8, 100 * trained, strict) - gap,
        say(zh=f"按 {STRICTLY} 比 1 读", en=f"read as {STRICTLY} to 1"),
        ha="left",
        va="top",
        fontsize=16,
        color=palette["second"],
    )
    ax.text(
        100,
        desk - gap,
        say(zh="不训练，问讯处人手加倍", en="No training, twice the desk"),
        ha="right",
        va="top",
        fontsize=16,
        color=palette["third"],
    )
    equal = 100 * trained_share_that_equals_larger_desk(LOOSELY)
    if 0 <= equal <= 100:
        ax.plot([equal], [desk], marker="o", markersize=9, color=palette["ink"])
        ax.text(equal - 2, desk + gap, f"{equal:.0f}%", ha="right", va="bottom", fontsize=16, color=palette["ink"])

    ax.set_xlim(0, 100)
    ax.set_ylim(bottom, top)
    ax.set_xticks([0, 25, 50, 75, 100])
    ax.locator_params(axis="y", nbins=5)
    ax.set_xlabel(say(zh="受过训练的清洁工占几成（%）", en="Share of cleaners trained (%)"), fontsize=16, color=palette["soft"])
    ax.set_title(
        say(zh="头一个被问到的人当场答对（%）", en="Answered correctly by the first person asked (%)"),
        loc="left",
        fontsize=15,
        color=palette["soft"],
        pad=8,
    )
    bare(ax)
    if 0 <= equal <= 100:
        same = say(zh=f"，相当于训练 {equal:.0f}% 的清洁工", en=f", the same as training {equal:.0f}% of the cleaners")
    else:
        same = say(zh="，训练再多清洁工也追不平", en=", which training cleaners does not match")
    sentence = say(
        zh=f"按 {LOOSELY} 比 1 读，当场答对的，没人受训时占 {loose[0]:.0f}%，人人受训时占 {loose[-1]:.0f}%；"
        f"按 {STRICTLY} 比 1 读，是 {strict[0]:.0f}% 和 {strict[-1]:.0f}%。"
        f"一个清洁工都不训、问讯处人手加倍，占 {desk:.0f}%{same}。",
        en=f"Read as {LOOSELY} to 1, {loose[0]:.0f}% are answered correctly with nobody trained and {loose[-1]:.0f}% with all trained; "
        f"read as {STRICTLY} to 1, {strict[0]:.0f}% and {strict[-1]:.0f}%. "
        f"Twice the desk and no cleaner trained gives {desk:.0f}%{same}.",
    )
    return fig, sentence


# %% chart four-proposals
def four_proposals():
    """Return the guest minutes lost by 100 first questions under each proposal, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.4))
    lost = lost_by_proposal()
    names = {
        "now": say(zh="照旧", en="As now"),
        "desk": say(zh="问讯处加人", en="Twice\nthe desk"),
        "signs": say(zh="添路牌", en="Signs\nand maps"),
        "handover": say(zh="教会转接", en="Quick\nhandover"),
        "answer": say(zh="教会回答", en="Answer\non the spot"),
    }
    longest = max(lost.values())
    wrong = 100 * ratio * lost_trained()[1] / (1 + ratio)
    for row, (name, minutes) in enumerate(lost.items()):
        ours = name == "answer"
        plain = minutes - wrong if ours else minutes
        ax.barh(row, plain, height=0.56, color=palette["first"] if ours else palette["third"])
        if ours and wrong > 0:
            ax.barh(
                row, wrong, left=plain, height=0.56, color=palette["line"], edgecolor=palette["soft"], hatch="///", linewidth=0
            )
            ax.text(
                plain,
                row + 0.36,
                say(zh=f"斜纹：答错的 {wrong:.0f}", en=f"hatched: wrong answers, {wrong:.0f}"),
                va="top",
                fontsize=15,
                color=palette["soft"],
            )
        ax.text(minutes + longest * 0.025, row, f"{minutes:.0f}", va="center", fontsize=17, color=palette["ink"])
    ax.set_yticks(range(len(names)), names.values())
    ax.set_ylim(len(names) - 0.05, -0.5)
    ax.set_xlim(0, longest * 1.15)
    ax.set_xticks([])
    ax.set_xlabel(
        say(zh="每 100 个问题，游客白费的分钟", en="Guest minutes lost per 100 questions"),
        fontsize=16,
        color=palette["soft"],
        labelpad=8,
    )
    bare(ax)
    ax.tick_params(axis="y", labelsize=16, labelcolor=palette["ink"])
    ax.spines["bottom"].set_visible(False)
    spoken = {
        "now": say(zh="照旧", en="carrying on as now"),
        "desk": say(zh="问讯处加人", en="twice the desk"),
        "signs": say(zh="添路牌", en="signs and maps"),
        "handover": say(zh="教会转接", en="quick handover"),
        "answer": say(zh="教会回答", en="answering on the spot"),
    }
    order = sorted(lost, key=lost.get)
    listed = say(zh="、", en=", ").join(f"{spoken[name]} {lost[name]:.0f}" for name in order)
    supposed = say(
        zh=f"受训清洁工的回答里有 {wrong_share:g}% 是错的" if wrong_share else "受训清洁工一句也没答错",
        en=f"With {wrong_share:g}% of the trained cleaners' answers wrong"
        if wrong_share
        else "With no answer of a trained cleaner wrong",
    )
    sentence = say(
        zh=f"{supposed}：每 100 个问题，游客白费的时间由少到多是{listed} 分钟。",
        en=f"{supposed}, the guest minutes lost per 100 questions, from fewest to most, are: {listed}.",
    )
    return fig, sentence


# %% chart minutes-break-even
def minutes_break_even():
    """Return guest minutes saved against staff minutes given, by days worked since training, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    start, pause, saving = invested(), paused_a_day(), saved_a_day()
    given = start + pause * np.array([0, HORIZON])
    days = days_to_break_even()
    top = 3 * start
    ax.plot([0, HORIZON], given, color=palette["second"], linewidth=3, linestyle=(0, (5, 1.6)))
    ax.plot([0, HORIZON], [0, saving * HORIZON], color=palette["first"], linewidth=3.6)

    gap = top * 0.03
    early = days < HORIZON / 2
    ax.text(
        HORIZON if early else 1.5,
        start + pause * HORIZON * 0.6 - gap * 1.6 if early else start + pause * HORIZON * 0.45 + gap,
        say(zh="员工搭进去的", en="Given by staff"),
        ha="right" if early else "left",
        va="top" if early else "bottom",
        fontsize=16,
        color=palette["second"],
    )
    name = say(zh="游客省下的", en="Saved by guests")
    high = top * 0.93
    there = high / saving if saving > 0 else np.inf
    if there < HORIZON * 0.55:
        ax.text(there + 5, top * 0.99, name, ha="left", va="top", fontsize=16, color=palette["first"])
    elif there < HORIZON:
        ax.text(there - 5, top * 0.99, name, ha="right", va="top", fontsize=16, color=palette["first"])
    elif days <= HORIZON:
        ax.text(HORIZON, saving * HORIZON + gap, name, ha="right", va="bottom", fontsize=16, color=palette["first"])
    else:
        ax.text(
            HORIZON,
            max(saving * HORIZON * 0.55, top * 0.09) - gap,
            name,
            ha="right",
            va="top",
            fontsize=16,
            color=palette["first"],
        )
    if days <= HORIZON:
        ax.plot([days, days], [0, saving * days], color=palette["soft"], linewidth=1.4, linestyle=(0, (2, 2)))
        ax.plot([days], [saving * days], marker="o", markersize=9, color=palette["ink"])
        ax.text(
            days + 1.5,
            gap,
            say(zh=f"第 {np.ceil(days):.0f} 天", en=f"day {np.ceil(days):.0f}"),
            ha="left",
            va="bottom",
            fontsize=16,
            color=palette["ink"],
        )

    ax.set_xlim(0, HORIZON)
    ax.set_ylim(0, top)
    ax.set_xticks([0, 30, 60, 90])
    ax.locator_params(axis="y", nbins=4)
    ax.set_xlabel(say(zh="上岗后的天数", en="Days worked since training"), fontsize=16, color=palette["soft"])
    ax.set_title(
        say(zh="累计分钟（每名清洁工）", en="Minutes in all, per cleaner"), loc="left", fontsize=15, color=palette["soft"], pad=8
    )
    bare(ax)
    opening = say(
        zh=f"一名清洁工每天被问 {questions_a_day:g} 次：训练搭进去 {start:.0f} 分钟，"
        f"往后每天游客省 {saving:.0f} 分钟，清洁工多停 {pause:.0f} 分钟；",
        en=f"With {questions_a_day:g} questions a day, training takes {start:.0f} staff minutes for each cleaner; "
        f"after that guests save {saving:.0f} minutes a day and the cleaner stands {pause:.0f} longer. ",
    )
    if days <= HORIZON:
        ending = say(
            zh=f"到第 {np.ceil(days):.0f} 天，省下的追平搭进去的。",
            en=f"On day {np.ceil(days):.0f} what is saved has caught up with what was given.",
        )
    elif np.isfinite(days):
        ending = say(
            zh=f"{HORIZON} 天之内追不平，要到第 {np.ceil(days):.0f} 天。",
            en=f"Within {HORIZON} days the two do not meet; it takes until day {np.ceil(days):.0f}.",
        )
    else:
        ending = say(zh="照这样一直追不平。", en="At this rate the two will not meet.")
    return fig, opening + ending
