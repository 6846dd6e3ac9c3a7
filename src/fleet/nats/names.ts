/** What a fleet's subjects, streams and keys are called on a NATS server that it may share with others. */
export interface FleetNames {
  /** The bucket of keys and values. */
  readonly bucket: string;
  /** The object store of the files that members run. */
  readonly code: string;
  /** The stream of what was measured. */
  readonly stream: string;
  /** Once a second of the coordinator, with its time. */
  readonly lease: string;
  /** Answered by the coordinator with its time. */
  readonly clock: string;
  /** Of all members and of one: `health`, `users`. */
  readonly told: { readonly all: string; of(member: string): string };
  /** In the stream: measurements and reports of one member. */
  readonly kept: { readonly all: string; of(member: string): string };
  /** The key of what a test should be doing. */
  desired(test: string): string;
}

export function fleetNames(fleet: string): FleetNames {
  const at = `statestorm.${fleet}`;
  return {
    bucket: `statestorm-${fleet}`,
    code: `statestorm-${fleet}-code`,
    stream: `statestorm-${fleet}-measured`,
    lease: `${at}.lease`,
    clock: `${at}.clock`,
    told: { all: `${at}.told.*`, of: (member) => `${at}.told.${member}` },
    kept: { all: `${at}.kept.*`, of: (member) => `${at}.kept.${member}` },
    desired: (test) => `desired.${test}`,
  };
}
