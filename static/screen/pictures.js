/**
 * The server's pictures of what the screen shows. They come with the page; when what
 * one shows has changed it is asked for again, and until it comes the last one stays.
 *
 * @typedef {import("./picture.js").Picture} Picture
 * @typedef {{[key: string]: Picture}} Pictures
 * @typedef {{seq: number, pictures: Pictures}} Answer
 */

/** However much changes, it asks no more often. In milliseconds. */
const PACE = 1000;
const PATIENCE = 8000;

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
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let due;

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
    const found = await fetch(`/s/${boot.grant}/pictures`, { headers, credentials: "same-origin" }).catch(() => null);
    return found?.ok ? found.json().catch(() => null) : null;
  }

  return {
    /** @param {string} key @param {unknown} rows what it shows, as the model has it @returns {Picture | null} */
    of(key, rows) {
      const facts = JSON.stringify(rows);
      // What came with the page is of the same moment as the view in it.
      if (!told.has(key) && model.position.seq === boot.position?.seq) told.set(key, facts);
      if (wanted[0] !== key || wanted[1] !== facts) {
        wanted = [key, facts];
        wait = PACE;
        clearTimeout(due);
        due = undefined;
      }
      if (told.get(key) !== facts) soon();
      return shown[key] ?? null;
    },
  };
}
