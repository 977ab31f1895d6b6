"""Links to read one thing of a trajectory: which, made as whom, and when last opened."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("link", sa.Column("about", sa.Text))
    op.add_column("link", sa.Column("by", sa.Text))
    op.add_column("link", sa.Column("opened_at", sa.BigInteger))
