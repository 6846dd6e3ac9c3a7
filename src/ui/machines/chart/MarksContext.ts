import { createContext, useContext } from 'react';
import { type Marks, NO_MARKS } from './marks.ts';

export const MarksContext = createContext<Marks>(NO_MARKS);

/** What lights up on the chart around. */
export function useMarks(): Marks {
  return useContext(MarksContext);
}
