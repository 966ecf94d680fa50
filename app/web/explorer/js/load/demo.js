// Loads the sample items, which the service has beside the page.

import { call } from "../api.js";
import { el } from "../dom.js";
import { failure } from "../parts.js";
import { progressPart } from "./progress.js";

/** Returns a button that loads the sample items, with progress in its place. `done` is called when they are there. */
export function demoButton(done = null) {
  const button = el("button", { class: "primary", type: "button", onclick: () => load() }, "Load 300 sample items");
  const load = async () => {
    button.disabled = true;
    try {
      const lines = (await (await call("GET", "explorer/demo.jsonl")).text()).split("\n").filter(Boolean);
      const items = lines.map((each, n) => ({ line: n + 1, item: JSON.parse(each) }));
      button.replaceWith(progressPart(items, { done }));
    } catch (error) {
      button.replaceWith(failure(error));
    }
  };
  return button;
}
