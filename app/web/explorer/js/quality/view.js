// The quality view: what is missing, what may be the same, what the model knows, and a text to try.

import { el, fill } from "../dom.js";
import { go } from "../state.js";

const SECTIONS = [
  { name: "coverage", title: "Coverage", needs: ["coverage"], load: () => import("./coverage.js") },
  { name: "merges", title: "Merges", needs: ["listVocabulary", "putVocabulary"], load: () => import("./merges.js") },
  { name: "try", title: "Try a text", needs: ["extract"], load: () => import("./trying.js") },
  { name: "model", title: "Model", needs: ["getModel"], load: () => import("./card.js") },
];

export async function open(place, { id }, known) {
  const usable = SECTIONS.filter((each) => each.needs.every((operation) => known.has(operation)));
  const section = usable.find((each) => each.name === id) ?? usable[0];
  if (!section) return go("#/search", { replace: true });
  const links = usable.map((each) =>
    el("a", { class: "button", href: `#/quality/${each.name}`, "aria-current": each === section ? "page" : null }, each.title),
  );
  const inner = el("div", { class: "section" });
  fill(place, el("h1", {}, "Quality"), el("nav", { class: "row tabs", "aria-label": "Quality" }, links), inner);
  await (await section.load()).show(inner, known);
  return {};
}
