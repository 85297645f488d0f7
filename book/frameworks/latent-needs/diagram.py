# %% chart latent-needs-layers
def latent_needs_layers():
    """Return the three layers of a need, the lowest below a dashed line, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    layers = [
        (
            say(zh="说的", en="Said"),
            say(zh="听得见", en="can be heard"),
            say(zh="快递柜在哪儿？", en="Where are the parcel lockers?"),
        ),
        (
            say(zh="做的", en="Done"),
            say(zh="看得见", en="can be seen"),
            say(zh="抱着箱子，用脚顶门", en="Holding a box, pushes\nthe door with a foot"),
        ),
        (
            say(zh="没意识到的", en="Unaware"),
            say(zh="推出来，要核实", en="a guess to check"),
            say(zh="想把门打开，\n又不想先放下箱子", en="Wants the door open without\nputting the box down"),
        ),
    ]
    faces = [palette["paper"], palette["paper"], palette["line"]]
    for row, (name, sense, example) in enumerate(layers):
        floor = 2.24 - row - (0.24 if row == 2 else 0)
        ax.add_patch(plt.Rectangle((0, floor), 10, 1, facecolor=faces[row], edgecolor=palette["soft"], linewidth=1.2))
        ax.text(0.25, floor + 0.66, name, fontsize=17, va="center", color=palette["ink"])
        ax.text(0.25, floor + 0.28, sense, fontsize=14.5, va="center", color=palette["soft"])
        ax.text(say(zh=4, en=3.75), floor + 0.5, example, fontsize=say(zh=16, en=15.5), va="center", color=palette["ink"], linespacing=1.4)
    ax.plot([0, 10], [1.12, 1.12], color=palette["second"], linewidth=2.6, linestyle=(0, (5, 2)))
    ax.set_xlim(-0.05, 10.05)
    ax.set_ylim(-0.03, 3.27)
    ax.axis("off")
    sentence = say(
        zh="听见的是“快递柜在哪儿？”，看见的是抱着箱子用脚顶门；往下推出的一条是：想把门打开，又不想先放下箱子。前两条是记录，后一条要核实。",
        en="Heard: “Where are the parcel lockers?” Seen: someone with a box pushing the door with a foot. "
        "Worked out from these: wants the door open without putting the box down first. The first two are records, the third needs checking.",
    )
    return fig, sentence
