"""Run `casebook new`."""

import sys

from casebook.cli.main import main

sys.exit(main(["new", *sys.argv[1:]]))
