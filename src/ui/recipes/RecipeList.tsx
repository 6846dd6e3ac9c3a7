import { Box, ButtonBase, Paper, Typography } from '@mui/material';
import type { RecipeUser } from './SpawnForm.tsx';

/** All users that can be spawned, with what they do; a click puts one into the form. */
export function RecipeList({
  users,
  chosen,
  onChoose,
}: {
  readonly users: readonly RecipeUser[];
  readonly chosen: string;
  readonly onChoose: (identifier: string) => void;
}) {
  return (
    <Paper
      component="section"
      aria-label="Users that can be spawned"
      variant="outlined"
      sx={{ p: { xs: 2, sm: 3 } }}
    >
      <Typography variant="h2">Users that can be spawned</Typography>
      <Box
        component="ul"
        sx={{
          listStyle: 'none',
          m: 0,
          p: 0,
          mt: 1.5,
          display: 'grid',
          gap: 1.5,
          gridTemplateColumns: { sm: '1fr 1fr' },
        }}
      >
        {users.map(({ identifier, description }) => (
          <li key={identifier}>
            <ButtonBase
              onClick={() => onChoose(identifier)}
              aria-pressed={identifier === chosen}
              sx={{
                width: 1,
                height: 1,
                p: 1.5,
                display: 'block',
                textAlign: 'left',
                borderRadius: 1,
                border: 1,
                borderColor: identifier === chosen ? 'primary.main' : 'divider',
                '&:hover': { borderColor: 'primary.main' },
              }}
            >
              <Typography sx={{ fontWeight: 650, overflowWrap: 'anywhere' }}>{identifier}</Typography>
              <Typography variant="body2" color="text.secondary">
                {description}
              </Typography>
            </ButtonBase>
          </li>
        ))}
      </Box>
    </Paper>
  );
}
