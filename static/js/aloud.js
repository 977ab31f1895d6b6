/**
 * Reading aloud with the device's own voices. One that sends what it reads to a server
 * is no voice here; the voice of Belgium comes first.
 *
 * @typedef {{text: string, lang: string}} Part
 */

/** @type {{[language: string]: string[]}} */
const FIRST = { nl: ["nl-be", "nl-nl"], fr: ["fr-be", "fr-fr"], en: ["en-gb"] };
/** A little slower than people speak. */
const RATE = 0.9;

/** @param {string} tag as devices write it: nl-BE, or nl_BE */
function plain(tag) {
  return tag.toLowerCase().replace(/_/g, "-");
}

/** @param {string} tag */
function language(tag) {
  return plain(tag).split("-")[0] || "";
}

/**
 * @param {SpeechSynthesis | undefined} speech
 * @param {new (text: string) => SpeechSynthesisUtterance} Said
 * @param {() => void} onChange the voices are there, or the reading is over
 */
export function createVoices(speech, Said, onChange) {
  /** What is being read, and for whom. @type {{key: unknown} | null} */
  let reading = null;
  const able = Boolean(speech && typeof speech.getVoices === "function");
  // Old Safari knows no listener here; its voices are there at once.
  if (able && speech && speech.addEventListener) speech.addEventListener("voiceschanged", onChange);

  /** @param {string} tag @returns {SpeechSynthesisVoice | null} */
  function voiceFor(tag) {
    if (!able || !speech) return null;
    const own = speech.getVoices().filter((one) => one.localService !== false && language(one.lang) === language(tag));
    for (const first of FIRST[language(tag)] || [plain(tag)]) {
      const found = own.find((one) => plain(one.lang) === first);
      if (found) return found;
    }
    return own[0] || null;
  }

  function stop() {
    reading = null;
    if (able && speech) speech.cancel();
  }

  return {
    voiceFor,
    stop,
    /** What `key` stands for is being read now. @param {unknown} key */
    isReading: (key) => reading !== null && reading.key === key,
    /**
     * Reads what there is a voice for; pressed again, it falls silent.
     *
     * @param {unknown} key
     * @param {Part[]} parts
     */
    toggle(key, parts) {
      const again = reading !== null && reading.key === key;
      stop();
      const all = parts.filter((part) => part.text.trim() && voiceFor(part.lang));
      if (again || !speech || !all.length) return onChange();
      const now = { key };
      reading = now;
      all.forEach((part, at) => {
        const said = new Said(part.text.trim());
        const voice = voiceFor(part.lang);
        said.voice = voice;
        said.lang = voice ? voice.lang : part.lang;
        said.rate = RATE;
        said.onend = said.onerror = () => {
          if (reading !== now || at < all.length - 1) return;
          reading = null;
          onChange();
        };
        speech.speak(said);
      });
      onChange();
    },
  };
}
