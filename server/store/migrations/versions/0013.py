"""That a trajectory was destroyed: what went, when and by whom, and nothing of what it held."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "destruction",
        sa.Column("destroyed", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("sessions", sa.Integer, nullable=False),
        sa.Column("snapshots", sa.Integer, nullable=False),
        sa.Column("organisations", sa.Integer, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
    )
