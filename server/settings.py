"""The settings, read once from the environment into one frozen value.

Every variable stands in ``from_env`` with its default and what it is for.
Nothing else in the server reads the environment. All faults are told together,
each with the variable, its value and the way out.
"""

import ipaddress
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from msgspec import Struct

from server import outside

SECRET_LEAST = 32
"""A shorter secret could be guessed; `openssl rand -hex 32` gives a good one."""

KEEP_DAYS = 28
KEEP_DAYS_MOST = 30
ENTERING_DAYS = 7
"""What is personal of a session is kept no longer after it was closed."""

WORKERS_MOST = 64
"""Far more than a machine has use for; one process per core does."""


class SettingsFault(ValueError):
    """The settings cannot be used; ``faults`` has a sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Settings(Struct, frozen=True):
    data: Path
    host: str = "0.0.0.0"
    port: int = 8000
    public_url: str = ""
    """The address people use, without a path or a slash at the end; "" when it
    is whatever plain address they typed."""
    secret: str = ""
    """The pepper; "" when it is kept in a file in the data folder."""
    organisation_name: str = "Demos"
    contact: str = "lokalenetwerken@demos.be"
    dpo: str = ""
    """Who answers for data of people; "" when that is the contact."""
    accessibility_date: date | None = None
    """When someone last looked whether this installation shuts nobody out."""
    trusted_proxies: tuple[str, ...] = ()
    formats: Path | None = None
    database_url: str = ""
    """PostgreSQL; "" when everything is in SQLite in the data folder."""
    redis_url: str = ""
    """What joins several servers; "" when there is one."""
    metrics_from: tuple[str, ...] = ()
    """Networks that may read the figures, besides this machine."""
    workers: int = 1
    """Processes that serve together."""
    smtp_url: str = ""
    """The server that takes our mail; "" when links are printed by the command line."""
    smtp_from: str = ""
    """Who our mail is from; "" when that is the contact."""
    oidc: outside.Oidc | None = None
    """The provider of sign-ins; None when links are the only way."""
    keep_days: int = KEEP_DAYS
    """So long after a session was closed its names and links are kept."""
    entering_days: int = ENTERING_DAYS
    """So long after a session was closed what lay on paper may still be entered."""

    @property
    def database(self) -> Path:
        return self.data / "doorstart.sqlite3"

    @property
    def place(self) -> str:
        """Where everything is kept, as it may be shown."""
        return without_password(self.database_url) or str(self.data.absolute())

    @property
    def why_alone(self) -> str:
        """Why so many processes cannot serve together; "" when they can."""
        why = [f"{self.workers} processes cannot serve together as this is set."]
        if not self.database_url:
            why.append(
                "SQLite is one process with one writer: set DATABASE_URL to a PostgreSQL, such as "
                "postgresql://user:password@host/doorstart."
            )
        if not self.redis_url:
            why.append(
                "Without Redis they do not hear each other: set REDIS_URL, such as "
                "redis://host:6379/0."
            )
        why.append("Or serve with one: --workers 1, or WEB_CONCURRENCY=1.")
        return " ".join(why) if self.workers > 1 and len(why) > 2 else ""

    @property
    def secure(self) -> bool:
        """Whether people come by https, which is what cookie flags follow."""
        return self.public_url.startswith("https://")


def from_env(environ: Mapping[str, str]) -> Settings:
    """Raises SettingsFault with all that is wrong."""
    faults: list[str] = []
    settings = Settings(
        # The folder that holds the database, the pepper and the control socket.
        data=Path(environ.get("DOORSTART_DATA") or "data"),
        # Every address, so that phones on the same network can reach it.
        host=environ.get("HOST") or "0.0.0.0",
        port=_port(environ.get("PORT", ""), faults),
        public_url=_public_url(environ.get("PUBLIC_URL", ""), faults),
        secret=_secret(environ.get("DOORSTART_SECRET", ""), faults),
        # Named on the pages, as the ones to ask for help.
        organisation_name=environ.get("DOORSTART_ORGANISATION") or "Demos",
        contact=environ.get("DOORSTART_CONTACT") or "lokalenetwerken@demos.be",
        # The data protection officer, named where people join.
        dpo=environ.get("DOORSTART_DPO") or "",
        # In the statement on accessibility; without it, when its makers last looked.
        accessibility_date=_day(
            "DOORSTART_ACCESSIBILITY_DATE", environ.get("DOORSTART_ACCESSIBILITY_DATE", ""), faults
        ),
        # Who may say, with X-Forwarded-For, that a request comes from elsewhere.
        trusted_proxies=_networks(
            "TRUSTED_PROXIES", environ.get("TRUSTED_PROXIES", ""), "your proxies", faults
        ),
        # Formats of one's own, beside the shipped ones and before them.
        formats=_folder("DOORSTART_FORMATS", environ.get("DOORSTART_FORMATS", ""), faults),
        # The log and the record in PostgreSQL, which several servers can share.
        database_url=_database_url(environ.get("DATABASE_URL", ""), faults),
        # What carries events between servers. It holds no truth.
        redis_url=_redis_url(environ.get("REDIS_URL", ""), faults),
        # Who may read /metrics besides this machine.
        metrics_from=_networks(
            "METRICS_FROM", environ.get("METRICS_FROM", ""), "what watches this server", faults
        ),
        # The name that platforms use for it.
        workers=_workers(environ.get("WEB_CONCURRENCY", ""), faults),
        # How links reach who signs in, and who they are from.
        smtp_url=outside.smtp_url(environ.get("SMTP_URL", ""), faults),
        smtp_from=outside.sender(environ.get("SMTP_FROM", ""), faults),
        # Where coaches and coordinators have an account already.
        oidc=outside.oidc(environ, faults),
        # When names and links of a session that is over are taken away.
        keep_days=_days(
            "DOORSTART_KEEP_DAYS", environ.get("DOORSTART_KEEP_DAYS", ""), KEEP_DAYS, faults
        ),
        entering_days=_days(
            "DOORSTART_ENTERING_DAYS",
            environ.get("DOORSTART_ENTERING_DAYS", ""),
            ENTERING_DAYS,
            faults,
        ),
    )
    if settings.database_url and not environ.get("DOORSTART_SECRET"):
        faults.append(
            "DATABASE_URL is set and DOORSTART_SECRET is not; all servers must hide votes with the "
            f"same secret of at least {SECRET_LEAST} characters, kept outside the database"
        )
    if settings.entering_days > settings.keep_days:
        faults.append(
            f"DOORSTART_ENTERING_DAYS is {settings.entering_days}; it can be at most "
            f"DOORSTART_KEEP_DAYS, {settings.keep_days}: what is entered later would be kept"
        )
    if faults:
        raise SettingsFault(faults)
    return settings


def _port(value: str, faults: list[str]) -> int:
    if not value:
        return 8000
    if not value.isascii() or not value.isdigit() or not 0 <= int(value) <= 65535:
        faults.append(f"PORT is {value!r}; it must be a number from 0 (any free port) to 65535")
        return 8000
    return int(value)


def _day(name: str, value: str, faults: list[str]) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        faults.append(f"{name} is {value!r}; it must be a day such as 2026-11-23")
        return None


def _public_url(value: str, faults: list[str]) -> str:
    if not value:
        return ""
    wanted = "it must be an address like https://doorstart.example.org, without a path"
    try:
        parts = urlsplit(value)
        if (
            parts.scheme in ("http", "https")
            and parts.hostname
            and parts.path in ("", "/")
            and not parts.query
            and not parts.fragment
            and "@" not in parts.netloc
            and parts.port != 0
        ):
            return f"{parts.scheme}://{parts.netloc.lower()}"
    except ValueError:
        # A port or an address in brackets that is none.
        pass
    faults.append(f"PUBLIC_URL is {value!r}; {wanted}")
    return ""


def without_password(url: str) -> str:
    """The address as it may be shown."""
    try:
        parts = urlsplit(url)
        if parts.password is None and not parts.query:
            return url
        who = f"{parts.username or ''}:…@" if parts.password is not None else ""
        if not who and parts.username:
            who = f"{parts.username}@"
        # What comes after a question mark may hold one too.
        return f"{parts.scheme}://{who}{parts.netloc.rpartition('@')[2]}{parts.path}"
    except ValueError:
        # It cannot be told where in it a password stands.
        return f"{url.partition(':')[0][:20]}:…"


def hiding_password(said: str, url: str) -> str:
    """What a service of this address said, without what it quotes of that."""
    # Redis quotes what it does not know, and cuts a long password short.
    said = said.partition(", with args beginning with")[0]
    parts = urlsplit(url)
    passwords = [value for name, value in parse_qsl(parts.query) if "password" in name]
    if parts.password:
        passwords += [parts.password, unquote(parts.password)]
    for password in passwords:
        said = said.replace(password, "…")
    return said


def _database_url(value: str, faults: list[str]) -> str:
    if not value:
        return ""
    wanted = (
        "it must be like postgresql://user:password@host:5432/doorstart; leave it out for SQLite"
    )
    parts = _service(value, ("postgresql", "postgres"))
    if parts is None or not parts.path.strip("/"):
        faults.append(f"DATABASE_URL is {without_password(value)!r}; {wanted}")
        return ""
    return value


def _redis_url(value: str, faults: list[str]) -> str:
    if not value:
        return ""
    if _service(value, ("redis", "rediss")) is None:
        faults.append(
            f"REDIS_URL is {without_password(value)!r}; it must be like redis://host:6379/0, or "
            "rediss:// for one on another machine; leave it out where one server process does"
        )
        return ""
    return value


def _service(value: str, schemes: tuple[str, ...]) -> SplitResult | None:
    """The parts of an address of a service; None: it is none."""
    try:
        parts = urlsplit(value)
        if parts.scheme in schemes and parts.hostname and parts.port != 0:
            return parts
    except ValueError:
        pass
    return None


def _folder(name: str, value: str, faults: list[str]) -> Path | None:
    if not value:
        return None
    if not Path(value).is_dir():
        faults.append(f"{name} is {value!r}; it must be a folder that exists")
    return Path(value)


def _secret(value: str, faults: list[str]) -> str:
    if value and len(value) < SECRET_LEAST:
        faults.append(
            f"DOORSTART_SECRET has {len(value)} characters; it must have at least {SECRET_LEAST}, "
            "or be left out: then a file in the data folder keeps one"
        )
    return value


def _networks(name: str, value: str, whose: str, faults: list[str]) -> tuple[str, ...]:
    """Addresses and networks, with commas between. Never "*" or /0: that would be anyone."""
    networks = tuple(one.strip() for one in value.split(",") if one.strip())
    for one in networks:
        try:
            known = ipaddress.ip_network(one).prefixlen > 0
        except ValueError:
            known = False
        if not known:
            faults.append(
                f"{name} has {one!r}; it must be the addresses of {whose}, "
                "like 10.0.0.2 or 10.0.0.0/24, separated by commas"
            )
    return networks


def _days(name: str, value: str, default: int, faults: list[str]) -> int:
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= KEEP_DAYS_MOST:
        faults.append(f"{name} is {value!r}; it must be a number from 1 to {KEEP_DAYS_MOST}")
        return default
    return int(value)


def _workers(value: str, faults: list[str]) -> int:
    if not value:
        return 1
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= WORKERS_MOST:
        faults.append(f"WEB_CONCURRENCY is {value!r}; it must be a number from 1 to {WORKERS_MOST}")
        return 1
    return int(value)
