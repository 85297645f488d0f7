# %% chart three-realms-steps
def three_realms_steps():
    """Return one errand at three levels, drawn as steps, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 3.9))
    steps = [
        (say(zh="分内", en="Owed"), say(zh="新卡办好，当场打通一个电话", en="The card works, tested with a call")),
        (say(zh="额外", en="Extra"), say(zh="旧手机里的通讯录也搬过来", en="Old contacts are moved over too")),
        (
            say(zh="超乎想象", en="Beyond imagination"),
            say(zh="家人号码写成大字，夹进手机套", en="Family's numbers in large print,\ntucked into the phone case"),
        ),
    ]
    faces, inks = [palette["line"], palette["paper"], palette["first"]], [palette["ink"], palette["ink"], palette["paper"]]
    for row, (name, act) in enumerate(steps):
        left = row * 1.3
        ax.add_patch(
            plt.Rectangle((left, row), 10 - left, 1, facecolor=faces[row], edgecolor=palette["soft"], linewidth=1.5)
        )
        two_lines = "\n" in act
        ax.text(left + 0.3, row + (0.8 if two_lines else 0.7), name, fontsize=17, va="center", color=inks[row])
        ax.text(left + 0.3, row + (0.34 if two_lines else 0.3), act, fontsize=15.5, va="center", color=inks[row], linespacing=1.4)
    ax.set_xlim(-0.05, 10.05)
    ax.set_ylim(-0.05, 3.05)
    ax.axis("off")
    sentence = say(
        zh="营业厅换一张手机卡：分内是办好并当场打通，额外是把通讯录搬过来，超乎想象是把家人的号码写成大字，夹进手机套。",
        en="A new SIM card in a phone shop: owed is a card that works, tested with a call; extra is moving the contacts over; "
        "beyond imagination is the family's numbers in large print, tucked into the phone case.",
    )
    return fig, sentence
