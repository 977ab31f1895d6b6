/**
 * How a Dutch text reads, while someone writes it: sentences that are too long, and
 * words that are too hard. A hint, which never stands in the way; as
 * board/editing/reading.py does once it is saved.
 *
 * @typedef {{long: string[], hard: {[stem: string]: string}}} Reading
 */

const WORDS_MOST = 15;
/** A stem as long as this is hard inside a longer word as well. */
const WITHIN = 7;
const SENTENCE = /[.!?…:;]+(?:\s+|$)|\n+/;
const WORD = /[A-Za-zÀ-ÖØ-öø-ɏ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ɏ]+)*/g;

/** @param {string} text */
function count(text) {
  return text.split(/\s+/).filter(Boolean).length;
}

/** @param {string} text @param {string[]} stems how hard words begin, in small letters @returns {Reading} */
export function read(text, stems) {
  const long = text.split(SENTENCE).map((one) => one.trim()).filter((one) => count(one) > WORDS_MOST);
  /** @type {{[stem: string]: string}} */
  const hard = {};
  for (const word of text.match(WORD) || []) {
    const low = word.toLowerCase();
    for (const stem of stems) {
      const holds = low.indexOf(stem) === 0 || (stem.length >= WITHIN && low.indexOf(stem) >= 0);
      if (holds && !(stem in hard)) hard[stem] = word;
    }
  }
  return { long, hard };
}

/**
 * What one is told of it, line by line.
 *
 * @param {string} text
 * @param {{[stem: string]: string}} plainer words for each stem
 * @param {{long: string, hard: string}} says with {n}, and with {word} and {plainer}
 */
export function hintsOn(text, plainer, says) {
  const found = read(text, Object.keys(plainer));
  const long = found.long.map((one) => says.long.replace("{n}", String(count(one))) + " “" + one + "”");
  const hard = Object.keys(found.hard).map((stem) =>
    says.hard.replace("{word}", () => found.hard[stem] || "").replace("{plainer}", () => plainer[stem] || ""),
  );
  return long.concat(hard);
}
