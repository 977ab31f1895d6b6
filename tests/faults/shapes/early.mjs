/**
 * What this page knows of the board: the view, its position, the personal part.
 *
 * No DOM and no network: frames go in, changed keys come out. Patches set
 * values and never add, so a frame seen twice changes nothing.
 *
 * @typedef {import("./messages").AnyEntity} AnyEntity
 * @typedef {import("./messages").Position} Position
 * @typedef {import("./messages").Mine} Mine
 * @typedef {import("./messages").ServerFrame} ServerFrame
 * @typedef {import("./messages").Entities} Entities
 * @typedef {{people: {[seat: string]: string}, organisations: {[id: string]: string}}} NamesOf
 * @typedef {{here: number, typing: number, busy: number, puzzled: number}} PresenceOf
 * @typedef {{
 *   position?: Position, view?: {[key: string]: AnyEntity}, mine?: Mine | null,
 *   names?: NamesOf | null, presence?: PresenceOf | null, now?: number,
 * }} Boot
 * @typedef {(changed: Set<string> | null) => void} Listener
 */

const NOBODY = { here: 0, typing: 0, busy: 0, puzzled: 0 };

/**
 * @param {Boot} boot
 * @param {() => number} [clock] this device's clock, which may be wrong
 */
export function createModel(boot, clock) {
  const device = clock || Date.now;
  /** @type {Map<string, AnyEntity>} */
  let view = new Map(Object.entries(boot.view || {}));
  let position = boot.position || { seq: 0, mark: "" };
  /** @type {Mine | null} */
  let mine = boot.mine || null;
  let mineSeq = mine ? position.seq : 0;
  /** @type {NamesOf} */
  let names = boot.names || { people: {}, organisations: {} };
  /** @type {PresenceOf} */
  let presence = boot.presence || NOBODY;
  let ahead = boot.now ? boot.now - device() : 0;
  /** @type {Set<Listener>} */
  const listeners = new Set();

  /** @param {Iterable<string> | null} keys */
  function tell(keys) {
    const changed = keys && new Set(keys);
    if (changed && !changed.size) return;
    listeners.forEach((listener) => listener(changed));
  }

  /**
   * Takes one frame from the server. `"gap"` means: ask for the view again.
   * Frames that are none of the model's business are `"ok"` and change nothing.
   *
   * @param {ServerFrame} frame
   * @returns {"ok" | "gap"}
   */
  function apply(frame) {
    switch (frame.t) {
      case "welcome":
        ahead = frame.now - device();
        if (frame.whole) mineSeq = 0;
        return "ok";
      case "view":
        view = new Map(Object.entries(frame.view));
        position = frame.position;
        tell(null);
        return "ok";
      case "patch":
        return patch(frame);
      case "mine":
        if (frame.seq < mineSeq) return "ok";
        mineSeq = frame.seq;
        mine = frame.mine;
        tell(["mine"]);
        return "ok";
      case "names":
        names = { people: frame.people, organisations: frame.organisations };
        tell(["names"]);
        return "ok";
      case "presence":
        presence = frame;
        tell(["presence"]);
        return "ok";
      case "now":
        ahead = frame.now - device();
        tell(["now"]);
        return "ok";
      default:
        return "ok";
    }
  }

  /** @param {import("./messages").PatchFrame} frame */
  function patch(frame) {
    if (frame.position.seq <= position.seq) return "ok";
    if (frame.after !== position.seq) return "gap";
    const changed = [];
    for (const [key, entity] of Object.entries(frame.set)) {
      const held = view.get(key);
      if (entity === null) {
        if (view.delete(key)) changed.push(key);
      } else if (!held || held.seq <= entity.seq) {
        view.set(key, entity);
        changed.push(key);
      }
    }
    position = frame.position;
    tell(changed);
    return "ok";
  }

  return {
    get view() {
      return view;
    },
    get position() {
      return position;
    },
    get mine() {
      return mine;
    },
    get names() {
      return names;
    },
    get presence() {
      return presence;
    },
    /** The server's time, as far as this page knows. */
    now() {
      return device() + ahead;
    },
    apply,
    /**
     * One entity, or null: `get("session")`, `get("card", id)`.
     *
     * @template {keyof Entities} K
     * @param {K} prefix
     * @param {string} [id]
     * @returns {Entities[K] | null}
     */
    get(prefix, id) {
      const key = id === undefined ? prefix : prefix + ":" + id;
      return /** @type {Entities[K] | undefined} */ (view.get(key)) || null;
    },
    /**
     * All of one sort, as `[id, entity]`, in the order of the view.
     *
     * @template {keyof Entities} K
     * @param {K} prefix
     * @returns {Array<[string, Entities[K]]>}
     */
    all(prefix) {
      const start = prefix + ":";
      /** @type {Array<[string, Entities[K]]>} */
      const found = [];
      view.forEach((entity, key) => {
        if (key.startsWith(start)) {
          found.push([key.slice(start.length), /** @type {Entities[K]} */ (entity)]);
        }
      });
      return found;
    },
    /**
     * `changed` holds view keys and `mine`, `names`, `presence`, `now`; null is all.
     *
     * @param {Listener} listener
     * @returns {() => void} stops it
     */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** @typedef {ReturnType<typeof createModel>} Model */
