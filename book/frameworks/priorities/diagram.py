# %% chart priorities-two-questions
def priorities_two_questions():
    """Return the two-by-two of waiting and making good, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 5.2))
    boxes = [
        (
            0,
            4.05,
            say(zh="定钟点，守住", en="Set a time, keep it"),
            say(zh="答应的退款\n约好的回电", en="A refund or a call\nyou promised"),
        ),
        (
            5,
            4.05,
            say(zh="放下手里的，马上去", en="Drop everything, go"),
            say(zh="有人摔倒\n设备停了，活干不成", en="Somebody fell;\nall work has stopped"),
        ),
        (0, 0, say(zh="空闲时做", en="In a quiet hour"), say(zh="报表\n整理货架", en="Reports,\ntidying shelves")),
        (
            5,
            0,
            say(zh="先应一声", en="Answer with a word"),
            say(zh="电话铃响\n有人问路", en="The phone rings;\nsomeone asks the way"),
        ),
    ]
    for number, (x, y, do, example) in enumerate(boxes):
        first = number == 1
        face, text, edge = ("first", "paper", "first") if first else ("paper", "ink", "soft")
        ax.add_patch(
            plt.Rectangle((x + 0.08, y), 4.84, 3.0, facecolor=palette[face], edgecolor=palette[edge], linewidth=1.8)
        )
        ax.text(x + 0.3, y + 2.72, do, ha="left", va="top", fontsize=say(zh=17, en=16), color=palette[text])
        ax.text(
            x + 0.3,
            y + 0.28,
            example,
            ha="left",
            va="bottom",
            fontsize=15,
            color=palette["paper" if first else "soft"],
            linespacing=1.25,
        )
    rows = [(7.2, say(zh="难补回", en="Hard to make good")), (3.15, say(zh="补得回", en="Can be made good"))]
    for y, words in rows:
        ax.text(0.08, y, words, ha="left", va="bottom", fontsize=16, color=palette["second"])
    columns = [(2.5, say(zh="等得了", en="Can wait")), (7.5, say(zh="等不了", en="Cannot wait"))]
    for x, words in columns:
        ax.text(x, -0.15, words, ha="center", va="top", fontsize=16, color=palette["second"])
    ax.set_xlim(0, 10)
    ax.set_ylim(-0.8, 7.85)
    ax.axis("off")
    sentence = say(
        zh="等不了又难补回的马上去，等不了但补得回的先应一声，等得了但难补回的定下钟点，等得了也补得回的空闲时做。",
        en="What cannot wait and is hard to make good comes first; "
        "what cannot wait but can be made good gets a word; what can wait but is hard to make good gets a time; the rest goes into a quiet hour.",
    )
    return fig, sentence
