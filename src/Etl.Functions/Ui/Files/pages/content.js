import { getContent } from '../api.js';
import { errorBlock } from '../dialogs.js';
import { h, table } from '../dom.js';
import { bytes, plural } from '../format.js';

const firstRows = 20;
const mostRows = 2000;
const mostText = 200_000;
const mostOfCell = 1000;

/** Shows what a model holds in an element: rows as a table, a document as text, a report in a frame that can do nothing. */
export async function content(element, title, address) {
  try {
    const isData = /\/data\?/.test(address);
    const show = async limit => {
      const response = await getContent(isData ? `${address}&limit=${limit}` : address);
      const type = (response.headers.get('Content-Type') ?? '').split(';')[0].trim().toLowerCase();
      if (type === 'application/json' && isData) {
        showRows(await response.json(), limit);
      } else {
        element.replaceChildren(...await file(title, type, await response.blob()));
      }
    };
    const showRows = (rows, limit) => {
      element.replaceChildren(...(rows.length === 1 && hasParts(rows[0]) ? [text(JSON.stringify(rows[0], null, 2))] : rowsOf(title, rows)));
      if (rows.length === limit && limit < mostRows) {
        element.append(h('button', { type: 'button', onclick: () => show(mostRows).catch(error => element.append(errorBlock(error))) }, `Show up to ${mostRows} rows`));
      }
    };
    await show(firstRows);
  } catch (error) {
    element.replaceChildren(errorBlock(error));
  }
}

async function file(title, type, blob) {
  if (type === 'text/html') {
    return [reportFrame(title, await blob.text())];
  }

  if (type.startsWith('image/')) {
    return [h('img', { class: 'picture', alt: title, src: await dataUrl(blob) })];
  }

  return type.startsWith('text/') || type === 'application/json'
    ? [text((await blob.text()).slice(0, mostText))]
    : [h('p', null, `${type || 'A file'}, ${bytes(blob.size)}. `, h('button', { type: 'button', onclick: () => save(title, blob) }, 'Save it'))];
}

/** The frame has no origin and no network; the report's own scripts don't run. See report.js. */
function reportFrame(title, html) {
  const frame = h('iframe', {
    class: 'report', title: `Report ${title}`, sandbox: 'allow-scripts', src: 'ui/report.html',
    onload: () => frame.contentWindow.postMessage({ report: html }, '*'),
  });
  return frame;
}

function rowsOf(title, rows) {
  if (rows.length === 0) {
    return [h('p', { class: 'dim' }, 'No rows.')];
  }

  const objects = rows.map(row => isObject(row) ? row : { value: row });
  const names = [...new Set(objects.flatMap(Object.keys))];
  const columns = names.map(name => objects.some(row => typeof row[name] === 'number') ? [name, 'number'] : name);
  return [
    h('p', { class: 'dim' }, `The first ${plural(rows.length, 'row')}, ${plural(names.length, 'column')}`),
    table(`Rows of ${title}`, columns, objects.map(row => names.map(name => cell(row[name]))), 'rows'),
  ];
}

function cell(value) {
  if (value === undefined || value === null) {
    return h('span', { class: 'dim' }, 'null');
  }

  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return shown.length > mostOfCell ? `${shown.slice(0, mostOfCell)}…` : shown;
}

const isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value);

const hasParts = value => value !== null && typeof value === 'object' && Object.values(value).some(part => part !== null && typeof part === 'object');

const text = value => h('pre', { class: 'document', tabindex: '0' }, value);

function dataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

function save(name, blob) {
  const url = URL.createObjectURL(blob);
  h('a', { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
