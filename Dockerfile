# Koppel in production: `serve`, `worker` and `migrate` are the same image with another command.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY demo ./demo
COPY jobs ./jobs
COPY connectors ./connectors
COPY sources ./sources
# Installs and, through its prepare script, builds.
RUN npm ci
RUN npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    KOPPEL_HOST=0.0.0.0 \
    KOPPEL_PORT=3000 \
    KOPPEL_DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Used only when there is no DATABASE_URL.
RUN install --directory --owner=node --group=node /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.KOPPEL_PORT}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/main.js"]
CMD ["serve"]
