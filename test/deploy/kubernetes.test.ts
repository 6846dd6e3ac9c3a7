import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/loadConfig.ts';
import { blocksOf, documentsOf, textOf } from './support/files.ts';
import { type Manifest, problemsOf } from './support/schemas.ts';

const FOLDER = 'deploy/kubernetes/';

/** What of the Deployment is looked at. */
interface Deployment extends Manifest {
  readonly spec: {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: Pod;
    };
  };
}

interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly containers: readonly [Container];
  readonly volumes: readonly { readonly name: string }[];
}

interface Container {
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly resources: Readonly<Record<'requests' | 'limits', Readonly<Record<string, string>>>>;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Service extends Manifest {
  readonly spec: { readonly type: string; readonly selector: object; readonly ports: readonly object[] };
}

interface Kustomization {
  readonly resources: readonly string[];
  readonly images: readonly { readonly name: string }[];
}

interface Overlay extends Manifest {
  readonly patches: readonly { readonly patch: string }[];
}

function isKustomization({ kind }: Manifest): boolean {
  return kind === 'Kustomization';
}

function only<T>(file: string): T {
  const [document, ...more] = documentsOf(textOf(FOLDER + file));
  expect(more).toEqual([]);
  return document as T;
}

const deployment = only<Deployment>('deployment.yaml');
const service = only<Service>('service.yaml');
const pod = deployment.spec.template.spec;
const [container] = pod.containers;

/** The configuration that the container's own variables make. */
function configured(): ReturnType<typeof loadConfig> {
  const env = Object.fromEntries(container.env.map(({ name, value = 'frontend' }) => [name, value]));
  return loadConfig({ argv: [], env, cwd: '/nowhere', home: undefined });
}

describe('the manifests', () => {
  const files = readdirSync(new URL(`../../${FOLDER}`, import.meta.url));
  const manifests = files.filter((file) => file !== 'kustomization.yaml');

  for (const file of manifests) {
    it(`fit Kubernetes' schemas: ${file}`, () => {
      expect(problemsOf(only<Manifest>(file))).toEqual([]);
    });
  }

  it('are listed by kustomization.yaml, which names the image that they use', () => {
    const { resources, images, ...rest } = only<Kustomization>('kustomization.yaml');
    expect(rest).toEqual({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' });
    expect([...resources].sort()).toEqual(manifests.sort());
    expect(images.map(({ name }) => name)).toEqual([container.image]);
  });

  it('of the docs fit the schemas too', () => {
    const documents = blocksOf(textOf('docs/deploy.md'), 'yaml').flatMap(documentsOf) as Manifest[];
    const [overlays, applied] = [
      documents.filter(isKustomization),
      documents.filter((each) => !isKustomization(each)),
    ];
    expect(applied.map(({ kind }) => kind)).toEqual(['Job']);
    expect(applied.flatMap(problemsOf)).toEqual([]);
    // A patch leaves out what it does not change, but what it names has to be a field.
    const patches = (overlays as Overlay[]).flatMap((overlay) =>
      overlay.patches.flatMap(({ patch }) => documentsOf(patch)),
    );
    expect((patches as Manifest[]).map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
      ['Deployment', 'loadgenerator'],
      ['Service', 'loadgenerator'],
    ]);
    const problems = (patches as Manifest[]).flatMap(problemsOf);
    expect(problems.filter((problem) => !problem.endsWith('is wrong: required'))).toEqual([]);
  });
});

describe('the check of the schemas', () => {
  const changed = (change: (copy: { [key: string]: never } & Deployment) => void): string[] => {
    const copy = structuredClone(deployment) as never;
    change(copy);
    return problemsOf(copy);
  };
  const containerOf = (copy: Deployment): Record<string, unknown> =>
    copy.spec.template.spec.containers[0] as never;
  const path = '/spec/template/spec/containers/0';

  it.each([
    [
      'a misspelt field',
      (copy: Deployment) => Object.assign(containerOf(copy), { imagePullPolice: 'Always' }),
      `${path}/imagePullPolice is no field of a Deployment`,
    ],
    [
      'a field at the top',
      (copy: Deployment) => Object.assign(copy, { specs: {} }),
      '/specs is no field of a Deployment',
    ],
    [
      'a number as text',
      (copy: Deployment) => Object.assign(containerOf(copy), { ports: [{ containerPort: '80' }] }),
      `${path}/ports/0/containerPort is wrong: type`,
    ],
    [
      'a size that is none',
      (copy: Deployment) => Object.assign(containerOf(copy), { resources: { limits: { memory: '1 GB' } } }),
      `${path}/resources/limits/memory is wrong: format`,
    ],
    [
      'a field that is missing',
      (copy: Deployment) => Object.assign(copy.spec, { selector: undefined }),
      '/spec is wrong: required',
    ],
  ] as const)('refuses %s', (_, change, problem) => {
    expect(changed(change)).toContain(problem);
  });

  it('refuses a kind that it has no schema for', () => {
    expect(problemsOf({ apiVersion: 'v1', kind: 'Deployment', metadata: { name: 'x' } })).toEqual([
      'There is no schema for v1 Deployment',
    ]);
  });
});

describe('the Deployment', () => {
  it('has the name and the labels that others look for', () => {
    const labels = { app: 'loadgenerator', mode: 'master' };
    expect(deployment.metadata.name).toBe('loadgenerator');
    expect(deployment.spec.selector.matchLabels).toEqual(labels);
    expect(deployment.spec.template.metadata.labels).toEqual(labels);
  });

  it('aims at what the ConfigMap says', () => {
    const address = only<Manifest & { data: object }>('address-config.yaml');
    expect(address.metadata.name).toBe('address-config');
    expect(Object.keys(address.data)).toEqual(['FRONTEND_ADDR']);
    const target = container.env.find(({ name }) => name === 'TARGET_HOST');
    expect(target?.valueFrom).toEqual({ configMapKeyRef: { name: 'address-config', key: 'FRONTEND_ADDR' } });
  });

  it('sets variables that the program takes, and no load of its own', () => {
    expect(configured()).toMatchObject({
      mode: 'standalone',
      task: 'basic',
      autostart: false,
      headless: false,
      notices: [],
    });
  });

  it('gives a stop the time that the program may take, with what comes before it', () => {
    const { stopTimeout } = configured();
    const onStop = 5;
    const needed = container.lifecycle.preStop.sleep.seconds + stopTimeout / 1000 + onStop;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(needed + 10);
  });

  it('opens the ports of the image and asks them for its health', () => {
    const dockerfile = textOf('Dockerfile');
    for (const { containerPort } of container.ports) expect(dockerfile).toMatch(`=${containerPort} `);
    expect(container.ports.map(({ containerPort }) => containerPort)).toEqual([8089, 8090]);
    expect(container.startupProbe.httpGet).toEqual({ path: '/readyz', port: 'loc-master-web' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'loc-master-web' });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/healthz', port: 'loc-master-web' });
    // Kubernetes takes port names of up to 15 characters, which its schema does not say.
    expect(container.ports.every(({ name }) => name.length <= 15)).toBe(true);
  });

  it('bounds its memory and asks for its CPU, but does not bound it', () => {
    expect(Object.keys(container.resources.limits)).toEqual(['memory']);
    expect(Object.keys(container.resources.requests).sort()).toEqual(['cpu', 'memory']);
  });

  it('runs as the image’s user, on a root that it cannot write, with /tmp to write', () => {
    const [, user, group] = /^USER (\d+):(\d+)$/m.exec(textOf('Dockerfile'))!;
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: Number(user),
      runAsGroup: Number(group),
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
    expect(pod.volumes.map(({ name }) => name)).toEqual(['tmp']);
  });
});

describe('the Service', () => {
  it('leads port 80 to the page and port 81 to the SRE Recipe API', () => {
    expect(service.metadata.name).toBe('loadgenerator');
    expect(service.spec.type).toBe('LoadBalancer');
    expect(service.spec.selector).toEqual(deployment.spec.selector.matchLabels);
    expect(service.spec.ports).toEqual([
      { name: 'loc-master-web', port: 80, targetPort: 'loc-master-web', protocol: 'TCP' },
      { name: 'loc-master-api', port: 81, targetPort: 'loc-master-api', protocol: 'TCP' },
    ]);
    expect(container.ports).toEqual([
      { name: 'loc-master-web', containerPort: 8089, protocol: 'TCP' },
      { name: 'loc-master-api', containerPort: 8090, protocol: 'TCP' },
    ]);
  });
});
