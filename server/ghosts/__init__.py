"""A dry run of a session: ghosts take part, whatever the format asks of them."""
