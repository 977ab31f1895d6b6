/** The pictures of the big screen: asked for when what they show changed, and not too often. */

import assert from "node:assert/strict";
import test from "node:test";

import { createModel } from "../../static/js/model.js";
import { createPictures } from "../../static/screen/pictures.js";
import { readable } from "../../static/screen/results.js";

const picture = (word) => ({ tree: { tag: "svg", attributes: {}, text: word }, rows: [] });
const boot = { grant: "grant", position: { seq: 1, mark: "" }, pictures: { "placement:one": picture("first") } };

/** A line whose answers are `said`, one after the other; null is a line that is lost, "silent" one that says nothing. */
function wired(context, said, seq = 1) {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  const asked = [];
  context.mock.method(globalThis, "fetch", async (path, { signal }) => {
    asked.push(path);
    const answer = said.shift();
    if (!answer) throw new TypeError("no line");
    if (answer === "silent") await new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
    return { ok: true, json: async () => answer };
  });
  let drawn = 0;
  const pictures = createPictures(boot, createModel({ ...boot, position: { seq, mark: "" } }), () => (drawn += 1));
  const pass = async (milliseconds) => {
    context.mock.timers.tick(milliseconds);
    for (let turn = 0; turn < 9; turn += 1) await Promise.resolve();
  };
  const shows = (rows) => pictures.of("placement:one", rows)?.tree.text;
  return { asked, pass, shows, pictures, drawn: () => drawn };
}

test("what came with the page is shown and not asked for", async (context) => {
  const { asked, pass, shows } = wired(context, []);
  assert.equal(shows(["a"]), "first");
  await pass(60_000);
  assert.deepEqual(asked, []);
});

test("however much changes, it asks once a second", async (context) => {
  const later = (seq, word) => ({ seq, pictures: { "placement:one": picture(word) } });
  const { asked, pass, shows, drawn } = wired(context, [later(2, "second"), later(3, "third")]);
  shows(["a"]);
  for (const rows of [["b"], ["c"], ["d"]]) assert.equal(shows(rows), "first");
  await pass(1);
  assert.deepEqual(asked, ["/s/grant/pictures"]);
  assert.equal(drawn(), 1);
  assert.equal(shows(["d"]), "second");
  shows(["e"]);
  await pass(900);
  assert.equal(asked.length, 1);
  await pass(200);
  assert.equal(shows(["e"]), "third");
  await pass(60_000);
  assert.equal(asked.length, 2);
});

test("at a lost line the last picture stays, and it asks again", async (context) => {
  const { asked, pass, shows } = wired(context, [null, { seq: 0, pictures: {} }, { seq: 4, pictures: { "placement:one": picture("new") } }]);
  shows(["a"]);
  assert.equal(shows(["b"]), "first");
  await pass(1);
  assert.equal(asked.length, 1);
  assert.equal(shows(["b"]), "first");
  await pass(2_000);
  // A server that is behind is not believed.
  assert.equal(asked.length, 2);
  assert.equal(shows(["b"]), "first");
  await pass(4_000);
  assert.equal(shows(["b"]), "new");
});

test("a line that says nothing is given up, and asked again", async (context) => {
  const { asked, pass, shows } = wired(context, ["silent", { seq: 4, pictures: { "placement:one": picture("new") } }]);
  shows(["a"]);
  shows(["b"]);
  await pass(1);
  await pass(4_900);
  assert.equal(asked.length, 1);
  await pass(200);
  await pass(2_000);
  assert.equal(asked.length, 2);
  assert.equal(shows(["b"]), "new");
});

test("a result is waited for, but not for long", async (context) => {
  const { pass, pictures, drawn } = wired(context, ["silent"], 2);
  const seen = () => [pictures.barsOf("round:one", { status: "revealed" }), pictures.hopes("round:one")];
  assert.deepEqual(seen(), [null, true]);
  await pass(1_400);
  assert.deepEqual(seen(), [null, true]);
  assert.equal(drawn(), 0);
  await pass(200);
  assert.equal(drawn(), 1);
  assert.deepEqual(seen(), [null, false]);
});

test("of its shapes the widest that can be read is hung, else the narrowest", () => {
  const sheets = [780, 390, 360].map((width) => ({ tree: { tag: "svg", attributes: { width: String(width) } }, ends: [] }));
  const width = (room, least) => readable(sheets, room, least)?.tree.attributes.width;
  assert.equal(width(1800, 28), "780");
  assert.equal(width(1800, 42), "390");
  assert.equal(width(880, 28), "390");
  assert.equal(width(300, 28), "360");
  assert.equal(readable([], 1800, 28), null);
});
