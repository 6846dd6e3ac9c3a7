import { errors } from 'undici';
import { expect, test } from 'vitest';
import { type FailureContext, failureText, statusText, timeoutText } from '../../src/http/failureText.ts';

const context: FailureContext = {
  host: 'shop.test:80',
  hostname: 'shop.test',
  phase: 'waiting',
  timeout: 60_000,
  connectTimeout: 10_000,
};
const coded = (code: string, message = 'secret detail 4711') => Object.assign(new Error(message), { code });

test.each([
  [404, 'Not Found', "HTTPError('404 Client Error: Not Found for url: /a')"],
  [404, 'Nope', "HTTPError('404 Client Error: Nope for url: /a')"],
  [500, '', "HTTPError('500 Server Error: Internal Server Error for url: /a')"],
  [599, '', "HTTPError('599 Server Error: Unknown for url: /a')"],
])('a status of %i with the reason "%s" fails with %s', (status, reason, text) => {
  expect(statusText(status, reason, '/a')).toBe(text);
});

// Each cause has one text, which names the host and nothing that changes from request to request.
test.each<[string, Error, Partial<FailureContext>, string]>([
  ['refused', coded('ECONNREFUSED'), {}, 'ConnectionRefusedError: connection refused by shop.test:80'],
  [
    'refused at each of several addresses',
    new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]),
    {},
    'ConnectionRefusedError: connection refused by shop.test:80',
  ],
  [
    'reset',
    coded('ECONNRESET'),
    {},
    'ConnectionResetError: connection reset by shop.test:80 before it answered',
  ],
  [
    'broken pipe',
    coded('EPIPE'),
    {},
    'ConnectionResetError: connection reset by shop.test:80 before it answered',
  ],
  [
    'reset in the body',
    coded('ECONNRESET'),
    { phase: 'receiving' },
    'ConnectionResetError: connection reset by shop.test:80 before the answer was complete',
  ],
  [
    'reset in the handshake',
    coded('ECONNRESET'),
    { phase: 'tls' },
    'TLSError: shop.test:80 broke off the TLS handshake',
  ],
  [
    'closed',
    new errors.SocketError('other side closed'),
    {},
    'ConnectionClosedError: shop.test:80 closed the connection before it answered',
  ],
  [
    'closed in the body',
    new errors.SocketError('other side closed'),
    { phase: 'receiving' },
    'ConnectionClosedError: shop.test:80 closed the connection before the answer was complete',
  ],
  [
    'connect timeout',
    coded('UND_ERR_CONNECT_TIMEOUT'),
    {},
    'ConnectTimeoutError: not connected to shop.test:80 within 10 s',
  ],
  ['no name', coded('ENOTFOUND'), {}, 'NameNotFoundError: no host is called shop.test'],
  [
    'no name server',
    coded('EAI_AGAIN'),
    {},
    'NameLookupError: the name server could not answer for shop.test just now',
  ],
  ['expired', coded('CERT_HAS_EXPIRED'), {}, 'CertificateError: the certificate of shop.test:80 has expired'],
  [
    'self-signed',
    coded('DEPTH_ZERO_SELF_SIGNED_CERT'),
    {},
    'CertificateError: the certificate of shop.test:80 is self-signed',
  ],
  [
    'wrong host',
    coded('ERR_TLS_CERT_ALTNAME_INVALID'),
    {},
    'CertificateError: the certificate of shop.test:80 is for another host name',
  ],
  [
    'handshake',
    coded('ERR_SSL_WRONG_VERSION_NUMBER'),
    {},
    'TLSError: the TLS handshake with shop.test:80 failed (SSL_WRONG_VERSION_NUMBER)',
  ],
  [
    'bad HTTP with a code',
    Object.assign(new errors.HTTPParserError('bad'), { code: 'HPE_INVALID_CONSTANT' }),
    {},
    'BadHTTPError: the answer of shop.test:80 is not valid HTTP (HPE_INVALID_CONSTANT)',
  ],
  [
    'bad HTTP without one',
    new errors.HTTPParserError('bad'),
    {},
    'BadHTTPError: the answer of shop.test:80 is not valid HTTP',
  ],
  [
    'content length',
    new errors.ResponseContentLengthMismatchError(),
    {},
    'BadHTTPError: the answer of shop.test:80 is not as long as its Content-Length says',
  ],
  [
    'descriptors',
    coded('EMFILE'),
    {},
    'OutOfResourcesError: this process has no file descriptor left; raise its limit (ulimit -n) or use fewer users a process',
  ],
  ['unknown', coded('EWHATEVER'), {}, 'Error: EWHATEVER at shop.test:80'],
])('%s', (_, error, more, text) => {
  expect(failureText(error, { ...context, ...more })).toBe(text);
});

test.each<[FailureContext['phase'], string]>([
  ['blocked', 'TimeoutError: no connection to shop.test:80 became free within 60 s'],
  ['connecting', 'TimeoutError: not connected to shop.test:80 within 60 s'],
  ['waiting', 'TimeoutError: no answer from shop.test:80 within 60 s'],
  ['receiving', 'TimeoutError: the answer of shop.test:80 was not complete within 60 s'],
])('running out of time while %s says so', (phase, text) => {
  expect(timeoutText({ ...context, phase })).toBe(text);
});
