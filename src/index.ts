export { shoppingMachine as shoppingJourney } from '../machines/journeys/shopping.machine.ts';
export { defineUser } from './authoring/defineUser.ts';
export {
  defineHooks,
  type HookEvents,
  type HookFacts,
  type HookName,
  type Hooks,
} from './authoring/hooks.ts';
export type { JourneyConfig, JourneyState, JourneyTransition } from './authoring/journey.ts';
export {
  type DeclaredOptions,
  defineOptions,
  type OptionDeclarations,
  type OptionValues,
  type OptionValuesOf,
} from './authoring/options.ts';
export { type CsvRow, readCsv } from './authoring/readCsv.ts';
export { group, markov, sequence, taskSet } from './authoring/taskSets.ts';
export type {
  HttpSettingsOfUser,
  Mix,
  OwnSample,
  Tags,
  Task,
  TaskContext,
  TaskResult,
  TaskSet,
  Tasks,
  UserDefinition,
  UserOptions,
} from './authoring/user.ts';
export { BrowsingUser, PurchasingUser, WishlistUser } from './catalog/basic.ts';
export { getLoadShape, getSreRecipeUserClass, getUserClasses, StepLoadShape } from './catalog/catalog.ts';
export { shopTasks } from './catalog/shop.ts';
export { BasicHomePageViewingUser, BasicPurchasingUser, basicPurchasingUser } from './catalog/sre.ts';
export type { Duration } from './domain/duration.ts';
export { StatestormError } from './domain/errors.ts';
export type { LoadShape, Ramp, ShapePeak, ShapeTick } from './domain/loadShape.ts';
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
export { type DoubleWaveOptions, doubleWave } from './domain/shapes/doubleWave.ts';
export { shape } from './domain/shapes/shape.ts';
export { type Stage, stages } from './domain/shapes/stages.ts';
export { type StepShapeOptions, stepShape } from './domain/shapes/stepShape.ts';
export type { LoadTest } from './engine/loadTest.ts';
export { type FileContent, type FileOnDisk, file, type Upload } from './http/file.ts';
export type {
  FormValue,
  HttpClient,
  HttpResponse,
  MultipartFields,
  MultipartValue,
  RequestOptions,
} from './http/httpClient.ts';
export type { HttpSettings, PemSource, ProxySettings, TlsSettings } from './http/httpSettings.ts';
export type { ExtendRecipeApi } from './server/options.ts';
