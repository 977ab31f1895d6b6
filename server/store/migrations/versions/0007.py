"""Which cards are copies of an earlier board's, so that what is erased there goes here too."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "card_copy",
        sa.Column("source_board", sa.Text, primary_key=True),
        sa.Column("source_card", sa.Text, primary_key=True),
        sa.Column("board_id", sa.Text, primary_key=True),
        sa.Column("card_id", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
