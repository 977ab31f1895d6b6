"""The first tables. ``server/store/tables.py`` says why each is as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "format",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "board",
        sa.Column("board_id", sa.Text, primary_key=True),
        sa.Column("head", sa.Integer, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("access", sa.Integer, nullable=False),
    )
    op.create_table(
        "event",
        sa.Column("board_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_table(
        "event_card",
        sa.Column("board_id", sa.Text, primary_key=True),
        sa.Column("card_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("board_id", sa.Text, primary_key=True),
        sa.Column("outbox", sa.Text, primary_key=True),
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot",
        sa.Column("board_id", sa.Text, primary_key=True),
        sa.Column("round_id", sa.Text, primary_key=True),
        sa.Column("voter", sa.Text, primary_key=True),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("paper", sa.Integer, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "salt",
        sa.Column("board_id", sa.Text, primary_key=True),
        sa.Column("round_id", sa.Text, primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "municipality",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
    )
    op.create_table(
        "local_network",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("lead_municipality", sa.Text, sa.ForeignKey("municipality.id"), nullable=False),
    )
    op.create_table(
        "trajectory",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("network", sa.Text, sa.ForeignKey("local_network.id"), nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
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
    )
    op.create_index("organisation_of_trajectory", "organisation", ["trajectory"])
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
    )
    op.create_index("work_session_of_trajectory", "work_session", ["trajectory"])
    op.create_index(
        "work_session_open_code",
        "work_session",
        ["code"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("board_id", sa.Text, sa.ForeignKey("board.board_id"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("moment", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text),
        sa.Column("public", sa.LargeBinary),
        sa.Column("closed_sha256", sa.Text),
        sa.Column("closed", sa.LargeBinary),
    )
    op.create_index("snapshot_of_board", "snapshot", ["board_id", "seq"])
    op.create_table(
        "link",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("board_id", sa.Text, sa.ForeignKey("board.board_id")),
        sa.Column("trajectory", sa.Text, sa.ForeignKey("trajectory.id")),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
    )
    op.create_table(
        "browser",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "door_grant",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("browser", sa.LargeBinary, sa.ForeignKey("browser.hash"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("board_id", sa.Text, sa.ForeignKey("board.board_id")),
        sa.Column("trajectory", sa.Text, sa.ForeignKey("trajectory.id")),
        sa.Column("seat", sa.Text),
        sa.Column("link", sa.LargeBinary, sa.ForeignKey("link.hash")),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("door_grant_of_browser", "door_grant", ["browser"])
    op.create_table(
        "seat",
        sa.Column("seat", sa.Text, primary_key=True),
        sa.Column("board_id", sa.Text, sa.ForeignKey("board.board_id"), nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )
    op.create_index("seat_of_board", "seat", ["board_id"])
