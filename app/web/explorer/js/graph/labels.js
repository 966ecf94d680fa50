// Which labels are shown: none that would lie on another one. Marked vertices come first, then properties.

const LETTER = 7.2;
const HEIGHT = 17;
const BELOW = 14;

/** Hides the labels that have no room at this scale (units of the picture for one pixel). */
export function showLabels(vertices, groups, scale) {
  const taken = vertices.map((each) => around(each, 0, 22 * scale, 22 * scale));
  const order = vertices.map((vertex) => ({ vertex, group: groups.get(vertex.id) }));
  order.sort((a, b) => rank(b) - rank(a));
  for (const { vertex, group } of order) {
    const label = group.querySelector("text");
    const width = label.textContent.length * LETTER * scale;
    const place = around(vertex, (BELOW + HEIGHT / 2) * scale, width, HEIGHT * scale);
    const free = !taken.some((each) => overlap(each, place));
    group.classList.toggle("crowded", !free);
    if (free) taken.push(place);
  }
}

function rank({ vertex, group }) {
  return (group.classList.contains("marked") ? 2 : 0) + (vertex.label === "Property" ? 1 : 0);
}

function around({ x, y }, below, width, height) {
  return { left: x - width / 2, right: x + width / 2, top: y + below - height / 2, bottom: y + below + height / 2 };
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
