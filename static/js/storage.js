/**
 * What this device keeps for the page: in localStorage, which all tabs see at once,
 * and in IndexedDB behind it, which is on the disk at once. So what was typed is
 * there after a battery that died as well; see docs/adr/0008-what-a-phone-keeps.md.
 *
 * Where one of the two is full or forbidden the other keeps; where both are, what
 * is set stays as long as the page does, and `keeps` says so.
 *
 * @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} Store
 * @typedef {{name: string, turn: number, value: string}} Row
 * @typedef {{
 *   all: () => Promise<Row[]>,
 *   put: (rows: Array<Row | {name: string, value: null}>) => Promise<unknown>,
 * }} Disk
 */

/** A browser that opens no database within this is as one without. */
const OPENING = 1500;
const TURN = /^(\d+)\n/;

/**
 * @param {Store | null} local
 * @param {Disk | null} disk
 * @param {(ms: number, run: () => void) => any} [after]
 */
export function createStorage(local, disk, after) {
  /** What localStorage did not take. @type {Map<string, string>} */
  const memory = new Map();
  /** @type {Map<string, Row | {name: string, value: null}>} */
  let pending = new Map();
  /** @type {Set<() => void>} */
  const listeners = new Set();
  let writing = false;
  let onDisk = disk !== null;

  /** As it lies there, with its turn before it. @param {string} name */
  function lying(name) {
    const held = memory.get(name);
    if (held !== undefined || !local) return held === undefined ? null : held;
    try {
      return local.getItem(name);
    } catch {
      return null;
    }
  }
  /** @param {string | null} text */
  function turnOf(text) {
    const found = text === null ? null : TURN.exec(text);
    return found ? Number(found[1]) : text === null ? -1 : 0;
  }
  function names() {
    const found = new Set(memory.keys());
    try {
      for (let at = 0; local && at < local.length; at += 1) found.add(local.key(at) || "");
    } catch {
      // Forbidden.
    }
    return Array.from(found);
  }

  /** @param {string} name @param {number} turn @param {string} value */
  function lay(name, turn, value) {
    const text = turn + "\n" + value;
    const before = keeps();
    try {
      if (!local) throw new Error("none");
      local.setItem(name, text);
      memory.delete(name);
    } catch {
      memory.set(name, text);
    }
    if (keeps() !== before) tell();
  }

  /** What is not in localStorage must be on the disk. */
  function keeps() {
    return !memory.size || onDisk;
  }
  function tell() {
    listeners.forEach((listener) => listener());
  }

  /** One write at a time, of all that changed meanwhile. */
  function write() {
    if (!disk || writing || !pending.size) return;
    writing = true;
    const rows = Array.from(pending.values());
    pending = new Map();
    /** @param {boolean} well */
    const done = (well) => {
      writing = false;
      const before = keeps();
      onDisk = well;
      if (keeps() !== before) tell();
      const more = pending.size > 0;
      // What did not get there goes along with the next, or that would seem to keep it too.
      if (!well) rows.forEach((row) => pending.has(row.name) || pending.set(row.name, row));
      if (more) write();
    };
    disk.put(rows).then(
      () => done(true),
      () => done(false),
    );
  }

  /** Of each the later one: a power cut may have kept localStorage from its disk. @param {Row[]} rows */
  function restore(rows) {
    let found = false;
    for (const { name, turn, value } of rows) {
      if (pending.has(name) || turn <= turnOf(lying(name))) continue;
      lay(name, turn, value);
      found = true;
    }
    return found;
  }

  /** @type {Promise<boolean>} whether anything came back from the disk that was not here */
  const ready = new Promise((resolve) => {
    if (!disk) return resolve(false);
    const wait = after || ((ms, run) => setTimeout(run, ms));
    wait(OPENING, () => resolve(false));
    disk.all().then(
      (rows) => resolve(restore(rows)),
      () => {
        onDisk = false;
        if (!keeps()) tell();
        resolve(false);
      },
    );
  });

  return {
    ready,
    /** Whether what is set now would be there after a reload. */
    get keeps() {
      return keeps();
    },
    /** @param {() => void} listener called when `keeps` is another */
    subscribe: (listener) => listeners.add(listener),
    get length() {
      return names().length;
    },
    /** @param {number} at */
    key: (at) => names()[at] || null,
    /** @param {string} name */
    getItem(name) {
      const text = lying(name);
      return text === null ? null : text.replace(TURN, "");
    },
    /** Never fails. @param {string} name @param {string} value */
    setItem(name, value) {
      const turn = turnOf(lying(name)) + 1;
      lay(name, turn, value);
      pending.set(name, { name, turn, value });
      write();
    },
    /** What matters to other tabs alone, such as that this one lives, is not worth the disk. @param {string} name @param {string} value */
    touch(name, value) {
      lay(name, Math.max(0, turnOf(lying(name))), value);
    },
    /** @param {string} name */
    removeItem(name) {
      memory.delete(name);
      try {
        if (local) local.removeItem(name);
      } catch {
        // Forbidden.
      }
      pending.set(name, { name, value: null });
      write();
    },
  };
}

/** @typedef {ReturnType<typeof createStorage>} DeviceStorage */

/** That of this browser; a page that is to forget, such as a preview, has none. @param {boolean} [forgets] */
export function deviceStorage(forgets) {
  return forgets ? createStorage(null, null) : createStorage(localOf(), diskOf());
}

/** @returns {Store | null} */
function localOf() {
  try {
    window.localStorage.getItem("");
    return window.localStorage;
  } catch {
    return null;
  }
}

/** @returns {Disk | null} */
function diskOf() {
  /** @type {Promise<IDBDatabase>} */
  let opened;
  try {
    const asked = window.indexedDB.open("doorstart", 1);
    opened = new Promise((resolve, fail) => {
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept", { keyPath: "name" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = asked.onblocked = () => fail(asked.error);
    });
  } catch {
    return null;
  }
  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(kept: IDBObjectStore) => IDBRequest<T> | null} act
   * @returns {Promise<T | undefined>}
   */
  function within(mode, act) {
    return opened.then(
      (database) =>
        new Promise((resolve, fail) => {
          const transaction = database.transaction("kept", mode);
          const asked = act(transaction.objectStore("kept"));
          transaction.oncomplete = () => resolve(asked ? asked.result : undefined);
          transaction.onerror = transaction.onabort = () => fail(transaction.error);
        }),
    );
  }
  return {
    all: () => within("readonly", (kept) => kept.getAll()).then((rows) => rows || []),
    put: (rows) =>
      within("readwrite", (kept) => {
        for (const row of rows) {
          if (row.value === null) kept.delete(row.name);
          else kept.put(row);
        }
        return null;
      }),
  };
}
