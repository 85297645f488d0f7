# %% chart service-environment-kiosk
def service_environment_kiosk():
    """Return a plan of the shop floor: tills, a queue that faces them, kiosks behind it; and a sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4.6))

    def box(x, y, width, height, name, hatch=None):
        ax.add_patch(
            plt.Rectangle((x, y), width, height, facecolor=palette["line"], edgecolor=palette["soft"], hatch=hatch, linewidth=1)
        )
        ax.text(
            x + width / 2,
            y + height / 2,
            name,
            ha="center",
            va="center",
            fontsize=17,
            color=palette["ink"],
        )

    def person(x, y, colour, looks, far=0.62):
        ax.add_patch(plt.Circle((x, y), 0.2, facecolor=palette[colour], edgecolor="none"))
        ax.annotate(
            "",
            xy=(x, y + looks * far),
            xytext=(x, y + looks * 0.22),
            arrowprops={"arrowstyle": "-|>", "color": palette[colour], "linewidth": 2.4, "mutation_scale": 16},
        )

    box(1.0, 5.2, 4.4, 0.75, say(zh="收银台", en="Tills"))
    box(1.0, 0.1, 4.4, 0.75, say(zh="自助点餐机", en="Self-order kiosks"))
    for y in (4.2, 3.3, 2.4):
        person(2.4, y, "first", 1)
    person(4.0, 2.4, "second", -1, far=1.4)
    ax.annotate(
        "",
        xy=(3.72, 2.5),
        xytext=(2.74, 2.5),
        arrowprops={
            "arrowstyle": "-|>",
            "color": palette["soft"],
            "linewidth": 1.6,
            "linestyle": (0, (3, 2)),
            "connectionstyle": "arc3,rad=-0.45",
        },
    )
    ax.text(
        1.9,
        3.45,
        say(zh="排队的人\n脸朝收银台", en="In the queue:\nfacing the tills"),
        ha="right",
        va="center",
        fontsize=16,
        color=palette["first"],
        linespacing=1.25,
    )
    ax.text(
        4.45,
        2.4,
        say(zh="等烦了转身\n正好看见", en="Fed up, turning:\nthere it is"),
        ha="left",
        va="center",
        fontsize=16,
        color=palette["second"],
        linespacing=1.25,
    )
    ax.set_xlim(-0.4, 6.9)
    ax.set_ylim(-0.05, 6.1)
    ax.set_aspect("equal")
    ax.set_axis_off()
    sentence = say(
        zh="从上往下看：排队的人脸朝收银台，点餐机在背后；等烦了转身要走的人，正好走向点餐机。",
        en="Seen from above: people in the queue face the tills and have the kiosks behind them; "
        "whoever has had enough and turns to leave walks straight towards a kiosk.",
    )
    return fig, sentence
