// Draws vertices and edges as SVG. Thickness is the weight of a property: rarer ones weigh more. Vertices and labels keep
// their size when the reader looks closer, so a full picture is read by zooming in.

import { svg } from "../dom.js";
import { hue } from "../parts.js";
import { showLabels } from "./labels.js";
import { frame } from "./layout.js";

// The letters of a label, and those of one among many.
const LONGEST = 26;
const SHORT = 17;
const MANY = 60;
const ZOOM = 1.4;
const RADIUS = 11;

/** Returns a picture: `canvas`, and what can be done with it. */
export function picture(words) {
  const canvas = svg("svg", { class: "picture", role: "group", "aria-label": words, preserveAspectRatio: "xMidYMid meet" });
  const scene = { canvas, box: null, vertices: [] };
  canvas.addEventListener("wheel", (event) => turned(event, scene), { passive: false });
  draggable(scene);
  return {
    canvas,
    draw: (graph, choose, marked = new Set()) => draw(scene, graph, choose, marked),
    zoom: (inwards) => zoom(scene, inwards ? ZOOM : 1 / ZOOM),
    fit: () => look(scene, frame(scene.vertices)),
    upright: () => canvas.clientHeight > canvas.clientWidth,
  };
}

/** Draws a graph. `choose` gets the vertex that the reader clicks, or presses Enter on. */
function draw(scene, { vertices, edges }, choose, marked) {
  const places = new Map(vertices.map((each) => [each.id, each]));
  const longest = vertices.length > MANY ? SHORT : LONGEST;
  const groups = vertices.map((each) => vertexGroup(each, marked.has(each.id), longest, choose));
  scene.vertices = vertices;
  scene.groups = new Map(vertices.map((each, n) => [each.id, groups[n]]));
  scene.canvas.replaceChildren(...edges.map((each) => edgeLine(each, places)), ...groups);
  look(scene, frame(vertices));
}

/** Shows a rectangle of the picture. */
function look(scene, box) {
  scene.box = box;
  const { canvas } = scene;
  canvas.setAttribute("viewBox", [box.left, box.top, box.width, box.height].map((each) => each.toFixed(1)).join(" "));
  const [across, down] = [canvas.clientWidth || 900, canvas.clientHeight || 600];
  const scale = Math.max(box.width / across, box.height / down);
  // Many vertices are drawn smaller, until the reader looks closer.
  const size = Math.min(1, Math.max(0.55, 2.2 / scale));
  for (const vertex of scene.vertices) {
    const place = `translate(${vertex.x.toFixed(1)} ${vertex.y.toFixed(1)}) scale(${scale.toFixed(3)})`;
    const group = scene.groups.get(vertex.id);
    group.setAttribute("transform", place);
    group.querySelector("rect, circle").setAttribute("transform", `scale(${size.toFixed(2)})`);
  }
  showLabels(scene.vertices, scene.groups, seen(box, across * scale, down * scale), scale, RADIUS * size);
}

/** Returns what is seen around a rectangle, which is in the middle. */
function seen(box, width, height) {
  return { left: box.left - (width - box.width) / 2, top: box.top - (height - box.height) / 2, width, height };
}

function zoom(scene, factor) {
  const { left, top, width, height } = scene.box;
  const [across, down] = [width / factor, height / factor];
  look(scene, { left: left + (width - across) / 2, top: top + (height - down) / 2, width: across, height: down });
}

function turned(event, scene) {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoom(scene, event.deltaY < 0 ? ZOOM : 1 / ZOOM);
}

function edgeLine(edge, places) {
  const [from, to] = [places.get(edge.from), places.get(edge.to)];
  const width = Math.min(7, 0.8 + (edge.weight ?? 1) * 0.7);
  return svg("line", {
    class: `edge ${hue(to.name)}`,
    x1: from.x,
    y1: from.y,
    x2: to.x,
    y2: to.y,
    "stroke-width": width,
    "vector-effect": "non-scaling-stroke",
  });
}

function vertexGroup(vertex, marked, longest, choose) {
  const isItem = vertex.label === "Item";
  const words = isItem ? vertex.title || vertex.item : `${vertex.name}: ${vertex.display ?? vertex.value}`;
  return svg(
    "g",
    {
      class: `vertex ${isItem ? "item" : `property ${hue(vertex.name)}`} ${marked ? "marked" : ""}`,
      tabindex: "0",
      role: "button",
      "aria-label": isItem ? `item ${words}` : words,
      "data-key": vertex.id,
      onclick: () => choose(vertex),
      onkeydown: (event) => pressed(event, () => choose(vertex)),
    },
    svg("title", {}, words),
    isItem ? svg("rect", { x: -RADIUS, y: -RADIUS, width: 2 * RADIUS, height: 2 * RADIUS, rx: 6 }) : svg("circle", { r: 9 }),
    svg("text", {}, shortened(isItem ? words : (vertex.display ?? vertex.value), marked ? LONGEST : longest)),
  );
}

function pressed(event, act) {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  act();
}

function shortened(text, longest) {
  const points = Array.from(text);
  if (points.length <= longest) return text;
  const start = points.slice(0, longest - 1).join("");
  return `${start.replace(/\s+\S*$/, "") || start}…`;
}

/** Lets the reader drag the picture. A click that does not move remains a click. */
function draggable(scene) {
  let start = null;
  scene.canvas.addEventListener("pointerdown", (event) => (start = { x: event.clientX, y: event.clientY, box: scene.box }));
  scene.canvas.addEventListener("pointermove", (event) => {
    if (!start || !event.buttons) return;
    const scale = start.box.width / scene.canvas.clientWidth;
    const [x, y] = [(start.x - event.clientX) * scale, (start.y - event.clientY) * scale];
    if (Math.hypot(x, y) > 4) look(scene, { ...start.box, left: start.box.left + x, top: start.box.top + y });
  });
  scene.canvas.addEventListener("pointerup", () => (start = null));
}
