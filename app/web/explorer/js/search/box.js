// The search box, with completions that say what they mean.

import { get } from "../api.js";
import { combobox } from "../combobox.js";
import { el } from "../dom.js";
import { hue } from "../parts.js";
import { address, go } from "../state.js";
import { counted } from "../text.js";

/** Returns the box and, if the service completes queries, the list of completions. `search` gets a completed query. */
export function searchBox(known, search) {
  const input = el("input", {
    type: "search",
    id: "q",
    name: "q",
    "data-first": true,
    "data-key": "q",
    "aria-label": "Search for items",
    placeholder: "waterproof jacket under 150 eur",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 1000,
  });
  if (!known.has("completeQuery")) return { input, list: null };
  const find = async (text) => (await get("graph/complete", { q: text, limit: 8 })).completions;
  const take = (each) => (each.id === undefined ? search(each.text) : go(address("item", {}, each.id)));
  return { input, list: combobox(input, "Completions", { find, entry, take }) };
}

function entry(each) {
  const count = each.count === undefined ? null : counted(each.count, "item");
  const meaning = each.name ? el("span", { class: `chip ${hue(each.name)}` }, each.name) : each.id === undefined ? "" : "open the item";
  return [el("span", {}, each.text), el("span", { class: "quiet small row" }, meaning, count)];
}
