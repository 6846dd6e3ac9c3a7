import Add from '@mui/icons-material/Add';
import FitScreen from '@mui/icons-material/FitScreen';
import Remove from '@mui/icons-material/Remove';
import { ButtonGroup, IconButton, Paper, Tooltip } from '@mui/material';
import { type FitViewOptions, Panel, useReactFlow } from '@xyflow/react';

/** Shows a drawing larger, smaller, or all of it. */
export function ZoomButtons({ fit }: { readonly fit: FitViewOptions }) {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const buttons = [
    { label: 'Zoom in', Icon: Add, act: () => zoomIn() },
    { label: 'Zoom out', Icon: Remove, act: () => zoomOut() },
    { label: 'Show all of it', Icon: FitScreen, act: () => fitView(fit) },
  ];
  return (
    <Panel position="bottom-right">
      <Paper variant="outlined">
        <ButtonGroup>
          {buttons.map(({ label, Icon, act }) => (
            <Tooltip key={label} title={label}>
              <IconButton aria-label={label} onClick={() => void act()} size="small">
                <Icon fontSize="small" />
              </IconButton>
            </Tooltip>
          ))}
        </ButtonGroup>
      </Paper>
    </Panel>
  );
}
