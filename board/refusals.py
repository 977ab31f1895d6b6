"""Every "no", with its code: expected failure is a value, never an exception.

The words for each code stand in the catalogue (``refusals.CODE``), filled with
``value`` and ``limit``. ``REGISTRY`` says of each code when it is given; a test
holds it against the code, the catalogue and ``docs/protocol.md``.
"""

from msgspec import Struct


class Refusal(Struct, frozen=True):
    code: str
    value: str = ""
    limit: str = ""


REGISTRY: dict[str, str] = {
    # The frame, before anyone decides
    "bad_frame": "the frame is no JSON object, is too deep, or has a wrong type or unknown field",
    "unknown_kind": "the frame or command has a type this server does not know",
    "too_fast": "too many frames in a short time; the same one may be sent again",
    "id_reused": "this outbox number was used before, with other content",
    "stale": "a later number of this outbox was already answered",
    "unavailable": "the board cannot save just now; the same command may be sent again",
    "internal": "the server made a mistake over this command; it was not carried out",
    # Who may do what
    "forbidden": "this access may not do this",
    "not_mine": "the card or claim is someone else's",
    "no_seat": "there is no such seat, or it does not take part on paper",
    "seat_taken": "this seat exists already",
    "board_full": "no more seats fit on this board",
    "joining_closed": "joining is closed",
    "no_organisation": "this can only be done for an organisation",
    # Where the session stands
    "not_open": "the session has not begun",
    "paused": "the session is paused",
    "handed_over": "the lead was handed to another console; it can be taken back",
    "not_handed": "there is no lead that was offered or handed over by this console",
    "no_offer": "nobody offers the lead, or it is one's own offer",
    "ended": "the session has ended",
    "not_ended": "the session has not ended",
    "not_paused": "the session is not paused",
    "stale_phase": "the command was meant for a phase that is over",
    "wrong_phase": "this phase does not ask for this",
    # What is named does not exist
    "no_phase": "the format has no such phase",
    "no_zone": "the board has no such zone",
    "no_kind": "the board has no such kind of card",
    "no_field": "this kind of card has no such field",
    "no_link": "this kind of card has no such link",
    "no_choice": "the field has no such choice",
    "no_card": "there is no such card here",
    "no_cluster": "there is no such cluster here",
    "no_poll": "the format has no such poll",
    "no_round": "there is no such round",
    "no_text": "the board has no such text, or it is not written here",
    "no_claim": "there is no such claim",
    "no_form": "this claim does not have that form",
    "no_placement": "the format has no such placement",
    "no_row": "the placement has no such row",
    "no_place": "the placement has no such place",
    # Text
    "empty": "the text is empty",
    "too_long": "the text is longer than the limit",
    "bad_text": "the text has a character that cannot be kept",
    "too_many_marks": "a letter carries more marks than any script needs",
    "no_language": "this is no language tag of BCP 47, such as ar or zh-Hant",
    "personal_data": "the text seems to hold data of a person: change it, or send it to the lead",
    "bad_id": "the id is not one this server could have made, or of no organisation here",
    # Cards and clusters
    "too_many_cards": "this person has written as many cards as this phase allows",
    "link_missing": "a card of this kind needs this link",
    "too_many_links": "more links than this kind allows",
    "card_locked": "the card is in an open round and cannot change until that closes",
    "card_gone": "the card was taken away",
    "only_read": "the card came from an earlier stage to be read; it is changed or erased there",
    "begun": "cards of earlier stages come in before the session has begun",
    "own_card": "one cannot adopt one's own card",
    "too_few": "too few cards for this",
    "too_many": "more than the limit at once",
    "other_zone": "the cards do not lie in one zone",
    "closed_zone": "a card in a closed zone stays there, and is pointed at by nothing",
    "organisation_cards": "the organisation has as many cards of this kind as it may have",
    "not_confirmable": "cards of this kind are not confirmed",
    "needs_links": "the card has too few of this link to be confirmed",
    "confirmed": "the card is confirmed and does not change until that is taken back",
    # Votes
    "round_open": "this poll is open already",
    "round_closed": "the round is closed",
    "round_not_closed": "the round must be closed before it is revealed",
    "already_revealed": "the result is shown already",
    "too_few_options": "a round needs at least two options",
    "too_many_options": "more options than a round may have; put some together first",
    "too_few_questions": "there is nothing on the board yet that this vote asks about",
    "too_many_questions": "more questions than a round may have; choose some first",
    "no_option": "the question has no such option",
    "no_question": "the round has no such question",
    "bad_ballot": "the answer does not fit the way of voting",
    "over_budget": "more dots than this voter has",
    "over_most": "more dots on one option than allowed",
    "too_many_ranked": "more options than a ranking has places",
    "bad_ranking": "a place of a ranking is given twice, or there is no such place",
    "ballot_there": "this person's ballot is in already, and once was asked",
    "not_by_hand": "where organisations vote no hands are counted",
    "over_people": "more hands or dots than so many people can give",
    "over_seats": "more people than there are places on paper, less their ballots, and guests",
    "counted_by_hand": "with those who were counted by hand that would be more votes than people",
    # Claims
    "full": "all places are taken",
    "place_taken": "this form has no place left, but others have",
    "already": "this organisation has claimed it already",
    "not_your_organisation": "one can do this for one's own organisation only",
    "not_present": "this organisation is not here, or not on paper",
    # Afterwards
    "entering_over": "the session ended too long ago; the limit is in days",
    "was_held": "this vote or phase was held here; what came out of it stays as it was shown",
    "not_entered": "this was not entered afterwards",
    # Undo and bounds
    "nothing_to_undo": "there is no step of one's own to undo",
    "built_on": "someone has built on that step; it cannot be undone any more",
    "out_of_range": "the number is outside its limits",
}
