/**
 * What the one who leads asks of the board: through the outbox, exactly once,
 * and the answer back in plain words.
 *
 * @typedef {import("../js/messages").AnyCommand} AnyCommand
 * @typedef {import("../js/outbox.js").Outbox} Outbox
 * @typedef {import("../js/outbox.js").Entry} Entry
 * @typedef {import("../js/words.js").Words} Words
 * @typedef {import("./flow.js").Flow} Flow
 * @typedef {import("./toasts.js").Toasts} Toasts
 * @typedef {{ok: boolean, made: string, code: string}} Answer
 */

import { slotsOf } from "../js/places.js";

/**
 * An answer comes at once, the board up to a pace later; see the server's fan-out. What changes
 * nothing that is seen here brings no board along: it is waited for no longer than this.
 */
const SOON = 150;

/**
 * @param {{outbox: Outbox, flow: Flow, reached: () => number, words: Words, format: import("../js/messages").Format, toasts: Toasts, onChange: () => void}} parts
 */
export function createActs({ outbox, flow, reached, words, format, toasts, onChange }) {
  /** Who waits for which entry; entries of a page before this one have nobody. @type {Map<string, (answer: Answer) => void>} */
  const waiting = new Map();
  /** Done, but what it brought about may still be on its way. @type {Set<Entry>} */
  const arriving = new Set();

  outbox.subscribe((entry) => {
    if (entry && entry.state !== "sending") settle(entry);
    onChange();
  });
  // What a page before this one left behind without an answer for anyone.
  for (const entry of outbox.entries()) if (entry.state === "failed") outbox.drop(entry.ref);

  /** @param {Entry} entry */
  function settle(entry) {
    const answer = { ok: entry.state === "saved", made: entry.made, code: entry.code };
    if (answer.ok) toasts.settle();
    else refuse(entry);
    if (answer.ok) arrive(entry);
    outbox.drop(entry.ref);
    waiting.get(entry.ref)?.(answer);
    waiting.delete(entry.ref);
  }

  /** @param {Entry} entry */
  function arrive(entry) {
    arriving.add(entry);
    setTimeout(() => {
      arriving.delete(entry);
      onChange();
    }, SOON);
  }

  /** @param {Entry} entry */
  function refuse(entry) {
    const { type } = entry.command;
    const why = words("refusals." + entry.code, slotsOf(format, entry));
    const did = "console.did_" + type;
    const line = words.has(did) ? words("console.not_sent", { what: words(did) }) + " " + why : why;
    toasts.refused(line);
  }

  return {
    /**
     * @param {AnyCommand} command
     * @param {string} [done] said when it is done
     * @returns {Promise<Answer>}
     */
    perform(command, done) {
      return new Promise((resolve) => {
        const entry = outbox.add(command, flow.visit);
        waiting.set(entry.ref, (answer) => {
          if (answer.ok && done) toasts.done(done);
          resolve(answer);
        });
      });
    },
    /** The types of what is still under way. @returns {Set<string>} */
    get pending() {
      const sending = outbox.entries().filter((entry) => entry.state === "sending");
      const coming = [...arriving].filter((entry) => entry.seq > reached());
      return new Set([...coming, ...sending].map((entry) => entry.command.type));
    },
  };
}

/** @typedef {ReturnType<typeof createActs>} Acts */
