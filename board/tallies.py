"""What a vote was about and what came out: parts of events, and shown as they are."""

from msgspec import Struct

from board.types import CardId


class FrozenOption(Struct, frozen=True):
    """An option as it stood when the round opened.

    ``text`` is set for cards, clusters and lines of a text; an option that the
    format itself names keeps only its id. ``cards`` are the cards behind it. That
    of a card in another ``language`` stands here with its Dutch.
    """

    id: str
    text: str | None = ""
    cards: list[CardId] = []
    language: str = ""
    dutch: str | None = None


class FrozenQuestion(Struct, frozen=True):
    """``cards`` are the cards it is about; it has the id of the card or cluster then."""

    id: str
    options: list[FrozenOption]
    text: str | None = ""
    cards: list[CardId] = []
    language: str = ""
    dutch: str | None = None


def held_in(question: FrozenQuestion) -> list[FrozenQuestion | FrozenOption]:
    """What of a question may be a card or cluster: itself, and each of its options."""
    return [question, *question.options]


class OptionTally(Struct, frozen=True):
    """``count`` is in dots, points or answers; ``organisations`` is None where too
    few took part to say.
    """

    id: str
    count: int
    organisations: int | None = None


class HandCount(Struct, frozen=True, forbid_unknown_fields=True):
    """What was counted in the room for one question: hands, or dots on a sheet."""

    options: dict[str, int] = {}
    unsure: int = 0
    skipped: int = 0


class Remark(Struct, frozen=True):
    option: str
    text: str | None


class QuestionTally(Struct, frozen=True):
    """How many voters answered a question, and how.

    ``answered`` chose something, ``unsure`` said "weet ik niet", ``skipped``
    chose "niet kiezen". ``mean_tenths`` is the average of a scale, times ten.
    """

    id: str
    options: list[OptionTally]
    answered: int
    unsure: int
    skipped: int
    organisations: int | None = None
    mean_tenths: int | None = None
    verdict: str = ""
