"""The fonts of charts and of what is printed: subsets of Noto Sans SC (OFL-1.1), made by `refresh.py`."""

from importlib.resources import files

CHART_FONT = files(__name__) / "NotoSansSC-casebook.ttf"
"""The font file of charts and running text, as a resource of the package."""
BOLD_FONT = files(__name__) / "NotoSansSC-casebook-bold.ttf"
"""The same in a bold weight, with fewer characters: what it lacks is taken from the other."""
