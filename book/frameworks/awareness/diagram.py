# %% chart awareness-ground-and-storeys
def awareness_ground_and_storeys():
    """Return the ground, the two storeys and the post of service awareness, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.4))
    blocks = [
        (
            3.6,
            0.2,
            6.3,
            1.9,
            "line",
            "ink",
            say(zh="研究顾客", en="Study the customer"),
            say(zh="怎么来、怎么用、卡在哪里", en="How they come, use, get stuck"),
        ),
        (
            3.6,
            2.4,
            6.3,
            2.1,
            "first",
            "paper",
            say(zh="规范服务", en="Standardise"),
            say(zh="底子，口碑靠它", en="The base; word of mouth"),
        ),
        (
            4.6,
            4.8,
            5.3,
            2.1,
            "paper",
            "ink",
            say(zh="个性化服务", en="Personalise"),
            say(zh="先分群，再照顾", en="By customer segment"),
        ),
        (0.1, 0.2, 3.1, 3.2, "second", "paper", say(zh="管理制度", en="System"), say(zh="先立", en="comes first")),
        (0.1, 3.7, 3.1, 3.2, "paper", "ink", say(zh="培训", en="Training"), say(zh="后训", en="comes next")),
    ]
    for x, y, wide, high, face, text, name, note in blocks:
        edge = palette["soft" if face in ("paper", "line") else face]
        ax.add_patch(plt.Rectangle((x, y), wide, high, facecolor=palette[face], edgecolor=edge, linewidth=1.8))
        ax.text(x + 0.25, y + high - 0.28, name, ha="left", va="top", fontsize=17, color=palette[text])
        ax.text(x + 0.25, y + 0.28, note, ha="left", va="bottom", fontsize=15, color=palette[text])
    ax.set_xlim(0, 10)
    ax.set_ylim(0.1, 7.0)
    ax.axis("off")
    sentence = say(
        zh="最底下是研究顾客，上面先砌规范服务，再砌个性化服务；旁边的立柱先立管理制度，再接培训。",
        en="At the bottom lies study of the customer; on it stand standardised and then personalised service; "
        "in the post beside them the management system comes first and training next.",
    )
    return fig, sentence
