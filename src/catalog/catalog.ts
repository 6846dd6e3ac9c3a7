import type { UserDefinition } from '../authoring/user.ts';
import type { LoadShape } from '../domain/loadShape.ts';
import { stepShape } from '../domain/shapes/stepShape.ts';
import { BrowsingUser, PurchasingUser, WishlistUser } from './basic.ts';
import { BasicHomePageViewingUser, BasicPurchasingUser } from './sre.ts';

/** 10 users more every 30 s, for 5 minutes. */
export const StepLoadShape: LoadShape = stepShape({
  stepTime: 30,
  stepUsers: 10,
  spawnRate: 10,
  timeLimit: 300,
});

const SHOPPERS: readonly UserDefinition[] = [PurchasingUser, WishlistUser, BrowsingUser];

const TASKS: ReadonlyMap<string, { users: readonly UserDefinition[]; shape: LoadShape | undefined }> =
  new Map([
    ['basic', { users: SHOPPERS, shape: undefined }],
    ['step', { users: SHOPPERS, shape: StepLoadShape }],
  ]);

/** Users that port 81 can spawn. */
export const RECIPE_USERS: readonly UserDefinition[] = [BasicHomePageViewingUser, BasicPurchasingUser];

/** The names that `--task` takes. */
export const TASK_NAMES: readonly string[] = [...TASKS.keys()];

/** The user classes of a shipped load (`basic`, `step`); an empty list for an unknown name. */
export function getUserClasses(task: string): readonly UserDefinition[] {
  return TASKS.get(task)?.users ?? [];
}

/** The load shape of a shipped load; undefined where it has none, or the name is unknown. */
export function getLoadShape(task: string): LoadShape | undefined {
  return TASKS.get(task)?.shape;
}

/** The user that a recipe can spawn by this identifier; undefined where there is none. */
export function getSreRecipeUserClass(id: string): UserDefinition | undefined {
  return RECIPE_USERS.find((user) => user.name === id);
}
