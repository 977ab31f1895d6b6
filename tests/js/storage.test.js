import assert from "node:assert/strict";
import { test } from "node:test";

import { createOutbox } from "../../static/js/outbox.js";
import { createDrafts } from "../../static/phone/drafts.js";
import { createStorage } from "../../static/js/storage.js";
import { createStorage as createLocal, createWorld } from "./world.js";

const soon = () => new Promise((done) => setImmediate(done));
const post = (text) => ({ type: "PostCard", kind: "k", text });

/** A database that writes when it is told to, and can be full. */
function createDisk() {
  const rows = new Map();
  const disk = {
    rows,
    full: false,
    puts: 0,
    all: () => (disk.full ? Promise.reject(new Error("none")) : Promise.resolve([...rows.values()])),
    async put(changed) {
      disk.puts += 1;
      if (disk.full) throw new Error("QuotaExceededError");
      for (const row of changed) {
        if (row.value === null) rows.delete(row.name);
        else rows.set(row.name, row);
      }
    },
  };
  return disk;
}

const forbidden = () => {
  const local = createLocal();
  local.full = true;
  return local;
};

test("what is set lies in both, and what is removed in neither", async () => {
  const [local, disk] = [createLocal(), createDisk()];
  const storage = createStorage(local, disk, () => {});
  storage.setItem("a", "one");
  storage.setItem("a", "two");
  storage.setItem("b", "x");
  storage.removeItem("b");
  await soon();
  assert.equal(storage.getItem("a"), "two");
  assert.equal(createStorage(local, null).getItem("a"), "two");
  assert.deepEqual([...disk.rows.values()].map((row) => [row.name, row.value]), [["a", "two"]]);
  assert.deepEqual([storage.length, storage.key(0)], [1, "a"]);
  // What came while it wrote went in one go.
  assert.equal(disk.puts, 2);
});

test("what localStorage had not written when the battery died comes back from the disk", async () => {
  const [local, disk] = [createLocal(), createDisk()];
  const before = createStorage(local, disk, () => {});
  before.setItem("a", "early");
  const lost = new Map(local.rows);
  before.setItem("a", "late");
  before.setItem("b", "late");
  await soon();
  local.rows.clear();
  lost.forEach((value, name) => local.rows.set(name, value));
  const after = createStorage(local, disk, () => {});
  assert.equal(after.getItem("a"), "early");
  assert.equal(await after.ready, true);
  assert.deepEqual([after.getItem("a"), after.getItem("b")], ["late", "late"]);
});

test("what lies in localStorage and is later is not written over, whatever the clock says", async () => {
  const [local, disk] = [createLocal(), createDisk()];
  createStorage(local, disk, () => {}).setItem("a", "early");
  await soon();
  createStorage(local, null).setItem("a", "late");
  const after = createStorage(local, disk, () => {});
  assert.equal(await after.ready, false);
  assert.equal(after.getItem("a"), "late");
});

test("what was kept by a page of before this one is read", () => {
  const local = createLocal();
  local.rows.set("a", '{"texts":{}}');
  assert.equal(createStorage(local, null).getItem("a"), '{"texts":{}}');
});

test("a storage that is full leaves it to the disk, and a page that comes after finds it there", async () => {
  const disk = createDisk();
  const page = createStorage(forbidden(), disk, () => {});
  page.setItem("a", "x");
  await soon();
  assert.deepEqual([page.keeps, page.getItem("a")], [true, "x"]);
  const next = createStorage(null, disk, () => {});
  assert.equal(await next.ready, true);
  assert.equal(next.getItem("a"), "x");
});

test("where nothing can be kept the page says so, and goes on until it closes", async () => {
  const disk = createDisk();
  disk.full = true;
  const storage = createStorage(forbidden(), disk, () => {});
  let told = 0;
  storage.subscribe(() => (told += 1));
  assert.equal(await storage.ready, false);
  storage.setItem("a", "x");
  await soon();
  assert.deepEqual([storage.keeps, storage.getItem("a")], [false, "x"]);
  assert.ok(told > 0);
  disk.full = false;
  storage.setItem("a", "y");
  await soon();
  assert.equal(storage.keeps, true);
});

