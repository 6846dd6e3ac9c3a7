import type { LoadOption } from '../../../authoring/loadOptions.ts';
import { escapeHtml } from '../../../metrics/outputs/escapeHtml.ts';
import type { LocustPortOptions } from '../../options.ts';
import type { ExtraOption } from '../extraOptions.ts';

/** The inputs of a form for the options that load files declare, with their present values; empty without any. */
export function optionInputs(
  extra: Readonly<Record<string, ExtraOption>>,
  { test, config: { options = [] } }: LocustPortOptions,
): string {
  if (options.length === 0) return '';
  const inputs = options.map((option) => {
    const shown = extra[option.field]!;
    const help = shown.help_text === null ? '' : `about-${option.field}`;
    const note = help === '' ? '' : `<small id="${help}">${escapeHtml(shown.help_text ?? '')}</small>`;
    const attributes = `name="${option.field}"${help === '' ? '' : ` aria-describedby="${help}"`}${shown.is_required ? ' required' : ''}`;
    const isGiven = test.options[option.key] !== undefined;
    return `<div class="field">${labelled(option, shown, attributes, isGiven)}${note}</div>`;
  });
  return `<fieldset class="fields"><legend>Options of the load file</legend>${inputs.join('\n')}</fieldset>`;
}

function labelled(
  { kind, label, secret, field }: LoadOption,
  { default_value: value, choices }: ExtraOption,
  attributes: string,
  isGiven: boolean,
): string {
  const words = escapeHtml(label);
  if (kind === 'flag') {
    // A box that is not ticked sends nothing; of two fields of one name the first counts.
    const box = `<input type="checkbox" value="true" ${attributes}${value === true ? ' checked' : ''}>`;
    return `<label class="tick">${box} ${words}</label><input type="hidden" name="${field}" value="false">`;
  }
  if (choices !== null) {
    const items = choices.map((each) => {
      const text = escapeHtml(each);
      return `<option value="${text}"${each === value ? ' selected' : ''}>${text || '(none)'}</option>`;
    });
    return `<label>${words} <select ${attributes}>${items.join('')}</select></label>`;
  }
  if (secret) {
    const placeholder = isGiven ? 'given; leave empty to keep it' : '';
    return `<label>${words} <input type="password" autocomplete="new-password" placeholder="${placeholder}" ${attributes}></label>`;
  }
  const mode = { integer: 'numeric', number: 'decimal', text: 'text', choice: 'text' }[kind];
  return `<label>${words} <input inputmode="${mode}" value="${escapeHtml(String(value ?? ''))}" ${attributes}></label>`;
}
