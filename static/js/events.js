/**
 * A line to the board for where websockets are blocked, in the shape of a socket:
 * what the server says comes as events, and what this page says goes by POST.
 *
 * To look elsewhere is to ask for the stream anew. How this person is doing goes
 * with that too, so that a page that is looked at again never depends on a POST.
 *
 * @typedef {import("./messages").ClientFrame} ClientFrame
 * @typedef {import("./messages").Here} Here
 * @typedef {import("./messages").Hello} Hello
 * @typedef {import("./messages").Look} Look
 * @typedef {import("./connection.js").Socket} Socket
 * @typedef {{
 *   addEventListener(name: string, heard: (event: any) => void): void, close(): void,
 * }} Source
 * @typedef {{
 *   source: (address: string) => Source,
 *   post: (body: string) => Promise<string>,
 *   newId: () => string,
 * }} Outside
 */

import { newId } from "./ids.js";

const LOST = 1006;
/**
 * Of this page as long as it is open: a stream it dials anew takes the place of the one it
 * lost, which a proxy on the way may hold open for a quarter of an hour.
 */
const PAGE = newId();

/** @param {Outside} [outside] @returns {Socket} */
export function createEvents(outside) {
  const world = outside || browser();
  const line = world.newId();
  /** @type {Source | null} */
  let source = null;
  /** @type {Hello | null} */
  let hello = null;
  /** @type {Here} */
  let here = { t: "here", typing: false, busy: false, hidden: false };
  /** What the server knows of that. */
  let told = JSON.stringify(here);
  let heard = false;
  let telling = false;
  let asking = false;
  let over = false;
  /** The command that went out last, of all that are still to be answered. */
  let last = "";

  /** @param {number} code */
  function end(code) {
    if (over) return;
    socket.close();
    if (socket.onclose) socket.onclose({ code });
  }

  /** @param {string} data */
  function take(data) {
    if (!over && socket.onmessage) socket.onmessage({ data });
  }

  /** Begins, or looks elsewhere; all that is said in one turn goes together. @param {Hello} next */
  function ask(next) {
    hello = next;
    heard = false;
    if (!asking) Promise.resolve().then(open);
    asking = true;
  }

  function open() {
    asking = false;
    if (over) return;
    if (source) source.close();
    told = JSON.stringify(here);
    const said = [["line", line], ["hello", JSON.stringify(hello)], ["here", told], ["pieces", "1"]];
    const query = said.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
    const mine = world.source("/live/events?" + query);
    source = mine;
    mine.addEventListener("message", (event) => {
      if (source !== mine) return;
      heard = true;
      take(event.data);
      tell();
    });
    mine.addEventListener("close", (event) => source === mine && end(Number(event.data) || LOST));
    // It would come back by itself, with a position of long ago.
    mine.addEventListener("error", () => source === mine && end(LOST));
  }

  /** @param {ClientFrame} frame */
  function post(frame) {
    return world.post(JSON.stringify({ grant: hello ? hello.grant : "", line, frame }));
  }

  /** @param {import("./messages").Do} frame */
  function act(frame) {
    const mine = (last = frame.outbox + ":" + frame.n);
    post(frame).then(
      // An answer names no outbox: that to what went out twice is not that to what came next.
      (answer) => answer && mine === last && take(answer),
      () => {
        // No answer: whoever asked asks again, and looks whether the line is there.
      },
    );
  }

  /** How this person is doing: what was said last, one after another, once there is a stream. */
  function tell() {
    const now = JSON.stringify(here);
    if (over || telling || asking || !heard || now === told) return;
    telling = true;
    told = now;
    const done = () => {
      telling = false;
      tell();
    };
    post(here).then(done, done);
  }

  /** @type {Socket} */
  const socket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send(text) {
      /** @type {ClientFrame} */
      const frame = JSON.parse(text);
      if (over) return;
      if (frame.t === "hello") ask(frame);
      else if (frame.t === "do") act(frame);
      else if (frame.t === "look" && hello) {
        ask(Object.assign({}, hello, { audience: frame.audience, position: frame.position }));
      } else if (frame.t === "here") {
        const back = here.hidden && !frame.hidden;
        here = frame;
        // The stream of a hidden page waits; it must not wait for a POST that may get lost.
        if (back && hello) ask(hello);
        else tell();
      }
    },
    close() {
      over = true;
      if (source) source.close();
      source = null;
    },
  };
  Promise.resolve().then(() => {
    if (!over && socket.onopen) socket.onopen();
  });
  return socket;
}

/** @returns {Outside} */
function browser() {
  return {
    source: (address) => new EventSource(address),
    post: (body) => {
      const headers = { "Content-Type": "application/json", Accept: "application/json" };
      const asked = fetch("/live/say", { method: "POST", credentials: "same-origin", headers, body });
      return asked.then((answer) => (answer.status === 200 || answer.status === 400 ? answer.text() : ""));
    },
    newId: () => PAGE,
  };
}
