"""What types cannot find wrong with the votes of a format, and with its charts."""

from collections.abc import Iterator, Sequence

from board.format import Chart, Format, Poll

OWN_OPTIONS = ("scale", "agreement")
"""Ways of voting whose options are always the same."""
OPTIONS_BY_QUESTION = ("choice", "ranking")
ON_AN_AXIS = ("scale", "choice", "agreement")
"""Ways of voting whose options go from most to least, or from least to most."""
QUESTIONS_MOST = 24
CORNERS = 4


def poll_faults(format: Format) -> Iterator[str]:
    for poll in format.polls:
        yield from _names(format, poll)
        yield from _options(poll)
        yield from _questions(poll)
        if not 1 <= poll.most <= 5:
            yield f"polls.{poll.id}.most is {poll.most}; expected 1 to 5 dots on one option"


def chart_faults(format: Format) -> Iterator[str]:
    for chart in format.charts:
        where = f"charts.{chart.id}"
        yield from _axes(format, chart)
        if len(chart.corners) != CORNERS:
            yield f"{where}.corners are {len(chart.corners)}; expected {CORNERS}"


def _names(format: Format, poll: Poll) -> Iterator[str]:
    """Each thing that a poll names is there."""
    zones = [zone.id for zone in format.zones]
    texts = [text.id for text in format.texts]
    asked: list[tuple[str, str | None, Sequence[str], str]] = [
        ("zone", poll.zone, [*zones], "zones"),
        *(("also", zone, [*zones], "zones") for zone in poll.also),
        ("lines_of", poll.lines_of, [*texts], "texts"),
        ("each_line_of", poll.each_line_of, [*texts], "texts"),
        ("each_card_of", poll.each_card_of, [*zones], "zones"),
        ("kind", poll.kind, [kind.id for kind in format.kinds], "kinds"),
        ("about", poll.about, [*texts], "texts"),
    ]
    for name, value, there, what in asked:
        if value is not None and value not in there:
            names = ", ".join(sorted(there)) or "none"
            yield f"polls.{poll.id}.{name} is {value!r}; expected one of the {what}: {names}"


def _options(poll: Poll) -> Iterator[str]:
    where = f"polls.{poll.id}"
    own = poll.method in OWN_OPTIONS
    # A question with options of its own does without those of the poll.
    each = bool(poll.questions) and all(question.options for question in poll.questions)
    given = [bool(poll.options), poll.zone is not None, poll.lines_of is not None]
    if own and any(given):
        yield f"{where}: method {poll.method!r} has its own options; take options and zone away"
    if not own and sum(given) != 1 and (any(given) or not each):
        yield f"{where}: method {poll.method!r} needs options or a zone, and not both"
    for question in poll.questions:
        if question.options and poll.method not in OPTIONS_BY_QUESTION:
            known = " or ".join(repr(method) for method in OPTIONS_BY_QUESTION)
            yield (
                f"{where}.questions.{question.id}: options of its own go with method {known}, "
                f"not with {poll.method!r}"
            )
    if poll.also and poll.zone is None:
        yield f"{where}.also is {poll.also}; it adds to the cards of zone, and there is none"
    if poll.kind is not None and poll.zone is None and poll.each_card_of is None:
        yield f"{where}.kind narrows the cards of zone or each_card_of; expected one of them"


def _questions(poll: Poll) -> Iterator[str]:
    where = f"polls.{poll.id}"
    said = {
        "questions": bool(poll.questions),
        "each_line_of": poll.each_line_of is not None,
        "each_card_of": poll.each_card_of is not None,
    }
    given = [name for name, there in said.items() if there]
    if len(given) > 1:
        yield f"{where} has {' and '.join(given)}; expected at most one of them"
    if poll.pick < 0 or (poll.pick and not given):
        yield f"{where}.pick is {poll.pick}; it goes with {', '.join(said)}, and 0 is no picking"
    if not 1 <= poll.questions_most <= QUESTIONS_MOST:
        yield f"{where}.questions_most is {poll.questions_most}; expected 1 to {QUESTIONS_MOST}"
    if poll.pick > poll.questions_most:
        yield f"{where}.pick is {poll.pick}; expected at most questions_most: {poll.questions_most}"


def _axes(format: Format, chart: Chart) -> Iterator[str]:
    """Both votes ask over the same cards, and each puts them between low and high."""
    where = f"charts.{chart.id}"
    polls = {"across": format.poll(chart.across), "up": format.poll(chart.up)}
    for name, poll in polls.items():
        value = getattr(chart, name)
        if poll is None:
            names = ", ".join(sorted(poll.id for poll in format.polls)) or "none"
            yield f"{where}.{name} is {value!r}; expected one of the polls: {names}"
        elif poll.each_card_of is None:
            yield f"{where}.{name} is {value!r}; expected a poll with each_card_of"
        elif poll.method not in ON_AN_AXIS:
            known = ", ".join(ON_AN_AXIS)
            yield f"{where}.{name} is {value!r}, by {poll.method!r}; expected one of: {known}"
    across, up = polls.values()
    if across is None or up is None:
        return
    if across is up:
        yield f"{where}: across and up are both {chart.up!r}; expected two polls"
    elif (across.each_card_of, across.kind) != (up.each_card_of, up.kind):
        yield f"{where}: across and up ask over other cards; expected one zone and kind for both"
