"""Run `casebook validate`."""

import sys

from casebook.cli.main import main

sys.exit(main(["validate", *sys.argv[1:]]))
