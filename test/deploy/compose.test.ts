import { existsSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/loadConfig.ts';
import { documentsOf, textOf } from './support/files.ts';

interface Service {
  readonly build: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly stop_grace_period?: string;
  readonly depends_on?: Readonly<Record<string, object>>;
  readonly command?: readonly string[];
}

const TEXTS = { type: 'array', items: { type: 'string' }, minItems: 1 };
const DURATION = { type: 'string', pattern: '^(\\d+h)?(\\d+m)?(\\d+s)?$' };

/** Of the Compose specification what the file uses: a key that is not here is misspelt, or new to this list. */
const SERVICE = {
  type: 'object',
  additionalProperties: false,
  required: ['build', 'image', 'healthcheck'],
  properties: {
    build: { type: 'string' },
    image: { type: 'string' },
    entrypoint: TEXTS,
    command: TEXTS,
    environment: { type: 'object', additionalProperties: { type: 'string' } },
    ports: TEXTS,
    volumes: TEXTS,
    depends_on: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['condition'],
        properties: {
          condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] },
        },
      },
    },
    healthcheck: {
      type: 'object',
      additionalProperties: false,
      required: ['test'],
      properties: {
        test: TEXTS,
        interval: DURATION,
        timeout: DURATION,
        start_period: DURATION,
        retries: { type: 'integer' },
      },
    },
    stop_grace_period: DURATION,
    read_only: { type: 'boolean' },
    tmpfs: TEXTS,
    cap_drop: TEXTS,
    security_opt: TEXTS,
    mem_limit: { type: 'string', pattern: '^\\d+[bkmg]$' },
    ulimits: { type: 'object', additionalProperties: { type: 'integer' } },
  },
};

const FILE = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'services'],
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' },
    services: { type: 'object', additionalProperties: SERVICE },
  },
};

const [file] = documentsOf(textOf('deploy/compose.yaml')) as [
  { services: Readonly<Record<string, Service>> },
];
const { loadgenerator, shop } = file.services;

/** What Compose puts in where nobody set the variable. */
function filledIn(text: string): string {
  return text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
}

describe('compose.yaml', () => {
  it('has no key that Compose does not know', () => {
    const ajv = new Ajv({ allErrors: true });
    ajv.validate(FILE, file);
    expect(ajv.errors).toBe(null);
  });

  it('builds the image from the repository and mounts a folder that is there', () => {
    for (const { build, volumes = [] } of Object.values(file.services)) {
      expect(existsSync(new URL(`../../deploy/${build}/Dockerfile`, import.meta.url))).toBe(true);
      for (const volume of volumes) {
        const [source, target, mode] = filledIn(volume).split(':');
        expect(existsSync(new URL(`../../deploy/${source}`, import.meta.url)), source).toBe(true);
        expect([target, mode]).toEqual(['/load', 'ro']);
      }
    }
  });

  it('sets variables that the program takes; where nobody adds to them, no load starts by itself', () => {
    const given = Object.entries(loadgenerator!.environment!).map(([name, text]) => [name, filledIn(text)]);
    const config = loadConfig({ argv: [], env: Object.fromEntries(given), cwd: '/nowhere', home: undefined });
    expect(config).toMatchObject({ host: 'http://shop:8088', task: 'basic', autostart: false, notices: [] });
    expect(loadgenerator!.depends_on).toHaveProperty('shop');
    expect(shop!.command).toContain('8088');
  });

  it('opens its ports to this machine alone', () => {
    const ports = Object.values(file.services).flatMap((service) => service.ports ?? []);
    expect(ports).toEqual(['127.0.0.1:8089:8089', '127.0.0.1:8090:8090']);
  });

  it('waits for a stop as long as the program may take', () => {
    const stopTimeout = Number(loadgenerator!.environment!.LOCUST_STOP_TIMEOUT);
    expect(Number.parseInt(loadgenerator!.stop_grace_period!, 10)).toBeGreaterThanOrEqual(
      stopTimeout + 5 + 10,
    );
  });
});
