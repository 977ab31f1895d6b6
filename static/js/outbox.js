/**
 * Commands on their way: kept on this device until the server has answered,
 * sent once and in order, also after a reload or a night without a line.
 *
 * A command is known by `(outbox, n)`. Those that share an outbox id lie in one
 * *lane*, one lane per storage key. A page writes in a lane of its own; it also
 * takes over the lanes of pages that are gone, under their own ids, because the
 * server may have carried out what they sent last. A page that slept so long that
 * another took its lane begins a new one. At most one command is under way at a
 * time, so every answer is known to be about that one.
 *
 * @typedef {import("./messages").AnyCommand} AnyCommand
 * @typedef {import("./messages").Do} Do
 * @typedef {import("./messages").Ack} Ack
 * @typedef {import("./messages").No} No
 * @typedef {"sending" | "saved" | "failed"} EntryState
 * @typedef {{
 *   ref: string, n: number, visit: number, command: AnyCommand, info: any, state: EntryState,
 *   code: string, value: string, limit: string, made: string, seq: number,
 * }} Entry
 * `ref` names an entry for `drop` and `retry`; `info` is the caller's own; `seq` is where the
 * board stands since it was carried out. One that is sending and has a `code` was given back
 * for that, and is tried again.
 * @typedef {{id: string, next: number, entries: Entry[], alive: number, owner: string}} Lane
 * @typedef {import("./storage.js").Store} Store
 * @typedef {{
 *   now: () => number,
 *   newId: () => string,
 *   random: () => number,
 *   after: (ms: number, run: () => void) => any,
 *   cancel: (timer: any) => void,
 * }} World
 */

import { newId } from "./ids.js";

/** A page says this often that its lane is in use; three times that, and it is not. */
const BEAT = 5000;
const ABANDONED = 3 * BEAT;
/** No answer for so long on an open line: the same command again, which is safe. */
const ANSWER = 5000;
/** What was given back is tried again after this at least, and this at most. */
const AGAIN = 500;
const AGAIN_MOST = 10000;

/**
 * @param {Store & {touch?: (name: string, value: string) => void}} storage one that never fails
 * @param {string} key of this board and seat
 * @param {{
 *   send: (frame: Do) => boolean, onLate?: () => void, ready?: Promise<unknown>, world?: World,
 * }} options
 *   `onLate`: an answer is long in coming; is the line still there? `ready`: what was kept
 *   before has all been found.
 */
