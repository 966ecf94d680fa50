// The bar that shows which items are chosen for a comparison.

import { choose, chosen, MOST } from "../chosen.js";
import { el, fill } from "../dom.js";
import { address } from "../state.js";
import { counted } from "../text.js";

/** Returns the bar. It is hidden while nothing is chosen. */
export function tray() {
  const part = el("aside", { class: "tray", "aria-label": "Chosen items", hidden: true });
  const show = () => {
    const ids = chosen();
    part.hidden = !ids.length;
    const link = el("a", { class: "button primary", href: address("compare", { id: ids }) }, "Compare");
    const words = ids.length === MOST ? `${MOST} items, the most that can be compared` : `${counted(ids.length, "item")} chosen`;
    fill(part, el("div", { class: "row" }, words, ids.length > 1 && link, clearButton()));
  };
  addEventListener("chosen", show);
  show();
  return { part, close: () => removeEventListener("chosen", show) };
}

function clearButton() {
  const clear = () => {
    choose([]);
    document.querySelectorAll(".hit input[type=checkbox]").forEach((each) => (each.checked = false));
  };
  return el("button", { type: "button", onclick: clear }, "Clear");
}
