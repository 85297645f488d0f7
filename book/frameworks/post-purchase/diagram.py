# %% chart post-purchase-cycle
def post_purchase_cycle():
    """Return the four stages after the sale as a ring of boxes, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.4))
    wide, high = 4.4, 3.3
    stages = [
        (
            0.1,
            4.8,
            say(zh="1 忠爱", en="1 Infatuation"),
            say(zh="真喜欢。\n没买贵吧？", en="I love it. Did\nI pay too much?"),
        ),
        (
            5.5,
            4.8,
            say(zh="2 了解/评价", en="2 Learning and\nevaluation"),
            say(zh="我挑对了吗？\n怎么用才好？", en="Did I choose well?\nHow do I use it?"),
        ),
        (
            5.5,
            0.3,
            say(zh="3 欣赏/甘愿（最长）", en="3 Appreciation and\nacceptance (longest)"),
            say(zh="用顺手了，\n小毛病就算了。", en="I know it now, and\nlive with its faults."),
        ),
        (
            0.1,
            0.3,
            say(zh="4 重新评价", en="4 Re-evaluation"),
            say(zh="再买一次，\n还是看看别家？", en="The same again,\nor look around?"),
        ),
    ]
    for number, (x, y, name, mind) in enumerate(stages):
        longest = number == 2
        ax.add_patch(
            plt.Rectangle(
                (x, y),
                wide,
                high,
                facecolor=palette["paper"],
                edgecolor=palette["first" if longest else "soft"],
                linewidth=4 if longest else 1.8,
            )
        )
        ax.text(
            x + 0.25,
            y + high - 0.25,
            name,
            ha="left",
            va="top",
            fontsize=say(zh=18, en=16),
            color=palette["first"],
            linespacing=1.15,
        )
        ax.text(
            x + 0.25,
            y + 0.3,
            mind,
            ha="left",
            va="bottom",
            fontsize=say(zh=18, en=15),
            color=palette["ink"],
            linespacing=1.2,
        )
    arrows = [
        ((4.55, 6.5), (5.45, 6.5)),
        ((7.7, 4.75), (7.7, 3.65)),
        ((5.45, 1.8), (4.55, 1.8)),
        ((2.3, 3.65), (2.3, 4.75)),
    ]
    for start, end in arrows:
        ax.annotate(
            "",
            xy=end,
            xytext=start,
            arrowprops={"arrowstyle": "-|>", "color": palette["second"], "linewidth": 3, "mutation_scale": 22},
        )
    ax.set_xlim(0, 10)
    ax.set_ylim(0.1, 8.2)
    ax.axis("off")
    sentence = say(
        zh="成交以后依次是忠爱、了解与评价、欣赏与甘愿、重新评价，第三段最长，最后一段又接回第一段。",
        en="After the sale come infatuation, learning and evaluation, appreciation and acceptance, "
        "and re-evaluation; the third is the longest, and the last leads back to the first.",
    )
    return fig, sentence
