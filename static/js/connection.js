/**
 * One line to the board that comes back by itself: hello with the position
 * reached, back-off with jitter, a watchdog for lines that died in silence. Where
 * no websocket comes through it goes over events.
 *
 * No DOM: `watchPage` is what ties it to a page that sleeps and wakes.
 *
 * @typedef {import("./messages").ServerFrame} ServerFrame
 * @typedef {import("./messages").ClientFrame} ClientFrame
 * @typedef {import("./messages").Position} Position
 * @typedef {"connecting" | "open" | "offline" | "closed"} State
 * @typedef {"websocket" | "events"} Way
 *
 * What the outside world must bring; tests bring their own.
 * @typedef {{
 *   onopen: null | (() => void), onmessage: null | ((event: {data: any}) => void),
 *   onclose: null | ((event: {code: number}) => void), onerror: null | (() => void),
 *   send(text: string): void, close(): void,
 * }} Socket
 * @typedef {{
 *   socket: (way: Way) => Socket,
 *   now: () => number,
 *   random: () => number,
 *   after: (ms: number, run: () => void) => any,
 *   cancel: (timer: any) => void,
 * }} World
 * @typedef {{
 *   grant: string,
 *   audience?: string,
 *   getPosition: () => Position | null,
 *   onFrame: (frame: ServerFrame) => void,
 *   onState?: (state: State, code: number) => void,
 *   world?: World,
 * }} Options
 */

import { createEvents } from "./events.js";

export const PROTOCOL = 1;
const FIRST_DELAY = 500;
const LAST_DELAY = 10000;
/** A page that nobody looks at does not try more often than this. */
const REST_DELAY = 30000;
/** No frame at all for so long: the line is dead. */
const SILENCE = 40000;
/** After waking up, the server must answer within this. */
const PROBE = 3000;
/** A page that heard something this recently, and did not sleep, need not ask. */
const FRESH = 2000;
/** The socket itself, and the answer to hello, must be there by then. */
const HANDSHAKE = 10000;
/** The first of a page: what hangs for so long is as good as refused. */
const FIRST_HANDSHAKE = 6000;
/** So many websockets that fail, one after another, and the other way is tried in turn. */
const PATIENCE = 2;
/** The same on a page that had one: then more often the server is away. */
const PATIENCE_OPENED = 6;
/** After so long on the other way, a line that must be made anew is a websocket if it can. */
const LONG = 600000;

