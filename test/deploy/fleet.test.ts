import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/loadConfig.ts';
import { documentsOf, textOf } from './support/files.ts';
import { type Manifest, problemsOf } from './support/schemas.ts';

const FOLDER = 'deploy/kubernetes-fleet/';
const SECRET = {
  LOCUST_NATS: 'nats://fleet:secret@loadgenerator-nats:4222',
  NATS_USER: 'u',
  NATS_PASSWORD: 'p',
};

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

interface Deployment extends Manifest {
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: object;
        readonly containers: readonly [Container];
      };
    };
  };
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly env: readonly Variable[];
  readonly args?: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources: { readonly limits: object };
  readonly securityContext: object;
}

function only<T>(path: string): T {
  const [document, ...more] = documentsOf(textOf(path));
  expect(more).toEqual([]);
  return document as T;
}

const one = only<Deployment>('deploy/kubernetes/deployment.yaml');
const coordinator = only<Deployment>(`${FOLDER}coordinator.yaml`);
const workers = only<Deployment>(`${FOLDER}workers.yaml`);
const nats = only<Deployment>(`${FOLDER}nats.yaml`);
const containerOf = (deployment: Deployment): Container => deployment.spec.template.spec.containers[0];

/** The configuration that variables make, those of the secret filled in. */
function configured(env: Readonly<Record<string, string | undefined>>): ReturnType<typeof loadConfig> {
  return loadConfig({ argv: [], env, cwd: '/nowhere', home: undefined });
}

function variables(...containers: readonly Container[]): Record<string, string> {
  const all = containers.flatMap(({ env }) => env);
  return Object.fromEntries(
    all.map(({ name, value }) => [name, value ?? SECRET[name as keyof typeof SECRET] ?? 'frontend']),
  );
}

describe('the manifests of a fleet', () => {
  it.each(['nats.yaml', 'nats-service.yaml', 'workers.yaml'])('fit Kubernetes’ schemas: %s', (file) => {
    expect(problemsOf(only<Manifest>(FOLDER + file))).toEqual([]);
  });

  it('change of the coordinator what is a field of it, and nothing but its mode and where it meets the workers', () => {
    // A patch leaves out what it does not change.
    const problems = problemsOf(coordinator).filter((problem) => !problem.endsWith('is wrong: required'));
    expect(problems).toEqual([]);
    expect(coordinator.metadata.name).toBe(one.metadata.name);
    expect(containerOf(coordinator).name).toBe(containerOf(one).name);
    const {
      mode,
      nats: url,
      notices,
      task,
    } = configured(variables(containerOf(one), containerOf(coordinator)));
    expect({ mode, url, notices, task }).toEqual({
      mode: 'master',
      url: SECRET.LOCUST_NATS,
      notices: [],
      task: 'basic',
    });
  });

  it('are listed by kustomization.yaml, on top of those of one process', () => {
    const { resources, patches, images } = only<{
      resources: string[];
      patches: { path: string }[];
      images: { name: string }[];
    }>(`${FOLDER}kustomization.yaml`);
    const files = readdirSync(new URL(`../../${FOLDER}`, import.meta.url));
    const listed = [...resources, ...patches.map(({ path }) => path), 'kustomization.yaml', '../kubernetes'];
    expect(new Set(listed)).toEqual(new Set([...files, '../kubernetes']));
    expect(images.map(({ name }) => name)).toEqual([containerOf(workers).image]);
  });

  it('give workers the coordinator’s load and no place in its Service', () => {
    const { mode, nats: url, notices, task, stopTimeout } = configured(variables(containerOf(workers)));
    const { task: loads } = configured(variables(containerOf(one)));
    expect({ mode, url, notices, task }).toEqual({
      mode: 'worker',
      url: SECRET.LOCUST_NATS,
      notices: [],
      task: loads,
    });
    const { labels } = workers.spec.template.metadata;
    expect(labels).toEqual(workers.spec.selector.matchLabels);
    expect(labels).not.toMatchObject(one.spec.selector.matchLabels);
    const { terminationGracePeriodSeconds } = workers.spec.template.spec;
    expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(stopTimeout / 1000 + 5 + 5 + 10);
    expect(containerOf(workers).ports.map(({ containerPort }) => containerPort)).toEqual([8089]);
  });

  it('lead to the NATS server, which asks for the user and the password of the same secret', () => {
    const service = only<Manifest & { spec: { selector: object; ports: object[] } }>(
      `${FOLDER}nats-service.yaml`,
    );
    expect(new URL(SECRET.LOCUST_NATS).hostname).toBe(service.metadata.name);
    expect(service.spec.selector).toEqual(nats.spec.template.metadata.labels);
    expect(service.spec.ports).toEqual([{ name: 'nats', port: 4222, targetPort: 'nats', protocol: 'TCP' }]);
    expect(containerOf(nats).args).toContain('--pass=$(NATS_PASSWORD)');
    const references = [coordinator, workers, nats].flatMap((each) =>
      containerOf(each).env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []),
    );
    expect(new Set(references.map(({ name }) => name))).toEqual(new Set(['loadgenerator-nats']));
    const [, ...literals] =
      /create secret generic loadgenerator-nats((?:\s+(?:\\\s+)?--from-literal=\S+)+)/.exec(
        textOf('docs/deploy.md'),
      )!;
    const keys = [...literals.join(' ').matchAll(/--from-literal='?(\w+)=/g)].map(([, key]) => key);
    expect(new Set(references.map(({ key }) => key))).toEqual(new Set(keys));
  });

  it.each([
    ['workers', workers],
    ['nats', nats],
  ] as const)('bound the memory of the %s alone, and give it no rights', (_, deployment) => {
    expect(Object.keys(containerOf(deployment).resources.limits)).toEqual(['memory']);
    expect(deployment.spec.template.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65532,
    });
    expect(containerOf(deployment).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
});

describe('compose.fleet.yaml', () => {
  const { services } = only<{
    services: Record<string, { environment?: Record<string, string>; ports?: string[] }>;
  }>('deploy/compose.fleet.yaml');
  const filledIn = (name: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(services[name]?.environment ?? {}).map(([key, text]) => [
        key,
        text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'),
      ]),
    );

  it('sets variables that the program takes', () => {
    const url = 'nats://fleet:fleet@nats:4222';
    expect(configured(filledIn('coordinator'))).toMatchObject({
      mode: 'master',
      nats: url,
      task: 'basic',
      notices: [],
    });
    expect(configured(filledIn('worker'))).toMatchObject({
      mode: 'worker',
      nats: url,
      task: 'basic',
      notices: [],
    });
    expect(services).toHaveProperty(new URL(url).hostname);
  });

  it('opens the coordinator’s ports alone, to this machine alone', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports).toEqual(['127.0.0.1:8089:8089', '127.0.0.1:8090:8090']);
  });
});
