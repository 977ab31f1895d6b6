"""Whether servers run on a database: their lines to it tell."""

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from server.store.postgres.engine import address

_lines = text(
    "SELECT DISTINCT coalesce(host(client_addr), 'this machine') FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = :name"
    " AND backend_type = 'client backend' ORDER BY 1"
)


def apart(url: str, name: str) -> str:
    """The address under which one's own lines have another name than those of a server."""
    return (
        make_url(url)
        .update_query_dict({"application_name": name})
        .render_as_string(hide_password=False)
    )


def machines(connection: Connection, url: str) -> list[str]:
    """Those from which servers hold lines, by their address."""
    named = {"name": address(url)["application_name"]}
    return list(connection.execute(_lines, named).scalars())
