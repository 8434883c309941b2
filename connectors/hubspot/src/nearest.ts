import { nearest } from '@rolekit/sdk';

export interface Named {
  name: string;
  label: string;
}

/**
 * `Did you mean …?` for a name that does not exist, or an empty text. Finds labels too (`Close Date`, `Negotiation`),
 * because people know those and HubSpot wants names.
 */
export function didYouMeanName(wrong: string, known: Iterable<Named>): string {
  const all = [...known];
  const wanted = fold(wrong);
  const same = all.find((one) => fold(one.name) === wanted || fold(one.label) === wanted);
  const part = () =>
    wanted.length < 4
      ? undefined
      : all.find((one) => fold(one.name).includes(wanted) || fold(one.label).includes(wanted));
  const near = () => {
    const name = nearest(
      wanted,
      all.flatMap((one) => [fold(one.name), fold(one.label)]),
    );
    return all.find((one) => fold(one.name) === name || fold(one.label) === name);
  };
  const found = same ?? near() ?? part();
  if (!found) return '';
  return `Did you mean \`${found.name}\`${found.label === found.name ? '' : ` (${found.label})`}?`;
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}
