/** A world for tests: its own clock, sockets in hand, a storage that can be full. */

export function createWorld(firstId = 0) {
  let now = 1_000_000;
  let ids = firstId;
  /** @type {Array<{at: number, run: () => void}>} */
  let timers = [];
  const sockets = [];

  const world = {
    sockets,
    get last() {
      return sockets[sockets.length - 1];
    },
    now: () => now,
    random: () => 0.5,
    newId: () => "id-" + String(++ids).padStart(16, "0"),
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return timer;
    },
    cancel(timer) {
      timers = timers.filter((one) => one !== timer);
    },
    socket(way) {
      const socket = {
        way,
        sent: [],
        closed: false,
        onopen: null,
        onmessage: null,
        onclose: null,
        onerror: null,
        send: (text) => socket.sent.push(JSON.parse(text)),
        close: () => (socket.closed = true),
        /** The server answers. */
        open: () => socket.onopen(),
        say: (frame) => socket.onmessage({ data: JSON.stringify(frame) }),
        end: (code) => socket.onclose({ code }),
      };
      sockets.push(socket);
      return socket;
    },
    /** Lets time pass; what is due runs in order. */
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        world.cancel(due);
        now = due.at;
        due.run();
      }
      now = end;
    },
    /** Time goes by without anyone noticing, as on a phone that slept. */
    sleep(ms) {
      now += ms;
    },
  };
  return world;
}

export function createStorage() {
  const rows = new Map();
  return {
    rows,
    full: false,
    get length() {
      return rows.size;
    },
    key: (at) => Array.from(rows.keys())[at] ?? null,
    getItem: (name) => rows.get(name) ?? null,
    setItem(name, value) {
      if (this.full) throw new Error("QuotaExceededError");
      rows.set(name, value);
    },
    removeItem: (name) => rows.delete(name),
  };
}
