"""The command ``doorstart``: reads the command line and the settings, and does it."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence

# Nothing of what is loaded now goes away: to look for what does is a third of the time it takes.
gc.disable()

from server.commands import (  # noqa: E402
    backup,
    check,
    demo,
    disclosing,
    erase,
    exporting,
    importing,
    migrate,
    people,
    rehearse,
    serve,
    session,
)
from server.commands.faults import CommandFault  # noqa: E402
from server.settings import Settings, SettingsFault, from_env  # noqa: E402

gc.freeze()
gc.enable()

EPILOG = """\
Settings come from the environment: PORT, HOST, PUBLIC_URL, DOORSTART_DATA,
DOORSTART_SECRET, DOORSTART_ORGANISATION, DOORSTART_CONTACT, DOORSTART_FORMATS,
TRUSTED_PROXIES, DATABASE_URL, REDIS_URL, WEB_CONCURRENCY, METRICS_FROM,
SMTP_URL, SMTP_FROM, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET,
OIDC_SCOPES, OIDC_PROFILE, OIDC_COACH_ORGS, DOORSTART_KEEP_DAYS,
DOORSTART_ENTERING_DAYS.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    try:
        settings = from_env(os.environ)
    except SettingsFault as fault:
        print("These settings cannot be used:", file=sys.stderr)
        for line in fault.faults:
            print(f"  {line}", file=sys.stderr)
        return 2
    try:
        return _run(asked, settings)
    except CommandFault as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(asked: argparse.Namespace, settings: Settings) -> int:
    match asked.command:
        case "session":
            return session.new(asked, settings)
        case "invite" | "close" | "orgcode":
            return people.run(asked, settings)
        case "demo":
            return demo.run(asked, settings)
        case "rehearse":
            return rehearse.run(asked, settings)
        case "backup":
            return backup.save(asked, settings)
        case "restore":
            return backup.put_back(asked, settings)
        case "export":
            return exporting.run(asked, settings)
        case "disclose":
            return disclosing.run(asked, settings)
        case "import":
            return importing.run(asked, settings)
        case "erase":
            return erase.run(asked, settings)
        case "check":
            return check.run(settings)
        case "migrate":
            return migrate.run(settings)
    return serve.run(asked, settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="doorstart",
        description="The live board of a doorstarttraject. Without a command: serve.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    serve.describe(commands.add_parser("serve", help="serve, which is also what no command does"))
    session.describe(commands.add_parser("session", help="make a work session"))
    people.describe(commands)
    demo.describe(commands.add_parser("demo", help="live through a session by itself"))
    practise = "practise a session, with ghosts for partners"
    rehearse.describe(commands.add_parser("rehearse", help=practise))
    leaving = commands.add_parser("export", help="write all trajectories of a municipality")
    exporting.describe(leaving)
    confided = commands.add_parser(
        "disclose", help="write what was said in confidence, to judge it"
    )
    disclosing.describe(confided)
    taking = commands.add_parser("import", help="take in a trajectory that was exported")
    importing.describe(taking)
    erase.describe(commands.add_parser("erase", help="take away what is long over, or all of one"))
    saving = commands.add_parser("backup", help="copy all that is kept, while it is used")
    backup.describe_backup(saving)
    restoring = commands.add_parser("restore", help="put a backup back where nothing is yet")
    backup.describe_restore(restoring)
    commands.add_parser("migrate", help="make the tables of the database, or bring them up to date")
    commands.add_parser("check", help="tell all that is wrong with the settings and the data")
    return parser


if __name__ == "__main__":
    sys.exit(main())
