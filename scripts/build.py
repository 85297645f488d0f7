"""Run `casebook build`."""

import sys

from casebook.cli.main import main

sys.exit(main(["build", *sys.argv[1:]]))
