/**
 * The words of the interface, in the reader's language, as the page brought them.
 *
 * `t("phone.post")` answers the text, with its `{slots}` filled. A key with a
 * `_one` beside it has two forms: `t.count(key, n)` takes the right one.
 */

/** @typedef {{[slot: string]: string | number}} Slots */
/**
 * @typedef {{
 *   (key: string, slots?: Slots): string,
 *   count(key: string, n: number, slots?: Slots): string,
 *   has(key: string): boolean,
 *   language: string,
 * }} Words
 */

/**
 * @param {{[key: string]: string}} flat
 * @param {string} [language]
 * @returns {Words}
 */
export function createWords(flat, language) {
  /** @param {string} key @param {Slots} [slots] */
  function say(key, slots) {
    const text = (has(key) && flat[key]) || key;
    return slots ? fillSlots(text, slots) : text;
  }
  /** @param {string} key */
  function has(key) {
    return Object.prototype.hasOwnProperty.call(flat, key);
  }
  /** @param {string} key @param {number} n @param {Slots} [slots] */
  function count(key, n, slots) {
    const one = key + "_one";
    return say(n === 1 && has(one) ? one : key, Object.assign({ n }, slots));
  }
  return Object.assign(say, { count, has, language: language || "nl" });
}

/**
 * One pass, so that a `{` in what someone typed stays what they typed.
 *
 * @param {string} text
 * @param {Slots} slots
 */
function fillSlots(text, slots) {
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    Object.prototype.hasOwnProperty.call(slots, name) ? String(slots[name]) : whole,
  );
}

/** Letters that give a language away, and what is then most likely. */
const LETTERS = [
  { letters: /[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]/, likely: "ar", of: ["ar", "fa", "ur", "ps"] },
  { letters: /[\u0400-\u052f]/, likely: "uk", of: ["uk", "bg", "ru"] },
];

/**
 * The language that a text is most likely in; "" is Dutch.
 *
 * @param {string} text
 * @param {string} page the language of the page
 */
export function likelyLanguage(text, page) {
  const found = LETTERS.find((one) => one.letters.test(text));
  if (found) return found.of.indexOf(page) >= 0 ? page : found.likely;
  const latin = /[A-Za-z\u00c0-\u024f]/.test(text);
  const elsewhere = LETTERS.some((one) => one.of.indexOf(page) >= 0);
  return page === "nl" || (latin && elsewhere) ? "" : page;
}
