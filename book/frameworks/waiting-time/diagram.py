# %% model
import numpy as np

# Invented numbers: customers a minute, and minutes after noon.
QUIET, RUSH = 0.3, 1.0
RUSH_FROM, RUSH_TO = 10, 40
ONE_WINDOW = 0.5
HELP_FOR = 30
EARLY, LATE = 15, 40
MINUTES = np.arange(0, 121)


def queue(help_from=None):
    """Return the number of people in the queue at each minute, with a second window open for a while or not at all."""
    waiting = [0.0]
    for minute in MINUTES[:-1]:
        comes = RUSH if RUSH_FROM <= minute < RUSH_TO else QUIET
        helped = help_from is not None and help_from <= minute < help_from + HELP_FOR
        waiting.append(max(0.0, waiting[-1] + comes - ONE_WINDOW * (2 if helped else 1)))
    return np.array(waiting)


def gone_at(waiting):
    """Return the first minute after the rush at which the queue is gone."""
    return int(next(minute for minute in MINUTES if minute >= RUSH_TO and waiting[minute] < 1e-6))


def clock(minute):
    """Return a time of day."""
    return f"{12 + minute // 60}:{minute % 60:02d}"


# %% chart waiting-time-queue
def waiting_time_queue():
    """Return the queue over two hours, without help and with the same help begun late or early, and a sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.2))
    alone, late, early = queue(), queue(LATE), queue(EARLY)
    ax.axvspan(RUSH_FROM, RUSH_TO, color=palette["line"], alpha=0.55, linewidth=0)
    ax.plot(MINUTES, alone, color=palette["third"], linewidth=3, linestyle=(0, (1, 1.2)))
    ax.plot(MINUTES[RUSH_TO:], late[RUSH_TO:], color=palette["second"], linewidth=3, linestyle=(0, (5, 1.6)))
    ax.plot(MINUTES, early, color=palette["first"], linewidth=3.6)
    ax.text(
        (RUSH_FROM + RUSH_TO) / 2, 17.1, say(zh="高峰", en="Rush"), ha="center", va="center", fontsize=16, color=palette["soft"]
    )
    ax.text(66, alone[66] + 0.7, say(zh="没人来帮", en="No help"), ha="left", va="bottom", fontsize=17, color=palette["third"])
    ax.text(63.5, 1.0, say(zh="高峰后才帮", en="Help after"), ha="left", va="bottom", fontsize=17, color=palette["second"])
    ax.text(
        (EARLY + RUSH_TO) / 2,
        early[25] / 2,
        say(zh="一上来就帮", en="Help early"),
        ha="center",
        va="center",
        fontsize=16,
        color=palette["first"],
    )
    ax.set_xlim(0, 121)
    ax.set_ylim(0, 18)
    ax.set_xticks([0, 40, 60, 120], [clock(0), clock(40), clock(60), clock(120)])
    ax.set_yticks([5, 10, 15])
    ax.set_title(
        say(zh="排队人数（假设）", en="people in the queue (invented)"), loc="left", fontsize=15, color=palette["soft"], pad=8
    )
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(palette["line"])
    ax.tick_params(length=0, labelsize=15, labelcolor=palette["soft"], pad=6)
    sentence = say(
        zh=f"高峰到 {clock(RUSH_TO)} 就过了。没人来帮，最长排到 {alone.max():.0f} 人，{clock(gone_at(alone))} 才消；"
        f"{clock(LATE)} 开始帮 {HELP_FOR} 分钟，{clock(gone_at(late))} 消；{clock(EARLY)} 就开始帮 {HELP_FOR} 分钟，"
        f"最长不到 {np.ceil(early.max()):.0f} 人，{clock(gone_at(early))} 消。",
        en=f"The rush is over at {clock(RUSH_TO)}. Without help the queue reaches {alone.max():.0f} and is gone at {clock(gone_at(alone))}; "
        f"with {HELP_FOR} minutes of help from {clock(LATE)}, at {clock(gone_at(late))}; with {HELP_FOR} minutes from {clock(EARLY)} "
        f"it stays below {np.ceil(early.max()):.0f} and is gone at {clock(gone_at(early))}.",
    )
    return fig, sentence
