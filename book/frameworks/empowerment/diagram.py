# %% chart empowerment-limits
def empowerment_limits():
    """Return the three zones of authority with the two lines between them, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.6))
    zones = [
        (say(zh="自己定", en="Decide"), say(zh="上错的菜，当场重做", en="A wrong dish: made again at once")),
        (say(zh="先问一声", en="Ask first"), say(zh="这顿饭免单", en="The whole meal free of charge")),
        (say(zh="交出去，但陪着", en="Hand over and stay"), say(zh="客人吃了不舒服", en="A guest feels ill after eating")),
    ]
    faces = [palette["paper"], palette["line"], palette["third"]]
    inks = [palette["ink"], palette["ink"], palette["paper"]]
    left = 1.35
    for row, (name, event) in enumerate(zones):
        ax.add_patch(plt.Rectangle((left, row), 10 - left, 1, facecolor=faces[row], edgecolor=palette["soft"], linewidth=1.2))
        ax.text(left + 0.35, row + 0.66, name, fontsize=17, va="center", color=inks[row])
        ax.text(left + 0.35, row + 0.27, event, fontsize=15.5, va="center", color=inks[row])
    for line in (1, 2):
        ax.plot([left - 0.1, 10.1], [line, line], color=palette["second"], linewidth=5, solid_capstyle="butt")
    ax.annotate(
        "",
        xy=(0.95, 3),
        xytext=(0.95, 0),
        arrowprops={"arrowstyle": "-|>", "color": palette["soft"], "linewidth": 2.2, "mutation_scale": 20, "shrinkA": 0, "shrinkB": 0},
    )
    grows = say(zh="\n".join("越大越难收回"), en="bigger, harder to undo")
    ax.text(0.4, 1.5, grows, fontsize=15, rotation=say(zh=0, en=90), ha="center", va="center", color=palette["soft"], linespacing=1.3)
    ax.set_xlim(0, 10.15)
    ax.set_ylim(-0.05, 3.05)
    ax.axis("off")
    sentence = say(
        zh="餐馆里三件事：上错的菜，自己定，当场重做；整顿饭免单，先问一声；客人吃了不舒服，交给有资格的人，但陪着。",
        en="Three events in a restaurant: a wrong dish is yours to decide and is made again at once; a free meal is asked about first; "
        "a guest who feels ill is handed to someone qualified, and you stay.",
    )
    return fig, sentence
