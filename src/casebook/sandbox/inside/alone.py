"""Where a process cannot fork: evaluate one submission in a process of its own, started anew, with what limits there are."""

import os
from typing import Any

from casebook.forking import frames

from .child import evaluate
from .limits import limit_submission
from .preload import preload

READY = b"+"
"""What is written before the first answer, when the imports are done and the learner's time begins."""


def main() -> None:
    """Read one submission from standard input, evaluate it, and write the answers where standard output was."""
    asked: Any = frames.read_message(0)
    answers = os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    preload(asked["path"], asked["imports"])
    limit_submission(asked["limits"], 0)
    frames.write_all(answers, READY)
    evaluate(asked["tasks"], answers, int(asked["limits"]["output"]) // 4)
    os._exit(0)
