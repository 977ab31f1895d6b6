"""What coach and coordinator remark beside a snapshot."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remark",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("trajectory", sa.Text, sa.ForeignKey("trajectory.id"), nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("tag", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("remark_of_trajectory", "remark", ["trajectory"])
