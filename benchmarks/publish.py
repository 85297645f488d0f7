"""Put the figures of a full `make bench` into the manual: `python benchmarks/publish.py`.

Copies `_build/bench/results.json` beside this file, draws the charts of both languages, and writes the manual's performance page from
`performance.<language>.md`, whose tables stand between `% table NAME` and `% end`.
"""

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib import font_manager

from casebook.fonts import CHART_FONT
from casebook.website.charts import read_drawings

ROOT = Path(__file__).parent.parent
MEASURED = ROOT / "_build" / "bench" / "results.json"
KEPT = Path(__file__).parent / "results.json"
INK, SOFT, OURS, THEIRS, PAPER = "#1d2428", "#4c565c", "#155e6b", "#6b7378", "#fbfaf6"
PEERS = ("papermill-serial", "papermill-pool", "nbclient", "jupyter-cache", "nbmake")
Words = dict[str, str]
WORDS: dict[str, Words] = {
    "zh": {
        "casebook": "casebook",
        "papermill-serial": "papermill，逐个运行",
        "papermill-pool": "papermill，每个处理器一个进程",
        "nbclient": "nbclient，逐个运行",
        "jupyter-cache": "jupyter-cache，并行，空缓存",
        "nbmake": "nbmake",
        "build-cold": "从零开始",
        "build-unchanged": "没有改动",
        "build-one-change": "改一个案例里的一个词",
        "plain": "papermill + jupyter-book",
        "notebooks-axis": "每个笔记本的毫秒数（两张图）",
        "builds-axis": "秒（双语课程）",
        "scale-axis": "每个案例的处理器秒数",
        "cases": "案例数",
        "notebooks": "方式 | 毫秒 | 处理器毫秒 | 内存 MB | 是 casebook 的",
        "builds": "构建 | casebook 秒 | papermill + jupyter-book 秒 | 比例",
        "scale": "案例 | 每个案例的处理器秒数 | 构建秒数 | 内存 MB | 页面 kB | 搜索毫秒",
        "others": "项目 | casebook | 对照 | 比例",
        "machines": "在哪里运行 | 秒 | 比例",
        "code-items": "多评一份 10 道代码题的答卷，处理器毫秒（对照：nbgrader）",
        "typed-folder": "批改 10,000 人、每人 8 题，秒（对照：承诺的上限）",
        "typed-folder-memory": "同上，内存 MB（对照：承诺的上限）",
        "visit": "第一次打开案例页，压缩后 kB（对照：jupyter-book 的标准主题）",
        "interaction": "40 题一页上的操作，第 98 百分位毫秒（对照：没有脚本的同一页）",
        "preview": "预览：从保存文字到页面重新加载，8 次里最长的一次，秒（对照：承诺的上限）",
        "local": "本机进程池",
        "dask-one": "一个工作进程",
        "dask-two": "两个工作进程",
        "measured": "测于 {date}：{system}，{processors} 个处理器，Python {python}；{versions}。",
        "comma": "，",
        "times": "{:.1f} 倍",
    },
    "en": {
        "casebook": "casebook",
        "papermill-serial": "papermill, one after the other",
        "papermill-pool": "papermill, a process per processor",
        "nbclient": "nbclient, one after the other",
        "jupyter-cache": "jupyter-cache, parallel, cache empty",
        "nbmake": "nbmake",
        "build-cold": "from nothing",
        "build-unchanged": "nothing changed",
        "build-one-change": "one word of one case changed",
        "plain": "papermill + jupyter-book",
        "notebooks-axis": "milliseconds per notebook with two charts",
        "builds-axis": "seconds for the course in two languages",
        "scale-axis": "processor seconds per case",
        "cases": "cases",
        "notebooks": "way | ms | CPU ms | memory MB | casebook's time",
        "builds": "build | casebook, s | papermill + jupyter-book, s | ratio",
        "scale": "cases | CPU s each | seconds | memory MB | page kB | search ms",
        "others": "what | casebook | compared with | ratio",
        "machines": "where | seconds | ratio",
        "code-items": "one more submission of 10 code items, processor ms (compared with nbgrader)",
        "typed-folder": "grading 10,000 learners with 8 items each, s (compared with the promised limit)",
        "typed-folder-memory": "the same, memory in MB (compared with the promised limit)",
        "visit": "first visit to a case page, compressed kB (compared with jupyter-book's stock theme)",
        "interaction": "an interaction on a page of 40 items, 98th percentile, ms (compared with the page without scripts)",
        "preview": "preview, from a saved text to the reloaded page, the longest of 8, s (compared with the promised limit)",
        "local": "the pool of this machine",
        "dask-one": "one worker",
        "dask-two": "two workers",
        "measured": "Measured on {date}: {system} with {processors} processors, Python {python}; {versions}.",
        "comma": ", ",
        "times": "{:.1f} ×",
    },
}


