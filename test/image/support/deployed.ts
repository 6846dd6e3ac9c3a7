import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { REPOSITORY } from '../../e2e/support/program.ts';

/** What of compose.yaml the tests carry out themselves. */
export interface ComposeService {
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck: { readonly test: readonly ['CMD', ...string[]] };
}

/** A service of deploy/compose.yaml. */
export function composeService(name: 'loadgenerator' | 'shop'): ComposeService {
  const { services } = readYaml('deploy/compose.yaml') as { services: Record<string, ComposeService> };
  return services[name]!;
}

/** How long Kubernetes waits for an end after its SIGTERM, ms. */
export function gracePeriod(): number {
  const { spec } = readYaml('deploy/kubernetes/deployment.yaml') as Deployment;
  const { terminationGracePeriodSeconds: grace, containers } = spec.template.spec;
  return (grace - containers[0].lifecycle.preStop.sleep.seconds) * 1000;
}

interface Deployment {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly [
          { readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } } },
        ];
      };
    };
  };
}

function readYaml(path: string): unknown {
  return parse(readFileSync(REPOSITORY + path, 'utf8'));
}
