/** Lists kept in step with what the server drew before the page's JavaScript came. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { keyed } from "../../static/js/dom.js";

/** As much of an element as a keyed list asks for. */
class Part {
  constructor(key) {
    this.children = [];
    this.parent = null;
    this.key = key === undefined ? null : key;
  }
  getAttribute() {
    return this.key;
  }
  setAttribute(name, value) {
    this.key = value;
  }
  get firstElementChild() {
    return this.children[0] || null;
  }
  get nextElementSibling() {
    return this.parent.children[this.parent.children.indexOf(this) + 1] || null;
  }
  contains(other) {
    return other === this || this.children.includes(other);
  }
  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((one) => one !== this);
    this.parent = null;
  }
  insertBefore(child, before) {
    child.remove();
    this.children.splice(before ? this.children.indexOf(before) : this.children.length, 0, child);
    child.parent = this;
  }
  appendChild(child) {
    this.insertBefore(child, null);
  }
}

/** @type {Part} */
let list;
const keys = () => list.children.map((one) => one.key);
const draw = (...items) => keyed(list, items, (item) => item, () => new Part());

/** @param {string} name @param {() => void} run with a list of its own */
function listed(name, run) {
  test(name, (context) => {
    const real = globalThis.document;
    context.after(() => (globalThis.document = real));
    globalThis.document = { activeElement: null };
    list = new Part();
    run();
  });
}

listed("what the server drew with keys is taken over, not drawn beside it", () => {
  for (const key of ["a", "b", "c"]) list.appendChild(new Part(key));
  const drawn = list.children.slice();
  draw("a", "b", "c");
  assert.deepEqual(list.children, drawn);
});

listed("children without a key go at the first draw, however many there are", () => {
  for (let n = 0; n < 13; n += 1) list.appendChild(new Part());
  draw("a", "b");
  assert.deepEqual(keys(), ["a", "b"]);
});

listed("an item whose key is empty does not keep a child that has none", () => {
  list.appendChild(new Part());
  draw("", "a");
  const [first] = list.children;
  draw("", "a");
  assert.deepEqual(keys(), ["", "a"]);
  assert.equal(list.children[0], first);
});

listed("twice the same key is shown twice, and leaves nothing behind", () => {
  draw("a", "a", "b");
  assert.deepEqual(keys(), ["a", "a", "b"]);
  draw("a", "a", "b");
  assert.deepEqual(keys(), ["a", "a", "b"]);
  draw("b");
  assert.deepEqual(keys(), ["b"]);
});

listed("children that stay are the same ones, in the new order", () => {
  draw("a", "b", "c");
  const [a, b, c] = list.children;
  draw("c", "a", "d");
  assert.equal(list.children[0], c);
  assert.equal(list.children[1], a);
  assert.equal(b.parent, null);
  assert.deepEqual(keys(), ["c", "a", "d"]);
});

listed("an element that has the focus is not moved: the others move around it", () => {
  draw("a", "b", "c");
  const [, , c] = list.children;
  globalThis.document.activeElement = c;
  c.remove = () => assert.fail("moving it would take the focus away");
  draw("c", "a", "b");
  assert.deepEqual(keys(), ["c", "a", "b"]);
});
