# %% chart proactive-care-steps
def proactive_care_steps():
    """Return the four ways of doing trade, each with its words after one repair, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.6))
    steps = [
        (say(zh="坐商", en="Waiting"), say(zh="坏了他会再来", en="It will break again")),
        (say(zh="行商", en="Going out"), say(zh="哪家有要修的？", en="Who needs a repair?")),
        (say(zh="主动销售", en="Active selling"), say(zh="延保今天打折", en="Warranty at a discount")),
        (say(zh="主动关怀", en="Active care"), say(zh="修好后用得怎样？", en="Is it running well?")),
    ]
    width, height, step = 7.3, 0.82, 1.06
    for row, (name, words) in enumerate(steps):
        floor = (3 - row) * step
        face, ink = (palette["first"], palette["paper"]) if row == 3 else (palette["line"], palette["ink"])
        ax.add_patch(plt.Rectangle((0, floor), width, height, facecolor=face, edgecolor=palette["soft"], linewidth=1.3))
        ax.text(0.2, floor + height / 2, name, fontsize=16, va="center", color=ink)
        ax.text(width - 0.2, floor + height / 2, words, fontsize=15, va="center", ha="right", color=ink)
        if row:
            ax.annotate(
                "",
                xy=(width / 2, floor + height),
                xytext=(width / 2, floor + step),
                arrowprops={"arrowstyle": "-|>", "color": palette["soft"], "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0},
            )
    edge = width + 0.3
    for low, high, words, colour in (
        (step, 3 * step + height, say(zh="为了\n成交", en="for\na sale"), palette["third"]),
        (0, height, say(zh="为顾客\n用得好", en="for the\ncustomer"), palette["first"]),
    ):
        ax.plot([edge - 0.12, edge, edge, edge - 0.12], [low, low, high, high], color=colour, linewidth=2)
        ax.text(edge + 0.2, (low + high) / 2, words, fontsize=15.5, va="center", color=colour, linespacing=1.3)
    ax.set_xlim(-0.05, 9.75)
    ax.set_ylim(-0.05, 4.05)
    ax.axis("off")
    sentence = say(
        zh="一台机器修好以后：坐商等他再来，行商出门问哪家要修，主动销售推荐打折的延保，这三步都为成交；主动关怀打电话问用得怎样，为的是顾客用得好。",
        en="After a repair: waiting sits until it breaks again, going out asks who needs a repair, active selling offers a warranty at a discount, all three for a sale; "
        "active care rings to ask how it is running, for the customer.",
    )
    return fig, sentence
