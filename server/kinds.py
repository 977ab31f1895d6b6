"""Kinds of organisations, as they are written: whose services they are, and who speaks there."""

MUNICIPAL = frozenset({"gemeentedienst", "stadsdienst", "gemeente", "stad", "ocmw"})
"""The municipality's own."""
SPEAKING = frozenset(
    {
        "vereniging waar armen het woord nemen",
        "vereniging waar mensen in armoede het woord nemen",
        "armoedevereniging",
    }
)
"""People of the target group speak there, also where nobody marked the organisation so.
It is the organisation that is marked: nobody says of a person what they live through.
"""
