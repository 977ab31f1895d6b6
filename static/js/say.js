/**
 * What the one who leads can say at this moment. A phase has a line of its own; once
 * a vote in it is closed, that line is over. Pure: for the console and for phones
 * that read along.
 *
 * @param {{status: string, phase: {say: string} | null, rounds: string[], words: (key: string) => string}} now
 * `rounds`: how each vote of this phase stands, as it was held last
 */
export function sayOf({ status, phase, rounds, words }) {
  if (status === "ended") return words("console.ended_say");
  if (status === "paused") return words("console.paused_say");
  if (!phase || status === "lobby") return words("console.lobby_say");
  if (rounds.indexOf("open") >= 0) return phase.say;
  if (rounds.indexOf("closed") >= 0) return words("console.vote_closed_say");
  return rounds.length ? words("console.result_say") : phase.say;
}
