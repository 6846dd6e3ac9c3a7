import { useCallback, useEffect, useState } from 'react';

/** The machine that the address names: `?machine=user`. Null where it names none. */
export function useMachineChoice(): [string | null, (id: string) => void] {
  const [machine, setMachine] = useState(chosen);
  useEffect(() => {
    const follow = (): void => setMachine(chosen());
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const choose = useCallback((id: string) => {
    const address = new URL(location.href);
    address.searchParams.set('machine', id);
    history.replaceState(history.state, '', address);
    setMachine(id);
  }, []);
  return [machine, choose];
}

function chosen(): string | null {
  return new URLSearchParams(location.search).get('machine');
}
