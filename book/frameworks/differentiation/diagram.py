# %% chart differentiation-two-ways
def differentiation_two_ways():
    """Return the same three customers treated as special and treated differently, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 5.6))
    customers = [
        say(zh="常出差", en="Often away"),
        say(zh="白天没空", en="Busy all day"),
        say(zh="收入不定", en="Irregular income"),
    ]
    answers = [
        say(zh="在外地能缴", en="Pay in any city"),
        say(zh="预约上门收费", en="Collected at home"),
        say(zh="缴费期放长", en="Longer to pay"),
    ]

    def box(x, y, width, height, words, face, ink):
        ax.add_patch(
            plt.Rectangle((x, y), width, height, facecolor=face, edgecolor=palette["soft"], linewidth=1.4)
        )
        ax.text(x + width / 2, y + height / 2, words, fontsize=15.5, ha="center", va="center", color=ink)

    def arrow(start, end, colour):
        ax.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 2})

    height, gap, width = 0.72, 0.22, 3.9
    for base, title in ((4.15, say(zh="特殊化", en="Special treatment")), (0, say(zh="差异化", en="Differentiation"))):
        ax.text(0, base + 3 * (height + gap) + 0.05, title, fontsize=17, va="bottom", color=palette["ink"])
        for row, words in enumerate(customers):
            floor = base + (2 - row) * (height + gap)
            middle = floor + height / 2
            box(0, floor, width, height, words, palette["line"], palette["ink"])
            if base:
                arrow((width + 0.1, middle), (6, base + (height + gap) + height / 2 + (1 - row) * 0.2), palette["third"])
            else:
                box(6.1, floor, width, height, answers[row], palette["first"], palette["paper"])
                arrow((width + 0.1, middle), (6, middle), palette["first"])
        if base:
            box(6.1, base + 0.45, width, 3 * height + 2 * gap - 0.9, say(zh="同一间贵宾室", en="One VIP room"), palette["paper"], palette["ink"])
    ax.set_xlim(-0.05, 10.05)
    ax.set_ylim(-0.05, 7.6)
    ax.axis("off")
    sentence = say(
        zh="常出差、白天没空、收入不定，三位都请进同一间贵宾室，是特殊化；分别让他们在外地能缴、预约上门收费、放长缴费期，是差异化。",
        en="Often away, busy all day, irregular income: leading all three into one VIP room is special treatment; "
        "payment in any city, collection at home by appointment and a longer payment period, one for each, is differentiation.",
    )
    return fig, sentence
