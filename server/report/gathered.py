"""The fourteen chapters of a report and its appendix, filled from the record."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from board.trajectory import events as e
from server.report import beginning, end, middle
from server.report.appendix import Taken, appendix
from server.report.beginning import Sat
from server.report.document import Block, Report, Section
from server.report.progress import Tell, quietly
from server.report.telling import Telling
from server.trajectory_view import TrajectoryView
from server.words import Speaker

CHAPTERS = (
    "one", "card", "why", "how", "strong", "vision", "images", "groups", "works", "goals",
    "who", "ends", "further", "pulse",
)  # fmt: skip
"""In the order in which they are printed, from 0 on."""
APPENDIX = "appendix"
SECTIONS = (*CHAPTERS, APPENDIX)


class Edited(Struct, frozen=True):
    """What people made of a section: whether it is in, and what they wrote."""

    on: bool = True
    text: str = ""


def gathered(
    view: TrajectoryView,
    words: Speaker,
    sat: Sequence[Sat],
    edited: Mapping[str, Edited],
    taken: Sequence[Taken] = (),
    tell: Tell = quietly,
) -> Report:
    telling = Telling(view, words)
    blocks: dict[str, Iterable[Block]] = {
        "one": beginning.one_page(telling),
        "card": beginning.card(telling),
        "why": beginning.why(telling),
        "how": beginning.how(telling, list(sat)),
        "strong": middle.strong(telling),
        "vision": middle.vision(telling),
        "images": middle.images(telling),
        "groups": [*middle.groups(telling), *middle.others(telling, placed=True)],
        "works": middle.works(telling),
        "goals": middle.goals(telling),
        "who": end.who(telling),
        "ends": end.ends(telling),
        "further": [*end.further(telling), *middle.others(telling, placed=False)],
        "pulse": end.pulse(telling),
        APPENDIX: appendix(telling, taken),
    }
    as_it_came = Edited()
    sections = []
    for n, id in enumerate(SECTIONS):
        title = words(f"report.chapters.{id}")
        tell(n + 1, len(SECTIONS), title)
        sections.append(
            Section(
                id=id,
                number=n,
                title=title,
                heading=title if id == APPENDIX else words("report.number", n=n, title=title),
                blocks=list(blocks[id]),
                on=edited.get(id, as_it_came).on,
                text=edited.get(id, as_it_came).text,
            )
        )
    lead = view.trajectory.network.lead
    return Report(
        title=words("report.title", name=lead.name),
        subtitle=view.trajectory.network.name,
        status=view.state.report,
        stood=_stood(telling),
        language=words.language,
        sections=sections,
    )


def _stood(telling: Telling) -> str:
    """Since when it is what it is, and who said so."""
    said = [one for one in telling.view.entries if isinstance(one.event, e.ReportStatusSet)]
    if not said:
        return ""
    by = telling.words(f"overview.functions.{said[-1].by}")
    return telling.say("stood", by=by, day=telling.day(said[-1].at))
