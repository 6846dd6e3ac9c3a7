import type { ReactNode } from 'react';

const HIDDEN = {
  position: 'absolute',
  width: 1,
  height: 1,
  margin: -1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
} as const;

/** What is said to those who hear the page, and not shown. */
export function HeardOnly({ children }: { readonly children: ReactNode }) {
  return <span style={HIDDEN}>{children}</span>;
}
