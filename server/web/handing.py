"""When the lead of a session passes: who leads now has the only console."""

from board.trajectory import commands as c
from server.web.sheet import Sheet

PASSES = (c.AcceptHandover, c.WithdrawHandover)


async def lead_passed(sheet: Sheet, command: c.AcceptHandover | c.WithdrawHandover) -> None:
    """``sheet`` is as it was before the command, which was done."""
    state = sheet.view.state
    handover = state.handovers.get(command.handover)
    slot = state.slots.get(handover.slot) if handover and handover.slot else None
    if handover is None or slot is None or slot.board is None:
        return
    if isinstance(command, c.AcceptHandover) or handover.answer == "accepted":
        site = sheet.site
        await site.doors.pass_lead(slot.board, sheet.person.account, site.clock())
