// Which operations and parameters the service has, by its own description. The page hides what the service lacks.

import { get } from "./api.js";

let described = null;

/** Returns the service's operations by `operationId`, asked for once. */
export function operations() {
  described ??= get("openapi.json").then(read);
  described.catch(() => (described = null));
  return described;
}

function read(document) {
  const methods = Object.values(document.paths).flatMap((each) => Object.values(each));
  const known = new Map(methods.map((each) => [each.operationId, new Set((each.parameters ?? []).map((p) => p.name))]));
  return {
    version: document.info.version,
    /** Whether the service has the operation, with the parameter if one is named. */
    has: (operation, parameter = null) =>
      parameter === null ? known.has(operation) : (known.get(operation)?.has(parameter) ?? false),
  };
}
