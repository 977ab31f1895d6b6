"""Plain forms: each field of each command, and nothing else, becomes a typed struct."""

import pytest

from board.commands import (
    AdoptCard,
    Answer,
    AnyCommand,
    ChooseOrganisation,
    ClaimPlace,
    EditCard,
    PostCard,
    PutBallot,
    WithdrawCard,
)
from server.web.forms import command_of
from server.web.trouble import Trouble

OUTBOX = "0123456789abcdef"
ENVELOPE = {"visit": "3", "outbox": OUTBOX, "n": "1"}


def read(**fields: str | list[str]) -> AnyCommand:
    given = ENVELOPE | fields
    lists = {name: one if isinstance(one, list) else [one] for name, one in given.items()}
    return command_of(lists).command


def test_a_card_with_fields_and_links() -> None:
    more: dict[str, str | list[str]] = {
        "fields.when": "vorig jaar",
        "fields.who": "",
        "links.about": ["a", "b", ""],
    }
    command = read(
        command="PostCard",
        kind="seed",
        text="Tien kinderen op kamp",
        anonymous="1",
        **more,
    )
    assert command == PostCard(
        kind="seed",  # type: ignore[arg-type]
        text="Tien kinderen op kamp",
        fields={"when": "vorig jaar"},
        links={"about": ["a", "b"]},
        anonymous=True,
    )


def test_the_envelope_says_when_and_which() -> None:
    do = command_of(
        {"command": ["AdoptCard"], "card": ["c"], "visit": ["7"], "outbox": [OUTBOX], "n": ["2"]}
    )
    assert (do.visit, do.outbox, do.n) == (7, OUTBOX, 2)


def test_my_own_card() -> None:
    assert read(command="EditCard", card="c", text="Beter") == EditCard(card="c", text="Beter")  # type: ignore[arg-type]
    assert read(command="WithdrawCard", card="c") == WithdrawCard(card="c")  # type: ignore[arg-type]
    assert read(command="AdoptCard", card="c") == AdoptCard(card="c")  # type: ignore[arg-type]


def ballot(**fields: str) -> dict[str, Answer]:
    command = read(command="PutBallot", round="r", **fields)
    assert isinstance(command, PutBallot)
    return command.answers


def test_dots() -> None:
    answers = ballot(**{"dots.q.a": "2", "dots.q.b": "0", "dots.q.c": "", "choice.q": ""})
    assert answers == {"q": Answer(options={"a": 2})}


def test_a_choice_with_a_remark() -> None:
    answers = ballot(**{"choice.q": "can_live", "remark.q": " mits ook sport "})
    assert answers == {"q": Answer(options={"can_live": 1}, remark="mits ook sport")}


def test_i_do_not_know_and_i_do_not_choose() -> None:
    assert ballot(**{"choice.q": "?"}) == {"q": Answer(unsure=True)}
    assert ballot(**{"choice.q": "-", "dots.q.a": "1"}) == {"q": Answer(skipped=True)}


def test_a_question_left_open_is_not_answered() -> None:
    assert ballot(**{"dots.q.a": "0", "choice.p": "", "choice.s": "4"}) == {
        "s": Answer(options={"4": 1})
    }


def test_a_claim() -> None:
    assert read(command="ClaimPlace", claim="w", form="lead", provisional="1") == ClaimPlace(
        claim="w",  # type: ignore[arg-type]
        form="lead",
        provisional=True,
    )


def test_an_organisation_or_none() -> None:
    assert read(command="ChooseOrganisation", organisation="") == ChooseOrganisation()
    assert read(command="ChooseOrganisation", organisation="o") == ChooseOrganisation("o")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [
        {"command": ""},
        {"command": "EndBoard"},
        {"command": "TakeSeat", "seat": "s"},
        {"command": "AdoptCard"},
        {"command": "AdoptCard", "card": "c", "admin": "1"},
        {"command": "AdoptCard", "card": "c", "for_seat.x": "s"},
        {"command": "AdoptCard", "card": "c", "outbox": "short"},
        {"command": "AdoptCard", "card": "c", "n": "-1"},
        {"command": "AdoptCard", "card": "c", "n": "²"},
        {"command": "AdoptCard", "card": "c", "visit": "99999999999999999999"},
        {"command": "PostCard", "kind": "k", "text": "t", "anonymous": "yes"},
        {"command": "PostCard", "kind": "k", "text": "t", "other.x": "y"},
        {"command": "PutBallot", "round": "r", "dots.q": "1"},
        {"command": "PutBallot", "round": "r", "dots.q.a": "1.5"},
        {"command": "PutBallot", "round": "r", "dots.q.a": "-1"},
        {"command": "PutBallot", "round": "r", "choice.q.a": "1"},
        {"command": "PutBallot", "round": "r", "answers": "{}"},
    ],
)
def test_what_no_form_of_ours_sends_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(Trouble, match="bad_request"):
        read(**fields)


def test_a_top_three_is_chosen_place_by_place() -> None:
    ranked: dict[str, str | list[str]] = {
        "rank.q.3": "b",
        "rank.q.2": "a",
        "rank.q.1": "",
        "choice.q": "",
    }
    command = read(command="PutBallot", round="r", **ranked)
    assert isinstance(command, PutBallot)
    assert command.answers == {"q": Answer(options={"b": 3, "a": 2})}


def test_an_option_in_two_places_has_no_place_there_is() -> None:
    twice: dict[str, str | list[str]] = {"rank.q.3": "b", "rank.q.1": "b"}
    command = read(command="PutBallot", round="r", **twice)
    assert isinstance(command, PutBallot)
    assert command.answers == {"q": Answer(options={"b": 31})}


def test_not_knowing_takes_the_place_of_a_top_three() -> None:
    unsure: dict[str, str | list[str]] = {"rank.q.3": "b", "choice.q": "?"}
    command = read(command="PutBallot", round="r", **unsure)
    assert isinstance(command, PutBallot)
    assert command.answers == {"q": Answer(unsure=True)}
