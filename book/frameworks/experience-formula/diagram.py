# %% chart experience-formula-areas
def experience_formula_areas():
    """Return blocks above and below the line of expectation, narrow and wide, and a sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.4))
    blocks = [
        (1.0, 0.7, 1, "first", None),
        (2.55, 1.9, 1, "first", None),
        (1.0, 0.7, -1, "second", "//"),
        (2.55, 1.9, -1, "second", "//"),
    ]
    for left, width, side, colour, hatch in blocks:
        ax.add_patch(
            plt.Rectangle(
                (left, 0 if side > 0 else -1),
                width,
                1,
                facecolor=palette["line"] if hatch else palette[colour],
                edgecolor=palette[colour],
                hatch=hatch,
                linewidth=1.5,
            )
        )
    ax.plot([0.2, 4.75], [0, 0], color=palette["ink"], linewidth=2.5)
    ax.text(4.85, 0, say(zh="期待", en="Expectation"), va="center", fontsize=17, color=palette["ink"])
    ax.text(
        4.85,
        0.85,
        say(zh="感知高过期待", en="Better than\nexpected"),
        va="center",
        fontsize=16,
        color=palette["first"],
        linespacing=1.2,
    )
    ax.text(
        4.85,
        -0.85,
        say(zh="感知低于期待", en="Worse than\nexpected"),
        va="center",
        fontsize=16,
        color=palette["second"],
        linespacing=1.2,
    )
    for side in (1, -1):
        ax.annotate(
            "",
            xy=(0.62, side),
            xytext=(0.62, 0.04 * side),
            arrowprops={
                "arrowstyle": "-|>",
                "color": palette["soft"],
                "linewidth": 2,
                "mutation_scale": 16,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
        ax.text(0.5, side * 0.5, say(zh="落差", en="Gap"), ha="right", va="center", fontsize=16, color=palette["soft"])
    for left, width, name in (
        (1.0, 0.7, say(zh="情感弱", en="Weak\nemotion")),
        (2.55, 1.9, say(zh="情感强", en="Strong\nemotion")),
    ):
        ax.text(left + width / 2, 1.1, name, ha="center", va="bottom", fontsize=16, color=palette["ink"], linespacing=1.15)
    ax.set_xlim(-0.35, say(zh=6.6, en=6.7))
    ax.set_ylim(-1.15, 1.7)
    ax.set_axis_off()
    sentence = say(
        zh="落差一样大，情感弱，面积小；情感强，面积大。线上是好体验，线下是坏体验。",
        en="With the same gap, weak emotion makes a small area and strong emotion a large one: good above the line, bad below it.",
    )
    return fig, sentence
