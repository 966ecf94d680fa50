// Merges: likely ones found in the graph, one by hand, and those decided, each with preview and undo.

import { get, part } from "../api.js";
import { combobox } from "../combobox.js";
import { el, fill } from "../dom.js";
import { failure, hue, itemLink } from "../parts.js";
import { counted } from "../text.js";
import { mergeTools } from "./merging.js";

const SHOWN = 8;

export async function show(place, known) {
  const decided = el("div", {});
  const renew = async () => fill(decided, decisions((await get("vocabulary")).entries, renew));
  await renew();
  fill(
    place,
    known.has("suggestMerges") ? suggestionPart(renew) : null,
    el("section", { class: "card" }, el("h2", {}, "Merge by hand"), handForm(renew)),
    el("section", { class: "card" }, el("h2", {}, "Decided"), decided),
  );
}

function suggestionPart(renew) {
  const place = el("div", { "aria-live": "polite" });
  const look = async () => {
    fill(place, el("p", {}, "Looking through the values…"));
    try {
      const { suggestions } = await get("vocabulary/suggestions", { limit: 100 });
      fill(place, suggestions.length ? el("ul", { class: "plain merges" }, suggestions.map((each) => suggestion(each, renew))) : el("p", {}, "No two values look the same."));
    } catch (error) {
      fill(place, failure(error, look));
    }
  };
  return el(
    "section",
    { class: "card" },
    el("h2", {}, "Likely the same"),
    el("p", { class: "quiet" }, "Values that may be two spellings of one. Nothing is merged before you say so, and every merge can be undone."),
    el("p", {}, el("button", { type: "button", class: "primary", "data-first": true, onclick: look }, "Look for likely merges")),
    place,
  );
}

function suggestion(each, renew) {
  const items = each.examples.map((one) => [itemLink(one.id, one.text), " "]);
  return el(
    "li",
    { class: `card ${hue(each.name)}` },
    el(
      "p",
      {},
      el("span", { class: `chip ${hue(each.name)}` }, el("span", { class: "name" }, each.name), each.value),
      ` ${counted(each.items, "item")} ← `,
      el("span", { class: "chip" }, each.alias),
      ` ${counted(each.alias_items, "item")}, because of its ${each.reason}`,
    ),
    el("p", { class: "small quiet" }, "for example ", items),
    mergeTools(() => ({ name: each.name, value: each.value, alias: [each.alias] }), renew),
  );
}

function handForm(renew) {
  const field = (id, words, find) => {
    const input = el("input", { id, maxlength: 256, autocomplete: "off" });
    const take = ({ taken }) => (input.value = taken);
    const entry = ({ words, items }) => [el("span", {}, words), el("span", { class: "quiet small" }, counted(items, "item"))];
    const list = combobox(input, words, { find, entry, take });
    return { input, part: el("span", { class: "field" }, el("label", { for: id }, words), el("span", { class: "completed" }, input, list)) };
  };
  const name = field("merge-name", "Property", findNames);
  const value = field("merge-value", "Value that remains", (text) => findValues(name.input.value, text));
  const aliases = field("merge-aliases", "Values that become it, with commas between", (text) => findValues(name.input.value, text));
  const read = () => ({
    name: name.input.value.trim(),
    value: value.input.value.trim(),
    alias: aliases.input.value.split(",").map((each) => each.trim()).filter(Boolean),
  });
  return [el("div", { class: "row fields" }, [name, value, aliases].map((each) => each.part)), mergeTools(read, renew)];
}

async function findNames(text) {
  const { properties } = await get("graph/properties");
  const found = properties.filter((each) => each.name.includes(text.trim().toLowerCase()));
  return found.slice(0, SHOWN).map(({ name, items }) => ({ words: name, items, taken: name }));
}

/** Completes the last of the values in a text. What is before it stays. */
async function findValues(name, text) {
  const [, before, last] = /^(.*,\s*)?(.*)$/s.exec(text);
  if (!name.trim() || !last.trim()) return [];
  const { values } = await get(`graph/properties/${part(name.trim())}`, { prefix: last.trim(), limit: SHOWN });
  return values.map(({ value, count }) => ({ words: value, items: count, taken: (before ?? "") + value }));
}

function decisions(entries, renew) {
  if (!entries.length) return el("p", { class: "quiet" }, "Nothing has been merged.");
  return el("ul", { class: "plain merges" }, entries.map((entry) => decision(entry, renew)));
}

function decision(entry, renew) {
  return el(
    "li",
    { class: "row" },
    el("span", { class: `chip ${hue(entry.name)}` }, el("span", { class: "name" }, entry.name), entry.display ?? entry.value),
    "←",
    entry.aliases.map((each) => el("span", { class: "chip" }, each)),
    entry.pending && el("span", { class: "badge warn" }, "not finished"),
    mergeTools(() => ({ name: entry.name, value: entry.value, alias: entry.aliases }), renew, { undoOnly: true }),
  );
}
