# %% chart service-recovery-mood
def service_recovery_mood():
    """Return the customer's mood along the six steps, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.6))
    usual = 8.0
    steps = np.array([[2.7, 2.1], [3.9, 2.9], [5.1, 4.5], [6.3, 5.6], [7.5, 6.5], [8.7, 7.3]])
    names = [
        say(zh="道歉", en="Apologise"),
        say(zh="倾听", en="Listen"),
        say(zh="给办法", en="Offer a solution"),
        say(zh="补偿", en="Compensate"),
        say(zh="守诺", en="Keep the promise"),
        say(zh="回访", en="Follow up"),
    ]
    ax.plot([0, 10.4], [usual, usual], color=palette["third"], linewidth=2, linestyle=(0, (4, 3)))
    ax.text(
        2.2,
        usual + 0.3,
        say(zh="出错以前的高度", en="Height before the failure"),
        ha="left",
        fontsize=15,
        color=palette["third"],
    )
    ax.plot([0, 1.5, 2.05], [usual, usual, 1.2], color=palette["ink"], linewidth=3)
    ax.plot([2.05, *steps[:, 0]], [1.2, *steps[:, 1]], color=palette["first"], linewidth=3)
    for end in (usual + 1.3, usual - 0.55):
        ax.plot([steps[-1, 0], 10.2], [steps[-1, 1], end], color=palette["first"], linewidth=2, linestyle=(0, (1, 1.4)))
    ax.text(1.35, 4.6, say(zh="差错", en="Failure"), ha="right", va="center", fontsize=16, color=palette["second"])
    ax.plot([1.45, 1.72], [4.6, 4.6], color=palette["second"], linewidth=2)
    for number, ((x, y), name) in enumerate(zip(steps, names, strict=True), start=1):
        ax.plot([x], [y], marker="o", markersize=21, color=palette["first"])
        ax.text(x, y - 0.04, str(number), ha="center", va="center", fontsize=15, color=palette["paper"])
        ax.text(x + 0.42, y - 0.85, name, ha="left", va="center", fontsize=15, color=palette["ink"])
    ax.set_xlim(-0.1, 11.6)
    ax.set_ylim(0.3, 9.9)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlabel(say(zh="时间", en="Time"), fontsize=15, color=palette["soft"], loc="right")
    ax.set_title(say(zh="顾客的心情", en="The customer's mood"), loc="left", fontsize=15, color=palette["soft"], pad=4)
    ax.spines[["left", "bottom"]].set_color(palette["line"])
    listed = say(zh="、", en=", ").join(f"{number} {name}" for number, name in enumerate(names, start=1))
    sentence = say(
        zh=f"差错以后心情陡降，经过六步逐步回升：{listed}；末尾高于还是低于原来，图上留了两种可能。",
        en=f"After the failure the mood drops and climbs back over six steps: {listed}. "
        f"Whether it ends above or below the former level is left open.",
    )
    return fig, sentence
