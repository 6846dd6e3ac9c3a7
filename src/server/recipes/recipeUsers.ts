import type { LoadTest } from '../../engine/loadTest.ts';

/** A user that a recipe can spawn. */
export interface RecipeUser {
  readonly identifier: string;
  /** One line for people. */
  readonly description: string;
}

export function recipeUsers({ users }: LoadTest): RecipeUser[] {
  return users.all().map(({ definition: { name, description } }) => ({ identifier: name, description }));
}
