"""``python -m tests.faults.mutant NAME serve``: the real server with a mistake planted in it, or
with several: ``NAME+NAME``.
"""

import sys

from server.__main__ import main
from tests.faults.mutants import ALL

if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    for one in name.split("+"):
        ALL[one].plant()
    sys.exit(main(arguments))
