# What the charts need: a font that can write the language, a palette, and two helpers.
import io
import os

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import SVG, display
from matplotlib import font_manager

CHINESE_FONTS = ["Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Noto Sans SC"]
CHINESE_FONTS += ["Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei", "SimHei", "Arial Unicode MS"]
palette = {
    "ink": "#1d2428",
    "soft": "#4c565c",
    "line": "#d9d5c8",
    "first": "#155e6b",
    "second": "#9a5b00",
    "third": "#6b7378",
    "paper": "#fbfaf6",
}


def find_font():
    """Return the name of a font with Chinese glyphs, or None."""
    own = os.environ.get("CASEBOOK_CHART_FONT")
    if own:
        font_manager.fontManager.addfont(own)
        return font_manager.FontProperties(fname=own).get_name()
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in installed), None)


def say(**texts):
    """Return the text in the language of the charts: say(zh="...", en="...")."""
    return texts.get(chart_language) or next(iter(texts.values()))


def show(drawn):
    """Show a chart and the sentence that says what it shows."""
    figure, sentence = drawn
    picture = io.StringIO()
    figure.savefig(picture, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    display(SVG(picture.getvalue()))
    print(sentence)


chart_language = language
font = find_font()
if font is None and language == "zh":
    chart_language = "en"
    print(NO_CHINESE_FONT)
plt.rcParams.update(
    {
        "font.family": [font, "DejaVu Sans"] if font else ["DejaVu Sans"],
        "font.size": 12,
        "figure.figsize": (6.4, 4.0),
        "figure.constrained_layout.use": True,
        "figure.facecolor": palette["paper"],
        "axes.facecolor": "none",
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": palette["soft"],
        "axes.labelcolor": palette["ink"],
        "text.color": palette["ink"],
        "xtick.color": palette["soft"],
        "ytick.color": palette["soft"],
        "grid.color": palette["line"],
        "lines.linewidth": 2.5,
        "svg.fonttype": "path",
        "svg.hashsalt": "casebook",
    }
)
