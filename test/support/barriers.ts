// What keeps people from using a page, as axe-core finds it (WCAG 2.2 A and AA, and its own good practices).
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const answerSchema = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** Empty where there are none. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  // As a text that is evaluated: the page's own policy lets no script but its own in.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const answer = answerSchema.parse(await page.evaluate('axe.run(document)'));
  return answer.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`),
  );
}
