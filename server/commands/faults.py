"""What a command cannot do, in a sentence for who typed it."""


class CommandFault(Exception):
    """The message names the value, the limit and the way out."""
