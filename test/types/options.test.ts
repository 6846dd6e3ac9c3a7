import { expect, test } from 'vitest';
import { defineUser } from '../../src/authoring/defineUser.ts';
import { type DeclaredOptions, defineOptions, type OptionValues } from '../../src/authoring/options.ts';

// What stands here is checked by tsc too: a line below @ts-expect-error must not compile.

/** Compiles only where both types are the same. */
function same<A, B>(
  ..._proof: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never]
) {}

const shop = defineOptions({
  tier: { type: 'choice', choices: ['free', 'paid'], default: 'free' },
  region: { type: 'choice', choices: ['eu', 'us'] },
  greeting: { type: 'text', default: 'hello' },
  apiKey: { type: 'text', secret: true },
  account: { type: 'text', required: true },
  pageSize: { type: 'integer', default: 20, min: 1 },
  limit: { type: 'integer' },
  share: { type: 'number', default: 0.5 },
  factor: { type: 'number', required: true, max: 2 },
  loud: { type: 'flag' },
  quiet: { type: 'flag', default: true },
});

type Shop = {
  readonly tier: 'free' | 'paid';
  readonly region: 'eu' | 'us' | undefined;
  readonly greeting: string;
  readonly apiKey: string | undefined;
  readonly account: string;
  readonly pageSize: number;
  readonly limit: number | undefined;
  readonly share: number;
  readonly factor: number;
  readonly loud: boolean;
  readonly quiet: boolean;
};

test('each value has the type of its declaration: undefined only without a default and not required', () => {
  same<OptionValues<typeof shop>, Shop>();
  const any: DeclaredOptions = shop;
  expect(Object.keys(any.declarations)).toHaveLength(11);
});

test('a task reads them typed', () => {
  const user = defineUser('Typed', {
    tasks: {
      browse({ options }) {
        const values = options(shop);
        same<typeof values, Shop>();
        // @ts-expect-error: there is no such option
        values.colour;
        // @ts-expect-error: values are read only
        values.pageSize = 3;
        // @ts-expect-error: these are no declared options
        options({ pageSize: 20 });
      },
    },
  });
  expect(user.tasks.browse).toBeTypeOf('function');
});

test.each([
  // @ts-expect-error: there is no such type
  ['size.type', () => defineOptions({ size: { type: 'float' } })],
  // @ts-expect-error: a default has the option's type
  ['size.default', () => defineOptions({ size: { type: 'integer', default: '20' } })],
  // @ts-expect-error: a default is one of the choices
  ['tier.default', () => defineOptions({ tier: { type: 'choice', choices: ['free'], default: 'paid' } })],
  // @ts-expect-error: a choice has choices
  ['tier.choices', () => defineOptions({ tier: { type: 'choice' } })],
  // @ts-expect-error: a flag is no secret
  ['loud.secret', () => defineOptions({ loud: { type: 'flag', secret: true } })],
  // @ts-expect-error: a property that is spelled wrong
  ['size.descripton', () => defineOptions({ size: { type: 'integer', descripton: 'How many' } })],
])('an option that is wrong does not compile, nor run: %s', (path, make) => {
  expect(make).toThrow(`defineOptions(): ${path} must be`);
});
