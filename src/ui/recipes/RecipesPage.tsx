import { Box } from '@mui/material';
import { useState } from 'react';
import { pageArgs } from '../data/page.ts';
import { Calls } from './Calls.tsx';
import { RecipeList } from './RecipeList.tsx';
import { RunningLoad } from './RunningLoad.tsx';
import { SpawnForm } from './SpawnForm.tsx';

/** The SRE Recipe API for a person: what can be spawned, the form that does it, what runs, and the same by curl. */
export function RecipesPage() {
  const users = pageArgs.statestorm.recipe_users;
  const [chosen, setChosen] = useState(users[0]?.identifier ?? '');
  return (
    <Box
      sx={{
        display: 'grid',
        gap: 2,
        alignItems: 'start',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 3fr) minmax(0, 2fr)' },
      }}
    >
      <Box sx={COLUMN}>
        <SpawnForm users={users} chosen={chosen} onChoose={setChosen} />
        <RecipeList users={users} chosen={chosen} onChoose={setChosen} />
      </Box>
      <Box sx={COLUMN}>
        <RunningLoad />
        <Calls />
      </Box>
    </Box>
  );
}

const COLUMN = { display: 'grid', gap: 2, minWidth: 0 } as const;
