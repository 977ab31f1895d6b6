/**
 * What looks like data of a person: a gentle stop before it stands on a board
 * that all can read. Pure; it never blocks.
 */

const PATTERNS = [
  /[^\s@]+@[^\s@]+\.[^\s@]{2,}/,
  // A Belgian phone number, with or without its country.
  /(?:\+32|0032|\b0)[ ./-]?[1-9](?:[ ./-]?\d){7,8}\b/,
  // A national number: 85.07.30-033.28
  /\b\d{2}[. -]?\d{2}[. -]?\d{2}[. -]?\d{3}[. -]?\d{2}\b/,
];

/** @param {string} text */
export function looksPersonal(text) {
  return PATTERNS.some((pattern) => pattern.test(text));
}
