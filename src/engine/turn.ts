/**
 * One yield budget for the whole process: all loops together may run so long, ms, since the event loop last
 * turned. A budget for each user would let thousands of busy ones freeze the process.
 */
const BUDGET_MS = 5;

let turnBeganAt = 0;
let turning = false;
const waiting: (() => void)[] = [];
let head = 0;

function onTurn(): void {
  turning = false;
  turnBeganAt = performance.now();
  if (head < waiting.length) void resume();
}

function watchTurn(): void {
  if (turning) return;
  turning = true;
  setImmediate(onTurn);
}

/** Lets waiting loops go on one after another, as long as the budget lasts. */
async function resume(): Promise<void> {
  watchTurn();
  while (head < waiting.length && performance.now() - turnBeganAt < BUDGET_MS) {
    const next = waiting[head++] as () => void;
    next();
    // Two microtasks: the loop that was let go runs its task before the clock is looked at again.
    await null;
    await null;
  }
  if (head === waiting.length) {
    waiting.length = 0;
    head = 0;
  } else if (head > 4096) {
    waiting.splice(0, head);
    head = 0;
  }
}

/**
 * Whether a loop has to let others go on: the loops have used up this turn of the event loop, or some of them
 * wait already. Asked before every task.
 */
export function turnIsSpent(): boolean {
  if (head < waiting.length) return true;
  if (!turning) {
    turnBeganAt = performance.now();
    watchTurn();
    return false;
  }
  return performance.now() - turnBeganAt >= BUDGET_MS;
}

/** Calls back in a later turn, in the order asked. */
export function onNextTurn(goOn: () => void): void {
  watchTurn();
  waiting.push(goOn);
}

/** Resolves in a later turn, in the order asked. */
export function nextTurn(): Promise<void> {
  return new Promise(onNextTurn);
}
