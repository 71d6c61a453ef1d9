// A promise that the test settles when it wants to.

export interface Later<Value> {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
}

export function later<Value = undefined>(): Later<Value> {
  let settle: ((value: Value) => void) | undefined;
  const promise = new Promise<Value>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle?.(value) };
}
