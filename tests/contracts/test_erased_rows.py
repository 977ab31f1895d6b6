"""An erased card goes from all of a snapshot that shows its words: as a card, as what a vote
asked, as a row of a chart, and as a row of what was placed.
"""

import msgspec

from board.entities import (
    ChartEntity,
    ChartRow,
    OptionEntity,
    PlacementEntity,
    QuestionEntity,
    RoundEntity,
    RowEntity,
)
from board.types import CardId
from server.store.snapshots import without_card

SECRET, KEPT = "De buurman drinkt", "Dit blijft"
TYPED = "Le voisin boit"


def kept() -> bytes:
    asked = [
        QuestionEntity(id="one", text=SECRET, options=[OptionEntity("yes", "")], cards=["one"]),
        QuestionEntity(id="two", text=KEPT, options=[OptionEntity("one", SECRET)], cards=["two"]),
    ]
    round = RoundEntity(
        seq=1,
        poll="poll",
        visit=1,
        method="agreement",
        status="revealed",
        voters=3,
        seats=3,
        small=False,
        dots=0,
        most=0,
        times=1,
        questions=asked,
        on_paper=0,
        result=[],
        remarks={},
    )
    drawn = [ChartRow("one", 1, SECRET, 10, 20, 2), ChartRow("two", 2, KEPT, 10, 20, 2)]
    placed = [
        RowEntity("one", TYPED, "inner", language="fr", dutch=SECRET),
        RowEntity("two", KEPT, None),
    ]
    view = {
        "round:r": round,
        "chart:c": ChartEntity(seq=2, rows=drawn),
        "placement:p": PlacementEntity(seq=3, rows=placed),
    }
    return msgspec.json.encode({"view": view}, order="sorted")


def test_an_erased_card_is_no_question_and_no_row_of_a_snapshot_either() -> None:
    whole = kept()
    assert whole.count(SECRET.encode()) == 4
    left = without_card(whole, CardId("one"))
    assert SECRET.encode() not in left
    assert TYPED.encode() not in left
    assert left.count(KEPT.encode()) == whole.count(KEPT.encode())
    view = msgspec.json.decode(left)["view"]
    assert view["round:r"]["questions"][0]["text"] is None
    row = view["placement:p"]["rows"][0]
    assert (row["id"], row["place"], row["text"], row["dutch"]) == ("one", "inner", None, None)
