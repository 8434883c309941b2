import type { FieldType, FieldValue } from '../schema/fields.ts';
import { isNumeric } from '../schema/fields.ts';
import { convert, type OrgSettings } from '../store/settings.ts';

/** True for the types that FORMAT takes. */
export function isFormattable(type: FieldType): boolean {
  return isNumeric(type) || type === 'date' || type === 'datetime';
}

const spaced = (text: string) => text.replace(/\u202f|\u00a0/g, ' ');

/** `EUR 1,234.50`, with the decimal places of the currency. */
function withCode({ locale }: OrgSettings, amount: number, currency: string): string {
  const { maximumFractionDigits: places = 2 } = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
  }).resolvedOptions();
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places };
  return `${currency} ${new Intl.NumberFormat(locale, digits).format(amount)}`;
}

function money(settings: OrgSettings, amount: number, currency: string): string {
  const { currencies, locale } = settings;
  if (currencies === null) return new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD' }).format(amount);
  const own = withCode(settings, amount, currency);
  if (currency === currencies.user) return own;
  return `${own} (${withCode(settings, convert(currencies, amount, currency, currencies.user), currencies.user)})`;
}

/** A value as the user's locale writes it; an amount in another currency than the user's shows both. */
export function formatValue(settings: OrgSettings, type: FieldType, value: FieldValue, currency: string): FieldValue {
  if (value === null) return null;
  const { locale, timeZone } = settings;
  if (typeof value === 'string') {
    const day = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
    const time = new Date(value);
    if (type === 'date') return new Intl.DateTimeFormat(locale, { ...day, timeZone: 'UTC' }).format(time);
    const parts = [day, { timeStyle: 'short' } as const];
    return spaced(
      parts.map((shape) => new Intl.DateTimeFormat(locale, { ...shape, timeZone }).format(time)).join(', '),
    );
  }
  const amount = Number(value);
  if (type === 'currency') return spaced(money(settings, amount, currency));
  const text = new Intl.NumberFormat(locale, { maximumFractionDigits: 18 }).format(amount);
  return spaced(type === 'percent' ? `${text}%` : text);
}
