/**
 * What someone began and did not send: text by kind and phase, ballots by round.
 *
 * Kept on this device, so that a phase change, a reload or a lost line takes
 * nothing away. Works from memory where storage is full or forbidden.
 *
 * Two tabs of one seat share what is kept. Each touches its own rows only; a text
 * that another tab wrote in the same place is put aside, never written over.
 *
 * @typedef {{code: string, value: string, limit: string}} Reason why it was refused
 * @typedef {{
 *   kind: string, phase: string, visit: number, text: string, fields: {[id: string]: string},
 *   links: {[id: string]: string[]}, anonymous: boolean, at: number, reason: Reason | null, by?: string,
 * }} Draft
 * `by` is the page that wrote it.
 * @typedef {import("./ballot.js").Answers} Answers
 * @typedef {{texts: {[key: string]: Draft}, ballots: {[round: string]: {answers: Answers, at: number}},
 *   marks: {[name: string]: string}}} Kept
 */

const KEEP = 48 * 3600 * 1000;

/**
 * @param {Pick<Storage, "getItem" | "setItem">} storage
 * @param {string} key
 * @param {() => number} now
 * @param {string} [page] another one for each tab
 */
export function createDrafts(storage, key, now, page) {
  const me = page || String(Math.random()).slice(2, 10);
  let kept = read();
  /** What is kept is in memory only. */
  let alone = false;
  /** The texts that are in the fields of this page, or were when it began. @type {{[name: string]: string}} */
  const seen = {};
  for (const [name, draft] of Object.entries(kept.texts)) seen[name] = draft.text;

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
  /** Another tab may have written since: what it did stays. @param {() => void} change */
  function save(change) {
    if (!alone) kept = read();
    change();
    try {
      storage.setItem(key, JSON.stringify(kept));
      alone = false;
    } catch {
      alone = true;
    }
  }
  /** @param {string} kind @param {string} phase */
  function nameOf(kind, phase) {
    return kind + "@" + phase;
  }
  /** What another tab wrote in this place, and this one does not show. @param {string} name */
  function foreign(name) {
    const held = kept.texts[name];
    return held && held.by !== me && held.text !== seen[name] ? held : null;
  }
  /** Where the text of a page goes when another writes in its place. @param {string} phase @param {string} by */
  function aside(phase, by) {
    return phase + "~" + by;
  }

  return {
    /** @param {string} kind @param {string} phase @returns {Draft | null} */
    text: (kind, phase) => kept.texts[nameOf(kind, phase)] || null,
    /** As `text`, to go on writing it here. @param {string} kind @param {string} phase @returns {Draft | null} */
    take(kind, phase) {
      const name = nameOf(kind, phase);
      const held = kept.texts[nameOf(kind, aside(phase, me))] || kept.texts[name];
      if (held) seen[name] = held.text;
      return held || null;
    },
    /** The phase it was begun in, also of one that was put aside for another tab. @param {Draft} draft */
    home(draft) {
      const end = aside("", me);
      return draft.phase.endsWith(end) ? draft.phase.slice(0, -end.length) : draft.phase;
    },
    /** @param {Omit<Draft, "at">} draft */
    keepText(draft) {
      const { kind, phase } = draft;
      const name = nameOf(kind, phase);
      save(() => {
        const other = foreign(name);
        if (other && other.text.trim()) {
          const away = aside(phase, other.by || "");
          kept.texts[nameOf(kind, away)] = Object.assign({}, other, { phase: away });
        }
        delete kept.texts[nameOf(kind, aside(phase, me))];
        kept.texts[name] = Object.assign({}, draft, { at: now(), by: me });
        seen[name] = draft.text;
      });
    },
    /** @param {string} kind @param {string} phase */
    dropText(kind, phase) {
      const name = nameOf(kind, phase);
      save(() => {
        if (!foreign(name)) delete kept.texts[name];
        delete kept.texts[nameOf(kind, aside(phase, me))];
      });
    },
    /** All texts that were begun. */
    texts: () => Object.values(kept.texts),
    /** @param {string} round @returns {Answers | null} */
    ballot: (round) => (kept.ballots[round] ? kept.ballots[round].answers : null),
    /** The rounds with a ballot begun here. */
    ballots: () => Object.keys(kept.ballots),
    /** @param {string} round @param {Answers} answers */
    keepBallot(round, answers) {
      save(() => (kept.ballots[round] = { answers, at: now() }));
    },
    /** @param {string} round */
    dropBallot(round) {
      if (!(round in kept.ballots)) return;
      save(() => delete kept.ballots[round]);
    },
    /** Small things to remember, such as the last choice of sender. @param {string} mark */
    mark: (mark) => kept.marks[mark] || "",
    /** @param {string} mark @param {string} value */
    setMark(mark, value) {
      if (kept.marks[mark] === value) return;
      save(() => (kept.marks[mark] = value));
    },
    /** Another tab has written. */
    refresh() {
      if (!alone) kept = read();
    },
    key,
  };
}

/** @typedef {ReturnType<typeof createDrafts>} Drafts */
