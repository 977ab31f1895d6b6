"""``uv run python -m tests.bad``: writes the whole list into ``docs/bad-inputs.md``."""

from tests.bad.listed import PAGE, page

if __name__ == "__main__":
    PAGE.write_text(page())
    print(f"written: {PAGE}")
