import { validate as deployment } from 'kubernetes-models/_schemas/IoK8sApiAppsV1Deployment';
import { validate as job } from 'kubernetes-models/_schemas/IoK8sApiBatchV1Job';
import { validate as configMap } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap';
import { validate as service } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';

/** An object as `kubectl apply` takes it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/** A compiled schema: gives whether the value fits, and leaves behind why not. */
interface Schema {
  (value: unknown): boolean;
  errors?:
    | readonly { readonly instancePath: string; readonly message?: string; readonly keyword: string }[]
    | null;
}

const SCHEMAS: Readonly<Record<string, Schema>> = {
  'apps/v1 Deployment': deployment,
  'batch/v1 Job': job,
  'v1 ConfigMap': configMap,
  'v1 Service': service,
};

/**
 * What Kubernetes' schema has against a manifest; empty where nothing. The schemas pass over fields that they do
 * not know, so a misspelt one is found by that they never looked at it.
 */
export function problemsOf(manifest: Manifest): string[] {
  const schema = SCHEMAS[`${manifest.apiVersion} ${manifest.kind}`];
  if (schema === undefined) return [`There is no schema for ${manifest.apiVersion} ${manifest.kind}`];
  const unread = new Set<string>();
  schema(watched(manifest, '', unread));
  const wrong = (schema.errors ?? []).map(
    ({ instancePath, keyword }) => `${instancePath} is wrong: ${keyword}`,
  );
  const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
  const unknown = [...unread].filter((path) => !unread.has(parentOf(path)));
  return [...wrong, ...unknown.map((path) => `${path} is no field of a ${manifest.kind}`)];
}

/** The value, taking each path out of `unread` when it is read. */
function watched(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy: object = Array.isArray(value) ? [] : {};
  for (const [key, child] of Object.entries(value)) {
    unread.add(`${path}/${key}`);
    Object.assign(copy, { [key]: watched(child, `${path}/${key}`, unread) });
  }
  return new Proxy(copy, {
    get(target, key, receiver) {
      unread.delete(`${path}/${String(key)}`);
      return Reflect.get(target, key, receiver);
    },
  });
}
