# %% chart beyond-standards-steps
def beyond_standards_steps():
    """Return three rising steps, from a failure to one step of thought further, and a sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    steps = [
        (1.3, "–1", say(zh="出了岔子", en="Something\nwent wrong"), "third"),
        (2.3, "0", say(zh="照章办事", en="By the\nbook"), "first"),
        (3.3, "+1", say(zh="多想一步", en="One step\nfurther"), "second"),
    ]
    for left, (height, score, name, colour) in enumerate(steps):
        ax.add_patch(plt.Rectangle((left, 0), 0.94, height, facecolor=palette["line"], edgecolor="none"))
        ax.plot([left, left + 0.94], [height, height], color=palette[colour], linewidth=5, solid_capstyle="butt")
        ax.text(left + 0.47, height - 0.12, score, ha="center", va="top", fontsize=24, color=palette["ink"])
        ax.text(left + 0.47, 0.09, name, ha="center", va="bottom", fontsize=15, color=palette["ink"], linespacing=1.15)
    moves = [
        (0.62, 1.4, say(zh="标准管这一级", en="standards do this")),
        (1.62, 2.4, say(zh="靠人去想", en="it takes thought")),
    ]
    for start, low, name in moves:
        ax.annotate(
            "",
            xy=(start + 0.5, low + 1.0),
            xytext=(start - 0.08, low + 0.12),
            arrowprops={"arrowstyle": "-|>", "color": palette["soft"], "linewidth": 2, "connectionstyle": "arc3,rad=-0.25"},
        )
        ax.text(start - 0.02, low + 0.78, name, ha="right", va="bottom", fontsize=15, color=palette["soft"])
    ax.set_xlim(say(zh=-0.3, en=-0.5), 3)
    ax.set_ylim(0, 3.75)
    ax.set_axis_off()
    sentence = say(
        zh="三级台阶：出了岔子是负一，照章办事回到零，多想一步到加一。标准管的是第一步，第二步靠人去想。",
        en="Three steps: something went wrong, minus one; by the book, zero; one step of thought further, plus one. "
        "Standards see to the first rise; the second takes thought.",
    )
    return fig, sentence
