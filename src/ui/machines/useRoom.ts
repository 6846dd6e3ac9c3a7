import { type RefObject, useEffect, useRef, useState } from 'react';

/** The size of an element, px, as it changes; null until it is known. */
export function useRoom(): [RefObject<HTMLDivElement | null>, { width: number; height: number } | null] {
  const element = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<{ width: number; height: number } | null>(null);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setRoom({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, room];
}
