"""Run `casebook gradebook`."""

import sys

from casebook.cli.main import main

if __name__ == "__main__":  # worker processes import this file again
    sys.exit(main(["gradebook", *sys.argv[1:]]))
