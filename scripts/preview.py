"""Run `casebook preview`."""

import sys

from casebook.cli.main import main

if __name__ == "__main__":  # worker processes import this file again
    sys.exit(main(["preview", *sys.argv[1:]]))
