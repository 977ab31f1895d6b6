"""Pictures of what came out, as SVG: the same on page, paper and big screen.

Each is a pure function of words and whole numbers. Colours and letters are written into it
as attributes, for paper knows no style sheet; what a colour says, a form says too. A picture
is 360 wide, so that it can be read on a phone, and no text in it is wider than its place.
Who shows one lays a table beside it that says the same.
"""
