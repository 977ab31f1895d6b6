/**
 * How a page looks on this device: the size of letters, the contrast, the clock,
 * the words of who leads, one thing at a time. Chosen once, kept on the device, for all its sessions;
 * what is not said here is as everyone has it. look.js lays it on the page.
 *
 * @typedef {"" | "none" | "light" | "dark"} Contrast `none`: also where the device asks for more
 * @typedef {{size: number, contrast: Contrast, clock: boolean, along: boolean, calm: boolean}} Look
 */

export const SIZES = [1, 1.25, 1.5, 2];
/** @type {Contrast[]} */
const CONTRASTS = ["", "none", "light", "dark"];

/**
 * What was kept, or given, as far as it is a look of ours.
 *
 * @param {any} kept
 * @returns {Look}
 */
export function lookOf(kept) {
  const said = kept && typeof kept === "object" ? kept : {};
  const size = Number(said.size);
  return {
    size: size >= 1 && size <= 2 ? size : 1,
    contrast: CONTRASTS.indexOf(said.contrast) >= 0 ? said.contrast : "",
    clock: said.clock !== false,
    along: said.along === true,
    calm: said.calm === true,
  };
}

/**
 * @param {Pick<Storage, "getItem" | "setItem">} storage
 * @param {"page" | "screen"} what all pages of a device are one, its big screen is another
 * @param {(look: Look) => void} lay shows it at once, also where nothing can be kept
 */
export function createLooks(storage, what, lay) {
  const key = "doorstart:look:" + what;
  /** @type {Look | null} */
  let unkept = null;
  return {
    key,
    get now() {
      if (unkept) return unkept;
      try {
        return lookOf(JSON.parse(storage.getItem(key) || "{}"));
      } catch {
        return lookOf({});
      }
    },
    /** @param {Partial<Look>} change */
    change(change) {
      const look = lookOf(Object.assign({}, this.now, change));
      const text = JSON.stringify(look);
      try {
        storage.setItem(key, text);
      } catch {
        // Full or forbidden: it holds as long as the page does.
      }
      unkept = storage.getItem(key) === text ? null : look;
      lay(look);
    },
  };
}

/**
 * Where look.js reads it, before anything else runs. It is too little for the storage
 * of what was typed, and no loss where that is forbidden.
 *
 * @param {boolean} [forgets] a preview keeps nothing
 * @returns {Pick<Storage, "getItem" | "setItem">}
 */
export function lookStorage(forgets) {
  try {
    window.localStorage.getItem("");
    if (!forgets) return window.localStorage;
  } catch {
    // Forbidden.
  }
  return { getItem: () => null, setItem() {} };
}

/** Tells look.js. @param {Look} look */
export function layOnPage(look) {
  window.dispatchEvent(new CustomEvent("look", { detail: look }));
}

/**
 * The buttons of templates/_looks.html: pressed is what holds, and a press chooses.
 *
 * @param {Element} root
 * @param {Looks} looks
 */
export function drawLooks(root, looks) {
  /** @type {{[name: string]: unknown}} */
  const now = looks.now;
  for (const button of Array.from(root.querySelectorAll("[data-look]"))) {
    const holds = String(now[button.getAttribute("data-look") || ""]);
    button.setAttribute("aria-pressed", String(button.getAttribute("data-value") === holds));
  }
}

/** @param {Looks} looks @param {Element} button */
export function chooseLook(looks, button) {
  const value = button.getAttribute("data-value") || "";
  const what = button.getAttribute("data-look");
  if (what === "size") looks.change({ size: Number(value) });
  else if (what === "contrast") looks.change({ contrast: /** @type {Contrast} */ (value) });
  else if (what === "clock") looks.change({ clock: value === "true" });
  else if (what === "along") looks.change({ along: value === "true" });
  else if (what === "calm") looks.change({ calm: value === "true" });
}

/** @typedef {ReturnType<typeof createLooks>} Looks */
