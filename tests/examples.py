"""How many examples of what is dear: few in the run that everybody waits for.

``--hypothesis-profile=long`` takes a hundred times as many of these too.
"""

from hypothesis import settings

USUAL = 60


def few(most: int) -> settings:
    return settings(max_examples=max(most, most * settings().max_examples // USUAL))
