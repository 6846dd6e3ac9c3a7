import { describe, expect, it, test } from 'vitest';
import { loadOptions } from '../../src/authoring/loadOptions.ts';
import { namesOf } from '../../src/authoring/optionNames.ts';
import { defineOptions, isDeclaredOptions, readOptions } from '../../src/authoring/options.ts';
import { StatestormError } from '../../src/domain/errors.ts';

const shop = defineOptions({
  tier: { type: 'choice', choices: ['free', 'paid'], default: 'free' },
  pageSize: { type: 'integer', default: 20 },
  account: { type: 'text', required: true },
});

describe('defineOptions', () => {
  it('gives plain data that is known by its mark, also to another copy of this module', () => {
    expect(isDeclaredOptions(shop)).toBe(true);
    expect(isDeclaredOptions({ [Symbol.for('statestorm.options')]: true, declarations: {} })).toBe(true);
    for (const other of [undefined, null, 5, {}, { declarations: {} }]) {
      expect(isDeclaredOptions(other)).toBe(false);
    }
  });

  it.each<[unknown, string]>([
    [undefined, 'options must be an object with at least one option'],
    [{}, 'options must be an object with at least one option'],
    [{ 'page-size': { type: 'text' } }, 'page-size must be named in camelCase'],
    [{ PageSize: { type: 'text' } }, 'PageSize must be named in camelCase'],
    [{ größe: { type: 'text' } }, 'größe must be named in camelCase'],
    [{ size: 5 }, "size must be an object such as { type: 'text' }"],
    [{ size: { type: 'float' } }, 'size.type must be one of text, integer, number, choice, flag'],
    [{ size: { type: 'toString' } }, 'size.type must be one of'],
    [
      { size: { type: 'integer', descripton: 'x' } },
      'size.descripton must be left out: an option of type integer has',
    ],
    [{ size: { type: 'integer', choices: [1] } }, 'size.choices must be left out'],
    [{ size: { type: 'integer', description: 5 } }, 'size.description must be a text'],
    [{ size: { type: 'integer', label: 5 } }, 'size.label must be a text'],
    [{ size: { type: 'integer', min: 0.5 } }, 'size.min must be a whole number'],
    [{ size: { type: 'number', max: '5' } }, 'size.max must be a number'],
    [{ size: { type: 'number', min: 2, max: 1 } }, 'size.min must be no more than max'],
    [{ size: { type: 'integer', default: 1.5 } }, 'size.default must be a whole number'],
    [{ size: { type: 'number', default: Number.NaN } }, 'size.default must be a number'],
    [{ size: { type: 'integer', default: 3, max: 2 } }, 'size.default must be between min and max'],
    [{ name: { type: 'text', default: 5 } }, 'name.default must be a text'],
    [{ loud: { type: 'flag', default: 'yes' } }, 'loud.default must be true or false'],
    [{ loud: { type: 'flag', secret: true } }, 'loud.secret must be left out'],
    [{ loud: { type: 'flag', required: true } }, 'loud.required must be left out'],
    [{ tier: { type: 'choice' } }, 'tier.choices must be a list of at least one text'],
    [{ tier: { type: 'choice', choices: [] } }, 'tier.choices must be a list of at least one text'],
    [{ tier: { type: 'choice', choices: ['a', ''] } }, 'tier.choices must be a list of at least one text'],
    [{ tier: { type: 'choice', choices: ['a', 5] } }, 'tier.choices must be a list of at least one text'],
    [{ tier: { type: 'choice', choices: ['a', 'A'] } }, 'tier.choices must be texts that differ'],
    [
      { tier: { type: 'choice', choices: ['a', 'b'], default: 'c' } },
      'tier.default must be one of the choices a, b',
    ],
    [{ tier: { type: 'choice', choices: ['a'], secret: true } }, 'tier.secret must be left out'],
    [{ key: { type: 'text', secret: 'yes' } }, 'key.secret must be true or false'],
    [
      { key: { type: 'text', required: true, default: 'x' } },
      'key.required must be left out where there is a default',
    ],
  ])('refuses %j and names what is wrong', (declarations, message) => {
    const make = (): unknown => defineOptions(declarations as never);
    expect(make).toThrow(StatestormError);
    expect(make).toThrow(`defineOptions(): ${message}`);
  });

  it('does not quote a default that may be a secret', () => {
    const make = (): unknown =>
      defineOptions({ pin: { type: 'integer', secret: true, default: 'hush' } } as never);
    expect(make).toThrow('pin.default must be a whole number');
    expect(make).not.toThrow('hush');
  });
});

