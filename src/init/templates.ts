/** A first load file. */
export const LOAD_FILE = `import { between, defineUser } from 'statestorm';

/** A virtual user: it starts, does one task after another with a pause between, and leaves when it is stopped. */
export default defineUser('Visitor', {
  description: 'Looks around on the site',
  waitTime: between('1s', '5s'),

  // Runs once. What it returns is the session that every task is given, with its type.
  async onStart({ http, user }) {
    const home = await http.get('/');
    return { name: \`visitor \${user.index}\`, cameToLife: home.ok };
  },

  tasks: {
    async home({ http, check }) {
      const page = await http.get('/');
      check('is there within a second', page.duration < 1000);
    },

    // Requests to many addresses of one kind belong under one name.
    async page({ http, random, session }) {
      const id = random.int(1, 100);
      await http.get(\`/?page=\${id}\`, { name: '/?page=[id]', headers: { 'x-visitor': session.name } });
    },
  },

  // How often each task is chosen: home three times as often as page.
  mix: { home: 3, page: 1 },
});
`;

/** Settings by which TypeScript checks a load file as the program runs it: types are stripped, nothing is built. */
export const TSCONFIG = `{
  "compilerOptions": {
    "strict": true,
    "target": "es2024",
    "module": "nodenext",
    "noEmit": true,
    "skipLibCheck": true,
    "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true,
    "allowImportingTsExtensions": true
  }
}
`;
