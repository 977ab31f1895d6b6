"""Making a work session: a board, its place in the record, its code and its links."""

from collections.abc import Callable, Mapping, Sequence

from board.addressing import in_town
from board.flow import Earlier
from board.format import Format
from board.format_file import FormatFault, resolved, with_variant
from board.text import clean
from board.types import BoardId, Limits, Millis, TextId
from server.addresses import reachable
from server.control import Failed, NewSession, SessionMade
from server.formats import Formats
from server.ids import new_id
from server.inflow import Inflow, first_events, not_held
from server.settings import Settings
from server.store.doors import Doors, Kind
from server.store.faults import Poisoned
from server.store.log import Log
from server.store.municipalities import Municipalities
from server.store.record import NewOrganisation, Record, Trajectory
from server.store.sessions import NewSession as SessionRow
from server.store.store import Store

DAY: Millis = 24 * 3600 * 1000
LEAD_DAYS = 90
"""A session may be planned weeks ahead, and is led for an afternoon."""
RECORD_DAYS = 365
SOME_MUNICIPALITY = "Onze gemeente"


class Sessions:
    def __init__(self, store: Store, settings: Settings, clock: Callable[[], Millis]) -> None:
        self.log = Log(store)
        self.doors = Doors(store)
        self.record = Record(store)
        self.municipalities = Municipalities(store)
        self.store = store
        self.formats = Formats(store, settings)
        self.inflow = Inflow(store)
        self.settings = settings
        self.clock = clock

    async def make(self, wanted: NewSession) -> SessionMade | Failed:
        format = await self._format(wanted)
        if isinstance(format, Failed):
            return format
        title = clean(wanted.title or format.title.nl, Limits.TITLE)
        if not isinstance(title, str):
            why = f"it needs 1 to {Limits.TITLE} letters"
            return Failed(f"--title cannot be {wanted.title!r}; {why}")
        trajectory = await self._trajectory(wanted)
        if isinstance(trajectory, Failed):
            return trajectory
        earlier = await self.inflow.earlier(trajectory.id) if wanted.trajectory else []
        skipped = not_held(format, self.formats.files().values(), earlier)
        format = resolved(format, wanted.variant, skipped)
        return await self.open(trajectory, format, title, wanted.variant, earlier=earlier)

    async def open(
        self,
        trajectory: Trajectory,
        format: Format,
        title: str,
        variant: str = "",
        planned_at: Millis | None = None,
        texts: dict[TextId, list[str]] | None = None,
        earlier: Sequence[Earlier] = (),
        board: BoardId | None = None,
    ) -> SessionMade:
        """The session itself, in a trajectory that is there. ``format`` is resolved
        already; ``texts`` are those the session begins with, and ``earlier`` is what
        flows into it. A ``board`` that is there already stays as it is.
        """
        now = self.clock()
        format = in_town(format, trajectory.network.lead.title)
        board = board or BoardId(new_id())
        there = await self.record.organisations(trajectory.id) if earlier else ()
        first = first_events(
            board,
            format,
            title,
            now,
            earlier,
            {organisation.id for organisation in there},
            texts=texts,
            variant=variant,
        )
        row = SessionRow(trajectory.id, format.stage, title, now, planned_at)
        session = await self.record.session(board)
        if session is None:
            try:
                await self.log.create(board, format, first, row)
            except Poisoned:
                # Asked twice at once: the other one made it, or nobody did.
                if await self.record.session(board) is None:
                    raise
            session = await self.record.session(board)
        assert session is not None
        base = reachable(self.settings)

        async def link(kind: Kind, days: int, **of: str) -> str:
            secret = await self.doors.make_link(kind, now=now, expires_at=now + days * DAY, **of)
            return f"{base}/open#{secret}"

        return SessionMade(
            board=board,
            trajectory=trajectory.id,
            title=title,
            code=session.code,
            join=f"{base}/j/{session.code}",
            lead=await link(Kind.LEAD, LEAD_DAYS, board=board),
            display=await link(Kind.DISPLAY, LEAD_DAYS, board=board),
            record=await link(Kind.RECORD, RECORD_DAYS, trajectory=trajectory.id),
        )

    async def _trajectory(self, wanted: NewSession) -> Trajectory | Failed:
        if wanted.trajectory:
            found = await self.record.trajectory(wanted.trajectory)
            return found or Failed(await self._no_trajectory(wanted.trajectory))
        name = wanted.municipality or SOME_MUNICIPALITY
        municipality = await self.municipalities.named(name)
        network = await self.record.new_network(f"Lokaal netwerk {name}", municipality)
        partners = [NewOrganisation(name=one, kind="") for one in wanted.partners]
        title = f"Doorstarttraject {name}"
        return await self.record.new_trajectory(network, title, self.clock(), partners)

    async def _no_trajectory(self, id: str) -> str:
        there = await self.record.trajectories()
        if not there:
            way_out = "leave --trajectory out to make one"
            return f"there is no trajectory {id!r}, and no other; {way_out}"
        lines = "\n".join(f"  {one.id}  {one.title}" for one in there)
        return f"there is no trajectory {id!r}; these exist:\n{lines}"

    async def _format(self, wanted: NewSession) -> Format | Failed:
        """The one that is named, or else that of the stage, with the variant there is."""
        try:
            if wanted.format:
                format = await self.formats.find(wanted.format)
                if format is None:
                    return Failed(await self._no_format(wanted))
                if wanted.stage not in ("", format.stage):
                    return Failed(
                        f"--format {wanted.format!r} is one of the stage {format.stage}, and "
                        f"--stage is {wanted.stage!r}; leave one of them out"
                    )
                with_variant(format, wanted.variant)
                return format
            formats = self.formats.files()
            if wanted.stage not in formats:
                wrong = f"--stage {wanted.stage!r} has no format"
                needed = "it needs --stage, or --format with the id of a format"
                return Failed(f"{wrong if wanted.stage else needed}; {_stages(formats)}")
            with_variant(formats[wanted.stage], wanted.variant)
            return formats[wanted.stage]
        except FormatFault as fault:
            return Failed(f"a format cannot be used: {fault}")

    async def _no_format(self, wanted: NewSession) -> str:
        there = await self.formats.choices(wanted.stage)
        lines = "\n".join(f"  {one.id}  {one.name}" for one in there)
        return f"there is no format {wanted.format!r}; these exist:\n{lines}"


def _stages(formats: Mapping[str, Format]) -> str:
    lines = "\n".join(f"  {stage}  {one.title.nl}" for stage, one in sorted(formats.items()))
    return f"these stages have one:\n{lines}"
