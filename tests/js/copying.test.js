/** A text is copied the older way, by the clipboard, or stays selected. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { copyText } from "../../static/js/copying.js";

function deskWith(said, refuses = false) {
  const written = [];
  const page = { execCommand: (name) => name === "copy" && said };
  const clipboard = {
    writeText: (text) => (refuses ? Promise.reject(new Error("NotAllowedError")) : Promise.resolve(written.push(text))),
  };
  return { page, clipboard, written };
}

test("a browser that copies what is selected needs no clipboard", async () => {
  const desk = deskWith(true);
  assert.equal(await copyText("een link", desk.page, undefined), true);
  assert.equal(await copyText("een link", desk.page, desk.clipboard), true);
  assert.deepEqual(desk.written, []);
});

test("one that does not is asked for its clipboard", async () => {
  const desk = deskWith(false);
  assert.equal(await copyText("een link", desk.page, desk.clipboard), true);
  assert.deepEqual(desk.written, ["een link"]);
});

test("where neither copies, one is told so and the text stays selected", async () => {
  const desk = deskWith(false, true);
  assert.equal(await copyText("een link", desk.page, undefined), false);
  assert.equal(await copyText("een link", desk.page, desk.clipboard), false);
  const broken = { execCommand: () => { throw new Error("gone"); } };
  assert.equal(await copyText("een link", broken, undefined), false);
});
