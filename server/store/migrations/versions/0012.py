"""What people made of each chapter of a report."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_section",
        sa.Column("trajectory", sa.Text, sa.ForeignKey("trajectory.id"), primary_key=True),
        sa.Column("section", sa.Text, primary_key=True),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
