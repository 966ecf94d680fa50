// Merges: likely ones found in the graph, one by hand, and those decided, each with preview and undo.

import { get } from "../api.js";
import { el, fill } from "../dom.js";
import { failure, hue, itemLink } from "../parts.js";
import { counted } from "../text.js";
import { mergeTools } from "./merging.js";

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
  const field = (id, words) => [el("label", { for: id }, words), el("input", { id, autocomplete: "off", maxlength: 256 })];
  const [name, value, aliases] = [field("merge-name", "Property"), field("merge-value", "Value that remains"), field("merge-aliases", "Values that become it, with commas between")];
  const read = () => ({
    name: name[1].value.trim(),
    value: value[1].value.trim(),
    alias: aliases[1].value.split(",").map((each) => each.trim()).filter(Boolean),
  });
  return [el("div", { class: "row" }, [name, value, aliases].map((each) => el("span", { class: "field" }, each))), mergeTools(read, renew)];
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
