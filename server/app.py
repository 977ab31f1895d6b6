"""The composition root: every part of the server and every route on one screen.

The timers: the hub looks where the log stands each second and tells the other
servers that it lives, tells the time each 15 seconds and puts idle boards away
each 30 (``Hub.start``); the bus keeps its lines to Redis; the pulse looks each
second whether the process is well; the eraser looks each hour what was kept for
long enough. Nothing else here runs by itself.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from board.types import Millis
from server.accounts import People
from server.clock import now
from server.control import (
    Asked,
    Control,
    Disclose,
    EraseDue,
    Import,
    NewSession,
    Ping,
    Pong,
    Replied,
    TakeOut,
)
from server.disclosing import disclosed
from server.erasing import Eraser
from server.live import events
from server.live.bus import Bus, LocalBus
from server.live.capacity import capacity
from server.live.committed import NoBoard
from server.live.hub import Hub
from server.live.socket import live
from server.mail import Mailer
from server.making import Makings
from server.pages import TEMPLATES, Pages
from server.paper import Paper
from server.pepper import pepper
from server.pulse import Pulse
from server.sessions import Sessions
from server.settings import Settings
from server.store.doors import Doors
from server.store.faults import StoreFault
from server.store.log import Log
from server.store.record import Record
from server.store.return_codes import ReturnCodes
from server.store.sign_ins import SignIns
from server.store.store import open_store
from server.taking_in import taken_in
from server.taking_out import taken_out
from server.trajectories import Trajectories
from server.web import (
    accessibility,
    afterwards,
    along,
    before,
    boards,
    compare,
    coordinator,
    counts,
    door,
    files,
    format_routes,
    handouts,
    health,
    heard,
    home,
    join,
    offers,
    opening,
    outcome,
    phone,
    plan_doors,
    playback,
    record,
    removing,
    reports,
    request,
    requests,
    returning,
    sharing,
    sign_in,
    sign_ins,
    snapshot_file,
    snapshot_links,
    thread,
    trajectories,
    trajectory,
)
from server.web.budget import (
    ALL_SEATS,
    ALL_TOGETHER,
    ONE_SEAT,
    REQUESTS,
    REQUESTS_OF_ALL,
    Budget,
)
from server.web.guard import Guard
from server.web.lines import Lines
from server.web.site import Site
from server.web.static import Assets
from server.web.trouble import Trouble, on_http, on_no_board, on_store, on_trouble
from server.words import Catalogue, load

if TYPE_CHECKING:
    from server.oidc import Provider

DAY = 24 * 3600 * 1000

ROUTES: list[BaseRoute] = [
    *health.routes,
    *home.routes,
    *accessibility.routes,
    *along.routes,
    *join.routes,
    *outcome.routes,
    *request.routes,
    *door.routes,
    *sign_in.routes,
    *sign_ins.routes,
    *phone.routes,
    *sharing.routes,
    *returning.routes,
    *boards.routes,
    *events.routes,
    *heard.routes,
    *before.routes,
    *afterwards.routes,
    *snapshot_file.routes,
    *snapshot_links.routes,
    *record.routes,
    *format_routes.routes,
    *thread.routes,
    *compare.routes,
    *playback.routes,
    *requests.routes,
    *trajectories.routes,
    *counts.routes,
    *coordinator.routes,
    *offers.routes,
    *removing.routes,
    *reports.routes,
    *plan_doors.routes,
    *opening.routes,
    *handouts.routes,
    *files.routes,
    *trajectory.routes,
]


# Read and packed once for all servers of a process.


@cache
def _catalogue() -> Catalogue:
    return load(TEMPLATES / "words", TEMPLATES / "packs")


@cache
def _assets() -> Assets:
    return Assets()


def create_app(settings: Settings, clock: Callable[[], Millis] = now) -> Starlette:
    """Takes the data folder; raises StoreFault, with words for who starts it."""
    secret = pepper(settings.secret, settings.data)
    store = open_store(settings)
    log, doors, trajectories = Log(store), Doors(store), Record(store)
    bus = _bus(settings, log)
    hub = Hub(log, doors, trajectories, secret, bus, clock, settings.entering_days * DAY)
    sessions = Sessions(store, settings, clock)
    pulse = Pulse(trajectories.is_empty, hub.bus)
    courses = Trajectories(store, sessions.formats, clock)

    people = People(store, settings, clock)
    mailer = Mailer(settings)
    eraser = Eraser(store, clock, settings.keep_days, hub.names_changed)

    async def answer(asked: Asked) -> Replied:
        match asked:
            case NewSession():
                return await sessions.make(asked)
            case EraseDue():
                return await eraser.due()
            case Import():
                return await taken_in(store, settings, asked)
            case TakeOut(municipality=municipality, folder=folder):
                return await taken_out(store, settings, municipality, folder)
            case Disclose():
                return await disclosed(store, settings, asked)
            case Ping():
                return Pong()
        return await people.answer(asked)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # Who shares the store makes a session in it without asking here.
        control = None if store.shared else Control(settings.data, answer)
        try:
            hub.start()
            pulse.start()
            eraser.start()
            if control is not None:
                await control.start()
            yield
        finally:
            if control is not None:
                await control.stop()
            await eraser.stop()
            await mailer.stop()
            await pulse.stop()
            await hub.stop()
            store.close()

    app = Starlette(
        routes=ROUTES,
        middleware=[
            Middleware(Guard, settings=settings),
            Middleware(Lines, path="/live", endpoint=live),
            # Pages are words, and an old phone on bad Wi-Fi waits for each of them.
            Middleware(GZipMiddleware),
        ],
        exception_handlers={
            Trouble: on_trouble,
            HTTPException: on_http,
            NoBoard: on_no_board,
            StoreFault: on_store,
        },
        lifespan=lifespan,
    )
    # A redirect would be made with the Host, and no page of ours ends in a slash.
    app.router.redirect_slashes = False
    catalogue = _catalogue()
    app.state.site = Site(
        settings=settings,
        pages=Pages(settings, catalogue, _assets()),
        doors=doors,
        record=trajectories,
        sessions=sessions,
        trajectories=courses,
        hub=hub,
        capacity=capacity(settings.workers),
        guesses=Budget(monotonic, all=ALL_TOGETHER.shared(settings.workers)),
        returns=ReturnCodes(store, secret.return_key),
        forms=Budget(monotonic, ONE_SEAT, ALL_SEATS),
        requests=Budget(monotonic, REQUESTS, REQUESTS_OF_ALL.shared(settings.workers)),
        clock=clock,
        pulse=pulse,
        paper=Paper(catalogue),
        makings=Makings(clock),
        people=people,
        accounts=people.accounts,
        sign_ins=SignIns(store),
        mailer=mailer,
        comings=Budget(monotonic, all=ALL_TOGETHER.shared(settings.workers)),
        provider=_provider(settings),
        admission=people.admission,
    )
    return app


# What a server speaks to only where it is set is imported only there: it is half of the time
# that a start takes.


def _bus(settings: Settings, log: Log) -> Bus:
    if not settings.redis_url:
        return LocalBus()
    from server.live.redis_bus import RedisBus

    return RedisBus(settings.redis_url, log.bus_key)


def _provider(settings: Settings) -> "Provider | None":
    if settings.oidc is None:
        return None
    from server.oidc import Provider

    return Provider(settings.oidc, monotonic)
