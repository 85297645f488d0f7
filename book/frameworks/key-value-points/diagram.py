# %% chart key-value-points-shapes
def key_value_points_shapes():
    """Return a point, a line and a plane, each with an example from a service hall, and a sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.2))
    rows = [
        (
            2.55,
            say(zh="点", en="Point"),
            say(zh="一个问题", en="one problem"),
            say(zh="单子上的字太小", en="Print on the form\nis too small"),
        ),
        (
            1.5,
            say(zh="线", en="Line"),
            say(zh="一个方向", en="a direction"),
            say(zh="让顾客少跑一趟", en="Spare customers\na second trip"),
        ),
        (
            0.4,
            say(zh="面", en="Plane"),
            say(zh="一类事情", en="a class of matters"),
            say(zh="凡是搬家要办的", en="All that moving\nhouse calls for"),
        ),
    ]
    for y, name, kind, example in rows:
        ax.text(0, y + 0.15, name, ha="left", va="center", fontsize=20, color=palette["ink"])
        ax.text(0, y - 0.19, kind, ha="left", va="center", fontsize=15, color=palette["soft"])
        ax.text(4.3, y, example, ha="left", va="center", fontsize=16, color=palette["ink"], linespacing=1.2)
    for y in (2.03, 0.98):
        ax.plot([0, 6.5], [y, y], color=palette["line"], linewidth=1)
    ax.plot([3.0], [2.55], "o", markersize=15, color=palette["first"])
    ax.annotate(
        "",
        xy=(3.95, 1.5),
        xytext=(2.05, 1.5),
        arrowprops={
            "arrowstyle": "-|>",
            "color": palette["second"],
            "linewidth": 3,
            "mutation_scale": 20,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )
    ax.plot([2.3, 2.9, 3.5], [1.5] * 3, "o", markersize=13, color=palette["second"])
    lean, wide, tall = 0.3, 1.5, 0.72
    corners = [(2.05, 0.04), (2.05 + wide, 0.04), (2.05 + wide + lean, 0.04 + tall), (2.05 + lean, 0.04 + tall)]
    ax.add_patch(plt.Polygon(corners, closed=True, facecolor=palette["line"], edgecolor=palette["third"], linewidth=2))
    for up in (0.2, 0.5, 0.8):
        for across in (0.18, 0.5, 0.82):
            ax.plot([2.05 + lean * up + wide * across], [0.04 + tall * up], "o", markersize=8, color=palette["third"])
    ax.set_xlim(-0.05, say(zh=6.5, en=6.5))
    ax.set_ylim(-0.1, 3.0)
    ax.set_axis_off()
    sentence = say(
        zh="点是一个问题，线是朝一个方向的几个点，面是一类事情。",
        en="A point is one problem, a line several points in one direction, a plane a whole class of matters.",
    )
    return fig, sentence
