# %% model
HOURS = np.linspace(0, 10, 1001)
CAPACITY = 6.0


def arrivals():
    """Return an invented rate of arrivals over a day with one peak."""
    return 3.2 + 6.3 * np.exp(-((HOURS - 3.6) ** 2) / 2.2)


def queue():
    """Return how many people wait, when whoever cannot be served at once stays in line."""
    step = HOURS[1] - HOURS[0]
    waiting = np.zeros_like(HOURS)
    for i, rate in enumerate(arrivals()[:-1]):
        waiting[i + 1] = max(0.0, waiting[i] + (rate - CAPACITY) * step)
    return waiting


# %% chart challenges-peak-and-queue
def challenges_peak_and_queue():
    """Return arrivals against capacity, the queue below them, and its sentence."""
    fig, (top, bottom) = plt.subplots(2, 1, figsize=(6.4, 5.4), sharex=True, height_ratios=[1.25, 1])
    rate, waiting = arrivals(), queue()
    longest, busiest = HOURS[np.argmax(waiting)], HOURS[np.argmax(rate)]
    top.fill_between(HOURS, rate, CAPACITY, where=rate > CAPACITY, color=palette["line"])
    top.plot(HOURS, rate, color=palette["first"], linewidth=3)
    top.plot(HOURS, np.full_like(HOURS, CAPACITY), color=palette["second"], linewidth=2.4, linestyle=(0, (5, 2)))
    top.text(
        busiest - 1.15,
        rate.max() - 0.9,
        say(zh="来的人", en="Arrivals"),
        ha="right",
        fontsize=16,
        color=palette["first"],
    )
    top.text(
        10,
        CAPACITY + 0.35,
        say(zh="接得住的量", en="What we can serve"),
        ha="right",
        fontsize=16,
        color=palette["second"],
    )
    bottom.fill_between(HOURS, waiting, color=palette["line"])
    bottom.plot(HOURS, waiting, color=palette["ink"], linewidth=3)
    bottom.text(
        longest + 1.75,
        waiting.max() * 0.76,
        say(zh="排着的队", en="The queue"),
        ha="left",
        fontsize=16,
        color=palette["ink"],
    )
    bottom.text(
        longest - 0.15,
        waiting.max() * 1.2,
        say(zh="队最长", en="Longest"),
        ha="right",
        va="center",
        fontsize=16,
        color=palette["soft"],
    )
    for ax in (top, bottom):
        ax.axvline(longest, color=palette["soft"], linewidth=1.8, linestyle=(0, (1, 1.5)))
        ax.set_yticks([])
        ax.spines[["left"]].set_visible(False)
        ax.spines[["bottom"]].set_color(palette["line"])
        ax.tick_params(length=0, labelsize=15, colors=palette["soft"])
        ax.set_xlim(0, 10)
    top.set_ylim(0, rate.max() * 1.08)
    bottom.set_ylim(0, waiting.max() * 1.4)
    bottom.set_xticks([0, 10], [say(zh="开门", en="Opening"), say(zh="关门", en="Closing")])
    bottom.get_xticklabels()[0].set_ha("left")
    bottom.get_xticklabels()[1].set_ha("right")
    later = longest > busiest
    sentence = say(
        zh=f"队最长的一刻，比来人最多的一刻{'晚' if later else '早'}；来的人降到接得住的量以下，队才开始变短。",
        en=f"The queue is longest {'after' if later else 'before'} the moment of most arrivals, "
        f"and it shrinks only once arrivals are below what can be served.",
    )
    return fig, sentence
