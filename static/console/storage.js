/**
 * What this device remembers for the page. Where storage is forbidden the page
 * still works; it only forgets on reload.
 */

import { deviceStorage } from "../js/storage.js";

export const storage = deviceStorage();

/**
 * @template T
 * @param {string} key
 * @param {T} otherwise
 * @returns {T}
 */
export function recall(key, otherwise) {
  try {
    return JSON.parse(storage.getItem(key) ?? "null") ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** @param {string} key @param {unknown} value null: forgotten */
export function remember(key, value) {
  if (value === null) storage.removeItem(key);
  else storage.setItem(key, JSON.stringify(value));
}
