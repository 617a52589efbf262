// Places the nodes of a graph in columns, one for each level, with few crossings. Linear in nodes and edges but for the sorting within columns.

const sweeps = 3;

/**
 * Nodes are { id, level, upstream: [id] } in an order where upstream comes first; size is { width, height, gapX, gapY }.
 * Returns { places: Map id -> { x, y }, width, height }.
 */
export function layout(nodes, size) {
  const columns = columnsOf(nodes);
  const upstream = new Map(nodes.map(node => [node.id, []]));
  const downstream = new Map(nodes.map(node => [node.id, []]));
  for (const node of nodes) {
    for (const from of node.upstream) {
      if (downstream.has(from)) {
        upstream.get(node.id).push(from);
        downstream.get(from).push(node.id);
      }
    }
  }

  const step = size.height + size.gapY;
  const tallest = Math.max(1, ...columns.map(column => column.length));
  const y = new Map();
  const place = column => column.forEach((id, i) => y.set(id, (tallest - column.length) * step / 2 + i * step));
  columns.forEach(place);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forward = sweep % 2 === 0;
    for (let i = 1; i < columns.length; i++) {
      const column = columns[forward ? i : columns.length - 1 - i];
      arrange(column, forward ? upstream : downstream, y);
      place(column);
    }
  }

  const places = new Map();
  columns.forEach((column, i) => column.forEach(id => places.set(id, { x: i * (size.width + size.gapX), y: y.get(id) })));
  return {
    places,
    width: Math.max(0, columns.length * (size.width + size.gapX) - size.gapX),
    height: tallest * step - size.gapY,
  };
}

/** The level of each node by its longest way from a node without upstream: for graphs that don't know their levels. Edges are { from, to }. */
export function levelsOf(ids, edges) {
  const missing = new Map(ids.map(id => [id, 0]));
  const downstream = new Map(ids.map(id => [id, []]));
  for (const { from, to } of edges) {
    if (downstream.has(from) && downstream.has(to)) {
      downstream.get(from).push(to);
      missing.set(to, missing.get(to) + 1);
    }
  }

  const levels = new Map(ids.map(id => [id, 1]));
  const ready = ids.filter(id => missing.get(id) === 0);
  for (let i = 0; i < ready.length; i++) {
    for (const to of downstream.get(ready[i])) {
      levels.set(to, Math.max(levels.get(to), levels.get(ready[i]) + 1));
      missing.set(to, missing.get(to) - 1);
      if (missing.get(to) === 0) {
        ready.push(to);
      }
    }
  }

  return levels;
}

function columnsOf(nodes) {
  const byLevel = new Map();
  for (const node of nodes) {
    if (!byLevel.has(node.level)) {
      byLevel.set(node.level, []);
    }

    byLevel.get(node.level).push(node.id);
  }

  return [...byLevel.keys()].sort((a, b) => a - b).map(level => byLevel.get(level));
}

function arrange(column, neighbours, y) {
  const wanted = new Map(column.map(id => {
    const near = neighbours.get(id);
    return [id, near.length === 0 ? y.get(id) : near.reduce((sum, other) => sum + y.get(other), 0) / near.length];
  }));
  column.sort((a, b) => wanted.get(a) - wanted.get(b));
}
