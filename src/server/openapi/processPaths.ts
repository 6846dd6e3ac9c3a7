import { jsonAnswer, textAnswer } from './answers.ts';
import type { Paths } from './openApi.ts';

/** What whoever runs the process asks. These paths never move. */
export function processPaths(): Paths {
  const word = (description: string, ...words: readonly string[]) =>
    textAnswer(description, 'text/plain', { type: 'string', enum: words });
  return {
    '/healthz': {
      get: {
        operationId: 'healthz',
        tags: ['Process'],
        summary: 'Whether the process lives',
        responses: { 200: word('It does.', 'ok') },
      },
    },
    '/readyz': {
      get: {
        operationId: 'readyz',
        tags: ['Process'],
        summary: 'Whether the process can take work',
        responses: {
          200: word('It can.', 'ready'),
          503: word('Not yet, or it is about to end.', 'not ready', 'draining'),
        },
      },
    },
    '/metrics': {
      get: {
        operationId: 'metrics',
        tags: ['Process'],
        summary: 'The numbers for Prometheus',
        description: [
          'In the text format 0.0.4. Users by class, the state, requests, failures and aborted requests by entry, a',
          'histogram of the response times in seconds, the delay of the event loop and the CPU used.',
        ].join('\n'),
        responses: { 200: textAnswer('The metrics.', 'text/plain') },
      },
    },
    '/openapi.json': {
      get: {
        operationId: 'openapi',
        tags: ['Process'],
        summary: 'This document',
        responses: {
          200: jsonAnswer('OpenAPI 3.1.', {
            type: 'object',
            required: ['openapi', 'info', 'paths'],
            properties: { openapi: { const: '3.1.1' }, info: { type: 'object' }, paths: { type: 'object' } },
            additionalProperties: true,
          }),
        },
      },
    },
  };
}