test("what the database did not take is not kept because it took something else", async () => {
  const disk = createDisk();
  const storage = createStorage(forbidden(), disk, () => {});
  disk.full = true;
  storage.setItem("a", "x");
  await soon();
  assert.equal(storage.keeps, false);
  disk.full = false;
  storage.setItem("b", "y");
  await soon();
  assert.equal(storage.keeps, true);
  assert.deepEqual([...disk.rows.keys()].sort(), ["a", "b"]);
  assert.ok(disk.puts < 5, "it goes on trying by itself");
});

test("a browser whose database never opens keeps nobody waiting", async () => {
  const waits = [];
  const stuck = { all: () => new Promise(() => {}), put: () => new Promise(() => {}) };
  const storage = createStorage(createLocal(), stuck, (ms, run) => waits.push([ms, run]));
  storage.setItem("a", "x");
  assert.equal(storage.getItem("a"), "x");
  assert.ok(waits[0][0] < 2000);
  waits[0][1]();
  assert.equal(await storage.ready, false);
});

test("a page that waits for an hour writes nothing to the disk", async () => {
  const [local, disk, world] = [createLocal(), createDisk(), createWorld()];
  const phone = createPhone(local, disk, world, { done: new Map() });
  await soon();
  const [puts, turn] = [disk.puts, [...local.rows.values()][0].split("\n")[0]];
  world.pass(3_600_000);
  await soon();
  assert.equal(disk.puts, puts);
  assert.equal([...local.rows.values()][0].split("\n")[0], turn);
  phone.outbox.add(post("een"), 1);
  await soon();
  assert.ok(disk.puts > puts);
});

test("a preview forgets", () => {
  const storage = createStorage(null, null);
  storage.setItem("a", "x");
  assert.equal(storage.getItem("a"), "x");
  assert.equal(createStorage(null, null).getItem("a"), null);
});

/** A phone with a line that can be cut, and a server that does each number of an outbox once. */
function createPhone(local, disk, world, server) {
  const storage = createStorage(local, disk, () => {});
  const phone = { storage, up: true, sent: 0 };
  phone.outbox = createOutbox(storage, "doorstart:outbox:g", {
    world,
    ready: storage.ready,
    send(frame) {
      if (!phone.up) return false;
      phone.sent += 1;
      server.done.set(frame.outbox + ":" + frame.n, frame.command.type);
      if (!phone.deaf) Promise.resolve().then(() => phone.outbox.onFrame({ t: "ack", n: frame.n, seq: 1, made: "m" }));
      return true;
    },
  });
  return phone;
}

test("D-08 ten minutes without a line while one posts and votes: one card and one vote", async () => {
  const [world, server] = [createWorld(), { done: new Map() }];
  const phone = createPhone(createLocal(), createDisk(), world, server);
  await soon();
  // The line goes after the card was heard and before its answer; the vote never left.
  phone.deaf = true;
  phone.outbox.add(post("Eén keer"), 1);
  phone.up = false;
  phone.outbox.lost();
  phone.outbox.add({ type: "PutBallot", round: "r", answers: {} }, 1);
  world.pass(600_000);
  assert.equal(phone.sent, 1);
  assert.deepEqual(phone.outbox.entries().map((entry) => entry.state), ["sending", "sending"]);
  phone.deaf = false;
  phone.up = true;
  phone.outbox.flush();
  for (let n = 0; n < 4; n += 1) await soon();
  assert.deepEqual([...server.done.values()].sort(), ["PostCard", "PutBallot"]);
  assert.deepEqual(phone.outbox.entries().map((entry) => entry.state), ["saved", "saved"]);
  world.pass(600_000);
  assert.equal(phone.sent, 3);
});

