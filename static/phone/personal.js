/**
 * What looks like data of a person: a gentle stop before it stands on a board
 * that all can read. Pure; the same shapes as board/personal_data.py, which has the
 * last word, so that a phone need not wait for it. Old browsers look ahead, never behind.
 */

const EMAIL = /[^\s@]+@[^\s@]+\.[^\s@]{2,}/;
const NATIONAL = /(?:^|\D)(\d{2})([. -]?)(\d{2})[. -]?(\d{2})[. -]?(\d{3})[. -]?(\d{2})(?!\d)/g;
const WRITTEN = /^\D?\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}$/;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;
const DAY = /(^|[^\d./-])(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\2(?:\d{4}|\d{2})(?!\d)/g;
const YEARS = /(^|\D)\d{4} ?[-–/] ?\d{4}(?!\d)/g;
const PHONE = /(?:^|[^\w.,])(?:(?:\+|00)[1-9]\d{0,2}[ ./-]?(?:\(0\)[ ./-]?)?|0)[1-9](?:[ ./-]?\d){7,8}(?![.,]?\d)/;
const FAMILY = [
  /\b(?:is|zijn|was)\s+(?:de\s+)?(?:vader|moeder|papa|mama|zoon|dochter|broer|zus|oma|opa)\s+van\b/i,
  /\best\s+(?:le|la)\s+(?:père|mère|fils|fille|frère|sœur)\s+d(?:e\b|u\b|')/i,
  /\bis\s+the\s+(?:father|mother|son|daughter|brother|sister)\s+of\b/i,
];
const FILE = /\bdossier/i;
const ADDRESS =
  /(^|[^A-Za-zÀ-ÿ])(?!speelplein)[A-Za-zÀ-ÿ]{2,}(?:straat|laan|steenweg|dreef|lei|kaai|plein|hof)\s+\d{1,3}\b(?!\s*(?:%|[.,:]\d|(?:keer|maal|uur|u|min|minuten|dag|dagen|week|weken|maand|maanden|jaar|euro|km|meter|kind|kinderen|mensen|gezinnen|jongeren|x)\b))/i;

/** Its two last digits check the others; written out as on the card it counts anyway. @param {string} text */
function national(text) {
  NATIONAL.lastIndex = 0;
  for (let it = NATIONAL.exec(text); it; it = NATIONAL.exec(text)) {
    const number = Number(it.slice(1).filter((_, at) => at !== 1 && at !== 5).join(""));
    const check = Number(it[6]);
    if (check === 97 - (number % 97) || check === 97 - ((2000000000 + number) % 97)) return true;
    if (WRITTEN.test(it[0]) && Number(it[3]) <= 12 && Number(it[4]) <= 31) return true;
  }
  return false;
}

/** @param {string} text */
function iban(text) {
  return (text.toUpperCase().match(IBAN) || []).some((written) => {
    const plain = written.replace(/ /g, "");
    const signs = (plain.slice(4) + plain.slice(0, 4)).split("");
    let rest = 0;
    for (const digit of signs.map((sign) => String(parseInt(sign, 36))).join("").split("")) {
      rest = (rest * 10 + Number(digit)) % 97;
    }
    return rest === 1;
  });
}

/** @type {{[code: string]: (text: string) => boolean}} */
const SHAPES = {
  national_number: national,
  email: (text) => EMAIL.test(text),
  phone: (text) => PHONE.test(text.replace(DAY, "$1·").replace(YEARS, "$1·")) && !national(text),
  iban,
  family: (text) => FAMILY.some((pattern) => pattern.test(text)),
  file: (text) => FILE.test(text),
  address: (text) => ADDRESS.test(text),
};

/** A number is a number, also as it is written in Arabic and in Persian. @param {string} text */
function inDigits(text) {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) % 16));
}

/** What these texts seem to hold, as codes that the catalogue has words for. @param {string[]} texts */
export function personalIn(texts) {
  const read = texts.map(inDigits);
  return Object.keys(SHAPES).filter((code) => read.some((text) => /** @type {any} */ (SHAPES)[code](text)));
}

/** Why a card is hidden that its writer sent to who leads alone. */
export const ASIDE = "personal_data";

/** All that someone wrote on a card. @param {{text: string | null, fields: {[id: string]: string | null}}} card */
export function wordsOf(card) {
  return [card.text || ""].concat(Object.keys(card.fields).map((id) => card.fields[id] || ""));
}

/** What one is told of it. @param {import("./page.js").Page} page @param {string} code */
export function whyPersonal(page, code) {
  const told = page.words("refusals.personal_data");
  return page.words.has("phone.personal_" + code) ? page.words("phone.personal_" + code) + " " + told : told;
}
