/**
 * A picture that the server made, built here from data: a page takes no markup
 * from elsewhere, and of this only what a picture is made of.
 *
 * @typedef {{tag: string, attributes: {[name: string]: string}, text?: string, parts?: Part[]}} Part
 * @typedef {{tree: Part}} Drawn
 * @typedef {Drawn & {rows: string[]}} Numbered with what its numbers stand for, from 1
 * @typedef {Drawn & {ends: number[]}} Sheet with how far down each of its bars reaches
 * @typedef {{question: string, rows: string[], sheets: Sheet[]}} Bars the same in several shapes, the widest first
 */

const SVG = "http://www.w3.org/2000/svg";
const TAGS = new Set(["svg", "rect", "circle", "line", "text", "path", "polyline", "polygon"]);
const ATTRIBUTES = new Set([
  ...["viewBox", "width", "height", "role", "aria-label", "font-family", "font-size", "font-weight", "text-anchor"],
  ...["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "d", "points"],
  ...["fill", "stroke", "stroke-width", "stroke-dasharray", "paint-order"],
]);

/** @param {Part} part @returns {Element | null} null where it is none of these tags */
export function built({ tag, attributes, text, parts }) {
  if (!TAGS.has(tag)) return null;
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (ATTRIBUTES.has(name)) element.setAttribute(name, value);
  }
  if (text) element.textContent = text;
  element.append(...(parts ?? []).flatMap((one) => built(one) ?? []));
  return element;
}

/** What hangs where now. @type {WeakMap<Element, Drawn | null>} */
const hung = new WeakMap();

/** Puts it in its place, unless it is there; null takes away what hangs there. @param {Element} place @param {Drawn | null} picture */
export function hang(place, picture) {
  if (hung.get(place) === picture) return;
  hung.set(place, picture);
  const drawn = picture && built(picture.tree);
  place.replaceChildren(...(drawn ? [drawn] : []));
}

/** Shows of what hangs there what lies between two heights, in its own units. @param {Element} place @param {number} from @param {number} to */
export function cropped(place, from, to) {
  const drawn = place.firstElementChild;
  drawn?.setAttribute("viewBox", `0 ${from} ${drawn.getAttribute("width")} ${to - from}`);
  drawn?.setAttribute("height", String(to - from));
}
