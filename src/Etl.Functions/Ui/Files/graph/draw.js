import { h, s } from '../dom.js';
import { fit, widthOf } from '../format.js';
import { sign, tally } from '../status.js';
import { layout } from './layout.js';

const height = 40;
const narrowest = 150;
const widest = 250;
const labelFont = '600 12px';
const subFont = '11px';
const margin = 8;
const stripWidth = 26;
const padding = 8;

/**
 * Draws nodes { id, label, sub?, level, upstream, tasks?, status?, href, title, isRoot? } into an element. Returns { update(nodes), mark(path) }:
 * update takes nodes of the same ids and changes what is different; mark shows the ids of a path, from its first to its last node.
 */
export function draw(element, label, nodes) {
  const size = { width: widthFor(nodes), height, gapX: 36, gapY: 10 };
  const { places, ...whole } = layout(nodes, size);
  const edges = new Map();
  const shapes = new Map();
  const lines = s('g', { 'aria-hidden': 'true' });
  const boxes = s('g', { role: 'list' });
  for (const node of nodes) {
    const to = places.get(node.id);
    for (const id of node.upstream) {
      const from = places.get(id);
      if (from) {
        const edge = s('path', { class: 'edge', d: curve(from, to, size) });
        edges.set(edgeId(id, node.id), edge);
        lines.append(edge);
      }
    }
  }

  for (const node of nodes) {
    const shape = box(node, places.get(node.id), size.width);
    shapes.set(node.id, shape);
    boxes.append(s('g', { role: 'listitem' }, shape.element));
  }

  const view = `${-margin} ${-margin} ${whole.width + 2 * margin} ${whole.height + 2 * margin}`;
  element.replaceChildren(h('div', { class: 'graph', tabindex: '0', role: 'region', 'aria-label': label },
    s('svg', { viewBox: view, width: whole.width + 2 * margin, height: whole.height + 2 * margin }, lines, boxes)));
  const drawing = {
    update(changed) {
      changed.forEach(node => shapes.get(node.id)?.update(node));
    },
    mark(path) {
      const ids = new Set(path);
      const steps = new Set(path.slice(1).map((to, i) => edgeId(path[i], to)));
      shapes.forEach((shape, id) => shape.element.classList.toggle('critical', ids.has(id)));
      edges.forEach((edge, id) => edge.classList.toggle('critical', steps.has(id)));
    },
  };
  drawing.update(nodes);
  return drawing;
}

const edgeId = (from, to) => `${from}\n${to}`;

/** As wide as the longest of their texts, within bounds: one width for all, so that columns are straight. */
function widthFor(nodes) {
  const strip = nodes.some(node => node.status) ? stripWidth : 0;
  const text = nodes.reduce((most, node) => Math.max(most, widthOf(node.label, labelFont), widthOf(node.sub ?? '', subFont)), 0);
  return Math.round(Math.min(widest, Math.max(narrowest, text + strip + 2 * padding + 2)));
}

function box(node, { x, y }, width) {
  // What has no status has no coloured strip at its left.
  const textX = (node.status ? stripWidth : 0) + padding;
  const textWidth = width - textX - padding;
  const mark = s('text', { class: 'node-sign', x: stripWidth / 2, y: 25, 'text-anchor': 'middle', 'aria-hidden': 'true' });
  const sub = s('text', { class: 'node-sub', x: textX, y: 31 });
  const shares = s('g', { 'aria-hidden': 'true' });
  const title = s('title');
  const element = s('a', { class: 'node', href: node.href, transform: `translate(${x} ${y})`, 'data-key': node.id },
    title,
    s('rect', { class: node.isRoot ? 'node-box root' : 'node-box', width, height, rx: 6 }),
    node.status ? s('rect', { class: 'node-strip', width: stripWidth, height, rx: 6 }) : null,
    mark,
    s('text', { class: 'node-label', x: textX, y: 17 }, fit(node.label, textWidth, labelFont)),
    sub,
    shares);
  let shown = null;
  return {
    element,
    update(changed) {
      const state = JSON.stringify([changed.status, changed.sub, changed.title, changed.tasks?.length > 1 ? tally(changed.tasks) : null]);
      if (state === shown) {
        return;
      }

      shown = state;
      element.setAttribute('data-status', changed.status ?? 'None');
      element.setAttribute('aria-label', changed.title);
      title.textContent = changed.title;
      mark.textContent = changed.status ? sign(changed.status) : '';
      sub.textContent = fit(changed.sub ?? '', textWidth, subFont);
      shares.replaceChildren(...(changed.tasks?.length > 1 ? bar(changed.tasks, textX, textWidth) : []));
    },
  };
}

/** The statuses of a node of several tasks, as a stacked bar along its lower edge. */
function bar(tasks, x, whole) {
  return tally(tasks).map(({ status, count }) => {
    const width = whole * count / tasks.length;
    const share = s('rect', { class: 'share', 'data-status': status, x, y: height - 4, width: Math.max(width, 1), height: 3 });
    x += width;
    return share;
  });
}

function curve(from, to, size) {
  const x1 = from.x + size.width;
  const y1 = from.y + size.height / 2;
  const y2 = to.y + size.height / 2;
  const bend = Math.max(18, (to.x - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${to.x - bend} ${y2} ${to.x} ${y2}`;
}
