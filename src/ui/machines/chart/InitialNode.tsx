import { Box as Block, useTheme } from '@mui/material';
import { DOT } from '../layout/sizes.ts';
import { chartColours } from './chartColours.ts';
import { Ends } from './Ends.tsx';

/** The dot from which the arrow to an initial state leads. */
export function InitialNode() {
  const { quiet } = chartColours(useTheme());
  return (
    <Block sx={{ width: DOT, height: DOT, borderRadius: '50%', bgcolor: quiet }}>
      <Ends />
    </Block>
  );
}
