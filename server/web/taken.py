"""Of a snapshot, what organisations took up and where each stood, in its own words."""

from collections.abc import Mapping

from msgspec import Struct

from board.entities import CardEntity, ClaimEntity, PlacementEntity
from board.pictures.rings import Stands, rings
from board.text import on_one_line
from server.web.spoken import Option, Placement, Spoken, find, label_of


class Claimed(Struct, frozen=True):
    organisation: str
    form: str
    provisional: bool


class ClaimRead(Struct, frozen=True):
    """Something of the format, or a card that was taken up (``confirmed`` or not)."""

    label: str
    claimants: list[Claimed]
    said: bool = False
    confirmed: bool = False


class RowRead(Struct, frozen=True):
    text: str | None
    place: str
    was: str
    id: str = ""


class PlacementRead(Struct, frozen=True):
    """``svg`` is the picture of one in rings, with the rows by their place in the list."""

    question: str
    rows: list[RowRead]
    moved: bool
    """Whether it is laid beside an earlier one."""
    svg: str = ""
    id: str = ""


def claims_of(
    spoken: Spoken,
    held: Mapping[str, ClaimEntity],
    cards: Mapping[str, CardEntity],
    names: Mapping[str, str],
) -> list[ClaimRead]:
    told = [
        ClaimRead(claim.label, _claimed(held.get(claim.id), claim.forms, names))
        for claim in spoken.claims
    ]
    for kind in spoken.kinds:
        mine = sorted((card.number, id) for id, card in cards.items() if card.kind == kind.id)
        for _, id in mine if kind.forms else []:
            card = cards[id]
            told.append(
                ClaimRead(
                    label=on_one_line(card.text or "", card.dutch),
                    claimants=_claimed(held.get(id), kind.forms, names),
                    said=True,
                    confirmed=card.confirmed,
                )
            )
    return told


def placements_of(
    spoken: Spoken,
    held: Mapping[str, PlacementEntity],
    names: Mapping[str, str],
    *,
    empty: bool = False,
) -> list[PlacementRead]:
    """``empty``: with the rings also while nobody stands in them."""
    return [
        _read(placement, spoken, held, names, empty)
        for placement in spoken.placements
        if placement.id in held and held[placement.id].rows
    ]


def _read(
    placement: Placement,
    spoken: Spoken,
    held: Mapping[str, PlacementEntity],
    names: Mapping[str, str],
    empty: bool,
) -> PlacementRead:
    rows, moved = _rows(placement, held, names), placement.before in held
    svg = ""
    if placement.rings and (empty or any(row.place for row in rows)):
        before = find(spoken.placements, placement.before)
        places = [place.label for place in placement.places]
        stands = [
            Stands(n, _ring(places, row.place), _ring(places, row.was))
            for n, row in enumerate(rows, 1)
        ]
        both = (before.question, placement.question) if before and moved else None
        svg = rings(places, stands, placement.question, both)
    return PlacementRead(placement.question, rows, moved, svg, placement.id)


def _ring(places: list[str], label: str) -> int | None:
    return places.index(label) if label in places else None


def _rows(
    placement: Placement, held: Mapping[str, PlacementEntity], names: Mapping[str, str]
) -> list[RowRead]:
    before = held.get(placement.before or "")
    was = {row.id: row.place for row in before.rows} if before else {}
    rows = [
        RowRead(
            text=row.text and on_one_line(row.text, row.dutch)
            if placement.zone
            else names.get(row.id, row.id),
            place=_place(placement, row.place),
            was=_place(placement, was.get(row.id)),
            id=row.id,
        )
        for row in held[placement.id].rows
    ]
    order = [place.label for place in placement.places]
    # The innermost first, as the question has them; who chose nothing comes last.
    return sorted(rows, key=lambda row: (_at(order, row.place), (row.text or "").casefold()))


def _at(order: list[str], label: str) -> int:
    return order.index(label) if label in order else len(order)


def _place(placement: Placement, id: str | None) -> str:
    place = find(placement.places, id)
    return place.label if place else ""


def _claimed(
    entity: ClaimEntity | None, forms: list[Option], names: Mapping[str, str]
) -> list[Claimed]:
    return [
        Claimed(
            organisation=names.get(one.organisation, one.organisation),
            form=label_of(forms, one.form),
            provisional=one.provisional,
        )
        for one in (entity.claimants if entity else [])
    ]
