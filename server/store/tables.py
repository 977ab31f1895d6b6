"""Every table, with why it is as it is. The migrations make them; a test compares.

Three kinds live together: the log of each board, who came in by which door, and
the record of the trajectory. Only the log is read by rooms.

Two rules keep what was taken away from living on in SQLite's file, where its
``secure_delete`` alone does not: when a page of a B-tree splits, the copies in
its unused middle stay. So a table that holds people's words only ever grows at
its end, which splits no page (``event``, ``snapshot``), and a table that is
emptied in part is rewritten whole (``ballot``, ``salt``, ``outbox``; see
``traces``). The latter have no foreign keys, because with them SQLite empties
a table row by row and not page by page.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

metadata = MetaData()

# The log

format_table = Table(
    "format",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
    comment="Resolved formats, never changed: what BoardOpened names by hash.",
)

board = Table(
    "board",
    metadata,
    Column("board_id", Text, primary_key=True),
    Column("head", Integer, nullable=False),
    Column("mark", Text, nullable=False),
    Column("access", Integer, nullable=False),
    comment="One row a board; moving it from the expected head is what makes an append win.",
)

event = Table(
    "event",
    metadata,
    Column("board_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("data", Text, nullable=False),
    comment="The log. No time: an event that needs one carries it, and a ballot must not. "
    "With rowid, so that it grows at its end. Deleting rows asks for a VACUUM.",
)

event_card = Table(
    "event_card",
    metadata,
    Column("board_id", Text, primary_key=True),
    Column("card_id", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    comment="Which events hold a card's text: where erasing has to look.",
    sqlite_with_rowid=False,
)

card_copy = Table(
    "card_copy",
    metadata,
    Column("source_board", Text, primary_key=True),
    Column("source_card", Text, primary_key=True),
    Column("board_id", Text, primary_key=True),
    Column("card_id", Text, primary_key=True),
    comment="Which cards of later boards are copies of one: erased with it. No words of people.",
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    Column("board_id", Text, primary_key=True),
    Column("outbox", Text, primary_key=True),
    Column("n", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    comment="The last command of each tab and its answer. Names no seat; goes at closing.",
    sqlite_with_rowid=False,
)

ballot = Table(
    "ballot",
    metadata,
    Column("board_id", Text, primary_key=True),
    Column("round_id", Text, primary_key=True),
    Column("voter", Text, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("paper", Integer, nullable=False),
    Column("value", Text, nullable=False),
    comment="Ballots of open rounds. Kept in the order of the voters' marks, which is no order: "
    "a rowid would tell who came first.",
    sqlite_with_rowid=False,
)

salt = Table(
    "salt",
    metadata,
    Column("board_id", Text, primary_key=True),
    Column("round_id", Text, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    comment="Half of the keys that hide voters and anonymous authors; round_id '' is the board's.",
    sqlite_with_rowid=False,
)

secret = Table(
    "secret",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    comment="What all servers on this database must know alike, drawn once. Nothing of people.",
)

return_code = Table(
    "return_code",
    metadata,
    Column("board_id", Text, primary_key=True),
    Column("seat", Text, primary_key=True),
    Column("mark", LargeBinary, nullable=False),
    comment="With which a person comes back to a seat on another device: a keyed mark, for so few "
    "letters could be guessed. Works once; goes at closing.",
    sqlite_with_rowid=False,
)

moved_seat = Table(
    "moved_seat",
    metadata,
    Column("board_id", Text, primary_key=True),
    Column("grant_id", Text, primary_key=True),
    Column("seat", Text, nullable=False),
    comment="Grants that ended because their seat went to another device, so that the old one can "
    "be told. Goes at closing.",
    sqlite_with_rowid=False,
)

# The record

municipality = Table(
    "municipality",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("orgcode", Text),
    Index("municipality_orgcode", "orgcode", unique=True),
    comment="title is how it is addressed: gemeente or stad; orgcode is what a provider of "
    "sign-ins calls it.",
)

local_network = Table(
    "local_network",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("lead_municipality", ForeignKey("municipality.id"), nullable=False),
    comment="A local network; it may span municipalities, one of which leads.",
)

trajectory = Table(
    "trajectory",
    metadata,
    Column("id", Text, primary_key=True),
    Column("network", ForeignKey("local_network.id"), nullable=False),
    Column("type", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    comment="One course of work sessions of a network.",
)

organisation = Table(
    "organisation",
    metadata,
    Column("id", Text, primary_key=True),
    Column("trajectory", ForeignKey("trajectory.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("brings", Text),
    Column("interest", Text),
    Column("ambition", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("place", Integer, nullable=False),
    Column("left_at", BigInteger),
    Index("organisation_of_trajectory", "trajectory"),
    comment="A partner organisation. Boards carry its id only, so a name can be put right. "
    "place is the order in which they were added, which ids and times cannot tell. One that "
    "left keeps its row, for what it did stays.",
)

work_session = Table(
    "work_session",
    metadata,
    Column("board_id", ForeignKey("board.board_id"), primary_key=True),
    Column("trajectory", ForeignKey("trajectory.id"), nullable=False),
    Column("stage", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("planned_at", BigInteger),
    Column("format", ForeignKey("format.sha256"), nullable=False),
    Column("code", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("opened_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("slot", Text),
    Column("confirmed_at", BigInteger),
    Index("work_session_of_trajectory", "trajectory"),
    Index(
        "work_session_open_code",
        "code",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    comment="What the record knows of a board; opened_at and ended_at follow its events, slot "
    "and confirmed_at those of the trajectory. "
    "A code opens one session at most, and is free again when that has ended.",
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("board_id", ForeignKey("board.board_id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("moment", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("sha256", Text),
    Column("public", LargeBinary),
    Column("closed_sha256", Text),
    Column("closed", LargeBinary),
    Index("snapshot_of_board", "board_id", "seq"),
    comment="by is a function, not a person. Erasing a card's text makes a new version and "
    "empties the one before it: bytes and hash become null.",
)

# Formats of one's own

own_format = Table(
    "own_format",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("copied_from", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("aside", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("retired_at", BigInteger),
    comment="A format that someone made of another, one row for each time it was saved: who saves "
    "a version that is there already lost the race. owner is an account, or empty; aside holds "
    "the phases that were left out. What a session uses lies in format, by its hash.",
)

# The doors

link = Table(
    "link",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("board_id", ForeignKey("board.board_id")),
    Column("trajectory", ForeignKey("trajectory.id")),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("about", Text),
    Column("by", Text),
    Column("opened_at", BigInteger),
    comment="Links that open a door. The secret itself is nowhere, only its SHA-256. by is a "
    "function, not a person; opened_at says that one was read, and never by whom.",
)

browser = Table(
    "browser",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("created_at", BigInteger, nullable=False),
    comment="Browsers by the SHA-256 of their cookie.",
)

door_grant = Table(
    "door_grant",
    metadata,
    Column("id", Text, primary_key=True),
    Column("browser", ForeignKey("browser.hash"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("board_id", ForeignKey("board.board_id")),
    Column("trajectory", ForeignKey("trajectory.id")),
    Column("seat", Text),
    Column("link", ForeignKey("link.hash")),
    Column("account", ForeignKey("account.id")),
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Index("door_grant_of_browser", "browser"),
    Index("door_grant_of_account", "account"),
    comment="What one browser may do on one board or trajectory; it holds as long as its link, "
    "or as the account that took it.",
)

seat = Table(
    "seat",
    metadata,
    Column("seat", Text, primary_key=True),
    Column("board_id", ForeignKey("board.board_id"), nullable=False),
    Column("name", Text),
    Column("created_at", BigInteger, nullable=False),
    Index("seat_of_board", "board_id"),
    comment="How people want to be called. Names stand here and nowhere else.",
)

erasure = Table(
    "erasure",
    metadata,
    Column("board_id", ForeignKey("board.board_id"), primary_key=True),
    Column("at", BigInteger, primary_key=True),
    Column("names", Integer, nullable=False),
    Column("grants", Integer, nullable=False),
    Column("links", Integer, nullable=False),
    comment="What was taken away of a session when it was long over: how much, never whose.",
)

# People who sign in

account = Table(
    "account",
    metadata,
    Column("id", Text, primary_key=True),
    Column("email", Text),
    Column("issuer", Text),
    Column("subject", Text),
    Column("function", Text, nullable=False),
    Column("municipality", ForeignKey("municipality.id")),
    Column("name", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger),
    Index("account_email", "email", unique=True),
    Index("account_subject", "issuer", "subject", unique=True),
    comment="A coach, or the coordinator of one municipality. email is case-folded; issuer and "
    "subject are how a provider of sign-ins knows them. A person stands here and in no log.",
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("id", Text, primary_key=True),
    Column("browser", ForeignKey("browser.hash"), nullable=False),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("device", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("hint", Text),
    Index("sign_in_of_browser", "browser"),
    Index("sign_in_of_account", "account"),
    comment="Which browser is whose, from when to when. device is coarse, for the list of one's "
    "own; hint is what the provider wants back when one signs out there, and goes then.",
)

one_time_link = Table(
    "one_time_link",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index("one_time_link_of_account", "account"),
    comment="Signs one browser in, once: kind is mail or invitation. Kept when used, so that "
    "who comes again is told that.",
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("state", LargeBinary, primary_key=True),
    Column("browser", LargeBinary, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("leads_to", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    comment="Who went to the provider and is not back: taken away by the first who returns.",
)