export function createOutbox(storage, key, options) {
  const world = options.world || browser();
  /** @type {Set<(entry: Entry | null) => void>} */
  const listeners = new Set();
  const page = world.newId();
  /** @type {Lane} */
  let own = fresh();
  /** @type {Lane[]} other pages' lanes, taken over to be emptied */
  let taken = [];
  /** @type {Entry | null} */
  let underway = null;
  /** @type {any} */
  let timer;
  let held = false;
  /** So often in a row was something given back. */
  let again = 0;

  function fresh() {
    return { id: world.newId(), next: 1, entries: [], alive: world.now(), owner: page };
  }
  /** @param {Lane} lane */
  function nameOf(lane) {
    return key + ":" + lane.id;
  }

  /** @param {Lane} lane @param {boolean} [alike] only that it is in use is new */
  function keep(lane, alike) {
    // What is saved is known to the server; it stays here for the page alone.
    const unsaved = lane.entries.filter((entry) => entry.state !== "saved");
    const { id, next, alive, owner } = lane;
    const row = { id, next, entries: unsaved, alive, owner };
    const put = alike && storage.touch ? storage.touch : storage.setItem;
    if (unsaved.length || lane === own) put.call(storage, nameOf(lane), JSON.stringify(row));
    else forget(lane);
  }

  /** Takes over lanes that no page keeps alive any more. */
  function adopt() {
    for (const name of names()) {
      const lane = read(name);
      if (!lane || lane.id === own.id || taken.some((other) => other.id === lane.id)) continue;
      if (world.now() - lane.alive < ABANDONED && lane.alive <= world.now()) continue;
      lane.alive = world.now();
      lane.owner = page;
      if (!own.entries.length && own.next === 1) {
        forget(own);
        own = lane;
      } else if (lane.entries.length) {
        taken.push(lane);
      } else {
        forget(lane);
        continue;
      }
      keep(lane);
      tell(null);
    }
  }

  /** @param {Lane} lane */
  function forget(lane) {
    storage.removeItem(nameOf(lane));
  }

  function names() {
    const found = [];
    for (let at = 0; at < storage.length; at += 1) {
      const name = storage.key(at);
      if (name && name.startsWith(key + ":")) found.push(name);
    }
    return found;
  }

  /** @param {string} name @returns {Lane | null} */
  function read(name) {
    try {
      const lane = JSON.parse(storage.getItem(name) || "null");
      return lane && typeof lane.id === "string" && Array.isArray(lane.entries) ? lane : null;
    } catch {
      return null;
    }
  }

  /** Lets go of lanes that another page took while this one was asleep. */
  function check() {
    /** @param {Lane} lane */
    const lost = (lane) => {
      const row = read(nameOf(lane));
      return row !== null && row.owner !== page;
    };
    const before = taken.length;
    taken = taken.filter((lane) => !lost(lane));
    const gone = lost(own);
    if (gone) own = fresh();
    if (!gone && before === taken.length) return;
    if (underway && entries().indexOf(underway) < 0) underway = null;
    keep(own);
    tell(null);
  }

  function begin() {
    adopt();
    keep(own);
    flush();
    world.after(BEAT, beat);
  }

  function beat() {
    check();
    for (const lane of lanes()) {
      lane.alive = world.now();
      keep(lane, true);
    }
    adopt();
    flush();
    world.after(BEAT, beat);
  }

  function lanes() {
    return taken.concat(own);
  }
  function entries() {
    /** @type {Entry[]} */
    const none = [];
    return none.concat(...lanes().map((lane) => lane.entries));
  }
  /** @param {Entry | null} entry */
  function tell(entry) {
    listeners.forEach((listener) => listener(entry));
  }

  /** @param {Entry} entry */
  function laneOf(entry) {
    return lanes().find((lane) => lane.entries.indexOf(entry) >= 0) || own;
  }

  /** Sends what is next, if nothing is under way. Safe to call at any time. */
  function flush() {
    if (underway || held) return;
    check();
    const entry = entries().find((one) => one.state === "sending");
    if (!entry) return;
    const outbox = laneOf(entry).id;
    const { n, visit, command } = entry;
    if (!options.send({ t: "do", outbox, n, visit, command })) return;
    underway = entry;
    wait(ANSWER);
  }

  /** Whatever becomes of the one under way, look again after `ms`. @param {number} ms */
  function wait(ms) {
    world.cancel(timer);
    timer = world.after(ms, () => {
      if (underway && options.onLate) options.onLate();
      underway = null;
      held = false;
      flush();
    });
  }

  /** @param {Ack | No} frame */
  function onFrame(frame) {
    const entry = underway;
    if (!entry || entry.n !== frame.n) return;
    world.cancel(timer);
    underway = null;
    if (frame.t === "no" && frame.again) return giveTime(entry, frame.code);
    again = 0;
    entry.code = "";
    if (frame.t === "ack") {
      entry.state = "saved";
      entry.made = frame.made;
      entry.seq = frame.seq;
    } else if (frame.code === "id_reused") {
      renumber(laneOf(entry));
    } else {
      entry.state = "failed";
      entry.code = frame.code;
      entry.value = frame.value;
      entry.limit = frame.limit;
    }
    settle(entry);
  }

  /**
   * Not now: later, and not when all the others of the room try again.
   *
   * @param {Entry} entry
   * @param {string} code
   */
  function giveTime(entry, code) {
    again += 1;
    held = true;
    const ceiling = Math.min(AGAIN_MOST, AGAIN * Math.pow(2, again));
    wait(AGAIN + world.random() * (ceiling - AGAIN));
    if (entry.code === code) return;
    entry.code = code;
    keep(laneOf(entry));
    tell(entry);
  }

  /**
   * Another page sent something else under this number: what waits here was
   * never decided, so it goes out anew from a lane that is surely its own.
   *
   * @param {Lane} lane
   */
  function renumber(lane) {
    forget(lane);
    lane.id = world.newId();
    for (const entry of lane.entries) {
      if (entry.state === "sending") entry.ref = lane.id + ":" + entry.n;
    }
  }

  /** @param {Entry} entry */
  function settle(entry) {
    const lane = laneOf(entry);
    keep(lane);
    tell(entry);
    tidy();
    flush();
  }

  function tidy() {
    taken = taken.filter((lane) => {
      if (lane.entries.length) return true;
      forget(lane);
      return false;
    });
  }

  /** @param {string} ref */
  function take(ref) {
    const entry = entries().find((one) => one.ref === ref);
    if (!entry) return null;
    const lane = laneOf(entry);
    lane.entries = lane.entries.filter((one) => one !== entry);
    if (underway === entry) underway = null;
    keep(lane);
    return entry;
  }

  /**
   * @param {AnyCommand} command
   * @param {number} visit the board's visit that the person saw
   * @param {any} [info] kept with it, for whoever draws or undoes it
   * @returns {Entry}
   */
  function add(command, visit, info) {
    check();
    const n = own.next;
    own.next += 1;
    /** @type {Entry} */
    const entry = {
      ref: own.id + ":" + n,
      n,
      visit,
      command,
      info: info === undefined ? null : info,
      state: "sending",
      code: "",
      value: "",
      limit: "",
      made: "",
      seq: 0,
    };
    own.entries.push(entry);
    keep(own);
    tell(entry);
    flush();
    return entry;
  }

  keep(own);
  // Only when all that is kept has been found may what others left be taken over.
  if (options.ready) options.ready.then(begin, begin);
  else begin();

  return {
    add,
    onFrame,
    flush,
    /** The line was lost: what was under way goes out again with the next flush. */
    lost() {
      underway = null;
      held = false;
      world.cancel(timer);
    },
    /** All entries, oldest first; saved ones stay until dropped. */
    entries,
    /** @param {string} ref */
    drop(ref) {
      const entry = take(ref);
      if (!entry) return;
      tidy();
      tell(null);
      flush();
    },
    /**
     * Tries a failed one anew, under a new number: the old one has its answer.
     *
     * @param {string} ref
     * @param {number} [visit]
     */
    retry(ref, visit) {
      const entry = take(ref);
      if (!entry) return null;
      tidy();
      return add(entry.command, visit === undefined ? entry.visit : visit, entry.info);
    },
    /** The page is back from where the browser had put it, and so are its lanes, if nobody took them. */
    back() {
      check();
      for (const lane of lanes()) {
        lane.alive = world.now();
        keep(lane);
      }
      flush();
    },
    /** Gives the lane free at once, for the page that comes after this one. */
    leave() {
      for (const lane of lanes()) {
        lane.alive = 0;
        keep(lane);
      }
    },
    /** @param {(entry: Entry | null) => void} listener null: look at all of them */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** @typedef {ReturnType<typeof createOutbox>} Outbox */

/** @returns {World} */
function browser() {
  return {
    now: Date.now,
    newId,
    random: Math.random,
    after: (ms, run) => setTimeout(run, ms),
    cancel: (timer) => clearTimeout(timer),
  };
}