describe('readOptions', () => {
  it('gives the values of the declared options alone, frozen, and the same for the same values', () => {
    const values = { tier: 'paid', pageSize: 5, account: 'ada', other: 1 };
    const read = readOptions(shop, values);
    expect(read).toEqual({ tier: 'paid', pageSize: 5, account: 'ada' });
    expect(Object.isFrozen(read)).toBe(true);
    expect(readOptions(shop, values)).toBe(read);
    expect(readOptions(shop, { ...values, pageSize: 6 }).pageSize).toBe(6);
  });

  it('keeps the options of two files apart', () => {
    const other = defineOptions({ other: { type: 'integer' } });
    const values = { tier: 'paid', pageSize: 5, account: 'ada', other: undefined };
    expect(readOptions(other, values)).toEqual({ other: undefined });
    expect(readOptions(shop, values)).not.toHaveProperty('other');
  });

  it('says that options have to be exported, where no load file brings them', () => {
    expect(() => readOptions(shop, {})).toThrow('The option tier is none of a load file');
    const values = { tier: 'paid', pageSize: 5 };
    expect(() => readOptions(shop, values)).toThrow('The option account is none of a load file');
  });

  it('says which required option has no value', () => {
    const values = { tier: 'paid', pageSize: 5, account: undefined };
    expect(() => readOptions(shop, values)).toThrow('The option account has no value');
  });

  it('refuses what defineOptions did not give', () => {
    expect(() => readOptions({ tier: 'paid' } as never, {})).toThrow('options() was not given');
  });
});

test.each([
  ['tier', 'tier', 'LOCUST_TIER', 'tier', 'Tier'],
  ['pageSize', 'page-size', 'LOCUST_PAGE_SIZE', 'page_size', 'Page size'],
  ['useHTTPServer2', 'use-http-server2', 'LOCUST_USE_HTTP_SERVER2', 'use_http_server2', 'Use http server2'],
  ['apiURL', 'api-url', 'LOCUST_API_URL', 'api_url', 'Api url'],
])('the option %s is --%s, %s and the field %s', (key, name, variable, field, words) => {
  expect(namesOf(key)).toEqual({ name, variable, field, words });
});

describe('an option of a load file', () => {
  const parsed = (declaration: object, text: string): unknown =>
    loadOptions([defineOptions({ option: declaration } as never)])[0]?.type.parse(text);

  it.each([
    [{ type: 'text' }, ' as it is ', ' as it is '],
    [{ type: 'integer' }, ' +007 ', 7],
    [{ type: 'integer' }, '1e3', undefined],
    [{ type: 'integer' }, '9007199254740993', undefined],
    [{ type: 'integer', min: 0 }, '-1', undefined],
    [{ type: 'number' }, '-1.5e3', -1500],
    [{ type: 'number' }, '.5', 0.5],
    [{ type: 'number' }, 'Infinity', undefined],
    [{ type: 'number' }, '', undefined],
    [{ type: 'number', max: 1 }, '1.1', undefined],
    [{ type: 'choice', choices: ['Free', 'paid'] }, 'fREE ', 'Free'],
    [{ type: 'choice', choices: ['Free', 'paid'] }, 'fre', undefined],
    [{ type: 'flag' }, 'On', true],
    [{ type: 'flag' }, '0', false],
    [{ type: 'flag' }, '', undefined],
  ])('of %j reads %j as %j', (declaration, text, value) => {
    expect(parsed(declaration, text)).toBe(value);
  });

  it.each([
    [{ type: 'integer' }, 'a whole number'],
    [{ type: 'integer', min: 1 }, 'a whole number of 1 or more'],
    [{ type: 'number', max: 1 }, 'a number of 1 or less'],
    [{ type: 'number', min: 0, max: 1 }, 'a number from 0 to 1'],
    [{ type: 'choice', choices: ['a', 'b'] }, 'one of a, b'],
  ])('of %j says what it expects: %s', (declaration, expects) => {
    const [option] = loadOptions([defineOptions({ option: declaration } as never)]);
    expect(option?.type.expects).toBe(expects);
  });

  it('goes by its label where it has one', () => {
    const labels = loadOptions([
      defineOptions({ pageSize: { type: 'integer' }, tier: { type: 'text', label: 'Plan' } }),
    ]).map((each) => each.label);
    expect(labels).toEqual(['Page size', 'Plan']);
  });
});
