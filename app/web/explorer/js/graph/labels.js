// Which labels are shown, and on which side: none lies on another one. Only those of marked vertices, which come first,
// may lie on a vertex. Properties come next.

// The width of a letter in pixels; items are bold.
const LETTER = { Property: 7.2, Item: 8 };
const HEIGHT = 17;
// Where a label may be, in order of preference: its anchor, and its distance from a vertex of this radius.
const SIDES = [
  { anchor: "middle", place: (radius) => [0, radius + 15] },
  { anchor: "middle", place: (radius) => [0, -radius - 5] },
  { anchor: "start", place: (radius) => [radius + 5, 5] },
  { anchor: "end", place: (radius) => [-radius - 5, 5] },
];

/** Places the labels, and hides those that have no room in `area`. `scale`: units for one pixel; `radius` in pixels. */
export function showLabels(vertices, groups, area, scale, radius) {
  const shapes = vertices.map(({ x, y }) => box(x, y, radius * scale, radius * scale));
  const labels = [];
  const order = vertices.map((vertex) => ({ vertex, group: groups.get(vertex.id) }));
  order.sort((a, b) => rank(b) - rank(a));
  for (const { vertex, group } of order) {
    const label = group.querySelector("text");
    const width = label.textContent.length * LETTER[vertex.label] * scale;
    const places = SIDES.map(({ anchor, place }) => {
      const [x, y] = place(radius);
      return { x, y, anchor, place: beside(vertex, { x, y, anchor }, width, scale) };
    });
    const isFree = (others) => ({ place }) => !others.some((each) => overlap(each, place));
    const clear = places.filter(({ place }) => within(place, area)).filter(isFree(labels));
    const free = clear.find(isFree(shapes)) ?? (isMarked(group) ? clear[0] : undefined);
    group.classList.toggle("crowded", !free);
    const { x, y, anchor } = free ?? places[0];
    for (const [name, value] of Object.entries({ x, y, "text-anchor": anchor })) label.setAttribute(name, value);
    if (free) labels.push(free.place);
  }
}

function isMarked(group) {
  return group.classList.contains("marked");
}

function rank({ vertex, group }) {
  return (isMarked(group) ? 2 : 0) + (vertex.label === "Property" ? 1 : 0);
}

function beside({ x, y }, side, width, scale) {
  const middle = { middle: 0, start: width / 2, end: -width / 2 }[side.anchor];
  return box(x + side.x * scale + middle, y + (side.y - 4) * scale, width / 2, (HEIGHT / 2) * scale);
}

function box(x, y, across, down) {
  return { left: x - across, right: x + across, top: y - down, bottom: y + down };
}

function within({ left, right, top, bottom }, area) {
  return left >= area.left && right <= area.left + area.width && top >= area.top && bottom <= area.top + area.height;
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
