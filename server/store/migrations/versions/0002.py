"""A place for each organisation, which only SQLite knew by itself; and secrets of the servers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEPT = "id, trajectory, name, kind, brings, interest, ambition, created_at"


def upgrade() -> None:
    # Until now the order of the table itself was the order of adding.
    own = "rowid" if op.get_bind().dialect.name == "sqlite" else "created_at, id"
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
    )
    op.execute(
        f"INSERT INTO organisation ({_KEPT}, place) SELECT {_KEPT},"  # noqa: S608 - our own words
        f" row_number() OVER (PARTITION BY trajectory ORDER BY {own}) FROM organisation_before"
    )
    op.drop_table("organisation_before")
    op.create_index("organisation_of_trajectory", "organisation", ["trajectory"])
    op.create_table(
        "secret",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
