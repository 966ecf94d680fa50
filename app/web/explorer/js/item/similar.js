// The items that share most with an item, with the reasons.

import { get, part } from "../api.js";
import { el } from "../dom.js";
import { hue, itemLink } from "../parts.js";

const SHOWN = 4;

/** Returns the similar items, each with the shared properties that weigh most. */
export async function similarPart(id) {
  const { hits } = await get(`items/${part(id)}/similar`, { limit: 8 });
  return el(
    "section",
    { class: "card" },
    el("h2", {}, "Similar items"),
    hits.length ? el("ol", { class: "plain similar" }, hits.map(entry)) : el("p", { class: "quiet" }, "No item shares a property with it."),
  );
}

function entry(hit) {
  const reasons = hit.shared.slice(0, SHOWN).map((each) =>
    el(
      "li",
      { class: `chip prop ${hue(each.name)}`, title: `weight ${each.weight.toFixed(2)}; rarer properties weigh more` },
      el("span", { class: "name" }, each.name),
      each.display,
    ),
  );
  return el(
    "li",
    {},
    itemLink(hit.id, hit.title),
    el("span", { class: "quiet small number" }, ` ${hit.score.toFixed(1)}`),
    el("ul", { class: "chips", "aria-label": "Shared" }, reasons),
  );
}
