import { get, newKey, path, post } from '../api.js';
import { errorBlock, show } from '../dialogs.js';
import { h } from '../dom.js';

/** Asks for what a run is started with, starts it, and goes to its page. */
export async function openStart(pipeline) {
  const errors = h('div', { class: 'errors' });
  const fields = h('div', { class: 'fields' }, h('p', { class: 'dim' }, 'Loading…'));
  const submit = h('button', { type: 'submit', class: 'primary', disabled: true }, 'Start the run');
  const form = h('form', { novalidate: true }, h('h2', { id: 'start-title' }, `Start ${pipeline}`), fields, errors,
    h('div', { class: 'buttons' }, submit, h('button', { type: 'button', onclick: () => dialog.close('') }, 'Cancel')));
  const dialog = h('dialog', { 'aria-labelledby': 'start-title', class: 'wide' }, form);
  const closed = show(dialog);

  // One key for one content of the form: a second click, or a repetition after a lost answer, starts no second run.
  let key = newKey();
  form.addEventListener('input', () => key = newKey());
  form.addEventListener('submit', async event => {
    event.preventDefault();
    errors.replaceChildren();
    submit.disabled = true;
    try {
      const run = await post(`${path('pipelines', pipeline)}/runs`, read(form), key);
      dialog.close('started');
      location.hash = `#/runs/${encodeURIComponent(run.runId)}`;
    } catch (error) {
      errors.replaceChildren(errorBlock(error));
    } finally {
      submit.disabled = false;
    }
  });

  try {
    const { data: plan } = await get(path('pipelines', pipeline));
    fields.replaceChildren(...fieldsOf(plan));
    submit.disabled = false;
    fields.querySelector('input')?.focus();
  } catch (error) {
    fields.replaceChildren();
    errors.replaceChildren(errorBlock(error));
  }

  await closed;
}

/** The body of the request: only what was filled in. */
function read(form) {
  const body = {};
  const parameters = {};
  for (const input of form.querySelectorAll('[data-parameter]')) {
    if (input.value !== '') {
      parameters[input.dataset.parameter] = input.value;
    }
  }

  if (Object.keys(parameters).length > 0) {
    body.parameters = parameters;
  }

  const value = name => form.elements.namedItem(name)?.value.trim() ?? '';
  if (value('businessDate')) {
    body.businessDate = value('businessDate');
  }

  if (value('select')) {
    body.select = value('select');
  }

  if (form.elements.namedItem('reuse')?.checked) {
    body.reuse = 'unchanged';
  }

  if (value('settings')) {
    body.modelConfigs = settings(value('settings'));
  }

  return body;
}

function settings(text) {
  const configs = {};
  for (const line of text.split('\n').map(each => each.trim()).filter(each => each !== '')) {
    const [, name, value] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
    const dot = name?.trim().lastIndexOf('.') ?? -1;
    if (dot <= 0) {
      throw Object.assign(new Error(`'${line}' is no setting of a model. Write MODEL.SETTING=VALUE, such as RawBookings.Resort.path=bookings.csv.`), { title: 'The settings can\'t be read' });
    }

    const model = name.trim().slice(0, dot);
    configs[model] ??= {};
    configs[model][name.trim().slice(dot + 1)] = value.trim();
  }

  return configs;
}

function fieldsOf(plan) {
  const selectable = [...new Set(plan.tasks.flatMap(task => [...(task.tags ?? []).map(tag => `tag:${tag}`), ...(task.group ? [`group:${task.group}`] : [])]))].slice(0, 200);
  return [
    field('Business date', h('input', { type: 'date', name: 'businessDate', id: 'start-date' }), 'The day that the data is about. Empty: as the pipeline says.'),
    plan.parameters.map((parameter, i) => field(
      parameter.name,
      h('input', { id: `start-parameter-${i}`, 'data-parameter': parameter.name, placeholder: parameter.default, required: parameter.default === null, autocomplete: 'off' }),
      [parameter.description, parameter.default === null ? 'Required.' : parameter.default === '' ? null : `Empty: ${parameter.default}.`].filter(Boolean).join(' '))),
    field('Only these tasks', h('input', { name: 'select', id: 'start-select', list: 'start-selectable', autocomplete: 'off', spellcheck: 'false', placeholder: 'all' }),
      'A selection such as group:resort, +WriteGroupReport or tag:raw.'),
    h('datalist', { id: 'start-selectable' }, selectable.map(value => h('option', { value }))),
    h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'reuse' }), ' Skip tasks whose results would be the same'),
    h('details', null, h('summary', null, 'Settings of models'),
      field('One a line', h('textarea', { name: 'settings', id: 'start-settings', rows: '3', spellcheck: 'false', placeholder: 'MODEL.SETTING=VALUE' }), 'Only those that a model lets requests set.')),
  ].flat();
}

function field(label, input, help) {
  const helpId = `${input.id}-help`;
  if (help) {
    input.setAttribute('aria-describedby', helpId);
  }

  return h('div', { class: 'field' }, h('label', { for: input.id }, label), input, help ? h('small', { id: helpId }, help) : null);
}
