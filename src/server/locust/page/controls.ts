import { escapeHtml } from '../../../metrics/outputs/escapeHtml.ts';
import type { LocustPortOptions } from '../../options.ts';
import { recipeUsers } from '../../recipes/recipeUsers.ts';
import type { TemplateArgs } from '../templateArgs.ts';
import { optionInputs } from './optionInputs.ts';

/** The form that starts and edits a load, with the buttons beside it. What runs now stands in it. */
export function controls(args: TemplateArgs, options: LocustPortOptions): string {
  const { test, config } = options;
  const shapes = args.available_shape_classes;
  const hidden = args.hide_common_options === true;
  const present = test.active && !test.followsShape ? test.request : undefined;
  return `<form id="swarm" autocomplete="off">
${hidden ? `<p class="note">The shape ${escapeHtml(config.defaultShape?.name ?? '')} decides users and spawn rate.</p>` : ''}
<div class="fields">
${
  hidden
    ? ''
    : `<label>Users <input name="user_count" inputmode="numeric" required value="${present?.users ?? args.num_users ?? 1}"></label>
<label>Spawn rate (users/s) <input name="spawn_rate" inputmode="decimal" required value="${present?.spawnRate ?? args.spawn_rate ?? 1}"></label>`
}
<label class="grow">Host <input name="host" type="text" inputmode="url" placeholder="https://shop.example" value="${escapeHtml(args.host ?? '')}"${args.is_host_required ? ' required' : ''}></label>
<label>Run time <input name="run_time" placeholder="until stopped" value="${args.run_time === null || present ? '' : `${args.run_time}s`}"></label>
${shapes.length > 1 && !hidden ? shapePicker(shapes) : ''}
</div>
${args.available_user_classes ? classPicker(args.available_user_classes) : ''}
${optionInputs(args.extra_options, options)}
${buttons('Start', 'Apply')}
</form>`;
}

/** The form that spawns a recipe's users. */
export function recipeControls(args: TemplateArgs, options: LocustPortOptions): string {
  const users = recipeUsers(options.test);
  const option = ({ identifier, description }: (typeof users)[number]): string =>
    `<option value="${escapeHtml(identifier)}" data-description="${escapeHtml(description)}">${escapeHtml(identifier)}</option>`;
  return `<form id="spawn" autocomplete="off">
<div class="fields">
<label class="grow">User <select name="identifier" aria-describedby="description">${users.map(option).join('')}</select></label>
<label>Users <input name="user_count" inputmode="numeric" value="10"></label>
<label>Spawn rate (users/s) <input name="spawn_rate" inputmode="numeric" value="5"></label>
<label>Stop after (s) <input name="stop_after" inputmode="numeric" placeholder="never"></label>
</div>
<p class="note" id="description">${escapeHtml(users[0]?.description ?? '')}</p>
${optionInputs(args.extra_options, options)}
${buttons('Spawn', 'Replace')}
</form>`;
}

function buttons(first: string, again: string): string {
  return `<div class="buttons">
<button type="submit" id="start" data-first="${first}" data-again="${again}">${first}</button>
<button type="button" id="stop">Stop</button>
<button type="button" id="reset">Reset numbers</button>
</div>`;
}

function shapePicker(shapes: readonly string[]): string {
  const options = shapes.map((name) => `<option>${escapeHtml(name)}</option>`);
  return `<label>Shape <select name="shape_class">${options.join('')}</select></label>`;
}

function classPicker(names: readonly string[]): string {
  const boxes = names.map(
    (name) =>
      `<label><input type="checkbox" name="user_classes" value="${escapeHtml(name)}" checked> ${escapeHtml(name)}</label>`,
  );
  return `<fieldset><legend>User classes</legend>${boxes.join('')}</fieldset>`;
}
