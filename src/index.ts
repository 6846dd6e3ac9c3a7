export { defineUser, group } from './authoring/defineUser.ts';
export type {
  Mix,
  Task,
  TaskContext,
  TaskGroup,
  TaskResult,
  Tasks,
  UserDefinition,
  UserOptions,
} from './authoring/user.ts';
export { BrowsingUser, PurchasingUser, WishlistUser } from './catalog/basic.ts';
export { getLoadShape, getSreRecipeUserClass, getUserClasses, StepLoadShape } from './catalog/catalog.ts';
export { BasicHomePageViewingUser, BasicPurchasingUser, basicPurchasingUser } from './catalog/sre.ts';
export type { Duration } from './domain/duration.ts';
export { StatestormError } from './domain/errors.ts';
export { type LoadShape, type ShapeTick, type StepShapeOptions, stepShape } from './domain/loadShape.ts';
export {
  between,
  constant,
  constantPacing,
  constantThroughput,
  noWait,
  type WaitInput,
  type WaitTime,
} from './domain/pacing.ts';
export type { Random } from './domain/random.ts';
export type { Sample, TaskException } from './domain/sample.ts';
export type { LoadTest } from './engine/loadTest.ts';
export type { FormValue, HttpClient, HttpResponse, RequestOptions } from './http/httpClient.ts';
export type { ExtendRecipeApi } from './server/options.ts';
