// The properties of an item: raw against standard value, given against extracted, conflicts, what implies what.

import { el } from "../dom.js";
import { toFilter } from "../filters.js";
import { hue } from "../parts.js";
import { address } from "../state.js";
import { percent, rounded } from "../text.js";
import { verdictButtons } from "./correcting.js";

/** Returns the properties as a table, one row for each value. Values that were read are corrected there, if `show` is given:
 * it gets the item as it is then, and a sentence.
 */
export function propertyTable(item, show) {
  if (!item.properties.length) return el("p", { class: "quiet" }, "Nothing was given, and the model read nothing.");
  const head = ["Property", "Standard value", "As written", "Source", "Score", ...(show ? ["Is it right?"] : [])];
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Properties" },
    el(
      "table",
      { class: "properties" },
      el("thead", {}, el("tr", {}, head.map((each) => el("th", { scope: "col" }, each)))),
      el("tbody", {}, item.properties.map((prop, n) => row(prop, item.properties[n - 1], item, show))),
    ),
  );
}

function row(prop, before, item, show) {
  const repeated = before?.name === prop.name;
  return el(
    "tr",
    { class: `${hue(prop.name)} ${prop.conflict ? "conflict" : ""}` },
    el("th", { scope: "row" }, el("span", { class: repeated ? "visually-hidden" : "" }, prop.name)),
    el("td", {}, valueLink(prop), quantity(prop), implied(prop)),
    el("td", {}, written(prop)),
    el("td", {}, source(prop, item)),
    el("td", { class: "number" }, prop.source === "extracted" ? percent(prop.score) : ""),
    show && el("td", {}, prop.source === "extracted" && !prop.narrower && verdictButtons(item, prop, show)),
  );
}

function valueLink(prop) {
  if (prop.conflict) return el("s", {}, prop.value);
  return el("a", { href: address("search", { filter: toFilter(prop.name, prop.value) }) }, prop.value);
}

function quantity({ number, high, unit }) {
  if (number === undefined || unit === undefined) return null;
  const range = high === undefined ? rounded(number) : `${rounded(number)} to ${rounded(high)}`;
  return el("span", { class: "visually-hidden" }, ` (${range} ${unit})`);
}

function implied({ narrower }) {
  return narrower && el("span", { class: "quiet small" }, ` implied by “${narrower}”`);
}

function written(prop) {
  const texts = [...new Set([prop.source === "given" && !prop.narrower ? prop.display : null, ...prop.evidence.map((each) => each.text)])];
  return texts.filter(Boolean).map((each) => `“${each}”`).join(", ") || "–";
}

function source(prop, item) {
  if (!prop.conflict) return el("span", { class: `badge ${prop.source}` }, prop.source);
  const given = item.properties.filter((each) => each.name === prop.name && each.source === "given").map((each) => each.display);
  return [
    el("span", { class: "badge warn" }, "conflict"),
    el("span", { class: "small" }, ` the owner gave ${given.map((each) => `“${each}”`).join(", ")}, so this is not searched`),
  ];
}
