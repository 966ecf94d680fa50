// The item view: the text with what was read in it, the properties, and the items like it.

import { get, part } from "../api.js";
import { chosen, toggleChosen } from "../chosen.js";
import { el, fill } from "../dom.js";
import { failure } from "../parts.js";
import { address } from "../state.js";
import { givingForm } from "./giving.js";
import { propertyTable } from "./properties.js";
import { similarPart } from "./similar.js";
import { suggestionPart } from "./suggestions.js";
import { textPart } from "./texts.js";

export async function open(place, { id }, known) {
  const show = (item) => render(place, item, known, show);
  show(await get(`items/${part(id)}`));
  return {};
}

function render(place, item, known, show) {
  const aside = el("div", {});
  fill(
    place,
    el("h1", {}, item.title || item.id),
    facts(item, known),
    el(
      "div",
      { class: "columns" },
      el(
        "div",
        {},
        textPart(item),
        el("section", { class: "card" }, el("h2", {}, "Properties"), propertyTable(item), known.has("putItem") && givingForm(item, show)),
      ),
      aside,
    ),
  );
  const parts = [
    known.has("similarItems") && similarPart(item.id),
    known.has("suggestProperties") && suggestionPart(item, known, show),
  ];
  for (const each of parts.filter(Boolean)) addLater(aside, each);
}

/** Puts a part into its place when it has been asked for, in the order of the calls. */
function addLater(aside, asked) {
  const place = el("div", { class: "later" });
  aside.append(place);
  asked.then((part) => place.replaceChildren(part), (error) => place.replaceChildren(failure(error)));
}

function facts(item, known) {
  const model = item.properties.find((each) => each.model)?.model;
  return el(
    "p",
    { class: "facts" },
    el("span", {}, "id ", el("code", {}, item.id)),
    el("span", {}, "written ", el("time", { datetime: item.updated_at }, new Date(item.updated_at).toLocaleString("en"))),
    model && el("span", {}, `read by ${model}`),
    webLink(item.url, "page of the item"),
    webLink(item.image, "picture"),
    known.has("neighborhood") && el("a", { href: address("graph", {}, item.id) }, "around it in the graph"),
    known.has("findPaths") && el("a", { href: address("path", { from: item.id }) }, "what connects it with another item"),
    known.has("compareItems") && compareButton(item.id),
  );
}

function webLink(url, words) {
  return /^https?:\/\//i.test(url ?? "") ? el("a", { href: url, rel: "noopener noreferrer" }, words) : null;
}

function compareButton(id) {
  const button = el("button", { class: "small", type: "button", onclick: () => label(toggleChosen(id)) });
  const label = (is) => (button.textContent = is ? "Chosen for comparison" : "Choose for comparison");
  label(chosen().includes(id));
  return button;
}