test("a battery that dies with a card under way: the next page sends it under the same number", async () => {
  const [world, server] = [createWorld(), { done: new Map() }];
  const disk = createDisk();
  const dying = createPhone(createLocal(), disk, world, server);
  await soon();
  dying.deaf = true;
  dying.outbox.add(post("Eén keer"), 1);
  await soon();
  // Of localStorage nothing had reached the disk, and an hour goes by.
  world.sleep(3_600_000);
  const next = createPhone(createLocal(), disk, world, server);
  for (let n = 0; n < 3; n += 1) await soon();
  assert.equal(next.sent, 1);
  assert.equal(server.done.size, 1);
  assert.deepEqual(next.outbox.entries().map((entry) => entry.state), ["saved"]);
});

test("storage that is forbidden loses nothing while the page lives", async () => {
  const [world, server] = [createWorld(), { done: new Map() }];
  const disk = createDisk();
  disk.full = true;
  const phone = createPhone(forbidden(), disk, world, server);
  await soon();
  phone.up = false;
  const drafts = createDrafts(phone.storage, "doorstart:drafts:g", world.now, "me");
  drafts.keepText({ kind: "k", phase: "f", visit: 1, text: "half", fields: {}, links: {}, anonymous: false, reason: null });
  phone.outbox.add(post("Uit het geheugen"), 1);
  world.pass(1_200_000);
  assert.equal(phone.storage.keeps, false);
  phone.up = true;
  phone.outbox.flush();
  await soon();
  assert.deepEqual([...server.done.values()], ["PostCard"]);
  assert.equal(drafts.text("k", "f").text, "half");
});

test("two tabs of one seat: each command once, also when the tab that gave it is closed", async () => {
  const [world, server, local, disk] = [createWorld(), { done: new Map() }, createLocal(), createDisk()];
  // A tab that is closed runs no more: its world stands still.
  const [one, other] = [createPhone(local, disk, createWorld(100), server), createPhone(local, disk, world, server)];
  await soon();
  one.up = other.up = false;
  one.outbox.add(post("van de ene"), 1);
  other.outbox.add(post("van de andere"), 1);
  one.outbox.leave();
  other.up = true;
  other.outbox.flush();
  for (let n = 0; n < 3; n += 1) {
    world.pass(20_000);
    await soon();
  }
  assert.deepEqual([...server.done.values()], ["PostCard", "PostCard"]);
});

test("a page that comes back from the memory of the browser goes on with its own commands", async () => {
  const [world, server] = [createWorld(), { done: new Map() }];
  const phone = createPhone(createLocal(), createDisk(), world, server);
  await soon();
  phone.up = false;
  phone.outbox.add(post("terug"), 1);
  phone.outbox.leave();
  world.sleep(1_200_000);
  phone.up = true;
  phone.outbox.back();
  await soon();
  assert.deepEqual([phone.sent, server.done.size], [1, 1]);
  assert.deepEqual(phone.outbox.entries().map((entry) => entry.state), ["saved"]);
});

test("L-05 a draft is there after a change of phase, a reload and a day, by whatever clock", async () => {
  let now = 1_000_000_000;
  const [local, disk] = [createLocal(), createDisk()];
  const open = () => {
    const storage = createStorage(local, disk, () => {});
    return storage.ready.then(() => createDrafts(storage, "doorstart:drafts:g", () => now, String(now)));
  };
  const first = await open();
  const said = { kind: "k", phase: "f", visit: 1, text: "half een", fields: {}, links: {}, anonymous: false, reason: null };
  first.keepText(said);
  // Another phase asks something else; what was begun stays where it was.
  first.keepText({ ...said, phase: "g", visit: 2, text: "iets anders" });
  await soon();
  assert.equal(first.text("k", "f").text, "half een");
  now += 24 * 3_600_000;
  local.rows.clear();
  assert.equal((await open()).text("k", "f").text, "half een");
  // A clock that was set back by hours, as on a phone that finds its network again.
  now -= 30 * 3_600_000;
  assert.equal((await open()).text("k", "f").text, "half een");
});
