"""What events about texts, goals and loose ends change."""

from msgspec.structs import replace

from board.trajectory import events as e
from board.trajectory.evolve.change import Change
from board.trajectory.state import EndLine, Goal, Goals, LooseEnd, Text, TextVersion, Trajectory


def text_versioned(state: Trajectory, event: e.TextVersioned, entry: e.Entry) -> Change:
    version = TextVersion(
        version=event.version,
        lines=list(event.lines),
        at=entry.at,
        by=entry.by,
        origin=event.origin,
        images=list(event.images),
        standing=event.standing,
        rests_on=list(event.rests_on),
    )
    before = state.texts.get(event.text)
    versions = before.versions if before else []
    text = Text(event.text, event.title, event.part, [*versions, version])
    return {"texts": {**state.texts, event.text: text}}


def text_corrected(state: Trajectory, event: e.TextCorrected, entry: e.Entry) -> Change:
    return _version(state, event.text, event.version, lines=list(event.lines))


def text_adopted(state: Trajectory, event: e.TextAdopted, entry: e.Entry) -> Change:
    return _version(state, event.text, event.version, standing="adopted")


def _version(state: Trajectory, id: str, number: int, **fields: object) -> Change:
    text = state.texts[id]
    versions = [replace(one, **fields) if one.version == number else one for one in text.versions]
    return {"texts": {**state.texts, id: replace(text, versions=versions)}}


def goals_versioned(state: Trajectory, event: e.GoalsVersioned, entry: e.Entry) -> Change:
    pairs = zip(event.ids, event.goals, strict=True)
    goals = [Goal(id, line, event.standing) for id, line in pairs]
    return {"goals": [*state.goals, Goals(event.version, goals, entry.at, event.note)]}


def goals_adopted(state: Trajectory, event: e.GoalsAdopted, entry: e.Entry) -> Change:
    def adopted(version: Goals) -> Goals:
        if version.version != event.version:
            return version
        goals = [
            replace(goal, standing="adopted") if goal.id in event.goals else goal
            for goal in version.goals
        ]
        return replace(version, goals=goals)

    return {"goals": [adopted(version) for version in state.goals]}


def end_added(state: Trajectory, event: e.LooseEndAdded, entry: e.Entry) -> Change:
    end = LooseEnd(event.end, event.text, entry.at, event.origin)
    return {"ends": {**state.ends, event.end: end}}


def end_answered(state: Trajectory, event: e.LooseEndAnswered, entry: e.Entry) -> Change:
    line = EndLine(event.answer, event.note, entry.at)
    return {"end_answers": {**state.end_answers, event.end: line}}


def end_reopened(state: Trajectory, event: e.LooseEndReopened, entry: e.Entry) -> Change:
    return {"end_answers": {k: v for k, v in state.end_answers.items() if k != event.end}}
