"""The font of the charts: a subset of Noto Sans SC (OFL-1.1), made by `refresh.py`."""

from importlib.resources import files

CHART_FONT = files(__name__) / "NotoSansSC-casebook.ttf"
"""The font file, as a resource of the package."""
