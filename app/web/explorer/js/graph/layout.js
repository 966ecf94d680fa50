// Places vertices so that neighbours are near and all others apart (Fruchterman and Reingold, 1991). The same graph
// always gets the same picture: nothing is random.

const APART = 95;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** Gives every vertex without a place one near a neighbour that has one, or else on a spiral. */
export function begin(vertices, edges) {
  const by = new Map(vertices.map((each) => [each.id, each]));
  vertices.forEach((vertex, n) => {
    if (vertex.x !== undefined) return;
    const near = edges.map((each) => by.get(each.from === vertex.id ? each.to : each.to === vertex.id ? each.from : ""));
    const anchor = near.find((each) => each?.x !== undefined) ?? { x: 0, y: 0 };
    const far = 20 + 9 * Math.sqrt(n);
    vertex.x = anchor.x + far * Math.cos(n * GOLDEN);
    vertex.y = anchor.y + far * Math.sin(n * GOLDEN);
  });
}

/** Moves the vertices for some rounds, less and less. `upright`: the picture is higher than wide. The time grows with the
 * square of the number of vertices. */
export function settle(vertices, edges, upright = false) {
  const rounds = vertices.length > 120 ? 150 : 250;
  const [across, down] = upright ? [0.05, 0.02] : [0.02, 0.035];
  const by = new Map(vertices.map((each) => [each.id, each]));
  for (let round = 0; round < rounds; round++) {
    for (const each of vertices) [each.dx, each.dy] = [-each.x * across, -each.y * down];
    push(vertices);
    for (const { from, to } of edges) pull(by.get(from), by.get(to));
    const most = 60 * (1 - round / rounds) + 0.5;
    for (const each of vertices) move(each, most);
  }
}

function push(vertices) {
  for (let i = 0; i < vertices.length; i++)
    for (let j = 0; j < i; j++) {
      const [one, other] = [vertices[i], vertices[j]];
      const [x, y] = [one.x - other.x || 0.1, one.y - other.y || 0.1];
      const force = (APART * APART) / (x * x + y * y);
      one.dx += x * force;
      one.dy += y * force;
      other.dx -= x * force;
      other.dy -= y * force;
    }
}

function pull(one, other) {
  const [x, y] = [one.x - other.x, one.y - other.y];
  const force = Math.hypot(x, y) / APART;
  one.dx -= x * force;
  one.dy -= y * force;
  other.dx += x * force;
  other.dy += y * force;
}

function move(vertex, most) {
  const far = Math.hypot(vertex.dx, vertex.dy) || 1;
  const step = Math.min(far, most) / far;
  vertex.x += vertex.dx * step;
  vertex.y += vertex.dy * step;
}

/** Returns the rectangle around the vertices, with room for their labels. */
export function frame(vertices) {
  const [xs, ys] = [vertices.map((each) => each.x), vertices.map((each) => each.y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const [beside, above] = [60 + width / 16, 50 + height / 16];
  return { left: left - beside, top: top - above, width: width + 2 * beside, height: height + 2 * above };
}
