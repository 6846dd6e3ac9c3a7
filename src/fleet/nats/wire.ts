import { headers, type MsgHdrs } from '@nats-io/transport-node';
import type { FromMember } from '../messages.ts';

/** What members tell without keeping it: who comes too late for one waits for the next. */
export type Told =
  | (Extract<FromMember, { type: 'health' }> & { readonly version: string })
  | Extract<FromMember, { type: 'users' | 'prepared' }>
  /** It cannot take a share. */
  | { readonly type: 'failed'; readonly why: string }
  | { readonly type: 'leave' };

/** What members tell that must not be lost: measurements and reports, numbered in the order of the telling. */
export interface Kept {
  readonly member: string;
  readonly seq: number;
  readonly message: Extract<FromMember, { type: 'measured' | 'report' }>;
}

type Measured = Extract<FromMember, { type: 'measured' }>;

/** The bytes of a measurement travel as they are, all else as JSON. */
export function writeKept({ member, seq, message }: Kept): { headers: MsgHdrs; data: Uint8Array } {
  const head = headers();
  const measured = message.type === 'measured';
  const { delta, ...rest } = message as Measured;
  head.set('member', member);
  head.set('seq', String(seq));
  head.set('message', JSON.stringify(measured ? rest : message));
  return { headers: head, data: measured ? delta : new Uint8Array() };
}

export function readKept(head: MsgHdrs | undefined, data: Uint8Array): Kept {
  const message = JSON.parse(head?.get('message') ?? '{}') as Kept['message'];
  return {
    member: head?.get('member') ?? '',
    seq: Number(head?.get('seq')),
    message: message.type === 'measured' ? { ...message, delta: data } : message,
  };
}
