import { get, newKey, path } from '../api.js';
import { errorBlock, show } from '../dialogs.js';
import { h } from '../dom.js';

const mostSelectable = 200;
const schedulings = { '': 'as the pipeline says', levels: 'with their level', eager: 'as soon as their own inputs are there' };

/**
 * A form in a dialog about a pipeline. `fieldsOf` makes its fields of the pipeline's plan; `send` gets the form and an idempotency key, and returns where to go.
 * What is refused is shown in the form, which stays as it is.
 */
export async function openForm({ title, verb, pipeline, fieldsOf, send }) {
  const errors = h('div', { class: 'errors' });
  const fields = h('div', { class: 'fields' }, h('p', { class: 'dim' }, 'Loading…'));
  const submit = h('button', { type: 'submit', class: 'primary', disabled: true }, verb);
  const form = h('form', { novalidate: true }, h('h2', { id: 'form-title' }, title), fields, errors,
    h('div', { class: 'buttons' }, submit, h('button', { type: 'button', onclick: () => dialog.close('') }, 'Cancel')));
  const dialog = h('dialog', { 'aria-labelledby': 'form-title', class: 'wide' }, form);
  const closed = show(dialog);

  // One key for one content of the form: a second click, or a repetition after a lost answer, starts nothing twice.
  let key = newKey();
  form.addEventListener('input', () => key = newKey());
  form.addEventListener('submit', async event => {
    event.preventDefault();
    errors.replaceChildren();
    submit.disabled = true;
    try {
      const address = await send(form, key);
      dialog.close('sent');
      location.hash = address;
    } catch (error) {
      errors.replaceChildren(errorBlock(error));
      submit.disabled = false;
      submit.focus();
      errors.scrollIntoView({ block: 'nearest' });
    }
  });

  try {
    const { data: plan } = await get(path('pipelines', pipeline));
    fields.replaceChildren(...fieldsOf(plan).flat());
    submit.disabled = false;
    fields.querySelector('input')?.focus();
  } catch (error) {
    fields.replaceChildren();
    errors.replaceChildren(errorBlock(error));
  }

  await closed;
}

/** A label with its input, which has an id, and what helps to fill it in. */
export function field(label, input, help) {
  const helpId = `${input.id}-help`;
  if (help) {
    input.setAttribute('aria-describedby', helpId);
  }

  return h('div', { class: 'field' }, h('label', { for: input.id }, label), input, help ? h('small', { id: helpId }, help) : null);
}

export const checkbox = (name, label) => h('label', { class: 'check' }, h('input', { type: 'checkbox', name }), ` ${label}`);

/** What was typed in, without blanks around it. */
export const value = (form, name) => form.elements.namedItem(name)?.value.trim() ?? '';

export const isChecked = (form, name) => form.elements.namedItem(name)?.checked === true;

/** The fields that every run of a pipeline can be started with, but for its business date. */
export function runFields(plan) {
  const selectable = [...new Set(plan.tasks.flatMap(task => [...(task.tags ?? []).map(tag => `tag:${tag}`), ...(task.group ? [`group:${task.group}`] : [])]))].slice(0, mostSelectable);
  const selection = (name, attributes) => h('input', { name, id: `form-${name}`, list: 'form-selectable', autocomplete: 'off', spellcheck: 'false', ...attributes });
  return [
    plan.parameters.map((parameter, i) => field(
      parameter.name,
      h('input', { id: `form-parameter-${i}`, 'data-parameter': parameter.name, placeholder: parameter.default, required: parameter.default === null, autocomplete: 'off' }),
      [parameter.description, parameter.default === null ? 'Required.' : parameter.default === '' ? null : `Empty: ${parameter.default}.`].filter(Boolean).join(' '))),
    field('Only these tasks', selection('select', { placeholder: 'all' }), 'A selection such as group:resort, +WriteGroupReport or tag:raw.'),
    h('datalist', { id: 'form-selectable' }, selectable.map(each => h('option', { value: each }))),
    checkbox('reuse', 'Skip tasks whose results would be the same'),
    h('details', null, h('summary', null, 'More'),
      field('But not these', selection('exclude', { placeholder: 'none' }), 'A selection in the same way.'),
      field('Tasks start', h('select', { name: 'scheduling', id: 'form-scheduling' }, Object.entries(schedulings).map(([each, text]) => h('option', { value: each }, text)))),
      field('Tasks at a time', h('input', { type: 'number', name: 'parallelism', id: 'form-parallelism', min: 1, placeholder: 'as the pipeline says' })),
      checkbox('stop', 'Start nothing more when a task has failed'),
      checkbox('allowBreaking', 'Allow changes of columns that can break readers'),
      field('Settings of models', h('textarea', { name: 'settings', id: 'form-settings', rows: '3', spellcheck: 'false', placeholder: 'MODEL.SETTING=VALUE' }), 'One a line; only those that a model lets requests set.')),
  ];
}

/** The part of a request that follows from those fields: only what was filled in. */
export function readRun(form) {
  const body = {};
  const parameters = [...form.querySelectorAll('[data-parameter]')].filter(input => input.value !== '').map(input => [input.dataset.parameter, input.value]);
  if (parameters.length > 0) {
    body.parameters = Object.fromEntries(parameters);
  }

  for (const name of ['select', 'exclude']) {
    if (value(form, name)) {
      body[name] = value(form, name);
    }
  }

  if (value(form, 'scheduling')) {
    body.scheduling = value(form, 'scheduling');
  }

  if (value(form, 'parallelism')) {
    body.parallelism = Number(value(form, 'parallelism'));
  }

  if (isChecked(form, 'reuse')) {
    body.reuse = 'unchanged';
  }

  if (isChecked(form, 'stop')) {
    body.onFailure = 'stop';
  }

  if (isChecked(form, 'allowBreaking')) {
    body.allowBreaking = true;
  }

  if (value(form, 'settings')) {
    body.modelConfigs = settings(value(form, 'settings'));
  }

  return body;
}

/** Something that can be said without asking the API. */
export const mistake = (title, text) => Object.assign(new Error(text), { title });

function settings(text) {
  const configs = {};
  for (const line of text.split('\n').map(each => each.trim()).filter(each => each !== '')) {
    const [, name, setting] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
    const dot = name?.trim().lastIndexOf('.') ?? -1;
    if (dot <= 0) {
      throw mistake('The settings can\'t be read', `'${line}' is no setting of a model. Write MODEL.SETTING=VALUE, such as RawBookings.Resort.path=bookings.csv.`);
    }

    const model = name.trim().slice(0, dot);
    configs[model] ??= {};
    configs[model][name.trim().slice(dot + 1)] = setting.trim();
  }

  return configs;
}
