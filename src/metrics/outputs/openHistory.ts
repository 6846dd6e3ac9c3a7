import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, writeFileSync } from 'node:fs';
import { historyHeader } from './csv.ts';

/** No row is longer, bytes. */
const LONGEST_ROW = 64 * 1024;

/**
 * Opens a history file for rows to be written to its end. One that is there is replaced, or, where it goes on, kept
 * without the row that was being written when its process was killed.
 */
export function openHistory(path: string, goesOn: boolean): number {
  if (goesOn && isMended(path)) return openSync(path, 'a');
  const file = openSync(path, 'w');
  writeFileSync(file, historyHeader());
  return file;
}

/** Cuts off what stands behind the last whole row; false where the file is no history. */
function isMended(path: string): boolean {
  if (!existsSync(path)) return false;
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const header = Buffer.from(historyHeader());
    if (!read(file, 0, header.length).equals(header)) return false;
    const from = Math.max(0, size - LONGEST_ROW);
    ftruncateSync(file, from + read(file, from, size - from).lastIndexOf('\n') + 1);
    return true;
  } finally {
    closeSync(file);
  }
}

function read(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, from));
}
