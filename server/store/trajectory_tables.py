"""The tables of the trajectory itself, beside those of what it holds."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from server.store.tables import metadata

trajectory_event = Table(
    "trajectory_event",
    metadata,
    Column("trajectory", ForeignKey("trajectory.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("data", Text, nullable=False),
    comment="The log of a trajectory: append-only, n counts up by one. by is a function, not a "
    "person; command is the id of what brought it about, so that it is not done twice.",
)

trajectory_contact = Table(
    "trajectory_contact",
    metadata,
    Column("trajectory", ForeignKey("trajectory.id"), primary_key=True),
    Column("reference", Text, nullable=False),
    Column("name", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("erased_at", BigInteger),
    Index("trajectory_contact_reference", "reference", unique=True),
    comment="Who asked, and how to reach them: here and nowhere else, so that it can be erased. "
    "The reference stays.",
)

sounding_note = Table(
    "sounding_note",
    metadata,
    Column("id", Text, primary_key=True),
    Column("trajectory", ForeignKey("trajectory.id"), nullable=False),
    Column("slot", Text),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("account", Text),
    Column("at", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Index("sounding_note_of_trajectory", "trajectory"),
    comment="What coach and coordinator write to each other. In no log, snapshot or export; "
    "erasing takes the row away. account may take its own back.",
)

remark = Table(
    "remark",
    metadata,
    Column("id", Text, primary_key=True),
    Column("trajectory", ForeignKey("trajectory.id"), nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("tag", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Index("remark_of_trajectory", "trajectory"),
    comment="What coach and coordinator write beside a snapshot, which itself does not change. "
    "Not shared it is its writer's alone; target is empty, card:NUMBER or phase:ID.",
)

report_section = Table(
    "report_section",
    metadata,
    Column("trajectory", ForeignKey("trajectory.id"), primary_key=True),
    Column("section", Text, primary_key=True),
    Column("shown", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    comment="What people made of a chapter of the report: whether it is in, and their own words "
    "in front. All else in it is read from the record when it is asked for.",
)

destruction = Table(
    "destruction",
    metadata,
    Column("destroyed", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("sessions", Integer, nullable=False),
    Column("snapshots", Integer, nullable=False),
    Column("organisations", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    comment="A certificate for each trajectory that was destroyed: how much went, never what. "
    "by is what who did it typed, a function.",
)
