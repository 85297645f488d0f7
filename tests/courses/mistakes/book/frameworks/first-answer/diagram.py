# %% chart line-of-answer
import pandas


def line_of_answer():
    return None
