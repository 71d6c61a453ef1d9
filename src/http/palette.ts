// The colours of every page, light or dark as the reader's system is. Each text on its ground has a contrast of 4.5 at least.

export const PALETTE = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --card: #ffffff; --raised: #eef1f5; --text: #1c2430; --soft: #566072; --line: #8a94a6; --hair: #dde1e8;
  --accent: #1f5fbf; --on-accent: #ffffff; --accent-ground: #e8f0fc;
  --error: #a4161a; --error-ground: #fdecec;
  --good: #1b6b3a; --good-ground: #e5f4ea; --warn: #7a4b00; --warn-ground: #fdf1dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c; --card: #1c222b; --raised: #252d38; --text: #eef1f5; --soft: #a9b3c1; --line: #6c7889; --hair: #313a47;
    --accent: #8ab8ff; --on-accent: #0b1a30; --accent-ground: #1d2f4b;
    --error: #ffb3b3; --error-ground: #3a1c1f;
    --good: #93dbad; --good-ground: #17301f; --warn: #f3c67a; --warn-ground: #38290f;
  }
}
`;
