import type { Answer, Content, Schema } from './openApi.ts';
import { objectOf, ref, text } from './schema.ts';

/** How a problem is told: `{err}` below /api on port 81, else a plain text. */
export type ProblemForm = 'json' | 'text';

export const problemSchemas: Record<string, Schema> = {
  Problem: objectOf<{ err: string }>({ err: text('What is wrong, for people.') }),
};

/** An answer of JSON. */
export function jsonAnswer(description: string, schema: Schema, example?: unknown): Answer {
  return {
    description,
    content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
  };
}

/** An answer of text: a page, a CSV file, a word. */
export function textAnswer(description: string, type: string, schema: Schema = { type: 'string' }): Answer {
  return { description, content: { [type]: { schema } } };
}

export function problem(form: ProblemForm, description: string, example?: string): Answer {
  if (form === 'text') {
    return {
      description,
      content: { 'text/plain': { schema: { type: 'string' }, ...(example && { example }) } },
    };
  }
  return jsonAnswer(description, ref('Problem'), example && { err: example });
}

/**
 * What every path answers besides its own: another method than it has, what nobody foresaw, and where it acts, a
 * page of another site.
 */
export function commonAnswers(form: ProblemForm, { acts }: { acts: boolean }): Record<string, Answer> {
  return {
    ...(acts && {
      403: problem(form, 'A browser says that a page of another site asked; see --allowed-origins.'),
    }),
    405: {
      ...problem(form, 'Another method than this path has.', 'Method Not Allowed'),
      headers: {
        Allow: {
          description: 'The methods of the path, by commas.',
          required: true,
          schema: { type: 'string', examples: ['GET, HEAD, OPTIONS'] },
        },
      },
    },
    default: problem(form, 'Anything unforeseen; the log says more.', 'Internal Server Error'),
  };
}

/** What is answered to a body that cannot be read. */
export function bodyProblems(form: ProblemForm, takes: Content): Record<string, Answer> {
  const types = Object.keys(takes);
  return {
    400: problem(form, 'The body cannot be read as what it says it is.', 'The body is not JSON.'),
    413: problem(form, 'The body is larger than 1 MiB (1,048,576 bytes).'),
    415: problem(form, `The body is none of ${types.join(', ')}, or it is compressed.`),
  };
}

/** An answer without a body of interest that leads elsewhere. */
export function redirect(to: string, why: string): Answer {
  return {
    description: `${why} Go to ${to}.`.trim(),
    headers: {
      Location: { description: 'Where to go.', required: true, schema: { type: 'string', examples: [to] } },
    },
  };
}

/** A file to save. */
export function download(description: string, type: string): Answer {
  return {
    ...textAnswer(description, type),
    headers: {
      'Content-Disposition': {
        description: 'The name of the file: Locust_<local time>_<load file>[_<host>]…',
        required: true,
        schema: { type: 'string', pattern: '^attachment;filename=Locust_' },
      },
    },
  };
}

/** A form as it is taken: urlencoded, multipart (files in it are ignored) or a JSON object. */
export function formContent(schema: Schema, example: unknown): Content {
  const given = example !== undefined && { example };
  return {
    'application/x-www-form-urlencoded': { schema, ...given },
    'multipart/form-data': { schema },
    'application/json': { schema, ...given },
  };
}
