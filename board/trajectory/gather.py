"""What came out of all sessions of a trajectory, joined: a card that was brought along to
later boards is one item, with all that it was given there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from board.format import Format
from board.harvest import Harvest, Item
from board.harvest_votes import Measured
from board.stages import Register
from board.trajectory.kept import (
    Kept,
    KeptBoard,
    KeptClaim,
    KeptEnd,
    KeptForm,
    KeptItem,
    KeptText,
    KeptWinners,
)
from board.trajectory.types import BoardId, CardId, CardRef, OrganisationId

Forms = Mapping[str, Sequence[KeptForm]]
"""By kind of card, the ways to take one up."""


def forms_of(formats: Iterable[Format]) -> dict[str, list[KeptForm]]:
    return {
        kind.id: [KeptForm(one.id, one.label.nl, one.places, one.leads) for one in kind.forms]
        for format in formats
        for kind in format.kinds
        if kind.forms
    }


def gather(harvests: Iterable[Harvest], forms: Forms) -> Kept:
    ordered = sorted(harvests, key=lambda one: (one.at, one.board))
    roots = _roots(ordered)
    items: dict[CardRef, KeptItem] = {}
    for one in ordered:
        for item in one.items:
            if item.registers and not item.within and item.text:
                ref = roots[one.board, item.id]
                found = _item(one, item, ref, roots, forms)
                items[ref] = _joined(items[ref], found) if ref in items else found
    measured = [it for one in ordered for it in one.measures]
    return Kept(
        items=list(items.values()),
        boards=[_board(one) for one in ordered],
        texts=[
            KeptText(
                text.id,
                text.title,
                text.lines,
                text.version,
                BoardId(one.board),
                one.course,
                list(dict.fromkeys(roots[one.board, item.id] for item in one.behind(text))),
                one.at,
                text.source is None,
            )
            for one in ordered
            for text in one.texts
        ],
        ends=[
            KeptEnd(
                roots.get((one.board, end.id)) or _ref(one.board, end.id),
                end.why,
                end.text,
                one.stage,
                end.number,
                one.at,
            )
            for one in ordered
            for end in one.ends
        ],
        guiding=_means(measured, "guiding"),
        capacity=_means(measured, "capacity"),
        network=_most(measured, "network"),
        support=_most(measured, "support"),
        route=_most(measured, "route"),
    )


def _ref(board: str, card: str) -> CardRef:
    return CardRef(BoardId(board), CardId(card))


def _roots(harvests: Sequence[Harvest]) -> dict[tuple[str, str], CardRef]:
    """For each card of each board, where it was first written. The earlier board first."""
    roots: dict[tuple[str, str], CardRef] = {}
    for one in harvests:
        for item in one.items:
            source = item.source
            if source is not None and source.board:
                root = roots.get((source.board, source.card))
                roots[one.board, item.id] = root or _ref(source.board, source.card)
            else:
                roots[one.board, item.id] = _ref(one.board, item.within or item.id)
    return roots


def _item(
    one: Harvest,
    item: Item,
    ref: CardRef,
    roots: Mapping[tuple[str, str], CardRef],
    forms: Forms,
) -> KeptItem:
    register: Register = item.registers[0]  # type: ignore[assignment]
    return KeptItem(
        ref=ref,
        register=register,
        text=item.text or "",
        stage=one.stage,
        number=item.number,
        organisation=OrganisationId(item.organisation) if item.organisation else None,
        links=list(
            dict.fromkeys(
                roots.get((one.board, target)) or _ref(one.board, target)
                for targets in item.links.values()
                for target in targets
            )
        ),
        forms=[form for kind in item.kinds for form in forms.get(kind, ())],
        claims=[
            KeptClaim(
                OrganisationId(claim.organisation),
                claim.form,
                claim.organisation in item.leads
                and any(
                    form.id == claim.form and form.leads
                    for kind in item.kinds
                    for form in forms.get(kind, ())
                ),
                claim.provisional,
            )
            for claim in item.claims
        ],
        confirmed=item.confirmed,
        at=one.at,
    )


def _joined(before: KeptItem, later: KeptItem) -> KeptItem:
    """The same thing on a later board: its words as they are now, its place of birth kept.

    In another list it may be only a part of it, such as for whom an image is: then its
    words stay as they were.
    """
    same = later.register == before.register
    claims = {claim.organisation: claim for claim in (*before.claims, *later.claims)}
    return replace(
        before,
        text=later.text if same and later.text else before.text,
        links=list(dict.fromkeys((*before.links, *later.links))),
        forms=later.forms or before.forms,
        claims=list(claims.values()),
        confirmed=before.confirmed or later.confirmed,
        at=later.at if later.claims else before.at,
    )


def _board(one: Harvest) -> KeptBoard:
    own = [item for item in one.items if not item.members and not item.standing]
    last = {asked.id: asked for asked in one.pulse if asked.mean_tenths is not None}
    return KeptBoard(
        board=BoardId(one.board),
        stage=one.stage,
        at=one.at,
        people=dict(one.organisations),
        cards=dict(Counter(item.organisation or "" for item in own)),
        pulse=[10 * (asked.mean_tenths or 0) for asked in last.values()],
        winners=_winners(one.items),
    )


def _winners(items: Iterable[Item]) -> list[KeptWinners]:
    """Votes where more people and more organisations stood behind something else."""
    options: dict[str, list[tuple[int, int, str]]] = {}
    for item in items:
        for vote in item.votes:
            if vote.method == "dots" and vote.organisations is not None and item.text:
                there = options.setdefault(vote.poll, [])
                there.append((vote.points, vote.organisations, item.text))
    found = []
    for poll, there in options.items():
        most = max(points for points, _, _ in there)
        widest = max(organisations for _, organisations, _ in there)
        by_dots = [one for one in there if one[0] == most]
        if most and all(one[1] < widest for one in by_dots):
            by_all = next(text for _, organisations, text in there if organisations == widest)
            found.append(KeptWinners(poll, by_dots[0][2], by_all))
    return found


def _means(measured: Iterable[Measured], measure: str) -> dict[str, int]:
    """In hundredths, each as it was measured last."""
    return {
        one.question: 10 * one.mean_tenths
        for one in measured
        if one.measure == measure and one.mean_tenths is not None
    }


def _most(measured: Sequence[Measured], measure: str) -> str:
    """What most chose the last time; "" where none was ahead."""
    asked = [one for one in measured if one.measure == measure]
    if not asked:
        return ""
    counts = asked[-1].counts
    most = max(counts.values(), default=0)
    first = [id for id, count in counts.items() if count == most and most]
    return first[0] if len(first) == 1 else ""
