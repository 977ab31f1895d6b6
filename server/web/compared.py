"""The differences between two snapshots as people read them: sentences, by what kind they are."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from board.compare import (
    Altered,
    AnyChange,
    Appeared,
    Claimed,
    Counted,
    Merged,
    Relinked,
    Reworded,
    Rewritten,
    Shifted,
    Split,
    Vanished,
)
from board.goal_versions import passages
from board.sight import Sight, Taken, Voted
from server.web.compare_beside import Versions, became
from server.words import Speaker

ORDER = (
    "new", "merged", "split", "gone", "reworded", "moved", "supported", "linked", "confirmed",
    "claimed", "voted", "texts", "placed",
)  # fmt: skip
SHORT = 90
NOTHING = "–"


class Line(Struct, frozen=True):
    """One difference: what it is about, and how it was and is, where that reads apart."""

    about: str
    said: str = ""
    was: str = ""
    now: str = ""
    counts: list[tuple[str, str, str]] = []
    """Of a vote: each answer, with its number then and now."""
    twice: bool = False
    """It was held on both sides; else now alone, or only then: it is ``over``."""
    over: bool = False


class Group(Struct, frozen=True):
    name: str
    lines: list[Line]


class _Named(Struct, frozen=True):
    id: str
    label: str = ""
    title: str = ""


class _Kind(Struct, frozen=True):
    id: str
    label: str = ""
    fields: list[_Named] = []
    links: list[_Named] = []
    forms: list[_Named] = []


class _Poll(Struct, frozen=True):
    options: list[_Named] = []
    questions: list["_Poll"] = []


class _Words(Struct, frozen=True):
    zones: list[_Named] = []
    kinds: list[_Kind] = []
    claims: list[_Kind] = []
    polls: list[_Poll] = []


class Labels(Struct, frozen=True):
    """What the ids of a snapshot are called."""

    zones: dict[str, str]
    fields: dict[str, str]
    links: dict[str, str]
    forms: dict[str, str]
    options: dict[str, str]
    organisations: dict[str, str]


class _Kept(Struct, frozen=True):
    words: _Words
    names: dict[str, str] = {}


def labels(public: bytes) -> Labels:
    """Raises msgspec.ValidationError for what is no snapshot of ours."""
    kept = msgspec.json.decode(public, type=_Kept)
    kinds = [*kept.words.kinds, *kept.words.claims]
    polls = [one for poll in kept.words.polls for one in (poll, *poll.questions)]

    def all_of(listed: Iterable[_Named]) -> dict[str, str]:
        return {one.id: one.label or one.title for one in listed}

    return Labels(
        zones=all_of(kept.words.zones),
        fields=all_of(field for kind in kinds for field in kind.fields),
        links=all_of(link for kind in kinds for link in kind.links),
        forms=all_of(form for kind in kinds for form in kind.forms),
        options=all_of(option for poll in polls for option in poll.options),
        organisations=kept.names,
    )


def groups(
    changes: Iterable[AnyChange], before: Sight, after: Sight, named: Labels, words: Speaker
) -> list[Group]:
    """In the order of ``ORDER``; kinds without a difference are left out."""
    told = _Telling(before, after, named, words)
    found: dict[str, list[Line]] = {name: [] for name in ORDER}
    for change in changes:
        for name, line in told.of(change):
            found[name].append(line)
    return [Group(name, lines) for name, lines in found.items() if lines]


def of_goals(two: Versions, words: Speaker) -> Group:
    """What became of each goal from one version of the framework to the other, but for those
    that only stay.
    """
    lines = []
    for one in passages(two.old.goals if two.old else [], two.new.goals):
        was, now = (goal.line.text if goal else "" for goal in (one.was, one.now))
        differ = bool(was and now) and was != now
        if one.now and one.now.line.change == "keeps" and not differ:
            continue
        pair = (was, now) if differ else ("", "")
        said = words("compare.goals_became", what=became(one, words), n=two.new.version)
        lines.append(Line(f"“{was or now}”", said, *pair))
    old = two.old.version if two.old else NOTHING
    alike = [Line(words("compare.goals_version", was=old, now=two.new.version))]
    return Group("goals", lines or alike)


class _Telling:
    def __init__(self, before: Sight, after: Sight, named: Labels, words: Speaker) -> None:
        self.before, self.after, self.named, self.words = before, after, named, words

    def of(self, change: AnyChange) -> Iterator[tuple[str, Line]]:
        words = self.words
        match change:
            case Appeared(_, now):
                said = words.count("compare.of_cards", len(now.members)) if now.members else ""
                yield "new", Line(self._quoted(now.text), said)
            case Merged(_, now, was):
                whole = ", ".join(self._quoted(one.text) for one in was.values())
                yield "merged", Line(self._quoted(now.text), words("compare.from", what=whole))
            case Split(_, was, into):
                parts = ", ".join(self._text(id) for id in into)
                yield "split", Line(self._quoted(was.text), words("compare.into", what=parts))
            case Vanished(_, was):
                yield "gone", Line(self._quoted(was.text))
            case Reworded(_, "", worded, text):
                erased = words("common.erased")
                about = self._quoted(worded)
                yield "reworded", Line(about, was=worded or erased, now=text or erased)
            case Reworded(thing, field, worded, text):
                label = self.named.fields.get(field, field)
                line = Line(self._text(thing), label, worded or NOTHING, text or NOTHING)
                yield "reworded", line
            case Relinked(thing, link, was_to, now_to):
                label = self.named.links.get(link, link)
                line = Line(self._text(thing), label, self._all(was_to), self._all(now_to))
                yield "linked", line
            case Altered():
                yield from self._altered(change)
            case Claimed(thing, organisation, had, has):
                who = self.named.organisations.get(organisation, organisation)
                line = Line(self._text(thing), who, self._form(had), self._form(has))
                yield "claimed", line
            case Counted(_, was_vote, vote):
                told = vote or was_vote
                assert told is not None
                yield (
                    "voted",
                    Line(
                        told.text,
                        counts=self._counts(was_vote, vote),
                        twice=bool(was_vote and vote),
                        over=vote is None,
                    ),
                )
            case Rewritten(_, old, new):
                written = new or old
                assert written is not None
                then, since = ("\n".join(one.lines) if one else NOTHING for one in (old, new))
                said = words("common.version", n=written.version)
                yield "texts", Line(written.title, said, then, since)
            case Shifted((_, row), stood, stands):
                place = stands or stood
                assert place is not None
                about = place.text or self.named.organisations.get(row, row)
                then, since = (
                    one.place if one and one.place else NOTHING for one in (stood, stands)
                )
                yield "placed", Line(about, "", then, since)

    def _altered(self, change: Altered) -> Iterator[tuple[str, Line]]:
        about, words = self._text(change.thing), self.words
        match change.of, change.was, change.now:
            case "zone", str(was), str(now):
                zones = self.named.zones
                yield "moved", Line(about, "", zones.get(was, was), zones.get(now, now))
            case "members", list(was_in), list(now_in):
                came = [id for id in now_in if id not in was_in]
                left = [id for id in was_in if id not in now_in]
                if came:
                    yield "merged", Line(about, words("compare.came_in", what=self._all(came)))
                if left:
                    yield "split", Line(about, words("compare.went_out", what=self._all(left)))
            case "adopters", was_n, now_n:
                yield "supported", Line(about, "", str(was_n), str(now_n))
            case "confirmed", _, now_is:
                yield (
                    "confirmed",
                    Line(
                        about, words("compare.is_confirmed" if now_is else "compare.not_confirmed")
                    ),
                )
            case "dutch", was_text, text:
                yield (
                    "reworded",
                    Line(
                        about,
                        words("compare.dutch"),
                        str(was_text or NOTHING),
                        str(text or NOTHING),
                    ),
                )
            case _:
                yield (
                    "reworded",
                    Line(about, words("compare.number"), str(change.was), str(change.now)),
                )

    def _text(self, id: str) -> str:
        thing = self.after.things.get(id) or self.before.things.get(id)
        return self._quoted(thing.text) if thing else id

    def _quoted(self, text: str | None) -> str:
        if text is None:
            return self.words("common.erased")
        short = text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"
        return f"“{short}”"

    def _all(self, ids: list[str]) -> str:
        return ", ".join(self._text(id) for id in ids) or NOTHING

    def _form(self, taken: Taken | None) -> str:
        if taken is None:
            return NOTHING
        form = self.named.forms.get(taken.form, taken.form)
        return f"{form} ({self.words('compare.provisional')})" if taken.provisional else form

    def _option(self, vote: Voted, id: str) -> str:
        if vote.method in ("scale", "agreement"):
            return self.words(f"common.{vote.method}_{id}")
        return self.named.options.get(id, id)

    def _counts(self, was: Voted | None, now: Voted | None) -> list[tuple[str, str, str]]:
        """Answer by answer; then the mean, and of how many people all this is."""
        shown = now or was
        assert shown is not None
        answers = dict.fromkeys(id for one in (now, was) if one for id, _ in _sorted(one))
        if shown.method == "scale":
            answers = dict.fromkeys(sorted(answers))
        rows = [(self._option(shown, id), _number(was, id), _number(now, id)) for id in answers]
        if any(one and one.mean_tenths is not None for one in (was, now)):
            rows.append((self.words("compare.mean"), self._mean(was), self._mean(now)))
        then, since = (NOTHING if one is None else str(one.voters) for one in (was, now))
        return [*rows, (self.words("compare.voters"), then, since)]

    def _mean(self, vote: Voted | None) -> str:
        if vote is None or vote.mean_tenths is None:
            return NOTHING
        whole, tenth = divmod(vote.mean_tenths, 10)
        return f"{whole}{self.words('common.decimal')}{tenth}"


def _number(vote: Voted | None, id: str) -> str:
    return NOTHING if vote is None else str(vote.counts.get(id, 0))


def _sorted(vote: Voted) -> list[tuple[str, int]]:
    """The most first."""
    return sorted(vote.counts.items(), key=lambda one: -one[1])
