"""Search in Chinese: Sphinx splits a page into words by jieba and a query not at all, so both are split into pairs here."""

import re

from sphinx.search import SearchLanguage

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[0-9A-Za-z_]+")

_SPLITTER = """
function splitQuery(query) {
  const words = [];
  for (const run of query.match(/[\\u3400-\\u4dbf\\u4e00-\\u9fff]+|[0-9A-Za-z_]+/g) || []) {
    if (/[0-9A-Za-z_]/.test(run[0]) || run.length === 1) words.push(run);
    else for (let at = 0; at + 1 < run.length; at++) words.push(run.slice(at, at + 2));
  }
  return words;
}
"""


class Chinese(SearchLanguage):
    """Single characters and pairs of neighbours, so that a query of any length finds what is on the page."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = _SPLITTER
    js_stemmer_code = "var Stemmer = function () { this.stemWord = function (word) { return word; }; };"
    stopwords: set[str] = set()

    def init(self, options: dict[str, str]) -> None:
        """Need nothing."""

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx's own name
        """Return the characters and pairs of Chinese runs, and other words whole."""
        words: list[str] = []
        for run in _RUN.findall(input):
            if run[0].isascii():
                words.append(run)
            else:
                words.extend(run)
                words.extend(run[at : at + 2] for at in range(len(run) - 1))
        return words

    def stem(self, word: str) -> str:
        """Return the word in lower case."""
        return word.lower()

    def word_filter(self, word: str) -> bool:
        """Keep every word."""
        return bool(word)
