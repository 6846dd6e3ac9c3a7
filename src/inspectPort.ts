import { type InspectSocket, openInspectSocket } from './inspect/socket.ts';
import type { Program } from './program.ts';

/** Opens the port of --inspect and says so; undefined where nobody asked for it. @throws StatestormError. */
export async function openInspectPort({
  config,
  inspectors,
  logger,
}: Program): Promise<InspectSocket | undefined> {
  if (config.inspect === undefined) return undefined;
  const socket = await openInspectSocket({
    inspectors: [inspectors.web, inspectors.recipes],
    host: config.inspectHost,
    port: config.inspect,
    allowedOrigins: config.allowedOrigins,
  });
  logger.info(`Tools of @statelyai/inspect can listen at ${socket.url}; whoever reaches it reads along`, {
    inspect: socket.url,
  });
  return socket;
}
