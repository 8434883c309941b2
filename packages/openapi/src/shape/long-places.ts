import { choicesOf, type Shape } from './shape.ts';

/** Names of members, and `*` for each item or member, on the way to a value. */
type Place = readonly string[];

/** Where a value of a shape has whole numbers that may come as texts of their digits. */
export function longPlaces(shape: Shape): Place[] {
  const texts = new Set(placesOf(shape, isText).map(keyOf));
  // where a text may be meant as such, it stays one
  const places = placesOf(shape, isLong).filter((place) => !texts.has(keyOf(place)));
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}

function isLong(shape: Shape): boolean {
  return 'long' in shape && shape.long === true;
}

function isText(shape: Shape): boolean {
  return shape.kind === 'string' || shape.kind === 'any' || (shape.kind === 'enum' && !shape.long);
}

function placesOf(shape: Shape, fits: (shape: Shape) => boolean): Place[] {
  const below = (name: string, inner: Shape) => placesOf(inner, fits).map((place) => [name, ...place]);
  switch (shape.kind) {
    case 'array':
      return below('*', shape.items);
    case 'record':
      return below('*', shape.values);
    case 'object':
      return [...shape.properties].flatMap(([name, property]) => below(name, property.shape));
    case 'union':
      return choicesOf(shape.options).flatMap((option) => placesOf(option, fits));
    default:
      return fits(shape) ? [[]] : [];
  }
}

function keyOf(place: Place): string {
  return place.join('\0');
}
