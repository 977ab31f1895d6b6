"""``doorstart check``: all that is wrong, at once, before anyone stands in the door."""

import http.client
import json
import os
import sqlite3
import stat
from collections.abc import Iterator

import jinja2
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from board.format_file import FormatFault
from server import outsiders, plain, services
from server.formats import shelf
from server.packs import gaps_of
from server.pages import TEMPLATES, Pages
from server.serving import CannotListen, listen
from server.settings import Settings
from server.store.sqlite.engine import damage, put_back
from server.web.static import Assets
from server.words import CatalogueFault, load

SPACE_LEAST = 200 * 1024 * 1024


def run(settings: Settings) -> int:
    faults = [*_files(settings), *filter(None, services.faults(settings)), *_port(settings)]
    faults += outsiders.faults(settings)
    if settings.why_alone:
        faults.append(settings.why_alone)
    if not settings.database_url:
        faults += _data(settings)
    for fault in faults:
        print(f"wrong  {fault}")
    if not settings.secure:
        print(
            "note   people come over http, which others on the same network can read; "
            "set PUBLIC_URL to an https address for more than one room"
        )
    for note in _hard_to_read(settings):
        print(f"note   {note}")
    for note in untranslated(settings):
        print(f"note   {note}")
    if not faults:
        print(f"fine   settings, formats, words, pages and the data in {settings.place}")
    return 1 if faults else 0


def _files(settings: Settings) -> list[str]:
    faults: list[str] = []
    try:
        shelf(settings.formats)
    except FormatFault as fault:
        faults += [f"{fault.name}: {one}" for one in fault.faults]
    try:
        catalogue = load(TEMPLATES / "words", TEMPLATES / "packs")
    except CatalogueFault as fault:
        return [*faults, str(fault)]
    faults += catalogue.faults
    pages = Pages(settings, catalogue, Assets())
    for name in pages.environment.list_templates(["html"]):
        try:
            pages.environment.get_template(name)
        except jinja2.TemplateError as fault:
            faults.append(f"the template {name} cannot be used: {fault}")
    return faults


def _hard_to_read(settings: Settings) -> list[str]:
    """What partners would stumble over; it can be used all the same."""
    try:
        catalogue = load(TEMPLATES / "words")
        spots = [*plain.of_catalogue(catalogue)]
        spots += [it for one in shelf(settings.formats).values() for it in plain.of_format(one)]
    except (CatalogueFault, FormatFault):
        return []
    hard = plain.stems(catalogue)
    return [
        f"{spot.at} is hard to read: “{wrong}”"
        for spot in spots
        for wrong in plain.faults(spot, hard)
    ]


def untranslated(settings: Settings) -> Iterator[str]:
    """What the language packs leave in Dutch, word by word, and what they have for nothing."""
    try:
        catalogue, formats = load(TEMPLATES / "words", TEMPLATES / "packs"), shelf(settings.formats)
    except (CatalogueFault, FormatFault):
        return
    for pack in catalogue.packs.values():
        gaps = gaps_of(pack, catalogue.entries, formats.values())
        for key in gaps.words:
            yield f"{pack.language}.toml has no words for {key}, which stands in Dutch"
        for said in gaps.said:
            yield f"{pack.language}.toml has no words for “{said}”, which stands in Dutch"
        for said in gaps.stale:
            yield f"{pack.language}.toml has words for “{said}”, which no format says"


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
            damaged = damage(connection)
    except (DBAPIError, sqlite3.Error) as fault:
        told = getattr(fault, "orig", None) or fault
        return [f"{settings.database} cannot be read: {told}"]
    finally:
        engine.dispose()
    if not damaged:
        return []
    return [f"{settings.database} is damaged: {damaged}. {put_back(settings.database)}"]


def _port(settings: Settings) -> list[str]:
    try:
        listen(settings.host, settings.port).close()
    except CannotListen as fault:
        return [] if _is_ours(settings) else [str(fault)]
    return []


def _is_ours(settings: Settings) -> bool:
    """Whether what has the port is a Doorstart that serves already."""
    host = "localhost" if settings.host in ("0.0.0.0", "::") else settings.host
    line = http.client.HTTPConnection(host, settings.port, timeout=2)
    try:
        line.request("GET", "/healthz")
        answer = line.getresponse()
        return answer.status == 200 and json.loads(answer.read(64)) == {"ok": True}
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        line.close()
