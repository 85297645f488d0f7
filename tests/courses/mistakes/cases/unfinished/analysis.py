# %% model
def price(
