# %% model
import numpy as np

# The limits, the batch and the shelves are figures of the case; every other number is an assumption.
HOURS = np.linspace(0, 8, 961)
CARETAKER_COMES = 3.0  # hours after the start: the pot that waits on the stove is moved at five


def pot_surface_per_volume():
    """Return square metres of surface for each cubic metre of stew in the pot, lid and bottom included."""
    radius, volume = pot_width / 200, figures["batch_litres"] / 1000
    height = volume / (np.pi * radius**2)
    return 2 * (radius + height) / (radius * height)


def pan_surface_per_volume():
    """Return the same for a pan on wire, which is cooled from above and below."""
    return 2 / (pan_depth / 100)


def slowness(surface_per_volume):
    """Return the time constant in hours."""
    return heat_held * 1e6 / (heat_transfer * surface_per_volume) / 3600


def cooled(hours, start, air, constant):
    """Return the temperature after so many hours in air of one temperature."""
    return air + (start - air) * np.exp(-np.asarray(hours) / constant)


def hours_until(limit, constant):
    """Return the hours that a batch in the cold room takes to fall to a temperature."""
    return constant * np.log((figures["clock_starts"] - cold_room) / (limit - cold_room))


def waiting_pot(hours):
    """Return the temperature of the pot that stands in the kitchen until the caretaker comes."""
    constant = slowness(pot_surface_per_volume())
    moved_at = cooled(CARETAKER_COMES, figures["clock_starts"], kitchen_air, constant)
    inside = cooled(hours - CARETAKER_COMES, moved_at, cold_room, constant)
    return np.where(hours < CARETAKER_COMES, cooled(hours, figures["clock_starts"], kitchen_air, constant), inside)


def pans_filled():
    """Return how many pans hold the batch."""
    return int(np.ceil(np.round(figures["batch_litres"] / (pan_area * pan_depth * 10), 9)))


def depth_limit(transfer):
    """Return the depth in cm of the deepest pan that keeps both limits where the air carries off so much heat."""
    limits = [(figures["first_limit"], figures["first_hours"]), (figures["second_limit"], figures["second_hours"])]
    constants = [hours / np.log((figures["clock_starts"] - cold_room) / (limit - cold_room)) for limit, hours in limits]
    return min(constants) * 3600 * 2 * transfer / (heat_held * 1e6) * 100


def bare(ax):
    """Leave only the axes that carry numbers."""
    ax.spines[["left", "bottom"]].set_color(palette["line"])
    ax.tick_params(colors=palette["soft"], labelsize=14, length=0, pad=6)


