# %% model
import numpy as np

# An invented visit: how it felt at each of five steps, from -1 to 1. The two courses differ only in the last two steps.
WARM_END = [0.15, -0.25, 0.9, 0.3, 0.62]
COLD_END = [0.15, -0.25, 0.9, -0.35, -0.7]


# %% chart peak-end-curve
def peak_end_curve():
    """Return two visits that differ in their end, with the peak and the ends marked, and a sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.2))
    steps = np.arange(5)
    fine = np.linspace(0, 4, 401)

    def smooth(values):
        """Return a curve through the values, level at each of them, so that no peak is drawn higher than it is."""
        left = np.minimum(fine.astype(int), 3)
        along = fine - left
        ease = along * along * (3 - 2 * along)
        return np.asarray(values)[left] * (1 - ease) + np.asarray(values)[left + 1] * ease

    ax.axhline(0, color=palette["line"], linewidth=1.5, zorder=0)
    ax.plot(fine[200:], smooth(COLD_END)[200:], color=palette["second"], linewidth=3, linestyle=(0, (5, 1.6)))
    ax.plot(fine, smooth(WARM_END), color=palette["first"], linewidth=3.4)
    ax.plot([2], [WARM_END[2]], "o", markersize=12, color=palette["ink"])
    ax.plot([4], [WARM_END[4]], "o", markersize=12, color=palette["first"])
    ax.plot([4], [COLD_END[4]], "s", markersize=12, color=palette["second"])
    ax.text(
        2,
        WARM_END[2] + 0.13,
        say(zh="峰：当面修好了", en="Peak: it works again"),
        ha="center",
        va="bottom",
        fontsize=17,
        color=palette["ink"],
    )
    ax.text(
        4.14,
        WARM_END[4] + 0.1,
        say(zh="终：道别时\n多叮嘱一句", en="End: a word\nof advice"),
        ha="left",
        va="center",
        fontsize=16,
        color=palette["first"],
        linespacing=1.2,
    )
    ax.text(
        4.14,
        COLD_END[4],
        say(zh="终：为几元钱\n争了起来", en="End: a row\nover the bill"),
        ha="left",
        va="center",
        fontsize=16,
        color=palette["second"],
        linespacing=1.2,
    )
    ax.set_xticks(steps, say(zh=["进门", "等", "修", "付款", "出门"], en=["Come in", "Wait", "Repair", "Pay", "Leave"]))
    ax.set_yticks([-1, 1], say(zh=["心情坏", "心情好"], en=["Feels\nbad", "Feels\ngood"]))
    ax.set_xlim(-0.3, say(zh=5.6, en=5.6))
    ax.set_ylim(-1.1, 1.28)
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    ax.spines["left"].set_color(palette["line"])
    ax.tick_params(length=0, labelsize=16, labelcolor=palette["soft"], pad=6)
    sentence = say(
        zh="两次到店，进门、等、修都一样，峰也一样；一次在道别时多了一句叮嘱，一次在付款时争了几句，终就一高一低。",
        en="Two visits with the same arrival, wait, repair and peak; one closes with a word of advice, the other with a row over the bill, "
        "and so one ends high and one low.",
    )
    return fig, sentence
