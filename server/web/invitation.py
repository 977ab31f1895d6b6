"""The words to invite people with, ready to copy: when, where, what they are asked, and
that they need no phone.
"""

from board.format import Format
from board.trajectory.state import Slot
from server.web import dates
from server.web.sheet import Sheet

QUESTIONS = 4


def invitation(sheet: Sheet, slot: Slot, format: Format | None, base: str, code: str) -> str:
    words = sheet.words
    lead = sheet.view.trajectory.network.lead
    lines = [
        words("plan.invite.hello"),
        "",
        words("plan.invite.what", title=slot.title or sheet.stage(slot.stage), name=lead.name),
        words(
            "plan.invite.when",
            day=sheet.day(slot.at),
            hour=dates.hour(slot.at),
            minutes=slot.minutes,
        ),
    ]
    place = ", ".join(part for part in (slot.place, sheet.partner(slot.host)) if part)
    lines.append(words("plan.invite.where", place=place or words("plan.invite.where_later")))
    asked = questions(format, words.language) if format else []
    if asked:
        lines += ["", words("plan.invite.asked"), *(f"- {one}" for one in asked)]
    lines += ["", words("plan.invite.no_phone")]
    if code:
        lines.append(words("plan.invite.join", link=f"{base}/j/{code}", code=code))
    lines += ["", words("plan.invite.who", contact=sheet.site.settings.contact)]
    return "\n".join(lines)


def questions(format: Format, language: str) -> list[str]:
    """The first ones people write an answer to."""
    found = [
        phase.question.say(language)
        for phase in format.phases
        if any(step.action == "post" for step in phase.steps) and not phase.when_skipped
    ]
    return [one for one in found if one][:QUESTIONS]
