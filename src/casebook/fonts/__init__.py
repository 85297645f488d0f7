"""The font of the charts: a subset of Noto Sans SC (OFL-1.1), made by `refresh.py`."""