def main() -> int:
    """Publish the figures of the last full run."""
    results = json.loads(MEASURED.read_text(encoding="utf-8"))
    if results["small"]:
        raise SystemExit("the last run was a small one; run `make bench` without BENCH=small first")
    KEPT.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    for path, text in published(results).items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


def published(results: dict[str, Any]) -> dict[Path, str]:
    """Return the page and its charts in each language, by path."""
    files = {}
    for language, words in WORDS.items():
        book = ROOT / "book" / language
        for name, picture in charts(results, words).items():
            files[book / "images" / f"performance-{name}.svg"] = picture
        text = (Path(__file__).parent / f"performance.{language}.md").read_text(encoding="utf-8")
        files[book / "manual" / "performance.md"] = filled(text, results, words)
    return files


def filled(page: str, results: dict[str, Any], words: Words) -> str:
    """Return a page with its tables written anew."""
    made = tables(results, words)
    return re.sub(
        r"^% table (\S+)\n.*?^% end$",
        lambda found: f"% table {found[1]}\n\n{made[found[1]]}\n\n% end",
        page,
        flags=re.DOTALL | re.MULTILINE,
    )


def tables(results: dict[str, Any], words: Words) -> dict[str, str]:
    """Return the tables by name, as Markdown."""
    rows = {each["name"]: each for each in results["rows"]}
    first = rows["notebook-wall-papermill-serial"]
    listed = [[words["casebook"], _ours(rows, "wall"), _ours(rows, "cpu"), _ours(rows, "memory"), ""]]
    for peer in PEERS:
        wall, cpu, memory = (rows[f"notebook-{what}-{peer}"] for what in ("wall", "cpu", "memory"))
        slower = words["times"].format(wall["peer"] / wall["ours"])
        listed.append([words[peer], _plain(wall["peer"]), _plain(cpu["peer"]), _plain(memory["peer"]), slower])
    builds = [
        [words[name], _plain(rows[name]["ours"]), _plain(rows[name]["peer"]), _plain(rows[name]["ratio"])]
        for name in ("build-cold", "build-unchanged", "build-one-change")
    ]
    names = ("code-items", "typed-folder", "typed-folder-memory", "visit", "interaction", "preview")
    others = [
        [words[name], *(_plain(rows[name][each]) for each in ("ours", "peer", "ratio"))]
        for name in names
        if name in rows
    ]
    grown = [
        [
            f"{each['cases']:,}",
            _plain(each["build"] / 1000),
            *(_plain(each[name]) for name in ("seconds", "together", "page_mean", "search_98")),
        ]
        for each in results["scale"]
    ]
    machines = [[words["local"], _plain(rows["dask-one"]["peer"]), "1"]]
    machines += [
        [words[name], _plain(rows[name]["ours"]), _plain(rows[name]["ratio"])] for name in ("dask-one", "dask-two")
    ]
    versions = words["comma"].join(f"{name} {number}" for name, number in results["versions"].items())
    about = words["measured"].format(date=results["date"], **results["machine"], versions=versions)
    assert first["unit"] == "ms"
    bodies = {"notebooks": listed, "builds": builds, "others": others, "scale": grown, "machines": machines}
    return {name: _table(words[name], body) for name, body in bodies.items()} | {"measured": about}


