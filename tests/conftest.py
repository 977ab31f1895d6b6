"""What all tests share: how hard hypothesis looks.

``uv run pytest --hypothesis-profile=long`` looks a hundred times as hard, with
another seed each time; what it finds becomes an ``@example``.
"""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "quick",
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("long", max_examples=6000, deadline=None, print_blob=True)
settings.load_profile("quick")
