// Parts that several views show.

import { el } from "./dom.js";
import { toFilter } from "./filters.js";
import { address } from "./state.js";
import { percent } from "./text.js";

const HUES = 12;
const FIRST = ["brand", "color", "material", "category", "size", "feature", "audience", "model", "flavor", "price", "quantity", "weight"];
const SAID = { given: "given by the owner", corrected: "corrected by a person" };

/** Returns the class of a property's colour. It is the same in every view. */
export function hue(name) {
  const at = FIRST.indexOf(name.toLowerCase());
  if (at >= 0) return `hue-${at}`;
  const sum = Array.from(name.toLowerCase()).reduce((all, each) => (all * 31 + each.codePointAt(0)) % 9973, 7);
  return `hue-${sum % HUES}`;
}

/** Returns what went wrong as a sentence, with a way to try again. */
export function failure(error, again = null) {
  if (!("status" in error)) console.error(error);
  return el(
    "div",
    { class: "notice bad", role: "alert" },
    el("p", {}, error.message || String(error)),
    again && el("button", { type: "button", onclick: again }, "Try again"),
  );
}

/** Returns a property as a chip that searches for it. */
export function propertyChip(prop) {
  const read = prop.source === "extracted";
  const said = read ? `read in the text, score ${percent(prop.score)}` : SAID[prop.source];
  return el(
    "a",
    {
      class: `chip prop ${hue(prop.name)}`,
      href: address("search", { filter: toFilter(prop.name, prop.value) }),
      title: `${prop.name}: ${prop.value}, ${said}`,
    },
    el("span", { class: "name" }, prop.name),
    el("span", {}, prop.display),
    el("span", { class: "visually-hidden" }, `, ${said}`),
    read && el("span", { class: "number", "aria-hidden": "true" }, percent(prop.score)),
  );
}

/** Returns a link to an item. */
export function itemLink(id, title, attributes = {}) {
  return el("a", { href: address("item", {}, id), ...attributes }, title || id);
}
