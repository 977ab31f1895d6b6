/**
 * Who leads now, and how that passes to another: offered, accepted, taken back.
 * A console that is gone keeps nobody from leading.
 *
 * @typedef {import("./main.js").Desk} Desk
 */

import { fill, find } from "../js/dom.js";
import { askChoice } from "./ask.js";

const FUNCTIONS = /** @type {const} */ (["partner", "coordinator", "coach"]);
const UNTIL = /** @type {const} */ (["phase", "session"]);

/** @param {Desk} desk */
export function createLead(desk) {
  const { flow, words, acts, boot } = desk;
  const note = find(document, "#lead");
  const room = find(document, ".room");
  find(note, "[data-do=lead-back]").addEventListener("click", () => acts.perform({ type: "TakeBackLead" }, words("console.lead_is_back")));
  find(note, "[data-do=lead-accept]").addEventListener("click", () => acts.perform({ type: "AcceptLead" }, words("console.lead_is_yours")));
  find(room, "[data-do=hand-over]").addEventListener("click", offer);

  async function offer() {
    const who = await askChoice({
      title: words("console.hand_over_who"),
      choices: FUNCTIONS.map((id) => ({ id, label: words("console.lead_" + id) })),
      yes: words("console.lead_on"),
    });
    const to = FUNCTIONS.find((id) => id === who);
    if (!to) return;
    const long = await askChoice({
      title: words("console.hand_over_until"),
      choices: UNTIL.map((id) => ({ id, label: words("console.lead_until_" + id) })),
      yes: words("console.hand_over"),
    });
    const until = UNTIL.find((id) => id === long);
    if (until) await acts.perform({ type: "OfferLead", to, until });
  }

  /** What to say and what to do about it. @returns {{text: string, back?: boolean, accept?: boolean} | null} */
  function told() {
    const { offer: offered, handed, leader, status } = flow.session ?? {};
    const me = boot.grant;
    // What is closed has nobody who leads it.
    if (status === "ended") return null;
    if (offered) {
      const slots = { who: words("console.lead_" + offered.to), until: words("console.lead_until_" + offered.until) };
      if (offered.by === me) return { text: words("console.lead_offered", slots), back: true };
      return { text: words("console.lead_offer", slots), accept: true };
    }
    if (!handed) return null;
    const slots = { who: words("console.lead_" + handed.function), until: words("console.lead_until_" + handed.until) };
    if (handed.was === me) return { text: words("console.lead_handed", slots), back: true };
    return leader === me ? { text: words("console.lead_yours", slots) } : null;
  }

  /** Whether this console gave the lead away: then no other note about it is needed. */
  function gone() {
    return flow.session?.handed?.was === boot.grant;
  }

  function draw() {
    const said = told();
    note.hidden = !said;
    fill(note, { text: said?.text ?? null, back: Boolean(said?.back), accept: Boolean(said?.accept) });
    const status = flow.session?.status;
    find(room, "[data-do=hand-over]").hidden = Boolean(said) || (status !== "live" && status !== "paused");
    if (gone() || said?.accept) find(document, "[data-slot=takeover]").hidden = true;
  }

  return { draw };
}
