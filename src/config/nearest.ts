/**
 * The known words that a mistyped one most likely meant: those it begins, else those at the least edit
 * distance (optimal string alignment: a swap of neighbours counts once). Empty where none comes near.
 */
export function nearest(word: string, known: readonly string[]): string[] {
  const wanted = word.toLowerCase();
  if (wanted.length >= 2) {
    const begun = known.filter((each) => each.toLowerCase().startsWith(wanted));
    if (begun.length > 0) return begun.slice(0, 3);
  }
  let least = Math.max(2, Math.floor(wanted.length * 0.4));
  let best: string[] = [];
  for (const each of known) {
    const distance = editDistance(wanted, each.toLowerCase());
    if (distance >= Math.max(wanted.length, each.length) || distance > least) continue;
    if (distance < least) best = [];
    least = distance;
    best.push(each);
  }
  return best.slice(0, 3);
}

/** `Did you mean a?`, `Did you mean a, b or c?`, or what to do where nothing comes near. */
export function didYouMean(word: string, known: readonly string[], otherwise: string, prefix = ''): string {
  const near = nearest(word, known).map((each) => prefix + each);
  const last = near.pop();
  if (last === undefined) return otherwise;
  return near.length === 0 ? `Did you mean ${last}?` : `Did you mean ${near.join(', ')} or ${last}?`;
}

function editDistance(from: string, to: string): number {
  const rows = Array.from({ length: from.length + 1 }, (_, row) => [row]);
  for (let column = 0; column <= to.length; column++) rows[0]![column] = column;
  for (let i = 1; i <= from.length; i++) {
    for (let j = 1; j <= to.length; j++) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      }
      rows[i]![j] = least;
    }
  }
  return rows[from.length]![to.length]!;
}
