"""What the server remembers: the log of each board, the doors, the record. SQL stays in here.

``Store(path)`` opens the database; ``Log(store)``, ``Doors(store)`` and
``Record(store)`` are the three ways to use it.
"""
