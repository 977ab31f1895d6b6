/**
 * The one button, always in the same place: it names the next step and does
 * it. Beside it the way past a vote, one's own last step back, and writing for
 * someone else.
 *
 * @typedef {import("./main.js").Desk} Desk
 * @typedef {import("./flow.js").Next} Next
 */

import { fill, find, set } from "../js/dom.js";
import { openRound } from "./pick.js";

/** @type {{[act: string]: string}} */
const COMMANDS = {
  begin: "OpenPhase",
  phase: "OpenPhase",
  resume: "ResumeBoard",
  unveil: "UnveilCards",
  open: "OpenRound",
  close: "CloseRound",
  reveal: "RevealRound",
  end: "EndBoard",
};

/** @param {Desk} desk */
export function createNext(desk) {
  const { flow, words, model, acts } = desk;
  const root = find(document, "#next");
  const on = (/** @type {string} */ name, /** @type {() => void} */ run) =>
    find(root, `[data-do=${name}]`).addEventListener("click", run);
  on("next", () => go(flow.next()));
  on("skip", () => go(flow.after()));
  on("undo", () => acts.perform({ type: "Undo" }, words("console.undone")));
  on("paper", () => desk.writeForSomeone());

  /** @param {Next} next */
  function label(next) {
    const title = next.phase?.title ?? next.text?.title ?? "";
    const several = flow.votes().length > 1 && next.poll;
    const names = { open: "open_round", close: "close_round", reveal: "reveal_round", phase: "next", ended: "record" };
    const key = Object.hasOwn(names, next.act) ? names[/** @type {keyof typeof names} */ (next.act)] : next.act;
    const text = words("console." + key, { title });
    return several ? text + ": " + next.poll?.question : text;
  }

  /** @param {Next} next */
  async function go(next) {
    if (acts.pending.has(COMMANDS[next.act] ?? "")) return;
    switch (next.act) {
      case "begin":
      case "phase":
        if (next.phase) await desk.openPhase(next.phase);
        return;
      case "resume":
        await acts.perform({ type: "ResumeBoard" });
        return;
      case "write":
        desk.show("board");
        if (next.text) desk.writeText(next.text.id);
        return;
      case "unveil":
        if (next.zone) await desk.unveil(next.zone);
        return;
      case "open":
        if (next.poll) await openRound(desk, next.poll);
        return;
      case "close":
        if (next.round && (await desk.allDone())) await acts.perform({ type: "CloseRound", round: next.round });
        return;
      case "reveal":
        if (next.round) await acts.perform({ type: "RevealRound", round: next.round });
        return;
      case "end":
        await desk.endSession();
        return;
      case "ended":
        window.open(desk.boot.links.record, "_blank", "noopener");
    }
  }

  function draw() {
    const next = flow.next();
    const busy = acts.pending.has(COMMANDS[next.act] ?? "");
    const votes = ["write", "unveil", "open", "close", "reveal"].includes(next.act);
    const after = flow.after();
    const lead = model.get("lead");
    const mine = lead?.undo && lead.undo_by === desk.boot.grant;
    const undo = lead?.undo && words.has("console.undo_" + lead.undo) ? "console.undo_" + lead.undo : "console.undo_step";
    fill(root, {
      next: busy ? words("console.sending") : label(next),
      skip: votes,
      skip_now: words(after.phase ? "console.skip_vote" : "console.skip_to_end"),
      skip_to: after.phase ? words("console.skip_vote_to", { title: after.phase.title }) : null,
      undo: Boolean(mine),
      undo_what: words("console.undo_what", { what: words(undo) }),
    });
    const button = find(root, "[data-do=next]");
    set(button, "aria-disabled", busy ? "true" : null);
    set(button, "data-act", next.act);
    find(root, "[data-do=paper]").hidden = flow.session?.status === "ended";
  }

  return { draw };
}
