"""The workshop itself, with no idea that a network, a disk or a clock exists.

``format`` says what a stage is; ``commands`` what people may ask and ``events``
what has happened; ``decide`` and ``evolve`` lead from one to the other;
``views`` and ``personal`` say who may see what; ``snapshot`` is what stays.
"""

from board.decide import Context, Decision, decide
from board.erase import erased, holds_text_of
from board.evolve import evolve, fold
from board.format import Format, fingerprint
from board.format_file import FormatFault, parse
from board.personal import EVERYONE, Adopted, adopted, authors, mine, touches
from board.refusals import REGISTRY, Refusal
from board.snapshot import closed_bytes, snapshot_bytes
from board.stamp import stamp
from board.state import Board, new_board, opened
from board.views import reveal, show

__all__ = [
    "EVERYONE",
    "REGISTRY",
    "Adopted",
    "Board",
    "Context",
    "Decision",
    "Format",
    "FormatFault",
    "Refusal",
    "adopted",
    "authors",
    "closed_bytes",
    "decide",
    "erased",
    "evolve",
    "fingerprint",
    "fold",
    "holds_text_of",
    "mine",
    "new_board",
    "opened",
    "parse",
    "reveal",
    "show",
    "snapshot_bytes",
    "stamp",
    "touches",
]
