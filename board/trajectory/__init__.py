"""A trajectory: everything around the boards, from a request to looking back a year later.

As a board it is the fold of what happened to it: ``decide`` says what a command brings
about or why not, ``evolve`` what an event changes. Pure, like all of ``board``.
"""
