"""``python -m tests.faults.mutant NAME serve``: the real server with one mistake planted in it."""

import sys

from server.__main__ import main
from tests.faults.mutants import ALL

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    ALL[name].plant()
    sys.exit(main(arguments))
