"""A made-up municipality that lives through a session by itself, over real sockets."""
