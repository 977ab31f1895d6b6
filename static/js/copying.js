/**
 * Copies what is selected, or else this text. The older way comes first: it also works on plain
 * http, where there is no clipboard to ask.
 *
 * @param {string} text
 * @param {{execCommand: (name: string) => boolean}} page
 * @param {{writeText: (text: string) => Promise<void>} | undefined} clipboard
 * @returns {Promise<boolean>} whether it was copied; else it is still selected
 */
export async function copyText(text, page, clipboard) {
  try {
    if (page.execCommand("copy")) return true;
    if (!clipboard) return false;
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
