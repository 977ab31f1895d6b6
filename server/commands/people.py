"""``doorstart invite``, ``close`` and ``orgcode``: who may sign in.

A running server does it, over its control socket, as with ``doorstart session``.
"""

import argparse
from typing import Any

from board.addressing import TITLES
from server.accounts import People
from server.clock import now
from server.commands.errand import reply_of
from server.commands.faults import CommandFault
from server.control import (
    AccountClosed,
    CloseAccount,
    Invite,
    Invited,
    OrgcodeSet,
    Replied,
    SetOrgcode,
)
from server.settings import Settings
from server.store.accounts import COACH, COORDINATOR

Asked = Invite | CloseAccount | SetOrgcode


def describe(commands: Any) -> None:
    invite = commands.add_parser("invite", help="let someone sign in: make and print a link")
    invite.add_argument("email")
    function = invite.add_mutually_exclusive_group(required=True)
    function.add_argument("--coach", action="store_const", const=COACH, dest="function")
    function.add_argument(
        "--coordinator",
        action="store_const",
        const=COORDINATOR,
        dest="function",
        help="of the municipality that --municipality names",
    )
    invite.add_argument("--municipality", default="")
    invite.add_argument("--title", default="", choices=TITLES, help="how that is called")
    invite.add_argument("--name", default="", help="what they are called; else of the e-mail")
    invite.add_argument("--new", action="store_true", help="make the municipality")
    invite.add_argument("--again", action="store_true", help="open an account that was closed")
    close = commands.add_parser("close", help="end someone's account, at once and everywhere")
    close.add_argument("email")
    orgcode = commands.add_parser(
        "orgcode", help="say under which number staff of a municipality sign in"
    )
    orgcode.add_argument("municipality")
    orgcode.add_argument("orgcode", help="as the provider of sign-ins has it")


def run(asked: argparse.Namespace, settings: Settings) -> int:
    """Raises CommandFault."""
    print(told(carry_out(settings, _wanted(asked))))
    return 0


def carry_out(settings: Settings, wanted: Asked) -> Replied:
    """Raises CommandFault."""
    return reply_of(
        settings,
        wanted,
        lambda store: People(store, settings, now).answer(wanted),
        "start it with `doorstart`.",
    )


def told(reply: Replied) -> str:
    match reply:
        case Invited():
            of = f" of {reply.municipality}" if reply.municipality else ""
            return (
                f"{reply.name} may sign in as {reply.function}{of}, once, with this link:\n"
                f"  {reply.link}\n\n"
                f"It works for {reply.days} days and is shown once: send it to nobody else."
            )
        case AccountClosed():
            return f"The account of {reply.name} is closed, and all they had open with it."
        case OrgcodeSet():
            return f"Staff of {reply.municipality} sign in under {reply.orgcode}."
    raise CommandFault("the server did not answer")


def _wanted(asked: argparse.Namespace) -> Asked:
    match asked.command:
        case "invite":
            return Invite(
                email=asked.email,
                function=asked.function,
                municipality=asked.municipality,
                name=asked.name,
                new=asked.new,
                again=asked.again,
                title=asked.title,
            )
        case "close":
            return CloseAccount(email=asked.email)
    return SetOrgcode(municipality=asked.municipality, orgcode=asked.orgcode)
