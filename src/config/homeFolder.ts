import { homedir } from 'node:os';

/** The home folder of whoever runs the process; undefined in a container whose user has none. */
export function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