# %% chart cooling-curves
def cooling_curves():
    """Return the temperature of the stew by hour for three ways of putting it away, and a sentence on both limits."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    pot, pan = slowness(pot_surface_per_volume()), slowness(pan_surface_per_volume())
    start = figures["clock_starts"]
    waiting, pot_line, pan_line = waiting_pot(HOURS), cooled(HOURS, start, cold_room, pot), cooled(HOURS, start, cold_room, pan)
    ax.plot(HOURS, waiting, color=palette["third"], linewidth=3, linestyle=(0, (1, 1.2)))
    ax.plot(HOURS, pot_line, color=palette["second"], linewidth=3, linestyle=(0, (5, 1.6)))
    ax.plot(HOURS, pan_line, color=palette["first"], linewidth=3.4)
    ax.text(3.3, waiting[396] + 2, say(en="Pot, stove first"), va="bottom", fontsize=15, color=palette["third"])
    ax.text(4.0, pot_line[480] + 1.5, say(en="Pot"), va="bottom", fontsize=15, color=palette["second"])
    beside = pan * np.log((start - cold_room) / (12 - cold_room))
    ax.text(beside - 0.15, 12, say(en="Pans"), ha="right", va="top", fontsize=15, color=palette["first"])

    limits = [(figures["first_hours"], figures["first_limit"]), (figures["second_hours"], figures["second_limit"])]
    for hour, degrees in limits:
        ax.plot([hour], [degrees], marker="o", markersize=11, markeredgewidth=2.4, markerfacecolor="none", color=palette["ink"])
    ax.set_xlim(0, 8)
    ax.set_ylim(0, 64)
    ax.set_xticks([0, 2, 4, 6, 8])
    ax.set_yticks([5, 21, 40, 60])
    ax.set_xlabel(say(en="Hours from the start of the clock"), fontsize=15, color=palette["soft"])
    ax.set_title(say(en="°C"), loc="left", fontsize=15, color=palette["soft"], pad=8)
    ax.grid(visible=True, linewidth=0.8)
    bare(ax)

    first, second = hours_until(figures["first_limit"], pan), hours_until(figures["second_limit"], pan)
    kept = int(first <= figures["first_hours"]) + int(second <= figures["second_hours"])
    verdict = say(en=["missing both limits", "missing one limit", "keeping both limits"])[kept]
    needed, free = pans_filled(), figures["free_shelves"]
    room = say(en=f"{needed} pans, and {free} shelves are free")
    sentence = say(
        en=f"Filled {pan_depth:g} cm deep, the pans reach {figures['first_limit']} °C after {first:.1f} hours and "
        f"{figures['second_limit']} °C after {second:.1f}, {verdict}; it takes {room}. "
        f"The pot reaches {figures['first_limit']} °C after {hours_until(figures['first_limit'], pot):.1f} hours."
    )
    return fig, sentence


# %% chart deepest-pan
def deepest_pan():
    """Return the deepest pan that keeps both limits by how well the air cools, and a sentence on what is deep enough."""
    fig, ax = plt.subplots(figsize=(6.4, 4))
    transfers = np.linspace(10, 30, 81)
    depths = depth_limit(transfers)
    like_the_pot = 200 / pot_surface_per_volume()
    all_shelves = figures["batch_litres"] / (figures["free_shelves"] * pan_area * 10)
    ends = [transfers[0], transfers[-1]]
    ax.plot(ends, [like_the_pot] * 2, color=palette["second"], linewidth=3, linestyle=(0, (5, 1.6)))
    ax.plot(ends, [all_shelves] * 2, color=palette["third"], linewidth=3, linestyle=(0, (1, 1.2)))
    ax.plot(transfers, depths, color=palette["first"], linewidth=3.4)
    ax.text(10.3, like_the_pot + 0.3, say(en="As slow as the pot"), va="bottom", fontsize=15, color=palette["second"])
    ax.text(29.7, all_shelves - 0.35, say(en="All six shelves used"), ha="right", va="top", fontsize=15, color=palette["third"])
    ax.text(20.5, depth_limit(20.5) + 0.6, say(en="Deepest pan"), ha="right", va="bottom", fontsize=15, color=palette["first"])
    ax.plot([heat_transfer], [depth_limit(heat_transfer)], marker="o", markersize=9, color=palette["ink"])

    ax.set_xlim(10, 30)
    ax.set_ylim(0, 14.5)
    ax.set_xticks([10, 15, 20, 25, 30])
    ax.set_yticks([0, 5, 10])
    ax.set_xlabel(say(en="Heat the air carries off (W/m² per degree)"), fontsize=15, color=palette["soft"])
    ax.set_title(say(en="cm of stew in a pan"), loc="left", fontsize=15, color=palette["soft"], pad=8)
    bare(ax)
    sentence = say(
        en=f"With {heat_transfer:g} W/m² for each degree, a pan may be {depth_limit(heat_transfer):.1f} cm deep; "
        f"with {ends[0]:.0f} only {depths[0]:.1f}, with {ends[1]:.0f} as much as {depths[-1]:.1f}. "
        f"The pot cools like a pan {like_the_pot:.1f} cm deep; on all {figures['free_shelves']} shelves the layer is {all_shelves:.1f} cm."
    )
    return fig, sentence
