"""Every "no" of a trajectory, with when it is given.

The words are ``trajectory_refusals.CODE`` in the catalogue, filled with ``value`` and
``limit``; they say what is possible instead.
"""

REGISTRY: dict[str, str] = {
    # Who
    "forbidden": "this function may not do this",
    "other_municipality": "the trajectory is of another municipality",
    "not_yours": "the trajectory is another coach's, or nobody's yet",
    "handed_over": "it was handed over, and is led by someone else now",
    "already_assigned": "the trajectory has a coach or coordinator; it can be handed over",
    "no_account": "nobody with that account has that function here",
    "not_for_you": "the handing over was offered to someone else",
    # Where the trajectory stands
    "no_trajectory": "there is no such trajectory",
    "begun_already": "the trajectory has begun",
    "ended_here": "the trajectory has ended",
    "paused_here": "the trajectory is paused",
    "wrong_stand": "this cannot be done where the trajectory stands; limit says what can",
    "needs_reason": "this needs a reason",
    "no_contact": "there is no way to reach who asks",
    # Text, as on a board
    "empty": "the text is empty",
    "too_long": "the text is longer than the limit",
    "bad_text": "the text has a character that cannot be kept",
    "too_many_marks": "a letter carries more marks than any script needs",
    # Dates
    "in_past": "the day is over",
    "in_future": "the day has not come",
    "too_far": "the day is more than ten years away",
    # What is named does not exist
    "no_stage": "no format has this stage, or it is no workstream",
    "no_slot": "there is no such session",
    "no_version": "there is no such version",
    "no_partner": "there is no such partner",
    "no_impact": "there is no such impact",
    "no_item": "no board has given such a card",
    "no_claim": "the organisation has not taken this up",
    "no_form": "it cannot be taken up in this form",
    "no_text": "there is no such text",
    "no_goal": "there is no such goal",
    "no_end": "there is no such loose end",
    "no_change": "there is no such change",
    "no_handover": "there is no such handing over",
    "no_status": "a report has no such status",
    "not_read": "who coordinates has to read the report through first",
    "bad_format": "the format of the stage cannot be used as it is",
    "no_board": "the trajectory has no such board",
    "no_lead": "nobody can lead a session in this function",
    # Sessions
    "out_of_order": "other stages come first; value names them",
    "stage_begun": "a session of this stage was prepared or held already",
    "order_incomplete": "the order does not name each workstream once",
    "slot_over": "the session was held or cancelled",
    "board_taken": "the board belongs to another session",
    "still_open": "the board of the session has not been closed",
    "not_held": "the session has not been held",
    "not_confirmed": "the results are not confirmed",
    "used_further": "a later session was prepared from these results",
    "out_of_range": "the number is outside its limits",
    "too_many": "more than the limit",
    # The offer
    "not_sent": "the offer was not sent",
    "already_answered": "it was answered already",
    "stale_version": "there is a newer version; value is its number",
    # Partners and claims
    "already_there": "there is a partner of this name",
    "has_left": "the partner has left the network",
    "already": "it was done already",
    "full": "all places are taken",
    "impacts_open": "what a change of partners touches must be dealt with first",
    # Texts and goals
    "confirmed": "what was adopted does not change; a new version can be made",
    "needs_links": "it leads to no picture of the future yet",
    "goal_missing": "a goal of the version before has no line; value is its text",
    "goals_too_early": "the stage the goals come from is not confirmed",
    # The end
    "no_renewal": "there is no day yet on which the network looks at itself anew",
    "no_verdict": "this verdict needs a day",
}
