"""Run `casebook assign`."""

import sys

from casebook.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["assign", *sys.argv[1:]]))
