/** Load files, as people write them. */

/** Users that ask for `/` again and again, after a wait if one is given (such as `constant('1s')`). */
export function visitor(wait?: string, more = ''): string {
  return `import { between, constant, defineUser } from 'statestorm';

export default defineUser('Visitor', {
  ${wait === undefined ? '' : `waitTime: ${wait},`}
  ${more}
  tasks: {
    async home({ http }) {
      await http.get('/');
    },
  },
});
`;
}
