"""``doorstart check``: all that is wrong, at once, before anyone stands in the door."""

import os
import stat

import jinja2
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from board.format_file import FormatFault
from server import control
from server.control import NoServer, Ping, Pong
from server.formats import shelf
from server.pages import TEMPLATES, Pages
from server.serving import CannotListen, listen
from server.settings import Settings
from server.web.static import Assets
from server.words import CatalogueFault, load

SPACE_LEAST = 200 * 1024 * 1024


def run(settings: Settings) -> int:
    faults = [*_files(settings), *_data(settings), *_port(settings)]
    for fault in faults:
        print(f"wrong  {fault}")
    if not settings.secure:
        print(
            "note   people come over http, which others on the same network can read; "
            "set PUBLIC_URL to an https address for more than one room"
        )
    if not faults:
        print(f"fine   settings, formats, words, pages and the data in {settings.data}")
    return 1 if faults else 0


def _files(settings: Settings) -> list[str]:
    faults: list[str] = []
    try:
        shelf(settings.formats)
    except FormatFault as fault:
        faults += [f"{fault.name}: {one}" for one in fault.faults]
    try:
        catalogue = load(TEMPLATES / "words")
    except CatalogueFault as fault:
        return [*faults, str(fault)]
    pages = Pages(settings, catalogue, Assets())
    for name in pages.environment.list_templates(["html"]):
        try:
            pages.environment.get_template(name)
        except jinja2.TemplateError as fault:
            faults.append(f"the template {name} cannot be used: {fault}")
    return faults


def _data(settings: Settings) -> list[str]:
    faults: list[str] = []
    there = settings.data if settings.data.exists() else settings.data.absolute().parent
    if not os.access(there, os.W_OK | os.X_OK):
        faults.append(f"{there} cannot be written; name a folder that can with DOORSTART_DATA")
        return faults
    free = os.statvfs(there)
    if free.f_bavail * free.f_frsize < SPACE_LEAST:
        megabytes = free.f_bavail * free.f_frsize // 1024**2
        faults.append(f"{there} has {megabytes} MB free; it must have at least 200")
    pepper = settings.data / "pepper"
    if pepper.exists() and stat.S_IMODE(pepper.stat().st_mode) & 0o077:
        faults.append(f"{pepper} can be read by others; run: chmod 600 {pepper}")
    if settings.database.exists():
        faults += _database(settings)
    return faults


def _database(settings: Settings) -> list[str]:
    """Reads only, so it disturbs no server that is running."""
    engine = create_engine(f"sqlite:///file:{settings.database}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            told = connection.execute(text("PRAGMA quick_check")).scalars().all()
    except DBAPIError as fault:
        return [f"{settings.database} cannot be read: {fault.orig}"]
    finally:
        engine.dispose()
    if told == ["ok"]:
        return []
    return [f"{settings.database} is damaged: {told[0]}; put back a backup"]


def _port(settings: Settings) -> list[str]:
    try:
        if isinstance(control.ask(settings.data, Ping()), Pong):
            return []
    except NoServer:
        pass
    except OSError as fault:
        return [f"the server in {settings.data} does not answer: {fault}"]
    try:
        listen(settings.host, settings.port).close()
    except CannotListen as fault:
        return [str(fault)]
    return []