/** @param {Options} options */
export function connect(options) {
  const world = options.world || browser();
  let audience = options.audience || "";
  /** @type {State} */
  let state = "connecting";
  /** @type {Socket | null} */
  let socket = null;
  let tries = 0;
  let heard = 0;
  let asked = false;
  let dialled = 0;
  let comeBackAfter = -1;
  let resting = false;
  /** @type {Way} */
  let way = "websocket";
  /** Dials in a row that came to nothing. */
  let failed = 0;
  /** On this page a websocket came through. */
  let opened = false;
  /** Since then it goes by events; -1: it does not. */
  let other = -1;
  /** A whole view was asked for and is not here yet: the position is of another view. */
  let incomplete = false;
  /** What has come of a message that goes in pieces. */
  let begun = "";
  /** @type {any} */
  let retry;
  /** @type {any} */
  let watch;

  /** @param {State} next @param {number} [code] */
  function become(next, code) {
    if (next === state && next !== "closed") return;
    state = next;
    if (options.onState) options.onState(next, code || 0);
  }

  /** @returns {Way} */
  function choose() {
    const patience = opened ? PATIENCE_OPENED : PATIENCE;
    if (other >= 0 && world.now() - other < LONG) return "events";
    if (other >= 0) {
      // One more try, and if that fails it is events again.
      other = -1;
      failed = patience - 1;
    }
    return failed < patience || (failed - patience) % 2 ? "websocket" : "events";
  }

  function dial() {
    world.cancel(retry);
    retry = undefined;
    way = choose();
    /** @type {Socket} */
    let mine;
    try {
      mine = world.socket(way);
    } catch {
      // Not at once: whoever connects has nothing in hand yet to be told about.
      world.after(0, () => {
        if (!socket) lost(1006);
      });
      return;
    }
    socket = mine;
    begun = "";
    asked = false;
    dialled = world.now();
    expect(way === "websocket" && !opened ? FIRST_HANDSHAKE : HANDSHAKE);
    mine.onopen = () => {
      if (socket !== mine) return;
      const position = incomplete ? null : options.getPosition();
      send({ t: "hello", v: PROTOCOL, grant: options.grant, audience, position });
    };
    mine.onmessage = (event) => {
      if (socket === mine) take(event.data);
    };
    mine.onclose = (event) => {
      if (socket === mine) lost(event.code);
    };
    mine.onerror = () => {};
  }

  /** @param {any} data */
  function take(data) {
    heard = world.now();
    // What came before a page slept is read when it wakes, and says nothing of the line now.
    if (asked) expect(PROBE);
    else listen();
    const whole = together(data);
    if (!whole) return;
    /** @type {ServerFrame} */
    const frame = JSON.parse(whole);
    if (frame.t === "view") incomplete = false;
    if (frame.t === "bye") comeBackAfter = frame.after_ms;
    if (frame.t === "welcome") {
      asked = false;
      // It may begin another stream on the same line; what the former broke off is not its own.
      begun = "";
      listen();
      tries = failed = 0;
      comeBackAfter = -1;
      if (way === "websocket") opened = true;
      else if (other < 0) other = world.now();
    }
    options.onFrame(frame);
    if (frame.t === "welcome") become("open");
  }

  /** The message that this ends, or is; `""`: another piece follows. @param {string} data */
  function together(data) {
    const sign = data[0];
    if (sign !== "+" && sign !== "=") return data;
    begun += data.slice(1);
    if (sign === "+") return "";
    const whole = begun;
    begun = "";
    return whole;
  }

  /** Who does not look at the page hears little, and asks when looking at it again. */
  function listen() {
    if (resting) world.cancel(watch);
    else expect(SILENCE);
  }

  /** Something must be heard within `ms`, or the line counts as dead. @param {number} ms */
  function expect(ms) {
    world.cancel(watch);
    watch = world.after(ms, drop);
  }

  function drop() {
    // What hangs is no server that is away: that refuses.
    if (state !== "open" && !opened) failed = Math.max(failed, PATIENCE - 1);
    abandon();
    lost(1006);
  }

  /** Lets go of a socket without waiting for its close, which may never come. */
  function abandon() {
    const old = socket;
    socket = null;
    if (!old) return;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
  }

  /** @param {number} code */
  function lost(code) {
    socket = null;
    world.cancel(watch);
    if (state === "closed") return;
    if (code >= 4500 && code < 5000) {
      become("closed", code);
      return;
    }
    if (state !== "open") failed += 1;
    become("offline", code);
    world.cancel(retry);
    retry = world.after(delay(), dial);
    tries += 1;
  }

  function delay() {
    if (comeBackAfter >= 0) return comeBackAfter;
    if (resting) return REST_DELAY;
    const ceiling = Math.min(LAST_DELAY, FIRST_DELAY * Math.pow(2, tries));
    return FIRST_DELAY / 2 + world.random() * (ceiling - FIRST_DELAY / 2);
  }

  /** @param {ClientFrame} frame */
  function send(frame) {
    if (!socket) return false;
    try {
      socket.send(JSON.stringify(frame));
    } catch {
      return false;
    }
    return true;
  }

  /**
   * Asks for the view, or for another one; also the cure for a gap.
   *
   * @param {string} [next] the audience, when it changes
   * @param {Position | null} [position] what came after it is enough
   */
  function look(next, position) {
    if (next !== undefined) audience = next;
    if (!position) incomplete = true;
    return state === "open" && send({ t: "look", audience, position: position || null });
  }

  /**
   * Is the line still there? Asks, and lets go of it when no answer comes.
   *
   * @param {boolean} [surely] ask even if something was heard just now
   */
  function doubt(surely) {
    if (state !== "open" || asked || (!surely && world.now() - heard < FRESH)) return;
    asked = true;
    look(undefined, incomplete ? null : options.getPosition());
    expect(PROBE);
  }

  /**
   * The page is looked at again, or the network is back: be sure of the line now.
   *
   * @param {boolean} [elsewhere] it may be another network, which lets websockets through
   */
  function wake(elsewhere) {
    const slept = resting;
    resting = false;
    if (elsewhere && other >= 0) other = world.now() - LONG;
    if (state === "closed") return;
    if (state === "open") {
      if (!asked) listen();
      return doubt(slept);
    }
    if (socket && world.now() - dialled < PROBE) return;
    // What is waiting, or dialling into nothing, need not be waited for.
    abandon();
    tries = 0;
    comeBackAfter = -1;
    dial();
  }

  // A page without a grant is a preview: there is no board behind it to talk to.
  if (options.grant) dial();
  else state = "closed";

  return {
    /**
     * False when there is no line now; nothing is kept.
     *
     * @param {ClientFrame} frame
     */
    send: (frame) => state === "open" && send(frame),
    look,
    wake,
    doubt,
    /** The page is not looked at: less is heard, and that is no fault. */
    rest() {
      resting = true;
      if (state === "open" && !asked) listen();
    },
    get state() {
      return state;
    },
    /** Ends it for good, without a word to `onState`. */
    close() {
      state = "closed";
      world.cancel(retry);
      world.cancel(watch);
      abandon();
    },
  };
}

/** @typedef {ReturnType<typeof connect>} Connection */

/** @returns {World} */
function browser() {
  return {
    socket: (way) => {
      if (way === "events") return createEvents();
      const scheme = location.protocol === "https:" ? "wss://" : "ws://";
      return /** @type {any} */ (new WebSocket(scheme + location.host + "/live?pieces=1"));
    },
    now: Date.now,
    random: Math.random,
    after: (ms, run) => setTimeout(run, ms),
    cancel: (timer) => clearTimeout(timer),
  };
}

/**
 * Tells the connection when the page sleeps, wakes, or finds a network again.
 *
 * @param {Connection} connection
 * @param {(hidden: boolean) => void} [onHidden]
 */
export function watchPage(connection, onHidden) {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) connection.rest();
    else connection.wake();
    if (onHidden) onHidden(document.hidden);
  });
  window.addEventListener("online", () => connection.wake(true));
  window.addEventListener("offline", () => connection.doubt(true));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) connection.wake();
  });
}
