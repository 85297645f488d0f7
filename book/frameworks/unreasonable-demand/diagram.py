# %% chart unreasonable-demand-moving-line
def unreasonable_demand_moving_line():
    """Return how far the trade and its boldest firm go on three days, against one request, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.8))
    request = 6.2
    rows = [
        (5.4, 2.6, 4.3, say(zh="昨天", en="Yesterday"), say(zh="不合理", en="Unreasonable")),
        (2.9, 4.2, 7.3, say(zh="今天", en="Today"), say(zh="合理", en="Reasonable")),
        (0.4, 7.3, 8.6, say(zh="明天", en="Tomorrow"), say(zh="行规", en="Standard")),
    ]
    for y, usual, furthest, day, verdict in rows:
        ax.add_patch(
            plt.Rectangle(
                (0, y),
                furthest,
                0.95,
                facecolor=palette["paper"],
                edgecolor=palette["first"],
                hatch="///",
                linewidth=1.6,
            )
        )
        ax.add_patch(
            plt.Rectangle((0, y), usual, 0.95, facecolor=palette["first"], edgecolor=palette["first"], linewidth=1.6)
        )
        ax.text(0, y + 1.15, day, ha="left", va="bottom", fontsize=17, color=palette["ink"])
        ax.text(request + 0.2, y + 1.15, verdict, ha="left", va="bottom", fontsize=17, color=palette["second"])
    ax.plot([request, request], [0.1, 7.75], color=palette["paper"], linewidth=9)
    ax.plot([request, request], [0.1, 7.75], color=palette["second"], linewidth=3.4)
    ax.text(
        request,
        7.85,
        say(zh="顾客的要求", en="The request"),
        ha="center",
        va="bottom",
        fontsize=16,
        color=palette["second"],
    )
    ax.text(0.2, 5.87, say(zh="一般同行", en="The trade"), ha="left", va="center", fontsize=15, color=palette["paper"])
    ax.text(
        4.22, 5.3, say(zh="最远的一家", en="Furthest firm"), ha="right", va="top", fontsize=15, color=palette["first"]
    )
    ax.set_xlim(-0.05, 10)
    ax.set_ylim(0, 8.6)
    ax.axis("off")
    sentence = say(
        zh="要求的位置没有变：昨天没有一家够得到，是不合理；今天有一家够到了，是合理；明天家家都够得到，成了行规。",
        en="The request has not moved: yesterday no firm reached it and it was unreasonable; "
        "today one does and it is reasonable; tomorrow they all do and it is the standard of the trade.",
    )
    return fig, sentence
