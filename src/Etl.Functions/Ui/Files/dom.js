// Builds elements. What is given as a child becomes text; nothing is ever parsed as HTML.

const svgNamespace = 'http://www.w3.org/2000/svg';

/** An HTML element: h('a', { href: '#/', onclick: go }, 'text', child). Attributes that are null, undefined or false are left out. */
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

/** An SVG element, in the same way. */
export const s = (tag, attributes, ...children) => fill(document.createElementNS(svgNamespace, tag), attributes, children);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }

    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }

  element.append(...present(children));
  return element;
}

/** Puts other children into an element; who had the focus gets it back, by its data-key. */
export function replace(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement.closest('[data-key]')?.dataset.key : undefined;
  element.replaceChildren(...present(children));
  if (focused !== undefined) {
    [...element.querySelectorAll('[data-key]')].find(candidate => candidate.dataset.key === focused)?.focus({ preventScroll: true });
  }
}

/** A definition list of [term, value] pairs; pairs without a value are left out. */
export function facts(...pairs) {
  return h('dl', { class: 'facts' }, pairs
    .filter(pair => pair && pair[1] !== null && pair[1] !== undefined && pair[1] !== '' && pair[1].length !== 0)
    .map(([term, value]) => h('div', null, h('dt', null, term), h('dd', null, value))));
}

/**
 * A table that scrolls sideways by itself where the page is narrow. Columns are [heading, class] or a heading. With the style 'stack' each row becomes a block of
 * lines there, in which the headings stand before the values, but for the first column and those of the class 'plain'. With the style 'rows' it is as wide as its values are.
 */
export function table(name, columns, rows, style = null) {
  const headings = columns.map(column => Array.isArray(column) ? column[0] : column);
  const classes = columns.map(column => Array.isArray(column) ? column[1] : null);
  const label = i => style === 'stack' && i > 0 && classes[i] !== 'plain' ? headings[i] : null;
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': name },
    h('table', { class: style, role: 'table' },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, headings.map((heading, i) => h('th', { role: 'columnheader', scope: 'col', class: classes[i] }, heading)))),
      h('tbody', { role: 'rowgroup' }, rows.map(row => h('tr', { role: 'row' }, row.map((cell, i) => h('td', { role: 'cell', class: classes[i], 'data-label': label(i) }, cell)))))));
}

function present(children) {
  return children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false);
}
