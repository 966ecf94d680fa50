// The views, in the order of the menu. `needs`: operations without which a view is not offered. A view without a title
// is reached from others. `follows`: the view itself follows its address.

export const views = [
  { name: "search", title: "Search", needs: ["search"], follows: true, load: () => import("./search/view.js") },
  { name: "item", needs: ["getItem"], load: () => import("./item/view.js") },
  { name: "compare", title: "Compare", needs: ["compareItems"], load: () => import("./compare/view.js") },
  { name: "graph", title: "Graph", needs: ["neighborhood", "similarItems"], load: () => import("./graph/view.js") },
  { name: "path", needs: ["findPaths"], load: () => import("./path/view.js") },
  { name: "quality", title: "Quality", needs: ["extract"], load: () => import("./quality/view.js") },
  { name: "load", title: "Load", needs: ["bulkItems"], load: () => import("./load/view.js") },
];
