"""Confirmed results as they were put right: the snapshot stays, what is read of it changes."""

from msgspec.structs import replace

from board.harvest import Harvest
from board.trajectory.state import Trajectory


def corrected(harvest: Harvest, state: Trajectory) -> Harvest:
    """With the words of each card as the last correction has them. What was erased stays so."""
    slot = next((one for one in state.slots.values() if one.board == harvest.board), None)
    if slot is None or not slot.corrections:
        return harvest
    texts = {line.card: line.text for line in slot.corrections if line.text}
    return replace(
        harvest,
        items=[
            replace(item, text=texts[item.id], edited=True)
            if item.text and item.id in texts
            else item
            for item in harvest.items
        ],
    )
