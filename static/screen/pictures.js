/**
 * The server's pictures of what the screen shows. They come with the page; when what
 * one shows has changed it is asked for again, and until it comes the last one stays.
 *
 * @typedef {import("./picture.js").Numbered} Numbered
 * @typedef {import("./picture.js").Bars} Bars
 * @typedef {{[key: string]: Partial<Numbered> | {bars: Bars[]}}} Pictures
 * @typedef {{seq: number, pictures: Pictures}} Answer
 */

/** However much changes, it asks no more often. In milliseconds. */
const PACE = 1000;
const PATIENCE = 8000;
/** A question without an answer is given up, and asked again. */
const GIVEN_UP = 5000;
/** So long a picture is awaited before something else takes its place. */
const HOPE = 1500;

/**
 * @param {import("../console/page.js").Boot & {pictures?: Pictures}} boot
 * @param {import("../js/model.js").Model} model
 * @param {() => void} redraw
 */
export function createPictures(boot, model, redraw) {
  let shown = boot.pictures ?? {};
  /** What was known of each when its picture was made. @type {Map<string, string>} */
  const told = new Map();
  /** What is in sight, of which there should be a picture. @type {[string, string]} */
  let wanted = ["", ""];
  let asking = false;
  let last = 0;
  let wait = PACE;
  /** When that came in sight. */
  let since = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let due;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let hoped;

  function soon() {
    if (asking || due !== undefined || !boot.grant) return;
    due = setTimeout(ask, Math.max(0, last + wait - Date.now()));
  }

  async function ask() {
    due = undefined;
    asking = true;
    last = Date.now();
    const [key, facts] = wanted;
    const { seq } = model.position;
    const found = await answer();
    asking = false;
    // Of two servers one may be behind; what it has is older than what stands in the table.
    if (found && found.seq >= seq) {
      wait = PACE;
      shown = found.pictures;
      told.set(key, facts);
      redraw();
    } else {
      wait = Math.min(PATIENCE, 2 * wait);
      soon();
    }
  }

  /** @returns {Promise<Answer | null>} */
  async function answer() {
    const headers = { accept: "application/json" };
    const giving = new AbortController();
    const { signal } = giving;
    const late = setTimeout(() => giving.abort(), GIVEN_UP);
    try {
      const found = await fetch(`/s/${boot.grant}/pictures`, { headers, credentials: "same-origin", signal });
      return found.ok ? await found.json() : null;
    } catch {
      return null;
    } finally {
      clearTimeout(late);
    }
  }

  /** The last there is of it; it is asked for again where what it shows has changed. @param {string} key @param {unknown} rows */
  function latest(key, rows) {
    const facts = JSON.stringify(rows);
    // What came with the page is of the same moment as the view in it.
    if (!told.has(key) && model.position.seq === boot.position?.seq) told.set(key, facts);
    if (wanted[0] !== key || wanted[1] !== facts) {
      if (wanted[0] !== key) since = Date.now();
      wanted = [key, facts];
      wait = PACE;
      clearTimeout(due);
      due = undefined;
    }
    if (told.get(key) !== facts) soon();
    return shown[key];
  }

  return {
    /** Rings or corners. @param {string} key @param {unknown} rows what it shows, as the model has it @returns {Numbered | null} */
    of(key, rows) {
      return /** @type {Numbered | undefined} */ (latest(key, rows)) ?? null;
    },
    /** A result, by question. @param {string} key @param {unknown} round @returns {Bars[] | null} */
    barsOf(key, round) {
      return /** @type {{bars: Bars[]} | undefined} */ (latest(key, round))?.bars ?? null;
    },
    /** Whether one may still come before who looks on asks where it is; redraws when not. @param {string} key */
    hopes(key) {
      clearTimeout(hoped);
      const left = since + HOPE - Date.now();
      if (!boot.grant || told.has(key) || left <= 0) return false;
      hoped = setTimeout(redraw, left);
      return true;
    },
  };
}
