"""Whether the PostgreSQL and the Redis of the settings are there, and are what they should be.

For who starts the server, or asks ``doorstart check``: each fault says which
setting, why, and what is expected; never a password. Both are asked at the same
moment, and neither is waited for longer than a few seconds.
"""

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from server.settings import Settings, hiding_password, without_password
from server.store.faults import StoreFault
from server.store.store import open_store

SECONDS = 3.0
EXPECTED = (
    "REDIS_URL must be the address of a Redis that runs, like redis://host:6379/0, or "
    "redis://user:password@host:6379/0"
)
CHANNEL = "doorstart:check"


def faults(settings: Settings) -> tuple[str, str]:
    """Of the database, without which nothing goes, and of the bus; "" where all is well.

    SQLite is no service: it is looked at where it is opened.
    """
    with ThreadPoolExecutor(2, thread_name_prefix="doorstart-check") as both:
        database = both.submit(_database, settings)
        bus = both.submit(_redis, settings.redis_url)
        return database.result(), bus.result()


def _database(settings: Settings) -> str:
    if not settings.database_url:
        return ""
    try:
        open_store(settings).close()
    except StoreFault as fault:
        return str(fault)
    return ""


def _redis(url: str) -> str:
    if not url:
        return ""
    why = hiding_password(_refused(url), url)
    return f"The Redis {without_password(url)} cannot be used: {why}. {EXPECTED}" if why else ""


def _refused(url: str) -> str:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 6379
    try:
        # Apart from what is said then: who is not there cannot be the wrong one.
        socket.create_connection((host, port), SECONDS).close()
    except TimeoutError:
        return f"{host} port {port} does not answer"
    except (OSError, UnicodeError) as fault:
        return f"{host} port {port} cannot be reached: {_reason(fault)}"
    # Only now: most servers have none, and its parts are many.
    import redis
    from redis import exceptions

    try:
        with redis.Redis.from_url(
            url,
            socket_timeout=SECONDS,
            socket_connect_timeout=SECONDS,
            retry=None,
            protocol=2,
        ) as line:
            line.publish(CHANNEL, b"")
            with line.pubsub() as listening:
                listening.subscribe(CHANNEL)
                listening.get_message(timeout=SECONDS)
    except exceptions.TimeoutError:
        return "it takes the connection and then says nothing; it may stand still, or be no Redis"
    except exceptions.AuthenticationError:
        if parts.password is None:
            return "it wants a password, and the address has none"
        return "it does not take this user and password"
    except exceptions.NoPermissionError:
        return "this user may not publish and subscribe to channels that begin with doorstart:"
    except exceptions.BusyLoadingError:
        return "it is still starting"
    except exceptions.ResponseError as fault:
        return f"it answers: {fault}"
    except (exceptions.RedisError, OSError, ValueError) as fault:
        if "certificate" in str(fault).lower():
            return f"its certificate is none that this machine trusts ({fault})"
        scheme = "rediss://" if parts.scheme == "redis" else "redis://"
        return (
            f"what answers there does not speak as a Redis does ({_reason(fault)}); "
            f"perhaps it wants {scheme}, or is something else"
        )
    return ""


def _reason(fault: Exception) -> str:
    if isinstance(fault, OSError) and fault.strerror:
        return fault.strerror
    return str(fault).strip().rstrip(".") or type(fault).__name__
