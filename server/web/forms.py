"""Commands from plain HTML forms, for a phone without JavaScript.

A form posts to ``/p/{grant}/do``, urlencoded. Each has these fields:

    command   PostCard, EditCard, WithdrawCard, AdoptCard, DropAdoption,
              PutBallot, ClaimPlace, ReleaseClaim, SayNotNow, PlaceRow,
              ChooseOrganisation or SayUnclear
    visit     the visit the page was drawn in
    outbox    ``new_outbox()``, another for each form: sent twice, it happens once
    n         1

and those of its command:

    PostCard      kind, text, language, anonymous=1, to_lead=1, fields.FIELD,
                  links.LINK (may come more than once)
    EditCard      card, text, language, fields.FIELD, links.LINK
    WithdrawCard, AdoptCard, DropAdoption     card
    PutBallot     round, and for each question
                  dots.QUESTION.OPTION = how many, or
                  rank.QUESTION.POINTS = an option, or empty, or
                  choice.QUESTION = an option, "?" for "weet ik niet", "-" for "niet kiezen",
                  or empty for nothing chosen (the dots or places count)
                  remark.QUESTION
    ClaimPlace    claim, form, provisional=1
    ReleaseClaim  claim
    SayNotNow     reason
    PlaceRow      placement, row, place, empty for none
    ChooseOrganisation   organisation, empty for none
    SayUnclear    unclear=1, empty to take it back

A field that is not here is refused, like an unknown field of a frame.
"""

import re

import msgspec
from msgspec import Struct

from board.commands import (
    AdoptCard,
    AnyCommand,
    ChooseOrganisation,
    ClaimPlace,
    DropAdoption,
    EditCard,
    PlaceRow,
    PostCard,
    PutBallot,
    ReleaseClaim,
    SayNotNow,
    SayUnclear,
    WithdrawCard,
)
from board.messages import Do
from server.web.trouble import Trouble

Fields = dict[str, list[str]]

PLAIN: dict[str, type[AnyCommand]] = {
    kind.__name__: kind
    for kind in (
        PostCard,
        EditCard,
        WithdrawCard,
        AdoptCard,
        DropAdoption,
        PutBallot,
        ClaimPlace,
        ReleaseClaim,
        SayNotNow,
        PlaceRow,
        ChooseOrganisation,
        SayUnclear,
    )
}
REPEATED = ("links.",)
UNSURE, SKIPPED = "?", "-"
OUTBOX = re.compile(r"[A-Za-z0-9_-]{16,64}")
NUMBER = re.compile(r"[0-9]{1,9}")
FLAGS = {"anonymous", "provisional", "to_lead", "unclear"}
ENVELOPE = {"command", "visit", "outbox", "n"}


class _Answer(Struct):
    options: dict[str, int] = {}
    remark: str = ""
    unsure: bool = False
    skipped: bool = False


def command_of(fields: Fields) -> Do:
    """Raises Trouble for what no form of ours sends."""
    given = {name: values for name, values in fields.items() if name not in ENVELOPE}
    kind = PLAIN.get(_one(fields, "command"))
    outbox = _one(fields, "outbox")
    if kind is None or not OUTBOX.fullmatch(outbox):
        raise Trouble("bad_request")
    values = _ballot(given) if kind is PutBallot else _values(given)
    if kind is ChooseOrganisation and values.get("organisation") == "":
        values["organisation"] = None
    if kind is PlaceRow:
        values["place"] = values.get("place") or None
    try:
        command = msgspec.convert(values, kind)
    except msgspec.ValidationError:
        raise Trouble("bad_request") from None
    return Do(
        outbox=outbox,
        n=_number(_one(fields, "n")),
        visit=_number(_one(fields, "visit")),
        command=command,
    )


def _values(given: Fields) -> dict[str, object]:
    values: dict[str, object] = {}
    inner: dict[str, dict[str, object]] = {}
    for name, sent in given.items():
        table, dot, key = name.partition(".")
        if not dot:
            values[name] = _flag(sent[0]) if name in FLAGS else sent[0]
        elif table == "fields":
            # What was left open is not said at all.
            if sent[0].strip():
                inner.setdefault(table, {})[key] = sent[0]
        elif chosen := [one for one in sent if one]:
            inner.setdefault(table, {})[key] = chosen
    return {**values, **inner}


def _ballot(given: Fields) -> dict[str, object]:
    answers: dict[str, _Answer] = {}
    values: dict[str, object] = {"answers": answers}
    for name, sent in given.items():
        what, dot, key = name.partition(".")
        if not dot:
            if name == "answers":
                raise Trouble("bad_request")
            values[name] = sent[0]
            continue
        question, _, option = key.partition(".")
        answer = answers.setdefault(question, _Answer())
        if what == "dots" and option:
            if number := _number(sent[0] or "0"):
                answer.options = {**answer.options, option: number}
        elif what == "rank" and option:
            if chosen := sent[0]:
                # In two places it gets both numbers as one: no place there is, so the
                # board says no, and the form can show again what was chosen.
                both = f"{answer.options.get(chosen, '')}{option}"
                answer.options = {**answer.options, chosen: _number(both)}
        elif what == "choice" and not option:
            answer.unsure = sent[0] == UNSURE
            answer.skipped = sent[0] == SKIPPED
            if sent[0] not in (UNSURE, SKIPPED, ""):
                answer.options = {sent[0]: 1}
        elif what == "remark" and not option:
            answer.remark = sent[0].strip()
        else:
            raise Trouble("bad_request")
    for question, answer in list(answers.items()):
        if answer.unsure or answer.skipped:
            # Dots beside "weet ik niet" were typed before; the last word counts.
            answer.options = {}
        elif not answer.options and not answer.remark:
            # A question left open is not answered at all.
            del answers[question]
    values["answers"] = msgspec.to_builtins(answers)
    return values


def _one(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[0]


def _flag(value: str) -> bool:
    if value not in ("1", "on", ""):
        raise Trouble("bad_request")
    return value != ""


def _number(value: str) -> int:
    if not NUMBER.fullmatch(value):
        raise Trouble("bad_request")
    return int(value)
