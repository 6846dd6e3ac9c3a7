/** Whether a path belongs to the recipe API, whose every answer is JSON. */
export function isApiPath(path: string): boolean {
  return path === '/api' || path.startsWith('/api/');
}
