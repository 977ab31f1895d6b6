"""People who sign in: accounts, their sign-ins and one-time links; grants that an account holds."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEPT = "id, browser, kind, board_id, trajectory, seat, link, created_at"


def upgrade() -> None:
    op.add_column("municipality", sa.Column("orgcode", sa.Text))
    op.create_index("municipality_orgcode", "municipality", ["orgcode"], unique=True)
    op.create_table(
        "account",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("email", sa.Text),
        sa.Column("issuer", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("function", sa.Text, nullable=False),
        sa.Column("municipality", sa.Text, sa.ForeignKey("municipality.id")),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("disabled_at", sa.BigInteger),
    )
    op.create_index("account_email", "account", ["email"], unique=True)
    op.create_index("account_subject", "account", ["issuer", "subject"], unique=True)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("browser", sa.LargeBinary, sa.ForeignKey("browser.hash"), nullable=False),
        sa.Column("account", sa.Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("hint", sa.Text),
    )
    op.create_index("sign_in_of_browser", "sign_in", ["browser"])
    op.create_index("sign_in_of_account", "sign_in", ["account"])
    op.create_table(
        "one_time_link",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
    )
    op.create_index("one_time_link_of_account", "one_time_link", ["account"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("state", sa.LargeBinary, primary_key=True),
        sa.Column("browser", sa.LargeBinary, nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("verifier", sa.Text, nullable=False),
        sa.Column("leads_to", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.drop_index("door_grant_of_browser", "door_grant")
    op.rename_table("door_grant", "door_grant_before")
    op.create_table(
        "door_grant",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("browser", sa.LargeBinary, sa.ForeignKey("browser.hash"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("board_id", sa.Text, sa.ForeignKey("board.board_id")),
        sa.Column("trajectory", sa.Text, sa.ForeignKey("trajectory.id")),
        sa.Column("seat", sa.Text),
        sa.Column("link", sa.LargeBinary, sa.ForeignKey("link.hash")),
        sa.Column("account", sa.Text, sa.ForeignKey("account.id")),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
    )
    op.execute(f"INSERT INTO door_grant ({_KEPT}) SELECT {_KEPT} FROM door_grant_before")  # noqa: S608 - our own words
    op.drop_table("door_grant_before")
    op.create_index("door_grant_of_browser", "door_grant", ["browser"])
    op.create_index("door_grant_of_account", "door_grant", ["account"])
