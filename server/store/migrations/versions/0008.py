"""The trajectory's own log, how to reach who asked for it, and the sounding board."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PARTNER = "id, trajectory, name, kind, brings, interest, ambition, created_at, place"
_SESSION = (
    "board_id, trajectory, stage, title, planned_at, format, code, created_at, opened_at, ended_at"
)


def upgrade() -> None:
    op.create_table(
        "trajectory_event",
        sa.Column("trajectory", sa.Text, sa.ForeignKey("trajectory.id"), primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_table(
        "trajectory_contact",
        sa.Column("trajectory", sa.Text, sa.ForeignKey("trajectory.id"), primary_key=True),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("erased_at", sa.BigInteger),
    )
    op.create_index(
        "trajectory_contact_reference", "trajectory_contact", ["reference"], unique=True
    )
    op.create_table(
        "sounding_note",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("trajectory", sa.Text, sa.ForeignKey("trajectory.id"), nullable=False),
        sa.Column("slot", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("account", sa.Text),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("sounding_note_of_trajectory", "sounding_note", ["trajectory"])
    _organisation()
    _work_session()


def _organisation() -> None:
    op.drop_index("organisation_of_trajectory", "organisation")
    op.rename_table("organisation", "organisation_before")
    op.create_table(
        "organisation",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("trajectory", sa.Text, sa.ForeignKey("trajectory.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("brings", sa.Text),
        sa.Column("interest", sa.Text),
        sa.Column("ambition", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("left_at", sa.BigInteger),
    )
    op.execute(
        f"INSERT INTO organisation ({_PARTNER}) SELECT {_PARTNER} FROM organisation_before"  # noqa: S608 - our own words
    )
    op.drop_table("organisation_before")
    op.create_index("organisation_of_trajectory", "organisation", ["trajectory"])


def _work_session() -> None:
    op.drop_index("work_session_of_trajectory", "work_session")
    op.drop_index("work_session_open_code", "work_session")
    op.rename_table("work_session", "work_session_before")
    op.create_table(
        "work_session",
        sa.Column("board_id", sa.Text, sa.ForeignKey("board.board_id"), primary_key=True),
        sa.Column("trajectory", sa.Text, sa.ForeignKey("trajectory.id"), nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("planned_at", sa.BigInteger),
        sa.Column("format", sa.Text, sa.ForeignKey("format.sha256"), nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("opened_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("slot", sa.Text),
        sa.Column("confirmed_at", sa.BigInteger),
    )
    op.execute(
        f"INSERT INTO work_session ({_SESSION}) SELECT {_SESSION} FROM work_session_before"  # noqa: S608 - our own words
    )
    op.drop_table("work_session_before")
    op.create_index("work_session_of_trajectory", "work_session", ["trajectory"])
    op.create_index(
        "work_session_open_code",
        "work_session",
        ["code"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
