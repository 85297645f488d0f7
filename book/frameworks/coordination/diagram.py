# %% chart coordination-mu2725
def coordination_mu2725():
    """Return the three teams of flight MU2725 as lanes on one line of time, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 5.2))
    lanes = [
        (6.6, say(zh="客舱", en="Cabin")),
        (3.9, say(zh="驾驶舱", en="Flight deck")),
        (1.2, say(zh="地面", en="Ground")),
    ]
    for y, name in lanes:
        ax.add_patch(plt.Rectangle((0, y - 0.75), 10, 1.5, facecolor=palette["line"], edgecolor="none", alpha=0.55))
        ax.text(0.05, y + 0.86, name, ha="left", va="bottom", fontsize=16, color=palette["soft"])
    landing = 7.05
    ax.plot([landing, landing], [0.2, 8.35], color=palette["second"], linewidth=2.2, linestyle=(0, (4, 2)))
    ax.text(
        landing + 0.12, 8.4, say(zh="落地", en="Landing"), ha="left", va="top", fontsize=16, color=palette["second"]
    )
    boxes = [
        (0.15, 2.05, 6.6, say(zh="留意到", en="Notice")),
        (2.35, 2.25, 6.6, say(zh="铺床照看", en="Bed, care")),
        (5.0, 1.75, 6.6, say(zh="出生", en="Birth")),
        (2.75, 2.25, 3.9, say(zh="决定备降", en="Divert")),
        (4.4, 2.5, 1.2, say(zh="救护车等候", en="Ambulance")),
        (7.2, 2.7, 1.2, say(zh="医院、照看", en="Hospital")),
    ]
    for x, wide, y, words in boxes:
        ax.add_patch(
            plt.Rectangle((x, y - 0.55), wide, 1.1, facecolor=palette["paper"], edgecolor=palette["first"], linewidth=2)
        )
        ax.text(x + wide / 2, y, words, ha="center", va="center", fontsize=15, color=palette["ink"])
    for start, end in (((3.3, 6.0), (3.6, 4.5)), ((4.4, 3.3), (5.2, 1.8))):
        arrow = {
            "arrowstyle": "-|>",
            "color": palette["ink"],
            "linewidth": 2.2,
            "linestyle": (0, (3, 2)),
            "mutation_scale": 20,
        }
        ax.annotate("", xy=end, xytext=start, arrowprops=arrow)
    ax.annotate(
        "",
        xy=(10, 0.05),
        xytext=(0, 0.05),
        arrowprops={"arrowstyle": "-|>", "color": palette["soft"], "linewidth": 1.6},
    )
    ax.text(10, -0.1, say(zh="先后", en="Time"), ha="right", va="top", fontsize=15, color=palette["soft"])
    ax.set_xlim(-0.05, 10.05)
    ax.set_ylim(-0.75, 8.5)
    ax.axis("off")
    sentence = say(
        zh="客舱先留意到，驾驶舱决定备降；落地之前，救护车已经在地面等候，落地以后由地面的人接着照看。",
        en="The cabin noticed first and the flight deck decided to divert; "
        "before the landing the ambulance was waiting, and afterwards the people on the ground took over.",
    )
    return fig, sentence
