import { setup } from 'xstate';

/** What moves a journey on. */
type JourneyEvent = { type: 'task.completed'; output: unknown } | { type: 'task.failed'; error: unknown };

/** A customer's way through the shop: looks around, fills the cart, and buys or leaves. States are tasks. */
export const shoppingMachine = setup({
  types: { events: {} as JourneyEvent },
  guards: {
    /** Drawn by the one who walks the journey; here alone it lets through what can be chosen at all. */
    weighted: (_, params: { weight: number }) => params.weight > 0,
  },
}).createMachine({
  id: 'shopping',
  initial: 'index',
  states: {
    index: {
      on: { 'task.completed': 'browsing' },
    },
    browsing: {
      initial: 'browseProduct',
      on: { 'task.failed': 'gone' },
      states: {
        browseProduct: {
          on: {
            'task.completed': [
              { target: 'browseProduct', guard: { type: 'weighted', params: { weight: 5 } } },
              { target: 'addToCart', guard: { type: 'weighted', params: { weight: 4 } } },
              { target: '#shopping.gone', guard: { type: 'weighted', params: { weight: 1 } } },
            ],
          },
        },
        addToCart: {
          on: {
            'task.completed': [
              { target: 'browseProduct', guard: { type: 'weighted', params: { weight: 1 } } },
              { target: '#shopping.viewCart', guard: { type: 'weighted', params: { weight: 2 } } },
            ],
          },
        },
      },
    },
    viewCart: {
      on: {
        'task.completed': [
          { target: 'checkout', guard: { type: 'weighted', params: { weight: 3 } } },
          { target: 'gone', guard: { type: 'weighted', params: { weight: 1 } } },
        ],
      },
    },
    checkout: {
      on: { 'task.completed': 'gone' },
    },
    gone: { type: 'final' },
  },
});
