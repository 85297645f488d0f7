"""Run `casebook mark`."""

import sys

from casebook.cli.main import main

if __name__ == "__main__":  # worker processes import this file again
    sys.exit(main(["mark", *sys.argv[1:]]))
