# %% model
import numpy as np

# zh: 模型写成函数。函数在调用时才读假设（例如 minutes_each），滑块才改得动它；资料里的数字从 figures 里取。
# en: Write the model as functions. They read assumptions such as minutes_each when called, so that the slider can
# en: change them; numbers that a source reports come from `figures`.
COUNTERS = np.arange(1, 5)


def minutes_to_finish(counters):
    """Return the minutes until the whole queue is served."""
    return np.ceil(figures["waiting"] / counters) * minutes_each


# %% chart time-by-counters
def time_by_counters():
    """Return the time needed by counters open, and a sentence that says what the chart shows."""
    fig, ax = plt.subplots()
    minutes = minutes_to_finish(COUNTERS)
    ax.bar(COUNTERS, minutes, width=0.6, color=palette["first"])
    for counters, needed in zip(COUNTERS, minutes, strict=True):
        ax.text(counters, needed, f"{needed:.0f}", ha="center", va="bottom", fontsize=15)
    ax.set_xticks(COUNTERS)
    # zh: 纵轴固定，拖动滑块时才看得出柱子在变。
    # en: A fixed axis, so that the slider moves the bars.
    ax.set_ylim(0, figures["waiting"] * 9)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.tick_params(labelsize=15, length=0)
    ax.set_xlabel(
        say(
            zh="开几个窗口",
            en="Counters open",
        ),
        fontsize=15,
    )
    ax.set_title(
        say(
            zh="办完要多少分钟",
            en="Minutes until all are served",
        ),
        loc="left",
        fontsize=15,
    )
    sentence = say(
        zh=f"每位 {minutes_each:g} 分钟：开 1 个窗口要 {minutes[0]:.0f} 分钟，2 个要 {minutes[1]:.0f} 分钟，4 个要 {minutes[3]:.0f} 分钟。",
        en=f"At {minutes_each:g} minutes each, one counter takes {minutes[0]:.0f} minutes, two take {minutes[1]:.0f} and four {minutes[3]:.0f}.",
    )
    return fig, sentence
