import { writeFileSync } from 'node:fs';
import { PAGES } from './pages.ts';

// `npm run docs`: writes the pages that are made from the program.
for (const [name, render] of Object.entries(PAGES)) {
  writeFileSync(new URL(`../${name}`, import.meta.url), render());
  console.log(`docs/${name}`);
}
