"""Which address of this machine a phone on the same network can type."""

import ipaddress
import socket

from server.settings import Settings


def lan_address() -> str:
    """The address this machine has on its network, or 127.0.0.1 when it has none.

    Connecting a datagram socket sends nothing: it only asks the system which
    of its addresses it would use. The target is from a block for examples.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            found = str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
    return "127.0.0.1" if found == "0.0.0.0" else found


def reachable(settings: Settings) -> str:
    """The address to print and to show: the public one, or this machine's own."""
    if settings.public_url:
        return settings.public_url
    everywhere = settings.host in ("0.0.0.0", "::", "")
    host = lan_address() if everywhere else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def plain_host(host: str) -> bool:
    """Whether a Host may be believed when no PUBLIC_URL is set.

    An address, localhost, and the names of this machine: with these no other
    site's name can be pointed at this server to have links made with it.
    """
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        name = socket.gethostname().lower()
        return host in (name, name.split(".")[0], f"{name.split('.')[0]}.local")
    return True


def split_host(value: str) -> tuple[str, str]:
    """A Host header's name and port; name "" when it is no host at all."""
    if value.startswith("["):
        host, bracket, rest = value[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            return "", ""
        port = rest[1:]
    else:
        host, _, port = value.partition(":")
    if port and not (port.isascii() and port.isdigit()):
        return "", ""
    return host.lower(), port
