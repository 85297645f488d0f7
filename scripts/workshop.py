"""Run `casebook workshop`."""

import sys

from casebook.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["workshop", *sys.argv[1:]]))
