# %% chart first-contact-passes
def first_contact_passes():
    """Return one matter passed along the line, and the same matter taken in, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.7))
    width, height, gap = 2.1, 0.8, 0.53
    names = [
        say(zh="顾客", en="Customer"),
        say(zh="清洁工", en="Cleaner"),
        say(zh="前台", en="Desk"),
        say(zh="主管", en="Supervisor"),
    ]

    def box(place, floor, words, customer=False):
        left = place * (width + gap)
        face, ink = (palette["first"], palette["paper"]) if customer else (palette["line"], palette["ink"])
        ax.add_patch(plt.Rectangle((left, floor), width, height, facecolor=face, edgecolor=palette["soft"], linewidth=1.3))
        ax.text(left + width / 2, floor + height / 2, words, fontsize=15, ha="center", va="center", color=ink)
        return left + width / 2

    def arrow(start, end, colour, style="-", bend=0.0):
        ax.annotate(
            "",
            xy=end,
            xytext=start,
            arrowprops={
                "arrowstyle": "-|>",
                "color": colour,
                "linewidth": 2.2,
                "linestyle": style,
                "mutation_scale": 18,
                "connectionstyle": f"arc3,rad={bend}",
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )

    upper, lower = 3.75, 0.85
    ax.text(0, upper + 1.05, say(zh="推出去", en="Passed on"), fontsize=17, va="bottom", color=palette["ink"])
    ax.text(0, lower + 1.5, say(zh="接住", en="Taken on"), fontsize=17, va="bottom", color=palette["ink"])
    for place, name in enumerate(names):
        box(place, upper, name, customer=place == 0)
    for place in range(3):
        left = place * (width + gap) + width
        arrow((left + 0.04, upper + height / 2), (left + gap - 0.02, upper + height / 2), palette["first"])
        told = say(zh=f"讲第{'一二三'[place]}遍", en=("told once", "told twice", "3 times")[place])
        ax.text(
            (place + 1) * (width + gap) + width / 2, upper - 0.14, told, fontsize=15, ha="center", va="top", color=palette["first"]
        )
    for place in (0, 1, 3):
        box(place, lower, names[place], customer=place == 0)
    arrow((width + 0.04, lower + height / 2), (width + gap - 0.02, lower + height / 2), palette["first"])
    out, back = 2 * width + gap, 3 * (width + gap)
    ax.text(width + gap + width / 2, lower - 0.14, say(zh="讲一遍", en="told once"), fontsize=15, ha="center", va="top", color=palette["first"])
    arrow((out + 0.08, lower + 0.62), (back - 0.06, lower + 0.62), palette["second"], (0, (3, 1.5)))
    arrow((back - 0.06, lower + 0.18), (out + 0.08, lower + 0.18), palette["second"], (0, (3, 1.5)))
    ax.text((out + back) / 2, lower + 0.78, say(zh="去问", en="asks"), fontsize=15, ha="center", va="bottom", color=palette["second"])
    ax.text((out + back) / 2, lower + 0.02, say(zh="答复", en="answers"), fontsize=15, ha="center", va="top", color=palette["second"])
    arrow((width + gap + 0.5, lower + height + 0.02), (width - 0.5, lower + height + 0.02), palette["second"], (0, (3, 1.5)), bend=0.55)
    ax.text(width + gap + 0.75, lower + height + 0.26, say(zh="回话", en="reports back"), fontsize=15, ha="left", va="center", color=palette["second"])
    ax.set_xlim(-0.05, 4 * width + 3 * gap + 0.05)
    ax.set_ylim(0.1, 5.35)
    ax.axis("off")
    sentence = say(
        zh="推出去，顾客要走清洁工、前台、主管三处，讲三遍；接住了，顾客对清洁工讲一遍，清洁工去问主管，再给顾客回话。",
        en="Passed on, the customer goes to the cleaner, the desk and the supervisor and tells it three times; "
        "taken on, the customer tells the cleaner once, the cleaner asks the supervisor and reports back.",
    )
    return fig, sentence
