// The graph view: what is around an item, as a picture that grows by clicks.

import { announce, el, fill } from "../dom.js";
import { failure, hue } from "../parts.js";
import { picker } from "../picker.js";
import { address, go, remember } from "../state.js";
import { counted } from "../text.js";
import { picture } from "./drawing.js";
import { Growing } from "./growing.js";
import { begin, settle } from "./layout.js";
import { panel } from "./panel.js";
import { savePng, saveSvg } from "./saving.js";

export async function open(place, { id, parameters }, known) {
  if (!id) {
    fill(place, el("h1", {}, "Graph"), startPart(known));
    return {};
  }
  const view = new GraphView(place, id, parameters, known);
  await view.start(parameters.getAll("open"));
  return {};
}

function startPart(known) {
  const around = picker("Draw what is around", "graph-start", (item) => go(address("graph", {}, item.id)));
  return el(
    "div",
    { class: "card" },
    around.part,
    known.has("findPaths") && el("p", { class: "after" }, el("a", { href: "#/path" }, "What connects two items?")),
  );
}

class GraphView {
  constructor(place, id, parameters, known) {
    this.id = id;
    this.first = `item/${id}`;
    this.graph = new Growing();
    this.hidden = new Set(parameters.getAll("hide"));
    this.picture = picture("Items and properties. Enter on one of them adds what is around it.");
    this.names = el("fieldset", { class: "row names" });
    this.panel = el("div", { class: "card panel", "aria-live": "polite" });
    this.said = el("div", {});
    this.known = known;
    this.heading = el("h1", {}, "Around an item");
    fill(place, this.heading, this.tools(), this.names, this.said, el("div", { class: "graph-columns" }, this.picture.canvas, this.panel));
  }

  tools() {
    const button = (words, onclick) => el("button", { type: "button", onclick }, words);
    return el(
      "div",
      { class: "row" },
      button("Larger", () => this.picture.zoom(true)),
      button("Smaller", () => this.picture.zoom(false)),
      button("Fit", () => this.picture.fit()),
      button("Save as SVG", () => saveSvg(this.picture.canvas, "graph")),
      button("Save as PNG", () => savePng(this.picture.canvas, "graph")),
    );
  }

  /** Expands the item, and then what the address says was expanded. */
  async start(opened) {
    await this.graph.expand(this.first);
    const item = this.graph.vertices.get(this.first);
    this.heading.textContent = `Around ${item.title || item.item}`;
    for (const each of opened) if (this.graph.vertices.has(each)) await this.graph.expand(each);
    this.show(item);
  }

  async choose(vertex) {
    fill(this.said);
    try {
      await this.graph.expand(vertex.id);
      this.show(vertex);
      const opened = [...this.graph.expanded].filter((each) => each !== this.first);
      remember(address("graph", { open: opened, hide: [...this.hidden] }, this.id));
    } catch (error) {
      fill(this.said, failure(error));
    }
  }

  show(vertex) {
    this.chosen = vertex;
    this.now = this.graph.shown(this.hidden, this.first);
    begin(this.now.vertices, this.now.edges);
    settle(this.now.vertices, this.now.edges, this.picture.upright());
    const focused = document.activeElement?.dataset?.key;
    this.picture.draw(this.now, (each) => this.choose(each), new Set([vertex.id, ...this.graph.expanded]));
    if (focused) this.picture.canvas.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    fill(this.panel, panel(vertex, this.now, this.first, this.known));
    this.showNames();
    announce(`${counted(this.now.vertices.length, "vertex", "vertices")} are shown`);
  }

  showNames() {
    const boxes = this.graph.names().map((name) => {
      const box = el("input", { type: "checkbox", onchange: () => this.toggle(name, box.checked) });
      box.checked = !this.hidden.has(name);
      return el("label", { class: `chip ${hue(name)}` }, box, name);
    });
    if (this.names.children.length !== boxes.length + 1) fill(this.names, el("legend", { class: "visually-hidden" }, "Properties shown"), boxes);
  }

  toggle(name, shown) {
    if (shown) this.hidden.delete(name);
    else this.hidden.add(name);
    this.show(this.chosen);
  }
}
