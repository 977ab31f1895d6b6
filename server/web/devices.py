"""What someone may call the device they sign in with: its browser and its system, no more.

For the list of one's own sign-ins. Names only, so that it tells one person's
devices apart and is no fingerprint of any.
"""

from starlette.requests import Request

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
            ("SamsungBrowser", "Samsung Internet"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
            ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("CrOS", "ChromeOS"), ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip
"""The first that is named in what a browser says of itself."""


def device_of(request: Request) -> str:
    """«Firefox, Windows»; "" when it says nothing we know."""
    said = request.headers.get("user-agent", "")
    found = (
        next((name for mark, name in names if mark in said), "") for names in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, found))
