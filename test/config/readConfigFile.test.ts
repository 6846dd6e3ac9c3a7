import { describe, expect, it } from 'vitest';
import { PROGRAM_OPTIONS } from '../../src/config/optionTable.ts';
import { parseConfigFile, readConfigFile } from '../../src/config/readConfigFile.ts';
import { configOf, directoryWith, errorOf } from './support.ts';

describe('a config file', () => {
  it.each([
    ['users = 5', { users: 5 }],
    ['users=5', { users: 5 }],
    ['users: 5', { users: 5 }],
    ['users 5', { users: 5 }],
    ['--users = 5', { users: 5 }],
    ['\uFEFFusers = 5\r\nspawn_rate = 2\r\n', { users: 5, spawnRate: 2 }],
    ['web_port_sre_recipe = 8090', { webPortSreRecipe: 8090 }],
    ['headless', { headless: true }],
    ['headless = true', { headless: true }],
    ['headless = false', { headless: false }],
    ['# users = 1\n; users = 2\n\n[section]\nusers = 3 ; three', { users: 3 }],
    ['tags = [a, "b"]', { tags: ['a', 'b'] }],
    ['locustfile = [a.ts, b c.ts]', { locustfile: ['a.ts', 'b c.ts'] }],
    ['allowed-hosts = [[::1]:80, *.shop.example]', { allowedHosts: ['[::1]:80', '*.shop.example'] }],
    ['user-classes = [A, B]', { userClasses: ['A', 'B'] }],
    ['profile = "a # b"', { profile: 'a # b' }],
    ['html = report#1.html', { html: 'report#1.html' }],
    ['host = http://shop:8080/', { host: 'http://shop:8080' }],
    ['host: http://shop:8080', { host: 'http://shop:8080' }],
  ])('holds %j', (text, expected) => {
    expect(configOf({ cwd: directoryWith({ 'locust.conf': text }) })).toMatchObject(expected);
  });

  it.each([
    ['\nusers = many', ':2 (users): "many" is not a whole number of 0 or more'],
    ['headless = maybe', ':1 (headless): "maybe" is not true or false'],
    ['headless =', ':1 (headless): "" is not true or false'],
    ['host = a b', ':1 (host): "a b" is no host to load'],
    ['spwan-rate = 3', ':1: spwan-rate is no option of statestorm'],
    ['= 3', ':1: this is no "key = value"'],
    ['config = other.conf', ':1: config cannot be set in a file'],
    ['version', ':1: version cannot be set in a file'],
  ])('is refused for %j, with the file and the line', (text, message) => {
    const cwd = directoryWith({ 'locust.conf': text });
    expect(errorOf(() => configOf({ cwd })).message).toContain(`${cwd}/locust.conf${message}`);
  });

  it('names the nearest key', () => {
    expect(errorOf(() => parseConfigFile('spwan_rate = 3', 'x.conf', PROGRAM_OPTIONS)).hint).toBe(
      'Did you mean spawn-rate?',
    );
    expect(errorOf(() => parseConfigFile('hatch_rate = 3', 'x.conf', PROGRAM_OPTIONS)).hint).toBe(
      'It is called spawn-rate now.',
    );
  });

  it('must be there where it was asked for', () => {
    expect(errorOf(() => readConfigFile('/nowhere/x.conf', PROGRAM_OPTIONS)).code).toBe('config.unreadable');
    expect(readConfigFile('/nowhere/x.conf', PROGRAM_OPTIONS, { optional: true })).toEqual([]);
    const directory = directoryWith({});
    expect(errorOf(() => readConfigFile(directory, PROGRAM_OPTIONS, { optional: true })).code).toBe(
      'config.unreadable',
    );
  });
});
