"""What was erased of each session when it was long over: counts, for who answers for it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("board_id", sa.Text, sa.ForeignKey("board.board_id"), primary_key=True),
        sa.Column("at", sa.BigInteger, primary_key=True),
        sa.Column("names", sa.Integer, nullable=False),
        sa.Column("grants", sa.Integer, nullable=False),
        sa.Column("links", sa.Integer, nullable=False),
    )
