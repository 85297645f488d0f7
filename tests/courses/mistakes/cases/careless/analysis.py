# %% model
import numpy as np
import pandas as pd

answer = total = minutes_each * 12


def wait(people):
    return people * minutes_each


# %% chart waiting-times
def waiting_times():
    fig, ax = plt.subplots()
    ax.set_xlabel(say(zh="等候,分钟", en="Waiting ☎ minutes"))
    return fig, say(zh="越等越久。", en="It grows.")


# %% chart two-counters
def counters():
    return None


# %% a third cell
