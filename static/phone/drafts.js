/**
 * What someone began and did not send: text by kind and phase, ballots by round.
 *
 * Kept on this device, so that a phase change, a reload or a lost line takes
 * nothing away. Works from memory where storage is full or forbidden.
 *
 * @typedef {{code: string, value: string, limit: string}} Reason why it was refused
 * @typedef {{
 *   kind: string, phase: string, visit: number, text: string, fields: {[id: string]: string},
 *   links: {[id: string]: string[]}, anonymous: boolean, at: number, reason: Reason | null,
 * }} Draft
 * @typedef {import("./ballot.js").Answers} Answers
 * @typedef {{texts: {[key: string]: Draft}, ballots: {[round: string]: {answers: Answers, at: number}},
 *   marks: {[name: string]: string}}} Kept
 */

const KEEP = 48 * 3600 * 1000;

/**
 * @param {Pick<Storage, "getItem" | "setItem">} storage
 * @param {string} key
 * @param {() => number} now
 */
export function createDrafts(storage, key, now) {
  const kept = read();

  /** @returns {Kept} */
  function read() {
    /** @type {Kept} */
    const fresh = { texts: {}, ballots: {}, marks: {} };
    try {
      const found = JSON.parse(storage.getItem(key) || "{}");
      Object.assign(fresh.texts, found.texts);
      Object.assign(fresh.ballots, found.ballots);
      Object.assign(fresh.marks, found.marks);
    } catch {
      // Unreadable: as good as empty.
    }
    forget(fresh.texts);
    forget(fresh.ballots);
    return fresh;
  }
  /** @param {{[key: string]: {at: number}}} rows */
  function forget(rows) {
    for (const [name, row] of Object.entries(rows)) {
      if (!row || !(now() - row.at < KEEP)) delete rows[name];
    }
  }
  function save() {
    try {
      storage.setItem(key, JSON.stringify(kept));
    } catch {
      // It stays in memory.
    }
  }
  /** @param {string} kind @param {string} phase */
  function nameOf(kind, phase) {
    return kind + "@" + phase;
  }

  return {
    /** @param {string} kind @param {string} phase @returns {Draft | null} */
    text: (kind, phase) => kept.texts[nameOf(kind, phase)] || null,
    /** @param {Omit<Draft, "at">} draft */
    keepText(draft) {
      kept.texts[nameOf(draft.kind, draft.phase)] = Object.assign({}, draft, { at: now() });
      save();
    },
    /** @param {string} kind @param {string} phase */
    dropText(kind, phase) {
      delete kept.texts[nameOf(kind, phase)];
      save();
    },
    /** All texts that were begun. */
    texts: () => Object.values(kept.texts),
    /** @param {string} round @returns {Answers | null} */
    ballot: (round) => (kept.ballots[round] ? kept.ballots[round].answers : null),
    /** The rounds with a ballot begun here. */
    ballots: () => Object.keys(kept.ballots),
    /** @param {string} round @param {Answers} answers */
    keepBallot(round, answers) {
      kept.ballots[round] = { answers, at: now() };
      save();
    },
    /** @param {string} round */
    dropBallot(round) {
      if (!(round in kept.ballots)) return;
      delete kept.ballots[round];
      save();
    },
    /** Small things to remember, such as the last choice of sender. @param {string} mark */
    mark: (mark) => kept.marks[mark] || "",
    /** @param {string} mark @param {string} value */
    setMark(mark, value) {
      if (kept.marks[mark] === value) return;
      kept.marks[mark] = value;
      save();
    },
  };
}

/** @typedef {ReturnType<typeof createDrafts>} Drafts */