def _ours(rows: dict[str, Any], what: str) -> str:
    return _plain(rows[f"notebook-{what}-papermill-serial"]["ours"])


def _table(heading: str, body: list[list[str]]) -> str:
    count = heading.count("|") + 1
    lines = [f"| {heading} |", "|" + "---|" * count]
    return "\n".join(lines + ["| " + " | ".join(each) + " |" for each in body])


def _plain(value: float) -> str:
    """Return a figure with as many digits as it deserves."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def charts(results: dict[str, Any], words: Words) -> dict[str, str]:
    """Return the charts by name, as SVG whose colours follow the reader's scheme."""
    font_manager.fontManager.addfont(str(CHART_FONT))
    style = {
        "font.family": [font_manager.FontProperties(fname=str(CHART_FONT)).get_name()],
        "font.size": 12,
        "svg.hashsalt": "casebook",
        "svg.fonttype": "path",
        "figure.facecolor": PAPER,
        "axes.facecolor": "none",
        "axes.spines.top": False,
        "axes.spines.right": False,
        **dict.fromkeys(["text.color", "axes.labelcolor"], INK),
        **dict.fromkeys(["axes.edgecolor", "xtick.color", "ytick.color"], SOFT),
    }
    rows = {each["name"]: each for each in results["rows"]}
    with mpl.rc_context(style):
        return {
            "notebooks": _notebooks(rows, words),
            "builds": _builds(rows, words),
            "scale": _scale(results["scale"], words),
        }


def _notebooks(rows: dict[str, Any], words: Words) -> str:
    figure, axes = plt.subplots(figsize=(7.2, 3.4), constrained_layout=True)
    names = ["casebook", *PEERS]
    ours = rows["notebook-wall-papermill-serial"]["ours"]
    values = [ours, *(rows[f"notebook-wall-{peer}"]["peer"] for peer in PEERS)]
    bars = axes.barh([words[name] for name in names], values, color=[OURS] + [THEIRS] * len(PEERS))
    axes.bar_label(bars, [_plain(value) for value in values], padding=4)
    axes.invert_yaxis()
    axes.set_xlabel(words["notebooks-axis"])
    return _svg(figure)


def _builds(rows: dict[str, Any], words: Words) -> str:
    figure, axes = plt.subplots(figsize=(7.2, 3.4), constrained_layout=True)
    names = ("build-cold", "build-unchanged", "build-one-change")
    for place, (who, colour, title) in enumerate((("ours", OURS, "casebook"), ("peer", THEIRS, "plain"))):
        at = [number + (place - 0.5) * 0.4 for number in range(len(names))]
        bars = axes.barh(at, [rows[name][who] for name in names], 0.38, color=colour, label=words[title])
        axes.bar_label(bars, [_plain(rows[name][who]) for name in names], padding=4)
    axes.set_yticks(range(len(names)), [words[name] for name in names])
    axes.invert_yaxis()
    axes.legend(frameon=False)
    axes.set_xlabel(words["builds-axis"])
    return _svg(figure)


def _scale(measured: list[dict[str, Any]], words: Words) -> str:
    figure, axes = plt.subplots(figsize=(7.2, 3.0), constrained_layout=True)
    sizes, values = [each["cases"] for each in measured], [each["build"] / 1000 for each in measured]
    axes.plot(sizes, values, marker="o", color=OURS, linewidth=2.5)
    axes.set_xscale("log")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.set_ylim(0, max(values) * 1.25)
    for size, value in zip(sizes, values, strict=True):
        axes.annotate(_plain(value), (size, value), (0, 8), textcoords="offset points", ha="center")
    axes.set_xlabel(words["cases"])
    axes.set_ylabel(words["scale-axis"])
    return _svg(figure)


def _svg(figure: Any) -> str:
    picture = io.StringIO()
    figure.savefig(picture, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    outputs = [
        {"output_type": "display_data", "data": {"image/svg+xml": picture.getvalue()}},
        {"output_type": "stream", "text": "drawn\n"},
    ]
    (drawn,) = read_drawings(outputs, "performance")
    return drawn.svg


if __name__ == "__main__":
    sys.exit(main())
