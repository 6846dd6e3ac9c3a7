import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { REPOSITORY } from '../e2e/support/program.ts';
import { IMAGE, IMAGE_ROOT } from './support/container.ts';
import { it } from './support/it.ts';

interface Package {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const { version, dependencies, devDependencies } = JSON.parse(
  readFileSync(`${REPOSITORY}package.json`, 'utf8'),
) as Package;
const inImage = (path: string): string => join(IMAGE_ROOT, 'app', path);

describe('the image', () => {
  it('starts the program itself, as a user by number, on ports 8089 and 8090', () => {
    expect(IMAGE).toMatchObject({
      Entrypoint: ['node', '/app/dist/src/main.js'],
      User: expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/),
      StopSignal: 'SIGTERM',
      WorkingDir: '/load',
      ExposedPorts: { '8089/tcp': {}, '8090/tcp': {} },
    });
    expect(IMAGE.Cmd ?? []).toEqual([]);
    expect(IMAGE.Env).toContain('LOCUST_WEB_PORT=8089');
    expect(IMAGE.Env).toContain('LOCUST_WEB_PORT_SRE_RECIPE=8090');
    expect(IMAGE.Labels['org.opencontainers.image.version']).toBe(version);
  });

  it('holds what the program needs at run time and nothing of its making', () => {
    expect(readdirSync(inImage('')).sort()).toEqual(['dist', 'node_modules', 'package.json']);
    for (const name of Object.keys(dependencies)) {
      expect(existsSync(inImage(`node_modules/${name}/package.json`)), name).toBe(true);
    }
    for (const name of Object.keys(devDependencies)) {
      expect(existsSync(inImage(`node_modules/${name}`)), name).toBe(false);
    }
  });

  it('keeps nothing of the way to the registry that it was built by', () => {
    expect(existsSync(join(IMAGE_ROOT, 'root/.npmrc'))).toBe(false);
    expect(existsSync(join(IMAGE_ROOT, 'root/.npm'))).toBe(false);
    expect(existsSync(inImage('.npmrc'))).toBe(false);
  });
});
