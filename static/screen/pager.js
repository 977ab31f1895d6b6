/**
 * What does not fit is shown in turns, slowly. Who asked for no motion turns
 * the pages by hand; so can anyone, with the arrow keys or the button.
 */

const EVERY = 14000;

/**
 * Lays things of known heights out over columns, and columns over pages, in
 * order. What is higher than a column still gets one.
 *
 * @param {number[]} heights
 * @param {{columns: number, height: number, gap: number}} space
 * @returns {number[][][]} by page, by column, the places of the things
 */
export function pagesOf(heights, { columns, height, gap }) {
  /** @type {number[][]} */
  const filled = [];
  let room = 0;
  heights.forEach((own, at) => {
    const last = filled.at(-1);
    if (last && own + gap <= room) {
      last.push(at);
      room -= own + gap;
    } else {
      filled.push([at]);
      room = height - own;
    }
  });
  /** @type {number[][][]} */
  const pages = [];
  for (let at = 0; at < filled.length; at += columns) {
    pages.push(evenly(filled.slice(at, at + columns), heights, { columns, height, gap }));
  }
  return pages.length ? pages : [[]];
}

/**
 * The same things side by side rather than all in the first column, if they
 * fit that way too: each goes where there is most room.
 *
 * @param {number[][]} page
 * @param {number[]} heights
 * @param {{columns: number, height: number, gap: number}} space
 */
function evenly(page, heights, { columns, height, gap }) {
  /** @type {number[][]} */
  const spread = Array.from({ length: columns }, () => []);
  const used = spread.map(() => 0);
  for (const at of page.flat()) {
    const to = used.indexOf(Math.min(...used));
    spread[to]?.push(at);
    used[to] = (used[to] ?? 0) + (heights[at] ?? 0) + gap;
  }
  return Math.max(...used) - gap <= height ? spread : page;
}

/** @param {() => void} draw */
export function createTurner(draw) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let at = 0;
  let of = 1;
  let things = "";

  /** @param {number} by */
  function turn(by) {
    if (of < 2) return;
    at = (at + by + of) % of;
    draw();
  }
  let beat = setInterval(tick, EVERY);
  function tick() {
    if (!still.matches && !document.hidden) turn(1);
  }
  /** By hand: then it stays there a whole turn. @param {number} by */
  function byHand(by) {
    clearInterval(beat);
    beat = setInterval(tick, EVERY);
    turn(by);
  }
  document.addEventListener("keydown", (event) => {
    if (["ArrowRight", "PageDown"].includes(event.key)) byHand(1);
    if (["ArrowLeft", "PageUp"].includes(event.key)) byHand(-1);
  });

  return {
    byHand,
    /**
     * Which page to show, now that there are `pages` of `what`; other things
     * begin at their first page.
     *
     * @param {string} what
     * @param {number} pages
     */
    page(what, pages) {
      if (what !== things) at = 0;
      things = what;
      of = pages;
      at = Math.min(at, of - 1);
      return at;
    },
    get of() {
      return of;
    },
    get what() {
      return things;
    },
  };
}

/**
 * Shows only the things of this page; the rest stays where it is for who reads by ear.
 *
 * @param {HTMLElement[]} things
 * @param {{columns: number, height: number, gap: number}} space
 * @param {Turner} turner
 * @param {string} what
 * @returns {number} how many are on other pages
 */
export function turnOver(things, space, turner, what) {
  for (const thing of things) thing.classList.remove("elsewhere");
  const pages = pagesOf(things.map((thing) => thing.getBoundingClientRect().height), space);
  const here = new Set(pages[turner.page(what, pages.length)]?.flat());
  things.forEach((thing, i) => thing.classList.toggle("elsewhere", !here.has(i)));
  return things.length - here.size;
}

/** @typedef {ReturnType<typeof createTurner>} Turner */
