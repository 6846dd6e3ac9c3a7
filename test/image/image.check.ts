import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { REPOSITORY } from '../e2e/support/program.ts';
import { IMAGE, IMAGE_ROOT } from './support/container.ts';
import { it } from './support/it.ts';

interface Package {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Each package by its path; `dev` where only our tools and tests need it. */
interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean }>>;
}

const read = (name: string): unknown => JSON.parse(readFileSync(`${REPOSITORY}${name}`, 'utf8'));
const { version, dependencies } = read('package.json') as Package;
const { packages } = read('package-lock.json') as Lock;
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
    const ofItsMaking = Object.keys(packages).filter((path) => packages[path]?.dev === true);
    expect(ofItsMaking).toContain('node_modules/vitest');
    expect(ofItsMaking.filter((path) => existsSync(inImage(path)))).toEqual([]);
  });

  it('keeps nothing of the way to the registry that it was built by', () => {
    expect(existsSync(join(IMAGE_ROOT, 'root/.npmrc'))).toBe(false);
    expect(existsSync(join(IMAGE_ROOT, 'root/.npm'))).toBe(false);
    expect(existsSync(inImage('.npmrc'))).toBe(false);
  });
});
