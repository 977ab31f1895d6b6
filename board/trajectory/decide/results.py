"""Decisions about texts, goals and loose ends: versions, and what is adopted."""

from board.refusals import Refusal
from board.text import clean
from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.decide.context import Context, Outcome, done, note, reason, texts
from board.trajectory.stages import goals_settled
from board.trajectory.state import Goals, Text, Trajectory
from board.trajectory.types import CardRef, Limits


def write_text(state: Trajectory, command: c.WriteText, context: Context) -> Outcome:
    title = clean(command.title, Limits.TITLE)
    if isinstance(title, Refusal):
        return title
    id = clean(command.text, Limits.TITLE)
    if isinstance(id, Refusal):
        return id
    lines = texts(command.lines)
    if isinstance(lines, Refusal):
        return lines
    before = state.texts.get(id)
    # Version 0 is what an earlier trajectory gave.
    newest = before.now.version if before else 0
    if command.after != newest:
        return Refusal("stale_version", value=str(newest))
    standing = "idea" if command.idea else "working"
    rests_on = list(dict.fromkeys(command.rests_on))
    if unknown := [ref for ref in rests_on if context.kept.item(ref) is None]:
        return Refusal("no_item", value=unknown[0].card[:40])
    same = (lines, standing, rests_on)
    if before and (before.now.lines, before.now.standing, before.now.rests_on) == same:
        return done()
    images = list(command.images) or (list(before.now.images) if before else [])
    written = e.TextVersioned(
        text=id,
        version=newest + 1,
        title=title,
        lines=lines,
        part=command.part or (before.part if before else ""),
        origin=command.origin,
        images=images,
        standing="idea" if command.idea else "working",
        rests_on=rests_on,
    )
    return done(written, made=str(written.version))


def _newest(state: Trajectory, id: str, version: int) -> Text | Refusal:
    text = state.texts.get(id)
    if text is None:
        return Refusal("no_text", value=id[:40])
    if version not in {one.version for one in text.versions}:
        return Refusal("no_version", value=str(version))
    if version != text.now.version:
        return Refusal("stale_version", value=str(text.now.version))
    return text


def correct_text(state: Trajectory, command: c.CorrectText, context: Context) -> Outcome:
    text = _newest(state, command.text, command.version)
    if isinstance(text, Refusal):
        return text
    if text.now.standing == "adopted":
        return Refusal("confirmed", value=text.title)
    lines = texts(command.lines)
    if isinstance(lines, Refusal):
        return lines
    if lines == text.now.lines:
        return done()
    return done(e.TextCorrected(text.id, command.version, lines))


def adopt_text(state: Trajectory, command: c.AdoptText, context: Context) -> Outcome:
    text = _newest(state, command.text, command.version)
    if isinstance(text, Refusal):
        return text
    if text.now.standing == "adopted":
        return done()
    if text.part == "procedure" and not text.now.images:
        return Refusal("needs_links", value=text.title)
    return done(e.TextAdopted(text.id, command.version))


def write_goals(state: Trajectory, command: c.WriteGoals, context: Context) -> Outcome:
    """Every goal of the version before is kept, changed or stopped; none is just gone."""
    before = state.goals[-1] if state.goals else None
    newest = before.version if before else 0
    if command.after != newest:
        return Refusal("stale_version", value=str(newest))
    if state.open_impacts:
        return Refusal("impacts_open", value=str(len(state.open_impacts)))
    if not command.goals:
        return Refusal("empty")
    if len(command.goals) > Limits.GOALS:
        return Refusal("too_many", value=str(len(command.goals)), limit=str(Limits.GOALS))
    for line in command.goals:
        if refusal := _odd(line, before):
            return refusal
    said = note(command.note)
    if isinstance(said, Refusal):
        return said
    if refusal := _lost(command.goals, before):
        return refusal
    version = newest + 1
    written = e.GoalsVersioned(
        version=version,
        ids=[f"{version}.{i}" for i, _ in enumerate(command.goals, 1)],
        goals=list(command.goals),
        note=said,
        standing="working" if goals_settled(state, context.stages) else "idea",
    )
    return done(written, made=str(version))


