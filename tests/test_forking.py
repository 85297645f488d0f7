"""Parents that fork children, at moments that hardly ever come."""

import os
import sys
from pathlib import Path

import pytest

from casebook.forking.parents import Parent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forked children are Linux's")
MODULE = """
import os, signal

started = os.getpid()

def in_keepers():
    if os.getpid() != started:
        signal.raise_signal(signal.SIGTERM)

os.register_at_fork(before=in_keepers)

def work(_):
    pass
"""


def test_a_keeper_that_must_end_while_it_forks_ends(tmp_path: Path) -> None:
    """Python ignores what is raised there."""
    (tmp_path / "told_while_forking.py").write_text(MODULE, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    parent = Parent(["told_while_forking"], "told_while_forking:work", environment)
    try:
        with pytest.raises((OSError, EOFError)):
            parent.fork(None, folder=tmp_path)
    finally:
        parent.close()
