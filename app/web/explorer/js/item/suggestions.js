// What an item lacks and its neighbours have: accepted by a click, which gives the property, or refused.

import { get, part } from "../api.js";
import { el } from "../dom.js";
import { failure, hue, itemLink } from "../parts.js";
import { counted, percent, rounded } from "../text.js";
import { give } from "./giving.js";

const REFUSED = "itemgraph.refused";
const SHOWN = 2;

/** Returns the suggestions. `show` gets the item as stored after one is accepted. */
export async function suggestionPart(item, known, show) {
  const { suggestions } = await get(`items/${part(item.id)}/suggestions`, { limit: 5 });
  const open = suggestions.filter((each) => !refused().includes(refusal(item, each.name)));
  const entries = open.map((each) => gap(item, each, known, show));
  return el(
    "section",
    { class: "card" },
    el("h2", {}, "Perhaps missing"),
    el("p", { class: "quiet small" }, "Properties that similar items have and this one lacks."),
    entries.length ? el("ul", { class: "plain gaps" }, entries) : el("p", { class: "quiet" }, "Nothing."),
  );
}

function gap(item, { name, having, values, range }, known, show) {
  const said = el("div", { role: "alert" });
  const entry = el(
    "li",
    { class: hue(name) },
    el("p", {}, el("strong", {}, name), el("span", { class: "quiet small" }, ` on ${counted(having, "similar item")}`), range && rangeWords(range)),
    el("ul", { class: "plain" }, values.slice(0, SHOWN).map((each) => valueEntry(item, name, each, known, show, said))),
    el("button", { type: "button", class: "small", onclick: () => (refuse(item, name), entry.remove()) }, `Refuse ${name}`),
    said,
  );
  return entry;
}

function rangeWords({ min, max, unit }) {
  return el("span", { class: "quiet small" }, `, mostly ${rounded(min)} to ${rounded(max)} ${unit ?? ""}`);
}

function valueEntry(item, name, { value, display, support, confidence, evidence }, known, show, said) {
  const accept = async () => {
    try {
      show(await give(item, name, value), `Given: ${name} ${display}`);
    } catch (error) {
      said.replaceChildren(failure(error));
    }
  };
  return el(
    "li",
    { class: "row" },
    known.has("putItem") && el("button", { type: "button", class: "small", "aria-label": `Accept ${name} ${display}`, onclick: accept }, "Accept"),
    el("span", { class: `chip ${hue(name)}` }, display),
    el("span", { class: "quiet small" }, `${percent(confidence)} of the votes, ${counted(support, "item")}, such as `, itemLink(evidence[0], evidence[0])),
  );
}

/** A refusal is kept in this browser: the service has no place for it. */
function refuse(item, name) {
  localStorage.setItem(REFUSED, JSON.stringify([...refused(), refusal(item, name)]));
}

function refused() {
  return JSON.parse(localStorage.getItem(REFUSED) ?? "[]");
}

function refusal(item, name) {
  return `${item.id}\n${name}`;
}
