"""Cards laid out by two votes over each of them: how far across, how far up.

Whole numbers from 0 to 100, worked out from whole counts, so that every page
and every machine puts a card in the same place.
"""

from collections.abc import Sequence

from board.entities import ChartEntity, ChartRow
from board.format import Chart, Format
from board.needs import phase_polls
from board.state import Board, Round
from board.tallies import FrozenQuestion, QuestionTally
from board.types import Audience, Status

FROM_LOW = ("scale",)
"""Ways of voting whose options go from low to high; the others begin with the highest."""
MIDDLE = 50


def chart_rows(board: Board, chart: Chart) -> list[ChartRow] | None:
    """The rows of a chart, or None while one of its votes was not shown yet."""
    across, up = _shown(board, chart.across), _shown(board, chart.up)
    if across is None or up is None:
        return None
    over, high = _places(across), _places(up)
    asked = {question.id: question for question in (*across.questions, *up.questions)}
    return [
        _row(number, question, over.get(id), high.get(id))
        for number, (id, question) in enumerate(asked.items(), 1)
    ]


def chart_of(format: Format, id: str) -> Chart | None:
    return next((chart for chart in format.charts if chart.id == id), None)


def _shown(board: Board, poll: str) -> Round | None:
    """The last time that this vote was held and shown."""
    held = [it for it in board.rounds.values() if it.poll == poll and it.status == "revealed"]
    return max(held, key=lambda round: round.times, default=None)


def _row(number: int, question: FrozenQuestion, across: int | None, up: int | None) -> ChartRow:
    corner = None
    if across is not None and up is not None:
        corner = (0 if up >= MIDDLE else 2) + (across >= MIDDLE)
    return ChartRow(
        id=question.id,
        number=number,
        text=question.text,
        across=across,
        up=up,
        corner=corner,
        language=question.language,
        dutch=question.dutch,
    )


def _places(round: Round) -> dict[str, int | None]:
    return {tally.id: _place(round.method, tally) for tally in round.tallies}


def _place(method: str, tally: QuestionTally) -> int | None:
    """The average of what was chosen, from 0 for the lowest option to 100."""
    counts: Sequence[int] = [option.count for option in tally.options]
    if method not in FROM_LOW:
        counts = counts[::-1]
    voted, steps = sum(counts), len(counts) - 1
    if not voted or not steps:
        return None
    total = sum(at * count for at, count in enumerate(counts))
    # Rounded half up, without floats.
    return (200 * total + voted * steps) // (2 * voted * steps)


def draw_chart(board: Board, id: str, audience: Audience, seq: int) -> ChartEntity | None:
    chart = chart_of(board.format, id)
    rows = chart_rows(board, chart) if chart else None
    if chart is None or rows is None:
        return None
    asked = {chart.across, chart.up} & phase_polls(board) or board.status is Status.ENDED
    if audience is Audience.PARTNER and not asked:
        return None
    return ChartEntity(seq=seq, rows=rows)
