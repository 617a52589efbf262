import { enterKey } from './api.js';
import { errorBlock } from './dialogs.js';
import { h } from './dom.js';
import { backfillPage } from './pages/backfill.js';
import { modelPage } from './pages/model.js';
import { modelsPage } from './pages/models.js';
import { pipelinePage } from './pages/pipeline.js';
import { pipelinesPage } from './pages/pipelines.js';
import { runPage } from './pages/run.js';
import { runsPage } from './pages/runs.js';

// Which page is shown is in the fragment: #/runs/ID?task=NAME. A page is a function of (main, parameter, query, host) that returns
// { title, stop, navigate? }; navigate gets the new query when only that has changed.
const routes = [
  [/^\/$/, 'pipelines', pipelinesPage],
  [/^\/pipelines\/([^/]+)$/, 'pipelines', pipelinePage],
  [/^\/runs$/, 'runs', runsPage],
  [/^\/runs\/([^/]+)$/, 'runs', runPage],
  [/^\/backfills\/([^/]+)$/, 'runs', backfillPage],
  [/^\/models$/, 'models', modelsPage],
  [/^\/models\/([^/]+)$/, 'models', modelPage],
];

const main = document.getElementById('main');
const connection = document.getElementById('connection');
const announcer = document.getElementById('announcer');
let current = null;
let currentPath = null;

const host = {
  /** Says something to who can't see it appear. */
  announce(text) {
    if (announcer.textContent !== text) {
      announcer.textContent = text;
    }
  },
  /** The outcome of the last poll: a page that can't be brought up to date says so, and keeps what it shows. */
  connected(error) {
    connection.hidden = !error;
    connection.textContent = error ? `What you see may be old. ${error.message}` : '';
  },
};

function open(isFirst) {
  const [path, search = ''] = (location.hash.slice(1) || '/').split('?', 2);
  if (!path.startsWith('/')) {
    return;
  }

  const query = new URLSearchParams(search);
  if (current !== null && path === currentPath && current.navigate) {
    current.navigate(query);
    return;
  }

  current?.stop();
  current = null;
  currentPath = path;
  main.replaceChildren();
  host.connected(null);
  const [page, area, parameter] = find(path);
  for (const link of document.querySelectorAll('[data-nav]')) {
    link.toggleAttribute('aria-current', false);
    if (link.dataset.nav === area) {
      link.setAttribute('aria-current', 'page');
    }
  }

  if (page === null) {
    main.append(h('h1', { tabindex: '-1' }, 'There is no such page'), h('p', null, h('a', { href: '#/' }, 'To the pipelines')));
    document.title = 'etl';
  } else {
    current = page(main, parameter, query, host);
    document.title = `${current.title} · etl`;
  }

  scrollTo(0, 0);
  if (!isFirst) {
    main.querySelector('h1')?.focus({ preventScroll: true });
  }
}

function find(path) {
  for (const [pattern, area, page] of routes) {
    const match = pattern.exec(path);
    if (match) {
      try {
        return [page, area, match[1] === undefined ? undefined : decodeURIComponent(match[1])];
      } catch {
        break;
      }
    }
  }

  return [null, null, null];
}

document.getElementById('skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
document.getElementById('key').addEventListener('click', async () => {
  try {
    await enterKey();
    currentPath = null;
    open(false);
  } catch (error) {
    main.prepend(errorBlock(error));
  }
});
addEventListener('hashchange', () => open(false));
open(true);
