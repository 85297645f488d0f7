# %% chart cost-of-service-curve
def cost_of_service_curve():
    """Return the running gain or loss of one extra service, when it is repaid and when it is not, and its sentence."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    time = np.linspace(0, 10, 400)
    spent = -2.4 * (1 - np.exp(-1.6 * time))
    repaid = spent + 0.062 * np.clip(time - 1.2, 0, None) ** 2
    even = np.interp(0, repaid[100:], time[100:])
    below = time <= even
    ax.fill_between(time[below], 0, repaid[below], facecolor=palette["line"], linewidth=0)
    ax.axhline(0, color=palette["soft"], linewidth=1.6)
    ax.plot(time, spent, color=palette["third"], linewidth=3, linestyle=(0, (4, 1.6)))
    ax.plot(time, repaid, color=palette["first"], linewidth=3.6)
    ax.plot([even], [0], marker="o", markersize=11, color=palette["ink"])
    ax.text(even - 0.15, 0.2, say(zh="回本点", en="Break-even"), fontsize=16, ha="right", va="bottom", color=palette["ink"])
    ax.text(10.1, repaid[-1] + 0.15, say(zh="顾客因此回来", en="Customers return"), fontsize=16, ha="right", va="bottom", color=palette["first"])
    ax.text(10.1, spent[-1] - 0.15, say(zh="没有回来", en="They do not"), fontsize=16, ha="right", va="top", color=palette["third"])
    ax.text(0.5, -2.55, say(zh="今天先付", en="Paid today"), fontsize=16, ha="left", va="top", color=palette["ink"])
    ax.set_xlim(0, 10.2)
    ax.set_ylim(-3.2, 3)
    ax.set_xticks([])
    ax.set_yticks([0], ["0"])
    ax.tick_params(length=0, labelsize=15)
    ax.set_xlabel(say(zh="时间", en="Time"), fontsize=16, color=palette["soft"], loc="right")
    ax.set_title(say(zh="累计赚了多少", en="Running gain"), loc="left", fontsize=15, color=palette["soft"], pad=8)
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    ax.spines["left"].set_color(palette["line"])
    sentence = say(
        zh="先跌到零以下，那是今天付的；顾客因此回来，线才慢慢升过零，升过零的地方是回本点；顾客没有回来，线就一直在零以下。",
        en="The line first falls below zero: that is paid today. If customers return it climbs past zero, at break-even; if they do not, it stays below.",
    )
    return fig, sentence
