import { expect, it } from 'vitest';
import { UserClasses } from '../../src/engine/userClasses.ts';
import { UserMaker, type UserMakerOptions } from '../../src/engine/userMaker.ts';
import { planOf, request } from '../machines/fakes.ts';

it('says what to do where a plan names a class that this process does not have', () => {
  const maker = new UserMaker({ users: new UserClasses([]) } as unknown as UserMakerOptions);
  expect(() => maker.create('Visitor', 0, planOf(request()), {} as never)).toThrow(
    /does not have: Visitor\. Start workers with the load files of their coordinator, or with none/,
  );
});
