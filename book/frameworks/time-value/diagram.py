# %% model
import numpy as np

# Invented minutes of one repair; none of them is data.
PROMISED, ACTUAL, PERCEIVED, UNEXPECTED = 30, 25, 40, 5


# %% chart time-value-bars
def time_value_bars():
    """Return four bars, one for each kind of time, and a sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    rows = [
        (PROMISED, say(zh="答应的", en="Promised"), "third", None),
        (ACTUAL, say(zh="实际的", en="Actual"), "first", None),
        (PERCEIVED, say(zh="感觉到的", en="Perceived"), "second", None),
        (UNEXPECTED, say(zh="没料到的", en="Unexpected"), "soft", "///"),
    ]
    for row, (minutes, _, colour, hatch) in enumerate(rows):
        ax.barh(
            row,
            minutes,
            height=0.54,
            color=palette["line"] if hatch else palette[colour],
            edgecolor=palette[colour],
            hatch=hatch,
            linewidth=1.2,
        )
        ax.text(
            minutes + 1,
            row,
            say(zh=f"{minutes} 分钟", en=f"{minutes} min"),
            va="center",
            fontsize=17,
            color=palette["ink"],
        )
    ax.set_yticks(range(len(rows)), [name for _, name, _, _ in rows])
    ax.set_ylim(3.5, -0.6)
    ax.set_xlim(0, say(zh=51, en=49))
    ax.set_xticks([])
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    ax.spines["left"].set_color(palette["line"])
    ax.tick_params(axis="y", labelsize=17, labelcolor=palette["ink"], length=0, pad=6)
    sentence = say(
        zh=f"假设的一次维修：答应 {PROMISED} 分钟，实际 {ACTUAL} 分钟，顾客觉得有 {PERCEIVED} 分钟；"
        f"修完以后，还有 {UNEXPECTED} 分钟他没料到的帮忙。",
        en=f"An imagined repair: {PROMISED} minutes promised, {ACTUAL} in fact, {PERCEIVED} as it felt to the customer; "
        f"and afterwards {UNEXPECTED} minutes of help that nobody had counted on.",
    )
    return fig, sentence
