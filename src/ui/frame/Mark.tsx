import markUrl from '../mark.svg';

/** Our mark. It is always beside our name, so that it says nothing of its own. */
export function Mark({ size = 30 }: { readonly size?: number }) {
  return <img src={markUrl} width={size} height={size} alt="" />;
}