def _odd(line: c.GoalLine, before: Goals | None) -> Refusal | None:
    for text, limit in ((line.text, Limits.LINE), (line.sign, Limits.LINE), (line.due, 80)):
        said = clean(text, limit, empty_ok=text is not line.text)
        if isinstance(said, Refusal):
            return said
    there = {goal.id for goal in before.goals} if before else set()
    if line.change == "new":
        return Refusal("no_goal", value=line.was[:40]) if line.was else None
    return None if line.was in there else Refusal("no_goal", value=(line.was or line.text)[:40])


def _lost(lines: list[c.GoalLine], before: Goals | None) -> Refusal | None:
    named = [line.was for line in lines if line.was]
    for goal in before.goals if before else ():
        # What was stopped is over, and needs no word any more.
        if goal.line.change != "stopped" and named.count(goal.id) == 0:
            return Refusal("goal_missing", value=goal.line.text)
    return None


def adopt_goals(state: Trajectory, command: c.AdoptGoals, context: Context) -> Outcome:
    """Not before the stage in which they are made was confirmed."""
    newest = state.goals[-1] if state.goals else None
    if newest is None or command.version not in {one.version for one in state.goals}:
        return Refusal("no_version", value=str(command.version))
    if command.version != newest.version:
        return Refusal("stale_version", value=str(newest.version))
    there = {goal.id: goal for goal in newest.goals}
    if unknown := [id for id in command.goals if id not in there]:
        return Refusal("no_goal", value=unknown[0][:40])
    if not goals_settled(state, context.stages):
        return Refusal("goals_too_early")
    if state.open_impacts:
        return Refusal("impacts_open", value=str(len(state.open_impacts)))
    wanted = command.goals or list(there)
    chosen = [id for id in wanted if there[id].standing != "adopted"]
    loose = [
        there[id].line.text
        for id in chosen
        if there[id].line.change != "stopped" and not there[id].line.images
    ]
    if loose:
        return Refusal("needs_links", value=loose[0])
    return done(e.GoalsAdopted(command.version, chosen)) if chosen else done()


def add_end(state: Trajectory, command: c.AddLooseEnd, context: Context) -> Outcome:
    said = clean(command.text, Limits.LINE)
    if isinstance(said, Refusal):
        return said
    if len(state.ends) >= Limits.ENDS:
        return Refusal("too_many", value=str(len(state.ends)), limit=str(Limits.ENDS))
    end = context.new_id()
    return done(e.LooseEndAdded(end, said, command.origin), made=end)


def _end(state: Trajectory, context: Context, end: str | CardRef) -> Refusal | None:
    if isinstance(end, str):
        there = end in state.ends
    else:
        open_ends = any(one.ref == end for one in context.kept.ends)
        there = open_ends or context.kept.item(end) is not None
    value = end if isinstance(end, str) else end.card
    return None if there else Refusal("no_end", value=value[:40])


def answer_end(state: Trajectory, command: c.AnswerLooseEnd, context: Context) -> Outcome:
    if refusal := _end(state, context, command.end):
        return refusal
    said = reason(command.note) if command.answer == "let_go" else note(command.note)
    if isinstance(said, Refusal):
        return said
    before = state.end_answers.get(command.end)
    if before is not None and (before.answer, before.note) == (command.answer, said):
        return done()
    return done(e.LooseEndAnswered(command.end, command.answer, said))


def reopen_end(state: Trajectory, command: c.ReopenLooseEnd, context: Context) -> Outcome:
    if refusal := _end(state, context, command.end):
        return refusal
    return done(e.LooseEndReopened(command.end)) if command.end in state.end_answers else done()
