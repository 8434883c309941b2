export interface Order {
  id: string;
  customer: string;
  /** As this vendor has it: a text in some answers, a number in others. */
  amount: number;
  status: 'open' | 'paid' | 'void';
}

const CUSTOMERS = ['Kestrel Rail', 'Juniper Foods', 'Marlow & Finch', 'Öresund Energi'];
/** What this vendor knows; it had more once. */
export const STATUS = ['open', 'paid', 'void'] as const;

/** 53 orders, the same each time. */
export function demoOrders(): Map<string, Order> {
  const orders = Array.from({ length: 53 }, (_, index): Order => {
    const status = STATUS[index % STATUS.length] ?? 'open';
    const customer = CUSTOMERS[index % CUSTOMERS.length] ?? '';
    return { id: `o${index + 1}`, customer, amount: (index * 37) % 1000, status };
  });
  return new Map(orders.map((order) => [order.id, order]));
}
