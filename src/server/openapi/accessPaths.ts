import { bodyProblems, formContent, type ProblemForm, problem, redirect, textAnswer } from './answers.ts';
import type { Answer, Operation, Paths, Schema, SecurityRequirement, SecurityScheme } from './openApi.ts';
import { ref, text } from './schema.ts';

/** A way into a port: user and password, a token, or a header by which a trusted proxy says who it is. */
export type Access =
  | { readonly kind: 'login' }
  | { readonly kind: 'token' }
  | { readonly kind: 'header'; readonly name: string };

/** What stands open on a guarded port. */
const OPEN = ['healthz', 'readyz', 'ping', 'login', 'logIn', 'logOut'];

/** The ways into a port; none where it stands open to all. `role` names the cookie. */
export function securitySchemes(
  access: readonly Access[],
  role: 'web' | 'recipes',
): Record<string, SecurityScheme> {
  const has = (kind: Access['kind']): boolean => access.some((each) => each.kind === kind);
  const header = access.find((each) => each.kind === 'header');
  return {
    ...((has('login') || has('token')) && {
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: `statestorm_${role}`,
        description: 'Given by POST /login, for 12 hours.',
      },
    }),
    ...(has('login') && {
      basic: { type: 'http', scheme: 'basic', description: 'User and password with each request.' },
    }),
    ...(has('token') && {
      bearer: { type: 'http', scheme: 'bearer', description: 'The token of --sre-token with each request.' },
    }),
    ...(header && {
      proxy: {
        type: 'apiKey',
        in: 'header',
        name: header.name,
        description: 'Set by a proxy that asked already.',
      },
    }),
  };
}

/** Each way in by itself is enough. */
export function securityOf(schemes: Readonly<Record<string, SecurityScheme>>): SecurityRequirement[] {
  return Object.keys(schemes).map((name) => ({ [name]: [] }));
}

/** An operation as it is on a guarded port. */
export function guarded(
  operation: Operation,
  { method, form, basePath }: { method: string; form: ProblemForm; basePath: string },
): Operation {
  if (OPEN.includes(operation.operationId)) return { ...operation, security: [] };
  const browsers = method === 'get' &&
    form === 'text' && {
      302: redirect(
        `${basePath}/login`,
        'For a browser that is not logged in; it comes back here by `next`.',
      ),
    };
  return { ...operation, responses: { ...browsers, ...operation.responses, ...refusals(form) } };
}

function refusals(form: ProblemForm): Record<string, Answer> {
  return {
    401: {
      ...problem(form, 'No credentials, or wrong ones.'),
      headers: {
        'WWW-Authenticate': {
          description:
            'How to send them: Basic or Bearer; Form where a page in a browser asked, which is to lead to /login.',
          required: true,
          schema: { type: 'string', pattern: '^(Basic|Bearer|Form) realm=' },
        },
      },
    },
    429: { ...problem(form, 'Too many wrong attempts from this address.'), headers: RETRY_AFTER },
  };
}

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait.', required: true, schema: { type: 'integer' } as const },
};

/** Logging in and out, where a port is guarded. */
export function accessPaths(access: readonly Access[], basePath: string): Paths {
  if (access.length === 0) return {};
  const page = (description: string): Answer => textAnswer(description, 'text/html');
  const content = formContent(ref('LoginForm'), undefined);
  return {
    '/login': {
      get: {
        operationId: 'login',
        tags: ['Page'],
        summary: 'The login',
        parameters: [{ name: 'next', in: 'query', description: NEXT, schema: { type: 'string' } }],
        responses: {
          200: page('The page that asks.'),
          302: redirect(`${basePath}/`, 'For who is logged in.'),
        },
      },
      post: {
        operationId: 'logIn',
        tags: ['Page'],
        summary: 'Log in',
        requestBody: { required: true, content },
        responses: {
          303: {
            ...redirect(`${basePath}/`, 'Logged in.'),
            headers: {
              ...redirect(`${basePath}/`, '').headers,
              'Set-Cookie': {
                description: 'The session.',
                required: true,
                schema: { type: 'string', pattern: '^statestorm_(web|recipes)=' },
              },
            },
          },
          ...bodyProblems('text', content),
          401: page('The page, with what is wrong.'),
          429: { ...page('The page, with how long to wait.'), headers: RETRY_AFTER },
        },
      },
    },
    '/logout': {
      post: {
        operationId: 'logOut',
        tags: ['Page'],
        summary: 'Log out',
        responses: { 303: redirect(`${basePath}/login`, 'The session is over.') },
      },
    },
  };
}

export function accessSchemas(access: readonly Access[]): Record<string, Schema> {
  if (access.length === 0) return {};
  const next = text(NEXT);
  const token = access.some(({ kind }) => kind === 'token');
  return {
    LoginForm: {
      type: 'object',
      ...(token
        ? { required: ['token'], properties: { token: text('What --sre-token says.', SECRET), next } }
        : {
            required: ['username', 'password'],
            properties: { username: text('The user.'), password: text('The password.', SECRET), next },
          }),
      additionalProperties: true,
    },
  };
}

const NEXT = 'The path to go on to; one that is not of this port, or that acts, is ignored.';
const SECRET: Schema = { format: 'password' };
