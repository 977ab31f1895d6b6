"""Mail to who signs in. It leaves beside the request: whether an address is known to us
shows neither in the answer nor in how long that takes.
"""

import asyncio
import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formataddr, formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from server.outside import LOCAL
from server.settings import Settings

SECONDS = 10.0
"""So long a mail server may think about each thing it is told."""
AT_ONCE = 20
"""Mails under way; what comes above that is not sent, and can be asked for again."""

log = logging.getLogger(__name__)


class Mailer:
    def __init__(self, settings: Settings) -> None:
        self._url = settings.smtp_url
        self._sender = settings.smtp_from or settings.contact
        self._name = f"Doorstart, {settings.organisation_name}"
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def sends(self) -> bool:
        """Whether there is a mail server at all."""
        return bool(self._url)

    def send(self, to: str, subject: str, text: str) -> None:
        """Returns at once; what goes wrong stands in the log, without whom it was for."""
        if len(self._tasks) >= AT_ONCE:
            log.warning("a mail is not sent: %d are under way already", AT_ONCE)
            return
        task = asyncio.create_task(self._send(self._written(to, subject, text)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Those under way still go."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send(self, message: EmailMessage) -> None:
        try:
            await asyncio.to_thread(deliver, self._url, message)
        except (OSError, smtplib.SMTPException, ValueError) as fault:
            log.error("a mail could not be sent: %s", _why(fault))

    def _written(self, to: str, subject: str, text: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = formataddr((self._name, self._sender))
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2] or None)
        # Nobody's absence is to be answered by a machine.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message


def deliver(url: str, message: EmailMessage) -> None:
    """Blocks. Raises OSError and smtplib's own."""
    with _line(url) as line:
        line.send_message(message)


def greeted(url: str) -> None:
    """As far as a mail would go before it is sent. Blocks, and raises as ``deliver`` does."""
    with _line(url) as line:
        line.noop()


@contextmanager
def _line(url: str) -> Iterator[smtplib.SMTP]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    context = ssl.create_default_context()
    secure = parts.scheme == "smtps"
    opened = (
        smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=context)
        if secure
        else smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
    )
    with opened as line:
        line.ehlo()
        if not secure and line.has_extn("starttls"):
            line.starttls(context=context)
            line.ehlo()
        elif not secure and host not in LOCAL:
            # The link in it signs in whoever reads it on the way.
            raise smtplib.SMTPException(f"{host} offers no encryption; use smtps:// or another")
        if parts.username:
            line.login(unquote(parts.username), unquote(parts.password or ""))
        yield line


def _why(fault: Exception) -> str:
    """What the other side says may quote the address it was given."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{type(fault).__name__} {fault.smtp_code}"
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return type(fault).__name__
    return f"{type(fault).__name__}: {fault}"
