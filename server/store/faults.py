"""What can go wrong in the store, as exceptions that say what the caller may still rely on."""


class StoreFault(Exception):
    """The root of all of them."""


class Locked(StoreFault):
    """Another server uses this database."""


class Unusable(StoreFault):
    """The database or the data folder cannot be used as it is; the message says what to do."""


class Unavailable(StoreFault):
    """Nothing was written: the disk is full, an I/O error, a lock. Later it may succeed."""


class Poisoned(StoreFault):
    """Nothing of this one write was kept, and trying it again would fail again."""


class Unknown(StoreFault):
    """The commit itself failed, so it may or may not stand. Read the log before answering."""


class Unreadable(StoreFault):
    """The log holds an event this server does not know: a newer one wrote it."""
