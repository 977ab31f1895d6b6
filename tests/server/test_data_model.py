"""What of people is asked and kept: the whole data model read, and every byte searched."""

import re
from html import unescape
from pathlib import Path
from typing import get_args

import msgspec
from sqlalchemy import LargeBinary

from board import commands as c
from board import events as e
from board.state import Seat
from server.store import trajectory_tables  # noqa: F401 - its tables belong to the model
from server.store.tables import metadata
from tests.contracts.kept import hay
from tests.running import Running

PERSONAL = {
    "name", "names", "mail", "email", "phone", "birth", "born", "age", "gender", "sex", "national",
    "rrn", "photo", "picture", "image", "sound", "voice", "address", "street", "postcode", "ip",
    "agent", "income", "poverty", "poor", "health", "nationality", "religion", "contact", "device",
    "person", "group",
}  # fmt: skip
"""Words that a column or field about a person would have in its name."""
KEPT_OF_PEOPLE = {
    "seat.name": "how someone wants to be called; erased some weeks after the session",
    "account.name": "of a coach or coordinator, who signs in",
    "account.email": "of a coach or coordinator, who signs in",
    "sign_in.device": "which of one's own browsers, coarse; of who signs in",
    "trajectory_contact.name": "of who asked for a trajectory; erased a month after it ended",
    "trajectory_contact.email": "of who asked for a trajectory; erased a month after it ended",
    "trajectory_contact.phone": "of who asked for a trajectory; erased a month after it ended",
}
OF_NO_PERSON = {
    "municipality.name",
    "local_network.name",
    "organisation.name",
    "own_format.name",
    "secret.name",
    "erasure.names",
}
"""Of municipalities, organisations and formats; and how many names were erased."""
ASKED_AT_THE_DOOR = {"ticket", "organisation", "name", "more", "taal"}
"""A sealed mark of the form, one's organisation, a first name, whether there is one more
person at this phone, and the language. The name may stay empty.
"""


def test_S25_no_table_keeps_of_who_takes_part_more_than_a_first_name() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if PERSONAL & {*column.name.split("_")}
    }
    assert columns == KEPT_OF_PEOPLE.keys() | OF_NO_PERSON


def test_S25_no_picture_or_sound_can_be_kept() -> None:
    """Bytes are hashes, keys, formats and snapshots, and nothing that people send."""
    blobs = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    sent = [one for one in blobs if re.search(r"photo|image|sound|audio|video|file|voice", one)]
    assert sent == []


def test_S25_nothing_that_is_asked_or_told_is_about_a_person() -> None:
    """Also not that someone lives in poverty: an organisation may be marked, a seat never."""
    assert set(Seat.__struct_fields__) == {"organisation", "via"}
    structs = [*get_args(e.AnyEvent), *get_args(c.AnyCommand)]
    assert len(structs) > 50
    found = {
        f"{struct.__name__}.{field.name}"
        for struct in structs
        for field in msgspec.structs.fields(struct)
        if PERSONAL & {*field.name.split("_")}
    }
    assert found == set()


def test_S25_the_door_asks_an_organisation_and_a_first_name_at_most(tmp_path: Path) -> None:
    with Running.start(tmp_path) as running:
        made = running.session(partners=["De Kroonkurk"])
        page = running.visitor().get(f"/j/{made.code}")
        assert page.status == 200
        fields = set(
            re.findall(r'<(?:input|select|textarea|button)[^>]* name="([^"]+)"', page.text)
        )
        assert fields == ASKED_AT_THE_DOOR
        assert not re.search(r'<input[^>]* type="(email|tel|date|file)"', page.text)
        required = re.findall(r'<input[^>]* name="name"[^>]*>', page.text)
        assert required
        assert not any("required" in one for one in required)
        assert "vereniging waar armen" not in unescape(page.text)


def test_S26_no_address_of_who_comes_is_in_the_log_or_in_what_is_kept(tmp_path: Path) -> None:
    address, browser = "203.0.113.77", "Mozilla/5.0 (PlayStation Vita 3.73)"
    log = tmp_path / "server.log"
    with Running.start(tmp_path, process=True, log=log, trusted_proxies=("127.0.0.1",)) as running:
        made = running.session(partners=["De Kroonkurk"])
        visitor = running.visitor()
        sent = {"x-forwarded-for": address, "user-agent": browser}
        first = visitor.get(f"/j/{made.code}", sent)
        ticket = re.search(r'name="ticket" value="([^"]+)"', first.text)
        assert ticket
        form = {"ticket": ticket[1], "organisation": "", "name": "Amal"}
        joined = visitor.post(f"/j/{made.code}", form, sent)
        assert joined.status == 303, joined.text
        assert visitor.get(joined.location, sent).status == 200
        # One session token, and at most the language.
        assert set(visitor.cookies) <= {"doorstart", "taal"}
        assert "doorstart" in visitor.cookies
        # A wrong code is counted by address too.
        assert visitor.get("/j/ZZZZZZ", sent).status in (200, 404)
    kept = hay(tmp_path)
    assert b"Amal" in kept, "what is kept was looked through"
    assert address.encode() not in kept
    assert browser.encode() not in kept
    assert b"Amal" not in log.read_bytes()
